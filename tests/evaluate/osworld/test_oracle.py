"""Oracles: what their files may say, and played on a real desktop, with real OCR where a text is looked for."""

import json

import pytest

from ppagent.desktop.card import env_folder, find_env
from ppagent.desktop.packages import missing_needs
from ppagent.desktop.xvfb import XvfbDesktop
from ppagent.errors import InputError
from ppagent.evaluate.osworld.hands_process import ProcessHands
from ppagent.evaluate.osworld.oracle import play_oracle
from ppagent.evaluate.osworld.oracle_file import Oracle, read_oracle
from ppagent.hands.xserver import environment
from ppagent.screen.capture import MssScreen

DONE = {"kind": "done"}


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ([{"kind": "key", "keys": ["a"]}], "the last step"),
        ([DONE, DONE], "the last step"),
        ([], "steps"),
        ([{"kind": "key", "keys": ["a"]}, {"kind": "click", "count": 9}, DONE], "step 2"),
        ([{"kind": "type", "text": "a", "at": {"text": "Save"}}, DONE], "step 1"),
        ([{"kind": "click", "at": {"text": "Save"}, "point": [1, 2]}, DONE], "step 1"),
        ([{"kind": "click", "at": {"button": "Save"}}, DONE], "step 1"),
        ([{"wait_for": {"window": "a", "gone": "b"}}, DONE], "step 1"),
        ([{"wait_for": {"window": "("}}, DONE], "step 1"),
        ([{"kind": "sing"}, DONE], "step 1"),
        (["click", DONE], "step 1"),
    ],
)
def test_a_faulty_oracle_is_refused_with_its_file_and_step(tmp_path, steps, says):
    file = tmp_path / "faulty.json"
    file.write_text(json.dumps({"steps": steps}))
    with pytest.raises(InputError) as refused:
        read_oracle(file)
    assert "faulty.json" in str(refused.value)
    assert says in str(refused.value)


def test_what_is_no_json_is_refused_with_its_line(tmp_path):
    file = tmp_path / "broken.json"
    file.write_text('{"steps": [\n{"kind": done}]}')
    with pytest.raises(InputError, match=r"broken\.json:2"):
        read_oracle(file)
    with pytest.raises(InputError, match=r"gone\.json"):
        read_oracle(tmp_path / "gone.json")


@pytest.fixture(scope="module")
def stage():
    """A desktop with an editor on a file of two lines, and what plays on it."""
    if missing_needs(find_env("xfce")):
        pytest.skip("needs the XFCE environment: tools/setup-system.sh")
    with XvfbDesktop(find_env("xfce"), env_folder("xfce"), seed=3) as desktop:
        desktop.run_on("printf 'first\\nsecond\\n' > ~/lines.txt")
        desktop.launch(["mousepad", "--disable-server", f"{desktop.home_inside}/lines.txt"])
        with (
            environment(**desktop.client_environ),
            MssScreen(0, desktop.display) as screen,
            ProcessHands(desktop.client_environ) as hands,
            desktop.windows() as windows,
        ):

            def play(*steps):
                oracle = Oracle.model_validate({"steps": steps})
                return play_oracle(oracle.steps, screen, hands, windows)

            play.desktop = desktop
            yield play


def test_keys_texts_and_menus_lead_to_a_saved_file(stage):
    played = stage(
        {"wait_for": {"window": r"lines\.txt.*Mousepad"}},
        {"kind": "click", "at": {"window": r"lines\.txt", "x": 0.5, "y": -20}},
        {"kind": "key", "keys": ["ctrl", "end"]},
        {"kind": "type", "text": "third: Zoë\n"},
        {"kind": "click", "at": {"text": "File", "window": r"lines\.txt"}},
        {"kind": "click", "at": {"text": "Save"}},
        {"wait_for": {"still": True}},
        {"kind": "done", "text": "saved"},
    )
    assert (played.ended, played.message, played.steps) == ("done", "saved", 8)
    assert stage.desktop.run_on("cat ~/lines.txt").stdout == "first\nsecond\nthird: Zoë\n"


def test_fail_is_the_end_of_an_infeasible_task(stage):
    played = stage({"kind": "fail", "reason": "there is no printer"})
    assert (played.ended, played.message) == ("fail", "there is no printer")


@pytest.mark.parametrize(
    "step",
    [
        {"wait_for": {"window": "no such title"}, "timeout_s": 0.5},
        {"wait_for": {"gone": r"lines\.txt"}, "timeout_s": 0.5},
        {"wait_for": {"text": "Nowhere to be read"}, "timeout_s": 0.5},
        {"kind": "click", "point": [99999, 5]},
    ],
)
def test_a_step_that_cannot_be_done_ends_it_and_is_named(stage, step):
    played = stage({"wait_for": {"still": True}}, step, DONE)
    assert played.ended == "error"
    assert "step 2" in played.message
    assert played.steps == 1
