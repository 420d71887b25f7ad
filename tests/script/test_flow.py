"""Flows: whatever the file says, a flow or one plain error that says where."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppagent.errors import InputError
from ppagent.script.flow import load_flow
from ppagent.script.play import outline
from ppagent.script.steps import VERBS
from ppagent.script.target import RELATIONS, WAYS, Target

PLACE = re.compile(r":\d+:\d+: \S")
words = st.text(st.characters(codec="utf-8"), max_size=12)
scalars = st.one_of(words, st.integers(), st.floats(), st.booleans(), st.none())
targets = st.recursive(
    scalars | st.dictionaries(st.sampled_from((*WAYS, "nth", "confidence")), scalars, max_size=3),
    lambda inner: st.dictionaries(st.sampled_from((*RELATIONS, "text", "exact", "regex")), inner, max_size=3),
    max_leaves=4,
)
keys = st.sampled_from((*VERBS, "name", "timeout", "into", "as", "then", "else", "until", "steps", "times"))
steps = st.recursive(
    st.dictionaries(keys, targets, max_size=3) | words,
    lambda inner: st.fixed_dictionaries({}, optional={
        "repeat": scalars, "if_visible": targets, "then": st.lists(inner, max_size=2), "steps": st.lists(inner, max_size=2),
    }),
    max_leaves=4,
)  # fmt: skip


def loaded(folder, text):
    file = folder / "flow.yaml"
    file.write_text(text, encoding="utf-8", newline="")
    return load_flow(file)


def holds(folder, text):
    """A flow, whose steps can be said, or an error that names line and column."""
    try:
        source = loaded(folder, text)
    except InputError as error:
        assert str(error).startswith(str(folder)), error  # noqa: PT017 - either is right
        assert PLACE.search(str(error)), error  # noqa: PT017
        str(error).encode()
        return None
    assert all(PLACE.search(f"{at}: {step}") for at, _, step in outline(source))
    return source


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("flows")


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_a_flow_or_an_error_with_its_place(folder, text):
    holds(folder, text)
    holds(folder, f"steps:\n- click: {text}")


@settings(max_examples=150, deadline=None)
@given(data=st.fixed_dictionaries(
    {"steps": st.lists(steps, max_size=3)},
    optional={"vars": targets, "size": scalars, "timeout": scalars, "secrets": targets, "env": scalars},
))  # fmt: skip
def test_any_data_is_a_flow_or_an_error_with_its_place(folder, data):
    import yaml

    holds(folder, yaml.safe_dump(data, allow_unicode=True))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5000,
        "steps:\n" + "".join(f"{'  ' * n}- repeat: 2\n{'  ' * n}  steps:\n" for n in range(200)),
        ("a: &a [1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n"
        "d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nsteps: [*e,*e,*e,*e,*e,*e,*e,*e]"),
        'steps:\n- click: "\\ud800"',
        "steps:\n- click: \x01",
        "steps: &s [*s]",
        "steps:\n- click: {regex: 'a{99999999999999999999}'}",
    ],
)  # fmt: skip
def test_hostile_files_are_refused_with_their_place(folder, text):
    assert holds(folder, text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- click:", "2:3: there is nothing after 'click' (such as click: Save)"),
        ("- x: [1]", "2:3: 'x' is no verb (verbs: click"),
        ("- clck: Save", "2:3: 'clck' is no verb (did you mean click?)"),
        ("- click: Save\n  press: a", "2:3: a step has one verb, not click and press"),
        ("- click: Save\n  timeout: soon", "3:3: 'timeout' takes a number, not 'soon'"),
        ("- click: {near: Name}", "2:3: 'click': a target is named in exactly one way"),
        ("- click: {txt: Name}", "2:11: 'txt' is unknown here"),
        ("- scroll: down", "2:3: 'scroll' takes a whole number, not 'down'"),
        ("- [1]", "2:3: a step is a verb and what it is about, not ['1'] (such as click: Save)"),
        ("- click: Save\n  button: up", "3:3: 'up' is none of 'left', 'right' or 'middle'"),
        ("- type: $(who)", "2:3: nothing sets $(who) before this"),
        ("- click: $(secret.pin)", "2:3: there is no secret 'pin'"),
        ("- click: {image: none.png}", "2:11: there is no picture"),
        ("- click: {text: a, text: b}", "2:20: 'text' stands here twice"),
        ("- repeat: 2", "2:3: 'steps' is missing"),
    ],
)
def test_a_fault_is_said_plainly(folder, text, said):
    with pytest.raises(InputError) as caught:
        loaded(folder, f"steps:\n{text}")
    error = caught.value
    assert f"flow.yaml:{said}" in f"{error}{f' ({error.hint})' if error.hint else ''}"


def test_secrets_are_only_typed(folder):
    text = "secrets: {pin: {env: PIN}}\nsteps:\n- VERB: $(secret.pin)"
    assert loaded(folder, text.replace("VERB", "type")).flow.steps[0].type == "$(secret.pin)"
    with pytest.raises(InputError, match="only be typed"):
        loaded(folder, text.replace("VERB", "click"))


def test_texts_stay_as_written_and_variables_may_be_numbers(folder):
    source = loaded(folder, "size: 1280x800\nvars: {n: 3}\nsteps:\n- click: Yes\n- scroll: $(n)\n- type: 007")
    click, scroll, typed = source.flow.steps
    assert (click.click, scroll.scroll, typed.type, source.flow.size) == (
        Target(text="Yes"),
        3,
        "007",
        (1280, 800),
    )


@given(st.one_of(targets, st.tuples(scalars, scalars), st.lists(scalars), st.builds(Path, st.just("a.png"))))
def test_what_a_person_writes_is_a_target_or_an_error(what):
    try:
        target = Target.of(what)
    except InputError as error:
        assert str(error)  # noqa: PT017 - either is right
    else:
        assert target.way in WAYS
        assert str(target)
        assert Target.of(target.model_dump(exclude_none=True)) == target
