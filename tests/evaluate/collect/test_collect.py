"""The command: bad input in one plain line, and one real collection of two programs on private desktops."""

import json
import os
import shutil
import sys

import pytest

from ppagent import cli
from ppagent.catalog import load_card
from ppagent.desktop.card import find_env
from ppagent.desktop.packages import missing_needs
from ppagent.evaluate.collect import plan
from ppagent.evaluate.collect.plan import FILE, Apps, Look, chosen_apps, planned
from ppagent.evaluate.sets import Choice, load_set
from ppagent.files import read_picture

needs_desktop = pytest.mark.skipif(bool(missing_needs(find_env("xfce"))), reason="needs the XFCE environment")


def ppagent(monkeypatch, capsys, *words):
    """Run the command; gives exit code, stdout and stderr."""
    monkeypatch.setattr(sys, "argv", ["ppagent", "eval", "collect", *map(str, words)])
    try:
        cli.main()
        code = 0
    except SystemExit as ended:
        code = ended.code or 0
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--apps", "thunar,nonsense"], "no script for nonsense"),
        (["--apps", "none"], "nothing to take"),
        (["--sizes", "big"], "'big' is not a size"),
        (["--scales", "two"], "'two' is not a number"),
        (["--env", "desktop"], "not a private desktop"),
        (["--env", "nowhere"], "no environment called"),
        (["--pages", "nowhere"], "nowhere holds no pages"),
    ],
)
def test_bad_input_is_said_plainly_and_leaves_nothing_behind(monkeypatch, capsys, tmp_path, words, message):
    if "--env" in words and not chosen_apps(None)[0]:
        pytest.skip("needs one of the programs")
    code, out, err = ppagent(monkeypatch, capsys, tmp_path / "set", *words)
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())
    assert "Traceback" not in err
    assert not (tmp_path / "set").exists()


def test_a_folder_in_use_is_refused_before_anything_starts(monkeypatch, capsys, tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    if not chosen_apps(None)[0] or missing_needs(find_env("xfce")):
        pytest.skip("needs the XFCE environment")
    code, _, err = ppagent(monkeypatch, capsys, tmp_path)
    assert code == 2
    assert "not empty" in err


def test_without_display_programs_it_says_what_to_install(monkeypatch, capsys, tmp_path):
    (tmp_path / "env.toml").write_text(
        'name = "bare"\ndescription = "nothing"\nkind = "xvfb"\n[needs]\n"/no/server" = "xserver"\n'
    )
    if not chosen_apps(None)[0]:
        pytest.skip("needs one of the programs")
    code, out, err = ppagent(monkeypatch, capsys, tmp_path / "set", "--env", tmp_path)
    assert (code, out) == (3, "")
    assert "/no/server" in err
    assert "apt-get install --no-install-recommends xserver" in err
    assert not (tmp_path / "set").exists()


def test_a_program_that_is_named_must_be_there(monkeypatch, capsys, tmp_path):
    scripts = tmp_path / "apps.toml"
    rest = 'group = "g"\nwindow = "W"\npackage = "spectre"\n'
    scripts.write_text(f'[[apps]]\nname = "ghost"\ncommand = "no-such-program --now"\n{rest}')
    monkeypatch.setattr(plan, "FILE", scripts)
    code, out, err = ppagent(monkeypatch, capsys, tmp_path / "set", "--apps", "ghost")
    assert (code, out) == (3, "")
    assert "not installed: ghost" in err
    assert "apt-get install --no-install-recommends spectre" in err
    # Unnamed ones are passed over.
    assert [app.name for app in chosen_apps(None)[1]] == ["ghost"]


def test_every_script_names_its_program_once():
    apps = load_card(FILE, Apps).apps
    assert len({app.name for app in apps}) == len(apps)
    for app in apps:
        assert len({state.name for state in app.states}) == len(app.states)
        assert os.sep not in app.program


def test_the_first_screens_of_a_plan_cover_every_program_and_every_look():
    apps = load_card(FILE, Apps).apps
    looks = [Look((1280, 800), scale, seed) for seed in (0, 1, 2) for scale in (1, 2)]
    everything = planned(apps, [], looks, None)
    states = sum(len(app.states) for app in apps)
    assert len({shot.id for shot in everything}) == len(everything) == states * len(looks)
    first = planned(apps, [], looks, states)
    assert {shot.app.name for shot in first} == {app.name for app in apps}
    assert {shot.look for shot in first} == set(looks)


@needs_desktop
def test_two_programs_become_a_set_that_eval_reads(monkeypatch, capsys, tmp_path):
    out = tmp_path / "set"
    words = [out, "--apps", "galculator,mousepad", "--seeds", "13", "--limit", "4", "--json"]
    code, said, _ = ppagent(monkeypatch, capsys, *words)
    assert code == 0
    told = json.loads(said)
    assert told["left_out"] == {}
    assert told["screens"] == 4
    assert told["application"]["galculator"] > 20
    assert told["type"]["text"] > 30
    found = load_set(out, Choice())
    assert len(found.samples) == told["targets"]
    by_screen = {}
    for one in found.samples:
        by_screen.setdefault(one.picture, []).append(one)
    for picture, samples in by_screen.items():
        height, width = read_picture(picture).shape[:2]
        assert (width, height) == (1280, 800)
        assert len({one.instruction for one in samples}) == len(samples)
        assert all(
            0 <= x0 < x1 <= 1280 and 0 <= y0 < y1 <= 800
            for x0, y0, x1, y1 in (s.target.bounds for s in samples)
        )
    keys = {one.instruction: one.target for one in found.samples if "galculator-start" in one.id}
    # Its keys stand in rows and columns: boxes that were shifted or scaled would not.
    rows = [[keys[f'the "{key}" button'].bounds for key in row] for row in ("789", "456", "123")]
    for row in rows:
        assert len({box[1] for box in row}) == 1
        assert [box[0] for box in row] == sorted(box[0] for box in row)
    assert rows[0][0][1] < rows[1][0][1] < rows[2][0][1]

    # What has been taken is not taken again, what is missing is.
    before = {file.name: file.stat().st_mtime_ns for file in (out / "screens").iterdir()}
    lost = min(before)
    (out / "found" / lost.replace(".png", ".json")).unlink()
    code, _, err = ppagent(monkeypatch, capsys, *words)
    assert code == 2
    assert "--resume" in err
    code, said, _ = ppagent(monkeypatch, capsys, *words, "--resume")
    assert code == 0
    assert json.loads(said)["screens"] == 4
    after = {file.name: file.stat().st_mtime_ns for file in (out / "screens").iterdir()}
    assert [name for name in before if before[name] != after[name]] == [lost]


@needs_desktop
def test_a_click_on_a_key_of_the_calculator_types_it():
    if not shutil.which("galculator"):
        pytest.skip("needs galculator")
    from ppagent.evaluate.collect.desktop import take
    from ppagent.evaluate.collect.plan import Step
    from ppagent.evaluate.collect.witness import text_witness

    (app,) = chosen_apps(["galculator"])[0]
    keys = tuple(Step(click=key) for key in "4711")
    pixels, _, theme = take("xfce", Look((1920, 1200), 1.5, 13), app, keys)
    assert theme == "Arc"
    assert any("4711" in line.name for line in text_witness()(pixels))
