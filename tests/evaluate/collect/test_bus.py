"""The message bus: plain words when there is none, and when it is another user's."""

import os
import shutil
import subprocess

import pytest

from ppagent.errors import ScreenLostError
from ppagent.evaluate.collect.bus import Bus

ME = ("org.freedesktop.DBus", "/org/freedesktop/DBus")


@pytest.fixture
def bus(tmp_path):
    if not shutil.which("dbus-daemon"):
        pytest.skip("needs dbus-daemon (Debian: dbus-daemon)")
    address = f"unix:path={tmp_path}/bus"
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nosyslog", "--print-address", f"--address={address}"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with daemon:
        yield daemon.stdout.readline().decode().strip()
        daemon.terminate()


def test_many_calls_are_answered_in_their_order_and_a_refused_one_is_none(bus):
    with Bus(bus, os.geteuid()) as ours:
        wanted = [
            (ME, ME[0], "NameHasOwner", "s", (name,)) for name in ["org.freedesktop.DBus", "no.such"] * 300
        ]
        wanted.insert(7, (ME, ME[0], "NoSuchMethod", "", ()))
        answers = ours.calls(wanted)
        assert answers.pop(7) is None
        assert answers == [(True,), (False,)] * 300
        assert ours.call(ME, ME[0], "NameHasOwner", "s", "no.such") is False
        with pytest.raises(ScreenLostError, match="NoSuchMethod"):
            ours.call(ME, ME[0], "NoSuchMethod")


@pytest.mark.parametrize(
    "address", ["unix:path=/nowhere/bus", "unix:abstract=/nowhere/bus", "tcp:host=localhost", ""]
)
def test_no_bus_is_said_plainly(address):
    with pytest.raises(ScreenLostError, match="bus"):
        Bus(address, os.geteuid())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_the_bus_of_one_user_is_closed_to_another(bus, tmp_path):
    tmp_path.chmod(0o755)
    with pytest.raises(ScreenLostError, match="cannot be reached"):
        Bus(bus, 65534)
