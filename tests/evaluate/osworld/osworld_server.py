"""A small server that answers as the one in OSWorld's virtual machine does, over a folder and a picture of this test's."""

import json
import subprocess
import threading
import urllib.parse
from contextlib import contextmanager
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Vm:
    """What the server serves, and what it was asked."""

    def __init__(self, folder, picture):
        self.folder, self.picture = folder, picture
        self.executed, self.launched, self.windows = [], [], []

    def path(self, name):
        return self.folder / name.lstrip("/")


class Handler(BaseHTTPRequestHandler):
    vm: Vm

    def do_GET(self):
        match self.path:
            case "/screenshot":
                self.answer(self.vm.picture, kind="image/png")
            case "/accessibility":
                self.answer(
                    {
                        "AT": '<desktop-frame><application name="Google Chrome"><entry name="Address and search bar">a.org/b</entry></application></desktop-frame>'
                    }
                )
            case "/terminal":
                self.answer({"output": "43 132", "status": "success"})
            case _:
                self.answer("no such page", 404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        match self.path:
            case "/execute":
                self.execute(json.loads(body))
            case "/setup/launch":
                self.vm.launched.append(json.loads(body))
                self.answer("launched successfully", kind="text/html")
            case "/screen_size":
                self.answer({"width": 320, "height": 192})
            case "/window_size":
                name = urllib.parse.parse_qs(body.decode())["app_class_name"][0]
                self.answer({"width": 200, "height": 100} if name == "Gimp" else "null")
            case "/file":
                file = self.vm.path(urllib.parse.parse_qs(body.decode())["file_path"][0])
                self.answer(
                    file.read_bytes(), kind="application/octet-stream"
                ) if file.is_file() else self.answer({"error": "File not found"}, 404)
            case "/setup/upload":
                self.upload(body)
            case "/setup/activate_window":
                self.vm.windows.append(json.loads(body))
                self.answer(
                    "no window" if self.vm.windows[-1]["window_name"] == "none" else "done",
                    500 if self.vm.windows[-1]["window_name"] == "none" else 200,
                )
            case _:
                self.answer("no such page", 404)

    def execute(self, order):
        self.vm.executed.append(order)
        if order["command"][0] == "python":  # it has no display
            self.answer({"status": "success", "output": "", "error": "", "returncode": 0})
            return
        try:
            ran = subprocess.run(
                order["command"], shell=order["shell"], capture_output=True, text=True, check=False
            )
        except OSError as error:
            self.answer({"status": "error", "message": str(error)}, 500)
            return
        self.answer(
            {"status": "success", "output": ran.stdout, "error": ran.stderr, "returncode": ran.returncode}
        )

    def upload(self, body):
        message = BytesParser().parsebytes(
            b"Content-Type: " + self.headers["Content-Type"].encode() + b"\r\n\r\n" + body
        )
        parts = {
            part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
            for part in message.get_payload()
        }
        file = self.vm.path(parts["file_path"].decode())
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(parts["file_data"])
        self.answer("File Uploaded")

    def answer(self, content, status=200, kind="application/json"):
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


@contextmanager
def serving(folder: Path, picture: bytes):
    """Serve on loopback; gives what is served and the address."""
    vm = Vm(folder, picture)
    with ThreadingHTTPServer(("127.0.0.1", 0), type("OneHandler", (Handler,), {"vm": vm})) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield vm, f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
