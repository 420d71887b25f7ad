"""The command line as a user meets it: what it prints, what it writes, and how it says no."""

import json
import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from ppagent import cli
from ppagent.files import png

DATA = Path(__file__).parent / "data"
GIMP = DATA / "goldens" / "live_gimp_main.png"
SEQUENCE = sorted((DATA / "settings_open").glob("*.png"))
NO_DISPLAY = {
    name: value
    for name, value in os.environ.items()
    if name not in {"DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"}
}


@pytest.fixture
def ppagent(monkeypatch, capsys):
    """Runs a command in this process; gives its exit code, stdout and stderr."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["ppagent", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return call


def run_process(*arguments, **options):
    return subprocess.run(
        [sys.executable, *map(str, arguments)], capture_output=True, text=True, env=NO_DISPLAY, timeout=60, check=False,
        **options,
    )  # fmt: skip


@pytest.fixture
def picture(tmp_path):
    """Writes a small picture of noise over a flat ground; ``change`` moves its last block."""

    def write(name="shot.png", size=(96, 64), change=0):
        pixels = np.full((size[1], size[0], 3), 80, np.uint8)
        pixels[:32, :32] = np.random.default_rng(4).integers(0, 255, (32, 32, 3))
        pixels[-1, -1] = change
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(png(pixels))
        return file

    return write


def test_prune_says_what_a_screen_costs(ppagent):
    code, printed, _ = ppagent("prune", GIMP, "--json")
    result = json.loads(printed)
    assert code == 0
    assert (result["kept"], result["full"]) == (502, 1980)
    assert result["images"] == [{
        "image": str(GIMP), "width": 1920, "height": 1056, "rows": 33, "cols": 60, "kind": "I", "reason": "first",
        "threshold": 0.0, "fitting": "own", "kept": 502, "full": 1980,
    }]  # fmt: skip
    code, printed, _ = ppagent("prune", GIMP, "--metric", "mae", "--threshold", "0.01")
    assert code == 0
    assert "423" in printed
    assert "21.4%" in printed


def test_several_images_are_consecutive_frames(ppagent, tmp_path):
    npz = tmp_path / "masks.npz"
    code, printed, _ = ppagent(
        "prune", *SEQUENCE, "--json", "--mask", npz, "--picture", tmp_path / "kept.png"
    )
    rows = json.loads(printed)["images"]
    assert code == 0
    assert [(row["kind"], row["kept"]) for row in rows] == [("I", 770), ("P", 20), ("P", 42), ("P", 254)]
    with np.load(npz) as masks:
        assert masks.files == ["0000", "0001", "0002", "0003"]
        assert all(masks[stem].dtype == bool and masks[stem].shape == (34, 60) for stem in masks.files)
        assert [int(masks[stem].sum()) for stem in masks.files] == [770, 20, 42, 254]
    pictures = sorted(path.name for path in tmp_path.glob("*.png"))
    assert pictures == [f"kept-{stem}.png" for stem in ("0000", "0001", "0002", "0003")]
    assert cv2.imread(str(tmp_path / pictures[0])).shape == (1080, 1920, 3)
    code, printed, _ = ppagent("prune", *SEQUENCE)
    assert "1,086 of 8,160 tokens, 7.5 times fewer" in printed


def test_previous_is_what_the_model_was_shown(ppagent):
    code, printed, _ = ppagent("prune", SEQUENCE[2], "--previous", SEQUENCE[1], "--json")
    assert code == 0
    assert [(row["kind"], row["kept"]) for row in json.loads(printed)["images"]] == [("P", 42)]


def test_keyframes_and_fits(ppagent, picture):
    shots = [picture(f"{n}.png", size=(100, 64), change=n) for n in range(3)]
    _, printed, _ = ppagent("prune", *shots, "--keyframe-every", "1", "--json")
    assert [row["reason"] for row in json.loads(printed)["images"]] == ["first", "every", "every"]
    _, printed, _ = ppagent("prune", *shots, "--keyframe-change", "0", "--json")
    assert [row["reason"] for row in json.loads(printed)["images"]] == ["first", "change", "change"]
    for fit, cols in (("pad", 4), ("crop", 3), ("resample", 3)):
        _, printed, _ = ppagent("prune", shots[0], "--fit", fit, "--json")
        assert json.loads(printed)["images"][0]["cols"] == cols


@pytest.mark.parametrize("stem", ["file", "allow_pickle", "a b", "é", "x.npy"])
def test_a_mask_may_have_any_name(ppagent, picture, tmp_path, stem):
    code, _, error = ppagent("prune", picture(f"{stem}.png"), "--mask", tmp_path / "m.npz")
    assert (code, error) == (0, "")
    with np.load(tmp_path / "m.npz") as masks:
        assert masks.files == [stem]
        assert masks[stem].tolist() == [[True, True, False], [True, False, True]]


@pytest.mark.parametrize("kind", ["rgba", "16 bit", "grey", "grey 16 bit"])
def test_unusual_pictures_are_read(ppagent, tmp_path, kind):
    grey = np.random.default_rng(5).integers(0, 255, (64, 64), np.uint8)
    colour = cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)
    image = {
        "rgba": np.dstack([colour, np.full_like(grey, 255)]),
        "16 bit": colour.astype(np.uint16) * 256,
        "grey": grey,
        "grey 16 bit": grey.astype(np.uint16) * 256 + 3,
    }[kind]
    for name, pixels in (("plain", colour), ("odd", image)):
        (tmp_path / f"{name}.png").write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
    code, printed, _ = ppagent("prune", tmp_path / "odd.png", "--previous", tmp_path / "plain.png", "--json")
    assert code == 0
    assert json.loads(printed)["kept"] == 0, "the same picture in another format is the same picture"


def complaint(result, *says):
    code, printed, error = result
    assert code == 2, error
    assert printed == ""
    assert "Traceback" not in error
    for part in says:
        assert part in error.replace("\n", " "), error


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda file: file.unlink(), "is missing"),
        (lambda file: file.write_bytes(file.read_bytes()[:-200]), "cut short"),
        (lambda file: file.write_bytes(b""), "not a picture"),
        (lambda file: file.write_bytes(b"GIF89a nonsense"), "not a picture"),
        (lambda file: file.write_bytes(png(np.zeros((31, 64, 3), np.uint8))), "smaller than one 32 px block"),
        (lambda file: (file.unlink(), file.mkdir()), "cannot be read"),
    ],
)
def test_a_picture_that_cannot_be_used_is_named_and_nothing_is_written(
    ppagent, picture, tmp_path, make, says
):
    good, bad = picture("good.png"), picture("bad.png")
    make(bad)
    outputs = tmp_path / "out"
    outputs.mkdir()
    wanted = "--mask", outputs / "m.npz", "--picture", outputs / "p.png", "--json"
    complaint(ppagent("prune", good, bad, *wanted), "bad.png", says)
    complaint(ppagent("prune", good, "--previous", bad, *wanted), "bad.png", says)
    assert list(outputs.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--threshold", "nan"), ("--threshold", "-0.1"), ("--threshold", "1.5"), ("--threshold", "inf"), ("--threshold", "x"),
        ("--block", "0"), ("--block", "1000"), ("--keyframe-change", "2"), ("--keyframe-every", "-1"), ("--max-pixels", "5"),
        ("--metric", "ssim"), ("--fit", "stretch"), ("--method", "raster9"),
    ],
)  # fmt: skip
def test_a_setting_out_of_range_is_named(ppagent, picture, option, value):
    complaint(ppagent("prune", picture(), option, value, "--json"), option)


def test_two_pictures_of_one_name_are_refused_where_one_would_be_lost(ppagent, picture, tmp_path):
    twins = picture("a/x.png"), picture("b/x.png", change=9)
    complaint(ppagent("prune", *twins, "--mask", tmp_path / "m.npz"), "'x'")
    complaint(ppagent("prune", *twins, "--picture", tmp_path / "p.png"), "'x'")
    assert ppagent("prune", *twins)[0] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.parametrize("option", ["--mask", "--picture"])
def test_an_output_that_cannot_be_written_is_named_before_any_is(ppagent, picture, tmp_path, option):
    (tmp_path / "folder").mkdir()
    shot, other = picture(), {"--mask": "--picture", "--picture": "--mask"}[option]
    for bad in (tmp_path / "folder", tmp_path / "nowhere" / "x.png", shot / "x.png"):
        complaint(ppagent("prune", shot, option, bad, other, tmp_path / "fine"), str(bad.parent))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "shot.png"]


def test_the_catalogues(ppagent):
    code, printed, _ = ppagent("agents", "--json")
    assert code == 0
    assert {"reader", "qwen2.5-vl-7b", "qwen3-vl-2b", "qwen3-vl-4b", "qwen3-vl-8b"} <= {
        card["name"] for card in json.loads(printed)
    }
    code, printed, _ = ppagent("envs", "--json")
    assert code == 0
    assert {"desktop", "xfce"} <= {card["name"] for card in json.loads(printed)}
    for command, name in (("agents", "reader"), ("envs", "xfce")):
        assert name in ppagent(command)[1]


def test_doctor_says_what_is_there_and_what_mends_the_rest(ppagent):
    code, printed, _ = ppagent("doctor", "--json")
    checks = json.loads(printed)
    assert code == any(check["status"] == "missing" for check in checks)
    assert {"name", "status", "detail", "fix"} == set(checks[0])
    assert all(check["fix"] for check in checks if check["status"] == "missing")
    assert any("display" in check["name"].lower() and check["status"] != "ok" for check in checks)


def test_nothing_happens_at_import(tmp_path):
    """No heavy library, no display, no file: `--help` and `import ppagent` are light."""
    heavy = {"torch", "transformers", "cv2", "numpy", "pyautogui", "mss", "rapidocr", "onnxruntime", "xcffib"}
    code = (
        "import sys, ppagent, ppagent.cli\n"
        "sys.argv = ['ppagent', '--help']\n"
        "try: ppagent.cli.main()\n"
        "except SystemExit as end: assert not end.code\n"
        "print('LOADED', *sys.modules)\n"
    )
    ended = run_process("-c", code, cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    help_text, _, loaded = ended.stdout.partition("LOADED")
    assert "prune" in help_text
    assert heavy & set(loaded.split()) == set()
    assert len(loaded.split()) < 900
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def card(tmp_path):
    def write(text, name="card.toml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


RUN = "run", "--task", "open settings"


def test_without_a_display_it_offers_one(ppagent, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, printed, error = ppagent(*RUN, "--json")
    assert (code, printed) == (3, "")
    assert "no display" in error
    assert "--env xfce" in error
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('name = "x"\ndescription = \n', "card.toml:2: not TOML"),
        ('name = "x"\ndescription = "y"\npolicy = "guess"\n', "card.toml:3: policy"),
        ('name = "x"\npolicy = "reader"\n', "description: Field required"),
        ('name = "x"\ndescription = "y"\npolicy = "reader"\ncolour = 1\n', "card.toml:4: colour"),
        (
            'name = "x"\ndescription = "y"\npolicy = "reader"\n[perception]\nblock = 0\n',
            "card.toml:5: perception.block",
        ),
        ('name = "x"\ndescription = "y"\npolicy = "reader"\nspace = "relative-1000"\n', 'space = "pixels"'),
        ('name = "x"\ndescription = "y"\npolicy = "transformers"\n', "[model]"),
    ],
)
def test_a_bad_card_is_named_by_file_and_line(ppagent, card, text, says):
    complaint(ppagent(*RUN, "--agent", card(text)), says)


def test_a_bad_environment_card_is_named_by_file_and_line(ppagent, card, tmp_path):
    card('name = "x"\ndescription = "y"\nkind = "cloud"\n', "env.toml")
    complaint(ppagent(*RUN, "--env", tmp_path), "env.toml:3: kind")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"instruction": "open settings"', "task.json:1: not JSON"),
        ('{"id": "1",\n "snapshot": "x",\n}', "task.json:3: not JSON"),
        ('{"id": "1"}', "task.json:1: instruction: Field required"),
        ('{"id": "1",\n "instruction": 5}', "task.json:2: instruction"),
        ("[]", "task.json:1: task"),
        ('{"instruction": "  "}', "the task is empty"),
    ],
)
def test_a_bad_task_file_is_named_by_file_and_line(ppagent, card, text, says):
    complaint(ppagent("run", "--task", card(text, "task.json")), says)


def test_tasks_that_are_no_tasks(ppagent, tmp_path):
    complaint(ppagent("run", "--task", " "), "the task is empty")
    complaint(ppagent("run", "--task", tmp_path / "none.json"), "none.json cannot be read")
    complaint(ppagent("run", "--task", "open \udcff"), "encoding")
    code, _, error = ppagent("run", "--task", "open the file notes.json")
    assert code == 3, error  # a task like any other: it is the display that is missing


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--agent", "nobody"), ("no agent called 'nobody'", "reader")),
        (("--env", "mars"), ("no environment called 'mars'", "xfce")),
        (("--size", "huge", "--env", "xfce"), ("1920x1080",)),
        (("--size", "²x²", "--env", "xfce"), ("1920x1080",)),
        (("--size", "1x1", "--env", "xfce"), ("size",)),
        (("--max-steps", "0"), ("--max-steps",)),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(ppagent, arguments, says):
    complaint(ppagent(*RUN, *arguments), *says)


def test_a_model_that_is_not_here_says_how_to_get_it(ppagent, monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    code, _, error = ppagent(*RUN, "--agent", "qwen3-vl-2b")
    assert code == 3
    assert "hf download" in error
    assert "Traceback" not in error


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A dry run of a scripted agent on a bare X server: the folder it left and what it printed."""
    folder = tmp_path_factory.mktemp("bare")
    (folder / "env.toml").write_text(
        'name = "bare"\ndescription = "nothing"\nkind = "xvfb"\nsize = [640, 480]\n'
    )
    replies = ['{"kind": "click", "point": [30, 30]}', "nonsense", '{"kind": "done", "text": "that is all"}']
    (folder / "agent.toml").write_text(
        f'name = "said"\ndescription = "y"\npolicy = "scripted"\nreplies = {json.dumps(replies)}\n'
    )
    arguments = [
        "-m",
        "ppagent",
        "run",
        "--env",
        folder,
        "--agent",
        folder / "agent.toml",
        "--task",
        "look",
        "--dry-run",
    ]
    return folder, arguments, run_process(*arguments, "--json", "--out", folder / "run", "--check", "exit 0")


