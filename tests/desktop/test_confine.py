import struct
import subprocess
from pathlib import Path

import pytest

from ppagent.desktop.confine import INNER_HOME, best_means, confined, home_inside
from ppagent.desktop.xauthority import xauthority

SCRATCH = Path("/tmp/ppagent-x")
ENVIRON = {"PATH": "/usr/bin:/bin", "HOME": "/home/user"}


def made(means, **more):
    return confined(["bash", "script"], ENVIRON, SCRATCH, means, **more)


@pytest.mark.parametrize("means", ["namespace", "setpriv", "bwrap", "plain"])
def test_the_command_has_only_the_environment_it_was_given(means):
    command = made(means)
    assert command[command.index("env") :] == [
        "env", "-i", "PATH=/usr/bin:/bin", "HOME=/home/user", "bash", "script",
    ]  # fmt: skip


@pytest.mark.parametrize("means", ["namespace", "setpriv"])
def test_root_becomes_nobody_without_capabilities(means):
    command = made(means)
    wanted = ["--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"]
    assert set(wanted) < set(command)
    assert "--no-new-privs" in command
    assert ("unshare" in command) == (means == "namespace")
    # Privileges go only after the namespace has been made.
    assert means == "setpriv" or command.index("unshare") < command.index("setpriv")


def test_a_user_gets_a_read_only_root_and_nothing_of_their_own():
    command = made("bwrap", hidden=Path("/home/me"))
    text = " ".join(command)
    assert text.startswith("bwrap --ro-bind / / ")
    for part in (
        "--tmpfs /home/me",
        "--tmpfs /run",
        "--bind /tmp/ppagent-x /tmp/ppagent-x",
        "--unshare-pid",
        "--die-with-parent",
    ):
        assert part in text
    # What is bound must come after what is emptied, or it would be hidden.
    assert text.rindex("--tmpfs") < text.index("--bind /tmp/.X11-unix")
    assert "--tmpfs / " not in " ".join(made("bwrap", hidden=Path("/")))


def test_home_is_at_one_place_where_mounts_are_permitted():
    assert {home_inside(SCRATCH, means) for means in ("namespace", "bwrap")} == {INNER_HOME}
    assert {home_inside(SCRATCH, means) for means in ("setpriv", "plain")} == {SCRATCH / "user"}


def test_this_machine_has_a_means():
    assert best_means() in {"namespace", "setpriv", "bwrap", "plain"}


def test_the_cookie_file_is_what_xauth_reads(tmp_path):
    data = xauthority([100, 101], b"\x01" * 16)
    assert struct.unpack(">H", data[:2]) == (256,)
    (tmp_path / "X").write_bytes(data)
    listed = subprocess.run(
        ["xauth", "-f", tmp_path / "X", "list"], capture_output=True, text=True, check=True
    ).stdout
    assert [line.split()[0].rsplit(":", 1)[1] for line in listed.splitlines()] == ["100", "101"]
    assert listed.count("MIT-MAGIC-COOKIE-1  " + "01" * 16) == 2
