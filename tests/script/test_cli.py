"""``ppagent script`` as a user meets it: what it prints, and its exit codes."""

import json
import sys
import xml.etree.ElementTree as ET

import pytest

from ppagent import cli
from ppagent.desktop.card import find_env
from ppagent.desktop.packages import missing_needs

FLOW = """\
vars: {who: Ann}
steps:
  - type: Hello $(who)
  - if_visible: Save
    then: [press: enter]
"""


@pytest.fixture
def script(monkeypatch, capsys, tmp_path):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def call(*arguments, flow=FLOW):
        (tmp_path / "flow.yaml").write_text(flow)
        monkeypatch.setattr(sys, "argv", ["ppagent", "script", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return call


def test_a_dry_run_prints_the_steps(script):
    code, out, _ = script("run", "flow.yaml", "--dry-run", "--var", "who=Bob")
    assert code == 0
    assert [line.split(None, 1) for line in out.splitlines()] == [
        ["flow.yaml:3:5", "type 'Hello Bob'"], ["flow.yaml:4:5", "if visible 'Save'"], ["flow.yaml:5:12", "press enter"],
    ]  # fmt: skip
    code, out, _ = script("run", "flow.yaml", "--dry-run", "--json")
    assert json.loads(out)["steps"][0] == {"at": "flow.yaml:3:5", "step": "type 'Hello Ann'"}


def test_check_names_every_faulty_flow(script, tmp_path):
    (tmp_path / "bad.yaml").write_text("steps:\n- clik: Save\n")
    code, out, _ = script("check", "flow.yaml", "bad.yaml")
    assert code == 2
    assert out.splitlines() == ["ok flow.yaml", "bad.yaml:2:3: 'clik' is no verb (did you mean click?)"]
    code, out, _ = script("check", "flow.yaml", "--json")
    assert (code, json.loads(out)[0]["ok"]) == (0, True)


def test_the_schema_is_one(script):
    code, out, _ = script("schema")
    assert code == 0
    assert "ClickStep" in json.loads(out)["$defs"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("run", "none.yaml"), 2, "none.yaml cannot be read"),
        (("run", "flow.yaml"), 2, "nobody can be asked"),
        (("run", "flow.yaml", "--yes"), 3, "no display"),
        (("run", "flow.yaml", "--var", "x=1", "--dry-run"), 2, "no variable 'x'"),
        (("run", "flow.yaml", "--var", "who"), 2, "sets nothing"),
        (("run", "flow.yaml", "--env", "nosuch"), 2, "nosuch"),
    ],
)
def test_what_cannot_be_done_is_refused(script, arguments, code, said, monkeypatch):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    got, _, err = script(*arguments)
    assert (got, said in err.replace("\n", " ")) == (code, True), err


def test_a_missing_secret_is_bad_input(script):
    code, _, err = script("run", "f.yaml", "--yes")
    flow = "secrets: {pin: {env: PPAGENT_NO_SUCH}}\nsteps:\n- type: $(secret.pin)\n"
    code, _, err = script("run", "flow.yaml", "--yes", flow=flow)
    assert code == 2
    assert "PPAGENT_NO_SUCH" in err


def test_a_failed_step_is_said_with_its_place_and_picture(script, tmp_path):
    if missing_needs(find_env("xfce")):
        pytest.skip("needs the XFCE environment: tools/setup-system.sh")
    flow = "env: xfce\nsize: 800x600\nsteps:\n- expect: Applications\n- click: Nonsense here\n  timeout: 0.2\n- press: a\n"
    code, out, err = script("run", "flow.yaml", "--json", "--out", "run", "--junit", "j.xml", flow=flow)
    assert code == 1
    result = json.loads(out)
    assert [bool(step["error"]) for step in result["steps"]] == [False, True]
    assert result["steps"][1]["at"] == "flow.yaml:5:3"
    assert (tmp_path / result["steps"][1]["picture"]).is_file()
    assert "ok" in err
    (case,) = ET.parse(tmp_path / "j.xml").getroot().findall(".//failure/..")  # noqa: S314 - our own
    assert "click 'Nonsense here'" in case.get("name")
