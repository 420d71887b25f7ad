"""What a person does on a real desktop becomes a flow that does the same on another; so does what an agent did."""

import json
import subprocess
import sys
import time

import pytest

from ppagent.desktop.card import find_env
from ppagent.desktop.packages import missing_needs
from ppagent.errors import InputError
from ppagent.script.desktop import Desktop
from ppagent.script.export import export, replay
from ppagent.script.flow import load_flow
from ppagent.script.play import Player
from ppagent.script.record import recording, write_flow

pytestmark = pytest.mark.skipif(
    bool(missing_needs(find_env("xfce"))), reason="needs the XFCE environment: tools/setup-system.sh"
)
TEXT = "Hällo, wörld ½\nsecond line"
EDITOR = "mousepad --disable-server"
IS_OPEN = "xdotool search --onlyvisible --name '^Settings$'"


@pytest.fixture(autouse=True)
def own_environment(monkeypatch):
    """A private desktop points the process at itself; the next test is to find what the last one found."""
    for name in ("DISPLAY", "XAUTHORITY"):
        monkeypatch.setenv(name, "")


def saved(desktop):
    """What is in the file, once it is written: it is there, empty, a moment before."""
    until = time.monotonic() + 60
    while (ran := desktop.stage.run("test -s ~/made.txt && cat ~/made.txt"))[0] and time.monotonic() < until:
        time.sleep(0.05)
    return ran[1]


def save(desktop):
    """As a person would: writes a text and saves it by the menu."""
    desktop.start(EDITOR)
    desktop.find({"exact": "Edit"}, timeout=60)
    desktop.wait_until_still()
    desktop.type(TEXT)
    desktop.click({"text": "File", "left_of": "Edit"}, timeout=60)
    desktop.click("Save As...", timeout=60)
    desktop.find({"exact": "Name:"}, timeout=60)
    desktop.wait_until_still()
    desktop.type("made.txt")
    desktop.press("enter")


def test_a_recording_does_the_same_on_another_desktop(tmp_path):
    with Desktop("xfce", out=tmp_path / "person") as person:
        with recording(person.stage.display) as recorder:
            save(person)
            assert saved(person) == TEXT
        # The recording has ended: this is not part of it.
        person.press("escape")
    assert recorder.error is None
    file = tmp_path / "flow.yaml"
    flow = write_flow(recorder, file, env="xfce", steps=[{"start": EDITOR}])
    assert load_flow(file).flow == flow
    assert [step.verb for step in flow.steps if step.verb == "click"] == ["click", "click"]
    assert all(step.click.text for step in flow.steps if step.verb == "click")
    assert flow.steps[-1].press == "enter"
    with Desktop("xfce", out=tmp_path / "replay", timeout=60) as desktop:
        result = Player(load_flow(file), desktop).play()
        assert [step.error for step in result.steps if step.error] == []
        assert saved(desktop) == TEXT


def test_the_stop_key_ends_a_recording_and_what_was_typed_can_stay_out_of_it(tmp_path):
    with (
        Desktop("xfce", out=tmp_path / "person") as person,
        recording(person.stage.display, "f12") as recorder,
    ):
        person.type("hunter22")
        person.press("f12")
        assert recorder.stopped.wait(30)
        person.type("later")
    file = tmp_path / "flow.yaml"
    flow = write_flow(recorder, file, secret=True)
    assert [step.type for step in flow.steps] == ["$(secret.typed)"]
    assert "hunter22" not in file.read_text()
    assert flow.secrets["typed"].env == "TYPED"


def test_a_recording_of_nothing_is_an_error(tmp_path):
    with Desktop("xfce", out=tmp_path / "person") as person, recording(person.stage.display) as recorder:
        pass
    with pytest.raises(InputError, match="nothing was recorded"):
        write_flow(recorder, tmp_path / "flow.yaml")


def test_what_an_agent_did_is_done_again_without_it(tmp_path):
    run = tmp_path / "run"
    command = [sys.executable, "-m", "ppagent", "run", "--env", "xfce", "--yes", "--task", "open settings"]
    subprocess.run([*command, "--check", IS_OPEN, "--out", run], check=True, timeout=240, capture_output=True)
    file = tmp_path / "settings.yaml"
    flow = export(run, file)
    assert flow.steps[0].verb == "click"
    assert load_flow(file).flow == flow
    played = replay(run, flow, file)
    assert played.ok
    assert played.check is not None
    export(run, tmp_path / "settings.py")
    script = (tmp_path / "settings.py").read_text() + f"    assert desktop.stage.run({IS_OPEN!r})[0] == 0\n"
    (tmp_path / "checked.py").write_text(
        script.replace("    assert", "    desktop.wait_until_still()\n    assert")
    )
    subprocess.run([sys.executable, tmp_path / "checked.py"], check=True, timeout=240, cwd=tmp_path)
    record = json.loads((run / "run.json").read_text())
    (run / "run.json").write_text(json.dumps(record | {"status": "limit"}))
    with pytest.raises(InputError, match="did not end well"):
        export(run, file)
    assert export(run, file, anyway=True).steps == flow.steps
