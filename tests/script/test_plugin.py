"""The pytest plug-in and the examples, as a user runs them: in a pytest of their own."""

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from ppagent.desktop.card import find_env
from ppagent.desktop.packages import missing_needs

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "scripts"
PLUGIN = "ppagent.script.plugin"


def run(folder, *arguments):
    """Python, in a folder; the plug-in is named where the package is not installed with its entry point."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *map(str, arguments)], cwd=folder, env=environ, capture_output=True, text=True, timeout=240,
        check=False,
    )  # fmt: skip


def run_pytest(folder, *arguments):
    known = any(one.value == PLUGIN for one in entry_points(group="pytest11"))
    return run(folder, "-m", "pytest", "-q", *([] if known else ["-p", PLUGIN]), *arguments)


@pytest.fixture
def private():
    if missing_needs(find_env("xfce")):
        pytest.skip("needs the XFCE environment: tools/setup-system.sh")


def test_the_examples_pass(private, tmp_path):
    ended = run_pytest(tmp_path, EXAMPLES / "test_greeting.py")
    assert "2 passed" in ended.stdout, ended.stdout + ended.stderr
    command = (
        "-m",
        "ppagent",
        "script",
        "run",
        EXAMPLES / "greeting.yaml",
        "--report",
        "--out",
        "run",
        "--junit",
        "j.xml",
    )
    ended = run(tmp_path, *command)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert (tmp_path / "run" / "report.html").stat().st_size > 10_000
    assert 'failures="0"' in (tmp_path / "j.xml").read_text()


def test_a_failure_comes_with_its_picture_and_trace(private, tmp_path):
    (tmp_path / "test_it.py").write_text(
        "def test_it(desktop):\n    desktop.click('Applications')\n    desktop.click('No such entry', timeout=0.3)\n"
    )
    ended = run_pytest(tmp_path, "--ppagent-size", "800x600", "--basetemp", tmp_path / "base")
    assert ended.returncode == 1
    assert "NotFoundError: 'No such entry' was not found" in ended.stdout
    assert "- desktop -" in ended.stdout
    (picture,) = [line for line in ended.stdout.splitlines() if line.startswith("last picture: ")]
    assert Path(picture.removeprefix("last picture: ")).is_file()
    (trace,) = [line for line in ended.stdout.splitlines() if line.startswith("trace: ")]
    assert '"status": "fail"' in (Path(trace.removeprefix("trace: ")) / "run.json").read_text()


def test_the_live_desktop_is_refused(tmp_path):
    (tmp_path / "test_it.py").write_text("def test_it(desktop):\n    pass\n")
    ended = run_pytest(tmp_path, "--ppagent-env", "desktop")
    assert "tests use a private one" in ended.stdout
    assert ended.returncode == 1


def test_loading_it_costs_nothing():
    program = "import sys, ppagent.script.plugin; print([n for n in ('torch', 'cv2', 'numpy', 'pyautogui') if n in sys.modules])"
    assert run(ROOT, "-c", program).stdout == "[]\n"
