"""In: host and port of a browser's remote debugging. Out: Browser: its tabs, and what a page's own script says."""

from __future__ import annotations

import base64
import json
import os
import socket
import struct
import time
import urllib.parse
import urllib.request
from typing import Any

from typing_extensions import Self

from ppagent.errors import PpagentError

_ANSWER_S = 15.0
_LOAD_S = 20.0
_POLL_S = 0.1
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
# Never through a proxy: the browser is on this machine or beside it.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class BrowserGoneError(PpagentError):
    """No browser answers there."""


class Browser:
    """A Chromium with remote debugging (DevTools protocol); a context manager that holds nothing between calls."""

    def __init__(self, host: str, port: int) -> None:
        """Look whether it is there.

        Raises:
            BrowserGoneError: it is not.
        """
        self._at = (host, port)
        self._ask("/json/version")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def tabs(self) -> list[dict[str, str]]:
        """``id``, ``url`` and ``title`` of each tab, the one used last first."""
        return [tab for tab in self._ask("/json/list") if tab["type"] == "page"]

    def open(self, url: str) -> dict[str, str]:
        """Open a tab and wait until it has loaded."""
        tab: dict[str, str] = self._ask(f"/json/new?{urllib.parse.quote(url, safe='')}", "PUT")
        until = time.monotonic() + _LOAD_S
        while time.monotonic() < until and self.evaluate(tab, "document.readyState + ' ' + location.href") in (
            "complete about:blank", "loading about:blank",
        ):  # fmt: skip
            time.sleep(_POLL_S)
        while time.monotonic() < until and self.evaluate(tab, "document.readyState") != "complete":
            time.sleep(_POLL_S)
        return tab

    def close_tab(self, number: str) -> None:
        """Close a tab by its id, and wait until it is gone."""
        self._request(f"/json/close/{number}")
        until = time.monotonic() + _LOAD_S
        while time.monotonic() < until and number in [tab["id"] for tab in self.tabs()]:
            time.sleep(_POLL_S)

    def evaluate(self, tab: dict[str, str], script: str) -> Any:
        """What a script of ours says in a page."""
        connection = _WebSocket(self._at, urllib.parse.urlsplit(tab["webSocketDebuggerUrl"]).path)
        try:
            order = {"expression": script, "returnByValue": True, "awaitPromise": True}
            connection.send(json.dumps({"id": 1, "method": "Runtime.evaluate", "params": order}))
            while True:
                answer = json.loads(connection.receive())
                if answer.get("id") == 1:
                    return answer.get("result", {}).get("result", {}).get("value")
        finally:
            connection.close()

    def _ask(self, path: str, method: str = "GET") -> Any:
        return json.loads(self._request(path, method))

    def _request(self, path: str, method: str = "GET") -> bytes:
        host, port = self._at
        request = urllib.request.Request(f"http://{host}:{port}{path}", method=method)
        try:
            with _DIRECT.open(request, timeout=_ANSWER_S) as answer:
                return bytes(answer.read())
        except (OSError, ValueError) as error:
            raise BrowserGoneError(f"no browser answers at {host}:{port}: {error}") from error


class _WebSocket:
    """As much of RFC 6455 as one question takes: text frames, client to server masked."""

    def __init__(self, at: tuple[str, int], path: str) -> None:
        try:
            self._socket = socket.create_connection(at, timeout=_ANSWER_S)
        except OSError as error:
            raise BrowserGoneError(f"no browser answers at {at[0]}:{at[1]}: {error}") from error
        self._buffer = b""
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {at[0]}:{at[1]}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in self._buffer:
            self._more()
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise BrowserGoneError(
                f"the browser refuses to talk: {head.split(bytes(2))[0].decode(errors='replace')}"
            )

    def send(self, text: str) -> None:
        self._frame(_TEXT, text.encode())

    def receive(self) -> str:
        message = b""
        while True:
            final, kind, payload = self._read_frame()
            if kind == _PING:
                self._frame(_PONG, payload)
            elif kind == _CLOSE:
                raise BrowserGoneError("the browser ended the conversation")
            else:
                message += payload
                if final:
                    return message.decode(errors="replace")

    def close(self) -> None:
        self._socket.close()

    def _frame(self, kind: int, payload: bytes) -> None:
        mask, size = os.urandom(4), len(payload)
        length = (
            bytes([0x80 | size])
            if size < 126
            else bytes([0x80 | 126]) + struct.pack(">H", size)
            if size < 65536
            else bytes([0xFF]) + struct.pack(">Q", size)
        )
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
        self._socket.sendall(bytes([0x80 | kind]) + length + mask + masked)

    def _read_frame(self) -> tuple[bool, int, bytes]:
        first, second = self._take(2)
        size = second & 0x7F
        if size == 126:
            size = struct.unpack(">H", self._take(2))[0]
        elif size == 127:
            size = struct.unpack(">Q", self._take(8))[0]
        return bool(first & 0x80), first & 0x0F, self._take(size)

    def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._more()
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    def _more(self) -> None:
        try:
            said = self._socket.recv(65536)
        except OSError as error:
            raise BrowserGoneError(f"the browser does not answer: {error}") from error
        if not said:
            raise BrowserGoneError("the browser is gone")
        self._buffer += said
