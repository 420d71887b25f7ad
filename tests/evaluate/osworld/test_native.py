"""The private desktop as OSWorld's machine: a real one, with a real Chromium that is set up, played and judged."""

import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from ppagent.desktop.card import find_env
from ppagent.desktop.confine import best_means
from ppagent.desktop.packages import missing_needs
from ppagent.evaluate.osworld.getters import GETTERS
from ppagent.evaluate.osworld.native import native_machine
from ppagent.evaluate.osworld.setup import Place, set_up
from ppagent.evaluate.osworld.suite import Where, desktop_set
from ppagent.evaluate.osworld.task import SetUpStep

DATA = Path(__file__).parents[2] / "data" / "osworld"
SIZE = (1280, 800)

pytestmark = pytest.mark.skipif(
    bool(missing_needs(find_env("xfce"))) or best_means() not in {"namespace", "bwrap"},
    reason="the xfce environment is not installed, or this user can have no home of its own",
)
needs_browser = pytest.mark.skipif(
    any(shutil.which(program) is None for program in ("chromium", "socat", "wmctrl")),
    reason="chromium, socat or wmctrl is not installed",
)


def sh(machine, line):
    return machine.run(line, shell=True)  # noqa: S604 - as the tasks do


@pytest.fixture(scope="module")
def machine():
    with native_machine(size_px=SIZE) as started:
        yield started


def test_files_and_commands_are_those_of_the_desktops_user(machine):
    content = bytes(range(256)) * 4000
    machine.write("~/new folder/a.bin", content)
    assert machine.read("/home/user/new folder/a.bin") == content
    assert machine.read("~/none") is None
    assert sh(machine, "pwd; id -u").stdout.split()[0] == "/home/user"
    assert sh(machine, "id -u").stdout.strip() != "0"
    assert machine.run("echo a b").stdout == "a b\n"
    assert machine.run(["sh", "-c", "exit 7"]).status == 7
    assert machine.size_px() == SIZE
    assert machine.missing("sh") == ""
    assert "surely-not-there" in machine.missing("surely-not-there")


def test_a_link_out_of_the_home_is_read_with_the_users_rights_only(machine):
    sh(machine, "ln -sf /etc/shadow ~/shadow")
    assert not machine.read("~/shadow")


def test_pyautogui_and_sudo_work_and_packages_are_only_the_machines(machine):
    said = machine.run(
        [
            "python",
            "-c",
            "import pyautogui; pyautogui.moveTo(300, 200); print(*pyautogui.position(), *pyautogui.size())",
        ]
    )
    assert said.stdout.split() == ["300", "200", "1280", "800"], said.stderr
    assert sh(machine, "echo password | sudo -S id -u").stdout == machine.run(["id", "-u"]).stdout
    assert sh(machine, "echo password | sudo -S apt-get install -y bash").status == 0
    assert "surely-not-there" in sh(machine, "sudo apt install surely-not-there").stderr


def test_pkill_reaches_this_desktops_processes_only(machine):
    with native_machine(size_px=SIZE) as other:
        other.desktop.launch(["sleep", "987"])
        machine.desktop.launch(["sleep", "987"])
        assert sh(machine, "until pgrep sleep; do sleep 0.05; done; pkill sleep").status == 0
        assert machine.run(["pgrep", "sleep"]).status == 1
        assert sh(other, "until pgrep sleep; do sleep 0.05; done").status == 0


@needs_browser
def test_a_browser_is_chromes_to_the_tasks(machine, tmp_path):
    machine.launch(["google-chrome", "--remote-debugging-port=1337"])
    machine.launch(["socat", "tcp-listen:9222,fork", "tcp:localhost:1337"])
    assert machine.window("activate", "Google Chrome", strict=False, by_class=False)
    assert machine.window_size("Google-chrome") is not None
    page = "file:///home/user/page.html"
    machine.write("~/page.html", b"<title>Mine</title>")
    place = Place(machine, tmp_path, tmp_path)
    steps = [{"type": "chrome_open_tabs", "parameters": {"urls_to_open": [page, "about:blank"]}}]
    set_up(place, [SetUpStep.model_validate(step) for step in steps])
    assert {"title": "Mine", "url": page} in GETTERS["open_tabs_info"](place, {})
    set_up(place, [SetUpStep(type="chrome_close_tabs", parameters={"urls_to_close": [page]})])
    assert page not in [tab["url"] for tab in GETTERS["open_tabs_info"](place, {})]
    programs = {one.get("name") for one in ET.fromstring(machine.accessibility_tree()).iter("application")}  # noqa: S314
    assert "Chromium" in programs
    machine.launch(["pkill", "chrome"])
    assert machine.run(["pgrep", "chromium"]).status == 1
    assert machine.read("~/.config/google-chrome/Default/Preferences")


@needs_browser
def test_doing_nothing_scores_nothing_and_the_oracle_all(tmp_path):
    the_set = desktop_set(str(DATA / "test_two.json"), where=Where(size_px=SIZE), oracles=DATA / "oracles")
    feasible, impossible = the_set.episodes()
    with the_set.worker("nothing", "temporal") as worker:
        nothing = worker.play(feasible, tmp_path / "nothing")
        assert (nothing.score, nothing.ended, nothing.steps) == (0.0, "done", 1), nothing.message
        assert worker.play(impossible, tmp_path / "impossible").score == 0.0
    with the_set.worker("oracle", "temporal") as worker:
        oracle = worker.play(feasible, tmp_path / "oracle")
        assert (oracle.score, oracle.success) == (1.0, True), oracle.message
        assert "no oracle" in worker.play(impossible, tmp_path / "none").unsupported
    with the_set.worker("random", "temporal") as worker:
        assert worker.play(impossible, tmp_path / "random").score == 0.0
