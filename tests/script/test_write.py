"""A flow that is printed says the same when it is read."""

import ast
import os

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ppagent.files import png
from ppagent.script.flow import Flow, load_flow
from ppagent.script.write import as_python, as_yaml

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(
    lambda text: "$(" not in text
)
numbers = st.one_of(st.integers(-5000, 5000), st.floats(-1e6, 1e6, allow_nan=False))
places = st.fixed_dictionaries({"point": st.tuples(numbers, numbers)})
plain = st.one_of(texts, st.fixed_dictionaries({"exact": texts}), places, st.just({"image": "a b.png"}))
near = st.fixed_dictionaries(
    {"text": texts}, optional={"below": plain, "right_of": texts, "nth": st.integers(1, 9)}
)
targets = st.one_of(plain, near)
more = {"name": texts, "timeout": st.floats(0.01, 3600)}
simple = st.one_of(
    st.fixed_dictionaries(
        {"click": targets}, optional={"button": st.just("middle"), "count": st.just(3), **more}
    ),
    st.fixed_dictionaries({"double_click": targets}, optional=more),
    st.fixed_dictionaries(
        {"drag": st.fixed_dictionaries({"from": targets, "to": targets})},
        optional={"button": st.just("right")},
    ),
    st.fixed_dictionaries({"type": texts}, optional={"into": targets}),
    st.just({"type": "a $(name) b"}),
    st.just({"type": "$(secret.typed)"}),
    st.fixed_dictionaries({"press": texts}, optional={"times": st.integers(1, 5)}),
    st.fixed_dictionaries({"scroll": st.integers(-100, 100)}, optional={"at": targets}),
    st.fixed_dictionaries({"read": st.one_of(st.none(), targets), "as": st.just("word")}),
    st.fixed_dictionaries({"expect": targets}, optional={"text": texts}),
    st.just({"wait_until_still": None}),
    st.fixed_dictionaries({"wait_until_still": st.none()}, optional=more),
)
steps = st.recursive(
    simple,
    lambda inner: st.one_of(
        st.fixed_dictionaries(
            {"repeat": st.integers(1, 5), "steps": st.lists(inner, min_size=1, max_size=2)}
        ),
        st.fixed_dictionaries(
            {"if_visible": targets, "then": st.lists(inner, min_size=1, max_size=2)},
            optional={"else": st.lists(inner, max_size=2)},
        ),
    ),
    max_leaves=4,
)
flows = st.fixed_dictionaries(
    {
        "steps": st.lists(steps, min_size=1, max_size=4),
        "vars": st.fixed_dictionaries({"name": texts}),
        "secrets": st.just({"typed": {"env": "TYPED"}}),
    },
    optional={
        "name": texts,
        "size": st.tuples(st.integers(1, 9000), st.integers(1, 9000)),
        "timeout": st.just(2.5),
    },
)


@given(data=flows)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_reads_back_equal(tmp_path, data):
    # Where a variable stands, its value is read: so it stands for itself here.
    flow = Flow.model_validate(data | {"vars": {"name": "$(name)"}})
    (tmp_path / "a b.png").write_bytes(png(np.zeros((8, 8, 3), dtype=np.uint8)))
    (tmp_path / "flow.yaml").write_text(as_yaml(flow), encoding="utf-8")
    assert load_flow(tmp_path / "flow.yaml").flow == flow


@given(data=flows)
@settings(max_examples=30, deadline=None)
def test_every_flow_is_a_python_script(data):
    flow = Flow.model_validate(data)
    body = ast.parse(as_python(flow)).body
    (block,) = [one for one in body if isinstance(one, ast.With)]
    assert len(block.body) == len(flow.steps)


def test_a_script_says_what_its_flow_says():
    flow = Flow.model_validate(
        {
            "env": "xfce",
            "secrets": {"typed": {"env": "TYPED"}},
            "steps": [
                {"click": "Save"},
                {"click": {"image": "icon.png", "right_of": "Name"}},
                {"type": "$(secret.typed)"},
                {"press": "down", "times": 2},
            ],
        }
    )
    script = as_python(flow)
    assert "desktop.click('Save')" in script
    assert "desktop.click({\"image\": HERE / 'icon.png', \"right_of\": 'Name'})" in script
    assert 'desktop.type(secrets["typed"], secret=True)' in script
    assert "for _ in range(2):" in script


@pytest.mark.parametrize(
    "text", ["Yes", "007", "12:30", "null", "~", "", "- a", "# b", " x ", "a: b", "\u2028", "\x85"]
)
def test_a_text_stays_a_text(tmp_path, text):
    flow = Flow.model_validate({"steps": [{"type": text}]})
    file = tmp_path / f"flow{os.getpid()}.yaml"
    file.write_text(as_yaml(flow), encoding="utf-8")
    assert load_flow(file).flow == flow
