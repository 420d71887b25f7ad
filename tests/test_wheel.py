"""The wheel that users install: the catalogues are inside the package, and nothing else lies around it."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    # A copy, so that nothing is built in the user's tree.
    for name in ("ppagent", "agents", "envs"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", made, source],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    (file,) = made.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Runs Python where ppagent comes from the wheel alone, and its dependencies from where they are now."""
    place, elsewhere = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("elsewhere")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--no-index",
        "--quiet",
        "--target",
        place,
        wheel,
    ]
    subprocess.run([*command, "--disable-pip-version-check"], check=True)
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DISPLAY"))
    }
    environ["PYTHONPATH"] = os.pathsep.join([str(place), sysconfig.get_path("purelib")])

    def run(*arguments):
        # -S: no .pth file of the development environment may bring the source tree back.
        return subprocess.run(
            [sys.executable, "-S", *map(str, arguments)], env=environ, cwd=elsewhere, capture_output=True, text=True,
            check=False,
        )  # fmt: skip

    run.place = place
    return run


def test_the_catalogues_and_data_files_are_inside_the_package(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"ppagent", next(top for top in tops if top.endswith(".dist-info"))}
    assert {
        "ppagent/agents/reader.toml", "ppagent/agents/qwen3-vl-2b.toml", "ppagent/agents/qwen3-vl-4b.toml",
        "ppagent/agents/qwen3-vl-8b.toml", "ppagent/envs/desktop/env.toml", "ppagent/envs/xfce/env.toml",
    } <= set(names)  # fmt: skip
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]
    data = [
        path.relative_to(ROOT).as_posix()
        for folder in ("ppagent", "agents", "envs")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    expected = {name if name.startswith("ppagent/") else f"ppagent/{name}" for name in data}
    assert {name for name in expected if name.startswith("ppagent/envs/xfce/home/")}
    assert {"ppagent/desktop/supervisor.bash"} <= expected
    assert any("report" in name and not name.endswith(".py") for name in expected), "the report's template"
    assert expected <= set(names), "every file of the tree that is not code either"


def test_it_is_the_wheel_that_runs(installed):
    ended = installed("-c", "import ppagent; print(ppagent.__file__)")
    assert Path(ended.stdout.strip()).parent == installed.place / "ppagent", ended.stderr
    assert not (installed.place / "agents").exists()
    assert not (installed.place / "envs").exists()


@pytest.mark.parametrize(
    ("command", "names"),
    [
        (
            "agents",
            {"reader", "reader-nano", "nano", "qwen2.5-vl-7b", "qwen3-vl-2b", "qwen3-vl-4b", "qwen3-vl-8b"},
        ),
        ("envs", {"desktop", "xfce"}),
    ],
)
def test_the_installed_command_finds_its_catalogues(installed, command, names):
    ended = installed("-m", "ppagent", command, "--json")
    assert ended.returncode == 0, ended.stderr
    assert names <= {card["name"] for card in json.loads(ended.stdout)}
    for card in json.loads(ended.stdout):
        # What a card has beside it is where the card is.
        if card["name"] == "nano":
            assert card["model"]["id"] == str((installed.place / "ppagent" / "agents" / "nano").resolve())
    script = installed(installed.place / "bin" / "ppagent", command)
    assert script.returncode == 0, script.stderr
    assert all(name in script.stdout for name in names)
