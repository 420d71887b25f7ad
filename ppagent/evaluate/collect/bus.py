"""In: address and user of a message bus. Out: answers to many calls at once, over one connection."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import jeepney
from jeepney.io.blocking import DBusConnection
from typing_extensions import Self

from ppagent.errors import ScreenLostError

ANSWER_S = 5.0
"""Longest wait for a batch of answers: a program that hangs is left out, not waited for."""
_BATCH = 200
"""Calls under way at once: a bus closes connections with too many."""
_HANDOVER = Path(__file__).with_name("handover.py")


class Bus:
    """One connection to a bus; a context manager.

    Args:
        address: as D-Bus spells it: ``unix:path=…`` or ``unix:abstract=…``, perhaps with more.
        user: whom the bus belongs to, a number; connecting as another one than ours needs root.

    Raises:
        ScreenLostError: there is no such bus, or it does not let us in.
    """

    def __init__(self, address: str, user: int) -> None:
        name = _socket_name(address)
        try:
            made = _connected(name) if user == os.geteuid() else _connected_as(name, user)
            try:
                _authenticate(made, user)
            except BaseException:
                made.close()
                raise
        except OSError as error:
            raise ScreenLostError(f"the message bus {address} cannot be reached: {error}") from error
        made.setblocking(True)
        self._connection = DBusConnection(made)  # says hello

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def call(self, at: tuple[str, str], interface: str, method: str, signature: str = "", *body: Any) -> Any:
        """One call's answer.

        Args:
            at: name on the bus and path of the object.
            interface: of the method.
            method: to call.
            signature: of its arguments.
            body: its arguments.

        Raises:
            ScreenLostError: it was refused, or not answered in time.
        """
        found = self.calls([(at, interface, method, signature, body)])[0]
        if found is None:
            raise ScreenLostError(f"{at[0]} does not answer {interface}.{method}")
        return found[0] if len(found) == 1 else found

    def calls(self, wanted: Sequence[tuple[tuple[str, str], str, str, str, tuple[Any, ...]]]) -> list[Any]:
        """Many calls under way at once; per call the tuple that was answered, None where it was refused or not answered."""
        answers: list[Any] = []
        for start in range(0, len(wanted), _BATCH):
            answers += self._batch(wanted[start : start + _BATCH])
        return answers

    def _batch(self, wanted: Sequence[tuple[tuple[str, str], str, str, str, tuple[Any, ...]]]) -> list[Any]:
        waiting = {}
        for index, ((name, path), interface, method, signature, body) in enumerate(wanted):
            address = jeepney.DBusAddress(path, bus_name=name, interface=interface)
            message = jeepney.new_method_call(address, method, signature or None, body)
            serial = next(self._connection.outgoing_serial)
            self._connection.send(message, serial=serial)
            waiting[serial] = index
        answers: list[Any] = [None] * len(wanted)
        while waiting:
            try:
                message = self._connection.receive(timeout=ANSWER_S)
            except TimeoutError:
                break
            except (OSError, EOFError) as error:
                raise ScreenLostError(f"the message bus is gone: {error}") from error
            index = waiting.pop(message.header.fields.get(jeepney.HeaderFields.reply_serial, -1), -1)
            if index >= 0 and message.header.message_type is jeepney.MessageType.method_return:
                answers[index] = message.body
        return answers


def _socket_name(address: str) -> str:
    """The first address's file, or ``@name`` in the abstract space."""
    kind, _, rest = address.partition(";")[0].partition(":")
    parts = dict(part.split("=", 1) for part in rest.split(",") if "=" in part)
    if kind == "unix" and "path" in parts:
        return parts["path"]
    if kind == "unix" and "abstract" in parts:
        return "@" + parts["abstract"]
    raise ScreenLostError(f"the message bus {address!r} is on no Unix socket")


def _connected(name: str) -> socket.socket:
    made = socket.socket(socket.AF_UNIX)
    try:
        made.connect("\0" + name[1:] if name.startswith("@") else name)
    except OSError:
        made.close()
        raise
    return made


def _connected_as(name: str, user: int) -> socket.socket:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        subprocess.run(
            [sys.executable, "-I", "-S", str(_HANDOVER), str(theirs.fileno()), str(user), name],
            pass_fds=(theirs.fileno(),), check=False, capture_output=True, timeout=ANSWER_S,
        )  # fmt: skip
        theirs.close()
        sent, made, _, _ = socket.recv_fds(ours, 1, 1)
    if not sent:
        raise ConnectionRefusedError(f"user {user} is not let in")
    return socket.socket(fileno=made[0])


def _authenticate(made: socket.socket, user: int) -> None:
    """SASL EXTERNAL (D-Bus specification, "Authentication Protocol"): we are who the socket says we are."""
    made.settimeout(ANSWER_S)
    made.sendall(b"\0AUTH EXTERNAL " + str(user).encode().hex().encode() + b"\r\n")
    said = b""
    while not said.endswith(b"\r\n"):
        more = made.recv(256)
        if not more:
            break
        said += more
    if not said.startswith(b"OK "):
        raise ConnectionRefusedError(said.decode(errors="replace").strip() or "it hung up")
    made.sendall(b"BEGIN\r\n")
