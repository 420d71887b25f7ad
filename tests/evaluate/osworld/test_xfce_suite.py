"""The suite that ships with ppagent: its files, its version, and some of its tasks played on real desktops."""

import hashlib
import shutil

import pytest

from ppagent.desktop.card import env_folder, find_env
from ppagent.desktop.packages import missing_needs
from ppagent.evaluate.osworld.oracle_file import read_oracle
from ppagent.evaluate.osworld.suite import desktop_set
from ppagent.evaluate.osworld.task import load_tasks

XFCE = env_folder("xfce")
TASKS = load_tasks(XFCE / "tasks")
VERSIONS = {"xfce-2026.12": "e08ee386b8733f7aa8ff3a3d2679abae1ff8d08bd0ea54cbdb92cb17733b9131"}
"""Of all that a task's outcome depends on. A change of a task, a page or the home asks for a new version: the
``snapshot`` of every task. Results of two versions must never be taken for one another."""


def sha256_of_the_suite():
    files = sorted(
        path.relative_to(XFCE)
        for folder in ("tasks", "home", "documents")
        for path in (XFCE / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )
    lines = [f"{file.as_posix()} {hashlib.sha256((XFCE / file).read_bytes()).hexdigest()}" for file in files]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_a_change_of_the_suite_is_a_change_of_its_version():
    (version,) = {task.snapshot for task in TASKS}
    assert VERSIONS[version] == sha256_of_the_suite(), "give the suite a new version, and write it down here"


def test_every_task_is_called_like_its_file_and_has_an_oracle_that_ends_as_it_should():
    assert len(TASKS) >= 40
    assert sum(task.evaluator.infeasible for task in TASKS) >= 4
    assert {task.id for task in TASKS} == {path.stem for path in (XFCE / "oracles").iterdir()}
    assert len({task.instruction for task in TASKS}) == len(TASKS)
    for task in TASKS:
        assert (XFCE / f"tasks/{task.id}.json").is_file()
        assert task.domain
        assert task.related_apps
        end = read_oracle(XFCE / f"oracles/{task.id}.json").steps[-1].action
        assert (end.kind == "fail") == task.evaluator.infeasible, task.id


def test_no_checker_looks_at_the_screen():
    for task in TASKS:
        if not task.evaluator.infeasible:
            assert {check.result.type for check in task.evaluator.checks()} == {"vm_command_line"}, task.id


@pytest.fixture(scope="module")
def plays(tmp_path_factory):
    if missing_needs(find_env("xfce")):
        pytest.skip("needs the XFCE environment: tools/setup-system.sh")

    def play(agent, task, seed):
        suite = desktop_set("xfce", tasks=[task], seeds=[seed])
        (episode,) = suite.episodes()
        with suite.worker(agent, "full") as worker:
            return worker.play(episode, tmp_path_factory.mktemp("episodes") / episode.id)

    return play


@pytest.mark.parametrize(
    ("task", "seed"),
    [
        ("settings-workspaces", 5),
        ("files-rename", 6),
        ("editor-unicode-name", 7),
        ("browser-order", 8),
        ("browser-wrong-password", 9),
    ],
)
def test_the_oracle_does_what_doing_nothing_does_not(plays, task, seed):
    if task.startswith("browser") and not shutil.which("chromium"):
        pytest.skip("needs chromium")
    done = plays("oracle", task, seed)
    assert (done.success, done.score) == (True, 1.0), done.message
    idle = plays("nothing", task, seed)
    assert (idle.success, idle.score, idle.ended) == (False, 0.0, "done"), idle.message
