"""Task files: what OSWorld's schema allows is read, what it does not is said by file and line."""

import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppagent.errors import InputError
from ppagent.evaluate.osworld.task import Evaluator, Task, digest, load_tasks, read_task

SMALLEST = {"id": "a-1", "instruction": "do it", "evaluator": {"func": "infeasible"}}
WORD = st.text("abcdefgh_", min_size=1, max_size=8)
RULE = st.fixed_dictionaries({"type": st.just("rule"), "rules": st.dictionaries(WORD, WORD, max_size=2)})
SOURCE = st.fixed_dictionaries({"type": WORD, "path": WORD})
STEP = st.fixed_dictionaries({"type": WORD, "parameters": st.dictionaries(WORD, st.integers(), max_size=2)})


@st.composite
def evaluators(draw):
    if draw(st.booleans()):
        return {"func": draw(WORD), "result": draw(SOURCE), "expected": draw(RULE)}
    size = draw(st.integers(1, 4))
    of = lambda one: draw(st.lists(one, min_size=size, max_size=size))  # noqa: E731 - shorter so
    lists = {"func": of(WORD), "result": of(SOURCE), "conj": draw(st.sampled_from(["and", "or"]))}
    if draw(st.booleans()):
        lists["expected"] = of(st.none() | RULE)
    if draw(st.booleans()):
        lists["options"] = of(st.none() | st.just({}) | st.fixed_dictionaries({"ignore_case": st.booleans()}))
    return lists | {"postconfig": draw(st.lists(STEP, max_size=2))}


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2), encoding="utf-8")
    return path


@settings(deadline=None)
@given(evaluators(), st.dictionaries(WORD, st.integers() | WORD, max_size=3))
def test_a_task_keeps_all_that_it_was_given_and_pairs_its_metrics(evaluator, extra):
    given_task = {
        **{key: value for key, value in extra.items() if key not in Task.model_fields},
        **SMALLEST,
        "evaluator": evaluator,
    }
    task = Task.model_validate(given_task)
    checks = task.evaluator.checks()
    names = evaluator["func"] if isinstance(evaluator["func"], list) else [evaluator["func"]]
    assert [check.func for check in checks] == names
    assert all(check.result is not None and isinstance(check.options, dict) for check in checks)
    said = json.loads(task.model_dump_json())
    assert all(said[key] == value for key, value in given_task.items() if key != "evaluator")
    assert Task.model_validate(said) == task
    assert digest([task]) == digest([Task.model_validate(said)])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"result": [{"type": "bookmarks"}]}, "list"),
        ({"func": ["a", "b"], "result": [{"type": "x"}]}, "list of 2"),
        ({"func": ["a"], "result": [{"type": "x"}], "expected": {"type": "rule"}}, "list of 1"),
        ({"func": []}, "empty"),
        ({"conj": "xor"}, "and"),
    ],
)
def test_an_evaluator_whose_parts_do_not_fit_is_refused(changes, said):
    with pytest.raises(ValueError, match=said):
        Evaluator.model_validate({"func": "exact_match", **changes})


def test_an_empty_result_and_null_config_are_none():
    task = Task.model_validate(
        {**SMALLEST, "config": None, "evaluator": {"func": "infeasible", "result": {}, "expected": []}}
    )
    assert task.config == ()
    assert task.evaluator.result is None


def test_faults_are_said_by_file_and_line(tmp_path):
    file = tmp_path / "bad.json"
    file.write_text(
        '{\n "id": "a",\n "instruction": "x",\n "evaluator": {\n  "postconfig": [{"type": ""}],\n  "func": "f"}\n}'
    )
    with pytest.raises(InputError, match=r"bad\.json:5: evaluator\.postconfig\.0\.type"):
        read_task(file)
    file.write_text('{"id": "a",\n"instruction"')
    with pytest.raises(InputError, match=r"bad\.json:2: not JSON"):
        read_task(file)
    file.write_bytes(b"\xff")
    with pytest.raises(InputError, match="cannot be read"):
        read_task(file)
    with pytest.raises(InputError, match="cannot be read"):
        read_task(tmp_path / "none.json")


def test_folders_lists_and_single_files_hold_the_same_tasks(tmp_path):
    one = write(tmp_path / "examples/chrome/a-1.json", SMALLEST)
    write(tmp_path / "examples/gimp/b-2.json", {**SMALLEST, "id": "b-2"})
    listed = write(tmp_path / "test_all.json", {"gimp": ["b-2"], "chrome": ["a-1"]})
    assert [(task.id, task.domain) for task in load_tasks(tmp_path)] == [("a-1", "chrome"), ("b-2", "gimp")]
    assert [task.id for task in load_tasks(tmp_path / "examples")] == ["a-1", "b-2"]
    assert [task.id for task in load_tasks(listed)] == ["b-2", "a-1"]
    assert [task.id for task in load_tasks(one)] == ["a-1"]
    assert [task.id for task in load_tasks(tmp_path, ["gimp"])] == ["b-2"]
    assert digest(load_tasks(tmp_path)) == digest(load_tasks(listed))


def test_what_cannot_be_loaded_says_what_to_do(tmp_path):
    write(tmp_path / "tasks/x/a-1.json", SMALLEST)
    with pytest.raises(InputError, match="no task or domain called 'nope'") as refused:
        load_tasks(tmp_path / "tasks", ["nope"])
    assert "x" in refused.value.hint
    twice = write(tmp_path / "tasks/y/copy.json", SMALLEST)
    with pytest.raises(InputError, match=r"copy\.json: the id a-1 is also that of .*a-1\.json"):
        load_tasks(tmp_path / "tasks")
    twice.unlink()
    gone = write(tmp_path / "tasks/test_x.json", {"x": ["a-1", "c-3"]})
    with pytest.raises(InputError, match=r"test_x\.json:4: there is no .*c-3\.json"):
        load_tasks(gone)
    with zipfile.ZipFile(tmp_path / "osworld.zip", "w") as archive:
        archive.writestr("a.json", "{}")
    with pytest.raises(InputError, match="zip archive") as zipped:
        load_tasks(tmp_path / "osworld.zip")
    assert "unzip" in zipped.value.hint
    with pytest.raises(InputError, match="no task file or folder"):
        load_tasks(tmp_path / "missing")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no task file in"):
        load_tasks(tmp_path / "empty")


def test_an_id_cannot_name_a_folder_elsewhere():
    for bad in ("../x", "a/b", "", "."):
        with pytest.raises(ValueError, match="id"):
            Task.model_validate({**SMALLEST, "id": bad})
