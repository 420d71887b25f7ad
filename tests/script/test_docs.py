"""The code of docs/scripting.md works: its Python on a real desktop, its flow and its commands without one."""

import os
import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from ppagent.desktop.card import find_env
from ppagent.desktop.packages import missing_needs

ROOT = Path(__file__).parents[2]
PLUGIN = "ppagent.script.plugin"
BLOCK = re.compile(r"(<!-- starts desktops -->\n)?```(python|sh|yaml)\n(.*?)```", re.DOTALL)
BLOCKS = [found for found in BLOCK.findall((ROOT / "docs" / "scripting.md").read_text()) if not found[0]]
CODE = {kind: [code for _, other, code in BLOCKS if other == kind] for kind in ("python", "sh", "yaml")}


def run(folder, *command):
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environ = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, timeout=200, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.mark.parametrize("command", [line for code in CODE["sh"] for line in code.splitlines()])
def test_commands(command, tmp_path):
    (flow,) = CODE["yaml"]
    (tmp_path / "flow.yaml").write_text(flow)
    name, *arguments = command.split()
    assert name == "ppagent"
    assert run(tmp_path, sys.executable, "-m", "ppagent", *arguments).strip()


@pytest.mark.skipif(
    bool(missing_needs(find_env("xfce"))), reason="needs the XFCE environment: tools/setup-system.sh"
)
def test_python(tmp_path):
    script, test = CODE["python"]
    run(tmp_path, sys.executable, "-c", script)
    (tmp_path / "test_docs.py").write_text(test)
    known = any(one.value == PLUGIN for one in entry_points(group="pytest11"))
    command = [sys.executable, "-m", "pytest", "-q", *([] if known else ["-p", PLUGIN]), "test_docs.py"]
    assert "1 passed" in run(tmp_path, *command)
