"""The README's examples: Python blocks are executed, and so are the shell commands that start no desktop."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"(<!-- starts desktops -->\n)?```(python|sh)\n(.*?)```", re.DOTALL)
BLOCKS = [
    (kind, code) for skipped, kind, code in BLOCK.findall((ROOT / "README.md").read_text()) if not skipped
]
COMMANDS = [
    line for kind, code in BLOCKS if kind == "sh" for line in code.splitlines() if line.startswith("ppagent")
]


@pytest.fixture
def folder(tmp_path):
    frames = sorted((ROOT / "tests" / "data" / "settings_open").glob("*.png"))
    for name, frame in zip(("screen.png", "before.png", "after.png"), frames, strict=False):
        shutil.copy(frame, tmp_path / name)
    targets = [
        {"img_filename": "../screen.png", "bbox": [2, 2, 110, 20], "instruction": "Applications"},
        {"img_filename": "../after.png", "bbox": [900, 500, 60, 60], "instruction": "the middle"},
    ]
    (tmp_path / "screens").mkdir()
    (tmp_path / "screens" / "annotations.json").write_text(json.dumps(targets))
    return tmp_path


def execute(command, folder):
    environ = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    ended = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_commands(command, folder):
    assert execute(["sh", "-c", command], folder).strip()


@pytest.mark.parametrize("code", [code for kind, code in BLOCKS if kind == "python"])
def test_python(code, folder):
    out = execute([sys.executable, "-c", code], folder)
    assert re.match(r"I \d+ of 2040\nP \d+ of 2040\n" if "print(" in code else "$", out)


def test_every_kind_of_example_is_there():
    assert len(COMMANDS) >= 6
    assert {kind for kind, _ in BLOCKS} == {"python", "sh"}
