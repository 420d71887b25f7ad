"""OSWorld's machine, through a real HTTP server that answers as its own does: set up, played in ppagent's loop, judged."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from osworld_server import serving

from ppagent.action.schema import Click, Drag, Fail, Key, Move, Scroll, Type, Wait
from ppagent.errors import InputError, MissingError, PpagentError, ScreenLostError
from ppagent.evaluate.episodes import InfrastructureError
from ppagent.evaluate.osworld.pyautogui_code import code_of, word_of
from ppagent.evaluate.osworld.suite import Where, desktop_set
from ppagent.evaluate.osworld.vm import Server, VmHands, VmMachine, VmScreen, vm_machine
from ppagent.files import png


@pytest.fixture
def vm(tmp_path):
    picture = np.random.default_rng(0).integers(0, 255, (192, 320, 3)).astype(np.uint8)
    with serving(tmp_path / "disk", png(picture)) as (served, address):
        yield served, address, picture


def test_the_machine_does_what_set_up_and_getters_ask(vm):
    served, address, _ = vm
    machine = VmMachine(Server(address))
    machine.write("/home/user/a b.bin", bytes(range(256)) * 9)
    assert machine.read("/home/user/a b.bin") == bytes(range(256)) * 9
    assert machine.read("/home/user/none") is None
    ran = machine.run("echo $((1+1)); echo no >&2; exit 3", shell=True)  # noqa: S604 - as the tasks do
    assert (ran.status, ran.stdout, ran.stderr) == (3, "2\n", "no\n")
    assert machine.run(["/no/such/program"]).status == 127
    machine.launch("google-chrome --remote-debugging-port=1337")
    assert served.launched == [{"command": ["google-chrome", "--remote-debugging-port=1337"], "shell": False}]
    assert machine.size_px() == (320, 192)
    assert (machine.window_size("Gimp"), machine.terminal()) == ((200, 100), "43 132")
    assert machine.window("activate", "x", strict=False, by_class=True)
    assert not machine.window("activate", "none", strict=True, by_class=False)
    assert machine.missing("sh") == ""
    assert "surely-not-there" in machine.missing("surely-not-there")


def test_its_screen_gives_the_very_pixels_and_is_lost_with_the_server(vm):
    _, address, picture = vm
    frame = VmScreen(Server(address)).grab()
    assert np.array_equal(frame.pixels, picture)
    assert (frame.monitor.width, frame.monitor.height) == (320, 192)
    with pytest.raises(ScreenLostError):
        VmScreen(Server("http://127.0.0.1:9")).grab()


def test_its_hands_send_code_that_does_the_action_and_no_other(vm):
    served, address, _ = vm
    hands = VmHands(VmMachine(Server(address)))
    hands.perform(Click(point=(10, 20)))
    hands.perform(Fail())
    (order,) = served.executed
    assert order["command"][:2] == ["python", "-c"]
    assert order["command"][2].endswith("pyautogui.click(10, 20, clicks=1, interval=0.05, button='left')")


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (Click(button="right", modifiers=("ctrl", "super")), "pyautogui.keyDown('ctrl'); pyautogui.keyDown('win'); pyautogui.click(clicks=1, interval=0.05, button='right'); pyautogui.keyUp('win'); pyautogui.keyUp('ctrl')"),
        (Move(point=(1.9, 2)), "pyautogui.moveTo(1, 2)"),
        (Drag(start=(1, 2), end=(3, 4)), "pyautogui.moveTo(1, 2); pyautogui.dragTo(3, 4, duration=0.5, button='left')"),
        (Scroll(point=(5, 6), dy=3), "pyautogui.moveTo(5, 6); pyautogui.scroll(-3)"),
        (Type(text="a<b'"), "pyautogui.write('a', interval=0.01); pyautogui.hotkey('shift', ','); pyautogui.write(\"b'\", interval=0.01)"),
        (Type(text="é"), "import pyperclip; pyperclip.copy('é'); pyautogui.hotkey('ctrl', 'v')"),
        (Key(keys=("ctrl", "pageup")), "pyautogui.hotkey('ctrl', 'pageup')"),
        (Key(keys=("escape",)), "pyautogui.press('esc')"),
        (Wait(seconds=2), "time.sleep(2)"),
    ],
)  # fmt: skip
def test_actions_are_spelled_as_pyautogui_code(action, code):
    assert code_of(action) == code
    compile(code, "code", "exec")
    assert word_of(Wait()) == "WAIT"
    assert word_of(Fail()) == "FAIL"


def test_a_missing_server_a_wrong_address_and_a_failed_reset_are_said(vm):
    with pytest.raises(InputError, match="no address"):
        Server("ftp://x")
    with pytest.raises(MissingError, match="no OSWorld server"), vm_machine("127.0.0.1:9", None, "p", 9222):
        pass
    with (
        pytest.raises(InfrastructureError, match="could not be reset"),
        vm_machine(vm[1], "echo no >&2; exit 1", "p", 9222),
    ):
        pass


def test_tasks_are_played_and_judged_on_it_and_written_in_osworlds_layout(vm, tmp_path):
    served, address, _ = vm
    file = tmp_path / "examples" / "os" / "touch.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({
        "id": "touch", "instruction": "x", "config": [
            {"type": "download", "parameters": {"files": [{"url": "seed.txt", "path": "/home/user/seed.txt"}]}},
            {"type": "execute", "parameters": {"command": "echo {CLIENT_PASSWORD} {SCREEN_WIDTH_HALF}", "shell": True, "stdout": "said.txt"}},
        ],
        "evaluator": {
            "func": ["file_contains", "file_contains", "is_expected_url_pattern_match"],
            "result": [{"type": "vm_file", "path": "/home/user/seed.txt", "dest": "s"}, {"type": "cache_file", "path": "said.txt"}, {"type": "active_url_from_accessTree"}],
            "expected": [{"type": "rule", "rules": {"expected": ["seed"]}}, {"type": "rule", "rules": {"expected": ["password 160"]}}, {"type": "rule", "rules": {"expected": ["^https://a.org/b$"]}}],
        },
    }))  # fmt: skip
    (tmp_path / "examples" / "seed.txt").write_text("seed")
    impossible = file.with_name("impossible.json")
    impossible.write_text('{"id": "impossible", "instruction": "x", "evaluator": {"func": "infeasible"}}')
    strange = file.with_name("strange.json")
    strange.write_text(
        '{"id": "strange", "instruction": "x", "evaluator": {"func": "compare_table", "result": {"type": "vm_file"}}}'
    )
    the_set = desktop_set(
        str(tmp_path / "examples"), where=Where(server=address), osworld_results=tmp_path / "results"
    )
    with the_set.worker("nothing", "temporal") as worker:
        records = {
            episode.task: worker.play(episode, tmp_path / "traces" / episode.id)
            for episode in the_set.episodes()
        }
    assert records["touch"].score == 1.0, records["touch"].message
    assert records["touch"].steps == 1
    assert records["impossible"].score == 0.0
    assert "compare_table" in records["strange"].unsupported
    folder = tmp_path / "results" / "pyautogui" / "screenshot" / "nothing" / "os" / "touch"
    assert (folder / "result.txt").read_text() == "1.0\n"
    (line,) = [json.loads(line) for line in (folder / "traj.jsonl").read_text().splitlines()]
    assert (line["step_num"], line["action"], line["done"]) == (1, "DONE", True)
    assert (folder / line["screenshot_file"]).read_bytes()[:4] == b"\x89PNG"
    summary = json.loads((tmp_path / "results" / "summary" / "results.json").read_text())
    assert [(one["task_id"], one["score"]) for one in summary] == [("impossible", 0.0), ("touch", 1.0)]
    assert isinstance(served.executed, list)


def test_several_looks_have_no_place_in_osworlds_layout(tmp_path):
    (tmp_path / "a.json").write_text('{"id": "a", "instruction": "x", "evaluator": {"func": "infeasible"}}')
    with pytest.raises(PpagentError, match="one folder per task"):
        desktop_set(str(tmp_path), seeds=(0, 1), osworld_results=tmp_path)