def test_a_run_prints_one_json_object_and_leaves_its_trace(finished, ppagent):
    folder, _, ended = finished
    assert ended.returncode == 0, ended.stderr
    result = json.loads(ended.stdout)
    assert (result["ok"], result["status"], result["message"], result["steps"]) == (
        True,
        "done",
        "that is all",
        3,
    )
    assert (result["sent_tokens"], result["full_tokens"]) == (1, 3 * 15 * 20)
    assert result["check"]["exit_code"] == 0
    recorded = json.loads((folder / "run" / "run.json").read_text())
    assert (recorded["status"], recorded["check"]["exit_code"]) == ("done", 0)
    code, printed, _ = ppagent("trace", "verify", folder / "run", "--json")
    assert code == 0
    assert json.loads(printed) == {
        "ok": True,
        "steps": 3,
        "sent_tokens": 1,
        "full_tokens": 900,
        "differences": [],
    }
    report = Path(result["report"])
    before = report.read_bytes()
    report.unlink()
    code, printed, _ = ppagent("trace", "report", folder / "run")
    assert (code, Path(printed.strip())) == (0, report)
    assert report.read_bytes() == before


def test_a_folder_with_something_in_it_is_left_alone(finished):
    folder, arguments, _ = finished
    before = {path: path.read_bytes() for path in (folder / "run").rglob("*") if path.is_file()}
    ended = run_process(*arguments, "--out", folder / "run")
    assert ended.returncode == 2
    assert "is not empty" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert before == {path: path.read_bytes() for path in (folder / "run").rglob("*") if path.is_file()}


