# ruff: noqa: INP001 - it is copied into the desktop, and belongs to no package
"""In: the pages beside this file. Out: a small web site on 127.0.0.1, and a JSON file of whatever a page sends.

It runs inside a private desktop, as the proxy of its browser: the one site there is, is ``site.example``, whatever the
port, which is free and stands in ``~/.local/state/site/port``. What the page ``shop`` sends as ``order`` becomes the file
``order.json`` there, keys sorted: what a task's checker reads.
"""

from __future__ import annotations

import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PAGES = Path(__file__).parent / "pages"
STATE = Path.home() / ".local/state/site"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
MOST_BYTES = 1 << 16
SITE = "site.example"
USERS = {"ines": "sea-horse-41"}
SESSION = "session=ines"


def keep(name: str, content: dict) -> None:
    """Write what was sent; a reader sees the old file or the whole new one."""
    draft = STATE / f".{name}"
    draft.write_text(json.dumps(content, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(STATE / f"{name}.json")


class Site(BaseHTTPRequestHandler):
    """One request."""

    def do_GET(self) -> None:
        """Send a page or one of its parts; the account only to who is logged in."""
        name = self._path().strip("/") or "index"
        if name == "account" and SESSION not in self.headers.get("Cookie", ""):
            self._go("/login")
            return
        file = PAGES / (name if "." in name else f"{name}.html")
        if not re.fullmatch(r"[a-z]+(\.[a-z]+)?", name) or not file.is_file():
            self.send_error(404)
            return
        self._send(200, file.read_bytes(), TYPES[file.suffix])

    def do_POST(self) -> None:
        """Log somebody in, or keep what a page sends."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MOST_BYTES)).decode()
        path = self._path()
        if path == "/login":
            fields = {key: values[0] for key, values in parse_qs(body).items()}
            known = USERS.get(fields.get("user", "")) == fields.get("password")
            self._go("/account" if known else "/login?wrong", SESSION if known else "")
        elif saved := re.fullmatch(r"/save/([a-z]+)", path):
            if saved[1] == "account" and SESSION not in self.headers.get("Cookie", ""):
                self.send_error(403)
                return
            keep(saved[1], json.loads(body))
            self._send(200, b"{}", "application/json")
        else:
            self.send_error(404)

    def _path(self) -> str:
        """Of the address, which a browser sends to a proxy as a whole; none of another site."""
        address = urlsplit(self.path)
        return address.path if address.hostname == SITE else "-"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _go(self, path: str, cookie: str = "") -> None:
        self.send_response(303)
        self.send_header("Location", path)
        if cookie:
            self.send_header("Set-Cookie", f"{cookie}; Path=/; HttpOnly; SameSite=Strict")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)


if __name__ == "__main__":
    STATE.mkdir(parents=True, exist_ok=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        draft = STATE / ".port"
        draft.write_text(str(server.server_address[1]))
        draft.replace(STATE / "port")
        server.serve_forever()
