"""The small web site of the suite, asked as a browser asks its proxy."""

import http.client
import json
import os
import subprocess
import sys
import time
from urllib.parse import urlencode

import pytest

from ppagent.desktop.card import env_folder

SERVE = env_folder("xfce") / "home/dot-local/share/site/serve.py"
SITE = "http://site.example"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Asks for an address; gives status, headers and body. Its ``state`` is the folder of what was sent."""
    home = tmp_path_factory.mktemp("home")
    server = subprocess.Popen([sys.executable, "-I", SERVE], env={**os.environ, "HOME": str(home)}, cwd=home)
    port = home / ".local/state/site/port"
    until = time.monotonic() + 20
    while not port.is_file():
        assert server.poll() is None
        assert time.monotonic() < until
        time.sleep(0.02)

    def ask(address, body=None, cookie=""):
        connection = http.client.HTTPConnection("127.0.0.1", int(port.read_text()), timeout=10)
        try:
            connection.request("POST" if body is not None else "GET", address, body, {"Cookie": cookie})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    ask.state = port.parent
    yield ask
    server.terminate()
    server.wait(10)


@pytest.mark.parametrize("page", ["", "courses", "shop", "stations", "news", "login"])
def test_every_page_is_there_and_brings_nothing_from_elsewhere(site, page):
    status, headers, text = site(f"{SITE}/{page}")
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<title>" in text
    assert "http" not in text


@pytest.mark.parametrize(
    "address",
    [
        "http://elsewhere.example/shop", "/shop", f"{SITE}/none", f"{SITE}/../serve.py", f"{SITE}/..%2fserve.py",
        f"{SITE}/pages/shop.html", f"{SITE}/serve.py",
    ],
)  # fmt: skip
def test_nothing_else_is_there(site, address):
    assert site(address)[0] == 404


def test_what_a_page_sends_is_a_file_with_sorted_keys(site):
    assert site(f"{SITE}/save/order", json.dumps({"Whisk": 2, "Tee für Zoë": 1}))[0] == 200
    assert (site.state / "order.json").read_text(encoding="utf-8") == '{"Tee für Zoë": 1, "Whisk": 2}\n'
    assert site(f"{SITE}/save/..%2forder", "{}")[0] == 404


def test_the_account_is_for_who_is_logged_in(site):
    status, headers, _ = site(f"{SITE}/account")
    assert (status, headers["Location"]) == (303, "/login")
    assert site(f"{SITE}/save/account", "{}")[0] == 403
    status, headers, _ = site(f"{SITE}/login", urlencode({"user": "ines", "password": "guessed"}))
    assert (status, headers["Location"], headers["Set-Cookie"]) == (303, "/login?wrong", None)
    status, headers, _ = site(f"{SITE}/login", urlencode({"user": "ines", "password": "sea-horse-41"}))
    assert (status, headers["Location"]) == (303, "/account")
    cookie = headers["Set-Cookie"].partition(";")[0]
    assert "My account" in site(f"{SITE}/account", cookie=cookie)[2]
    assert site(f"{SITE}/save/account", '{"language": "Italian"}', cookie)[0] == 200
    assert json.loads((site.state / "account.json").read_text()) == {"language": "Italian"}