def test_a_check_that_fails_is_the_runs_failure(finished, tmp_path):
    _, arguments, _ = finished
    ended = run_process(*arguments, "--out", tmp_path / "run", "--check", "echo no such window; kill -9 $$")
    assert ended.returncode == 1
    assert "check failed: no such window" in ended.stdout


def test_without_an_environment_it_is_the_display_at_hand(finished, xvfb, tmp_path):
    """A check whose shell is killed fails the run, and the exit code is one of the documented ones."""
    folder, _, _ = finished
    ended = subprocess.run(
        [sys.executable, "-m", "ppagent", "run", "--agent", folder / "agent.toml", "--task", "look", "--dry-run", "--json",
         "--out", tmp_path / "run", "--check", "kill -9 $$"],
        capture_output=True, text=True, check=False, timeout=60,
        env=NO_DISPLAY | {"DISPLAY": xvfb.name, "XAUTHORITY": xvfb.xauthority},
    )  # fmt: skip
    assert ended.returncode == 1, ended.stderr
    result = json.loads(ended.stdout)
    assert (result["ok"], result["status"], result["full_tokens"]) == (False, "done", 3 * 25 * 40)
    assert json.loads((tmp_path / "run" / "run.json").read_text())["env"] == "desktop"


def test_a_tampered_trace_is_found_out(finished, ppagent, tmp_path):
    folder, _, _ = finished
    copy = tmp_path / "run"
    subprocess.run(["cp", "-r", folder / "run", copy], check=True)
    lines = (copy / "steps.jsonl").read_text().splitlines()
    lines[1] = json.dumps(json.loads(lines[1]) | {"kept_tokens": 7})
    (copy / "steps.jsonl").write_text("\n".join(lines) + "\n")
    code, printed, _ = ppagent("trace", "verify", copy)
    assert code == 1
    assert "step 1: kept_tokens: recorded 7, recomputed 0" in printed
    complaint(ppagent("trace", "verify", tmp_path), "is not a run")
    complaint(ppagent("trace", "report", tmp_path), "is not a run")
