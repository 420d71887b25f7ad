"""In: a Flow. Out: the same as YAML that reads back equal, or as a Python script that does the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from ppagent.script.flow import _NAME, Flow
from ppagent.script.steps import (
    DragStep,
    FocusStep,
    IfStep,
    PressStep,
    ReadStep,
    RepeatStep,
    ScrollStep,
    StartStep,
    Step,
    TypeStep,
)
from ppagent.script.target import Target

_LAST = ("name", "timeout")
"""Fields of a step that follow its verb."""
_WIDE = 110
_FOLDED = set("\x85\u2028\u2029\ufeff")


def as_yaml(flow: Flow) -> str:
    """Print a flow; `load_flow` of it gives it back."""
    return yaml.dump(_data(flow), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDE)


class _Dumper(yaml.SafeDumper):
    """PyYAML's own, but for characters that its other styles fold into a line break or lose."""

    def represent_str(self, data: str) -> yaml.ScalarNode:
        style = '"' if _FOLDED & set(data) else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style)


_Dumper.add_representer(str, _Dumper.represent_str)


def _data(value: Any) -> Any:
    """Plain data of a part of a flow, without what goes without saying."""
    if isinstance(value, Target) and value.model_fields_set >= {"text"} and value == Target(text=value.text):
        return value.text
    if isinstance(value, BaseModel):
        verb = getattr(value, "verb", None)
        if verb == "wait_until_still" and value == type(value)():
            return verb
        fields = {
            (field.alias or name): _data(getattr(value, name))
            for name, field in type(value).model_fields.items()
            if name == verb or field.is_required() or getattr(value, name) != field.default
        }
        if verb is None:
            return fields
        rest = {key: fields[key] for key in fields if key != verb and key not in _LAST}
        return {verb: fields[verb], **rest, **{key: fields[key] for key in _LAST if key in fields}}
    if isinstance(value, dict):
        return {key: _data(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_data(each) for each in value]
    if isinstance(value, Path):
        return value.as_posix()
    return int(value) if isinstance(value, float) and value == int(value) else value


def as_python(flow: Flow) -> str:
    """Print a flow as a script that uses `ppagent.script.Desktop`; its pictures are looked for beside the script."""
    about = {"env": flow.env, "size": flow.size, "agent": flow.agent, "timeout": flow.timeout}
    given = ", ".join(
        f"{key}={_data(value)!r}" if key != "size" else f"size={value!r}"
        for key, value in about.items()
        if value != Flow.model_fields[key].default or key == "env"
    )
    body = list(_lines(flow.steps, 1))
    text = "\n".join(body)
    imports = ["import os"] if flow.secrets else []
    imports += ["from pathlib import Path"] if "HERE /" in text else []
    head = [f'"""{_comment(flow.name)}"""', ""] if flow.name else []
    head += [*imports, *([""] if imports else []), "from ppagent.script import Desktop", ""]
    head += ["HERE = Path(__file__).parent"] if "HERE /" in text else []
    head += [f"names = {flow.vars!r}"] if "names[" in text else []
    kept = ", ".join(f'"{name}": os.environ["{secret.env}"]' for name, secret in flow.secrets.items())
    head += [f"secrets = {{{kept}}}"] if kept else []
    return "\n".join([*head, "", f"with Desktop({given}) as desktop:", *body, ""]).replace(
        "\n\n\n\n", "\n\n\n"
    )


def _comment(text: str) -> str:
    return text.encode("unicode_escape").decode().replace('"', "'")


def _lines(steps: tuple[Step, ...], depth: int) -> Iterator[str]:
    pad = "    " * depth
    for step in steps:
        if isinstance(step, IfStep):
            yield f"{pad}if desktop.exists({_target(step.if_visible)}{_timeout(step)}):"
            yield from _lines(step.then, depth + 1)
            if step.otherwise:
                yield f"{pad}else:"
                yield from _lines(step.otherwise, depth + 1)
        elif isinstance(step, RepeatStep):
            yield f"{pad}for turn in range(1, {step.repeat + 1}):"
            if step.until is not None:
                yield f"{pad}    if desktop.exists({_target(step.until)}):"
                yield f"{pad}        break"
            if step.counter:
                yield f'{pad}    names["{step.counter}"] = str(turn)'
            yield from _lines(step.steps, depth + 1)
        elif isinstance(step, PressStep) and step.times > 1:
            yield f"{pad}for _ in range({step.times}):"
            yield f"{pad}    desktop.press({_text(step.press)})"
        else:
            yield pad + _call(step)


def _call(step: Step) -> str:
    """One step as one call."""
    match step:
        case TypeStep():
            into = f", into={_target(step.into)}" if step.into else ""
            secret = ", secret=True" if "$(secret." in step.type else ""
            return f"desktop.type({_text(step.type)}{into}{secret})"
        case PressStep():
            return f"desktop.press({_text(step.press)})"
        case DragStep():
            button = "" if step.button == "left" else f", button={step.button!r}"
            return (
                f"desktop.drag({_target(step.drag.start)}, {_target(step.drag.end)}{button}{_timeout(step)})"
            )
        case ScrollStep():
            across = f", {step.across}" if step.across else ""
            return f"desktop.scroll({step.scroll}{across}{f', at={_target(step.at)}' if step.at else ''})"
        case StartStep():
            return f"desktop.start({_text(step.start)})"
        case FocusStep():
            return f"desktop.focus({_text(step.focus)}{_timeout(step)})"
        case ReadStep():
            return f'names["{step.into}"] = desktop.read({"" if step.read is None else _target(step.read)})'
    given = getattr(step, step.verb)
    words = [] if given is None else [_target(given)]
    for name, field in type(step).model_fields.items():
        value = getattr(step, name)
        if name not in {step.verb, *_LAST} and value != field.default:
            shown = (
                _target(value)
                if isinstance(value, Target)
                else _text(value)
                if isinstance(value, str)
                else repr(value)
            )
            words.append(f"{name}={shown}")
    return f"desktop.{step.verb}({', '.join(words)}{_timeout(step, bool(words))})"


def _timeout(step: Step, after: bool = True) -> str:
    return f"{', ' if after else ''}timeout={step.timeout:g}" if step.timeout is not None else ""


def _target(target: Target) -> str:
    """A Target as the shortest that stands for it."""
    if target == Target(**{target.way: getattr(target, target.way)}) and target.way in {
        "text",
        "image",
        "point",
        "region",
    }:
        return _value(getattr(target, target.way))
    fields = {name: value for name, value in target if value != Target.model_fields[name].default}
    return "{" + ", ".join(f'"{name}": {_value(value)}' for name, value in fields.items()) + "}"


def _value(value: Any) -> str:
    if isinstance(value, Target):
        return _target(value)
    if isinstance(value, Path):
        return f"HERE / {_text(value.as_posix())}"
    if isinstance(value, str):
        return _text(value)
    return f"({', '.join(repr(_data(one)) for one in value)})" if isinstance(value, tuple) else repr(value)


def _text(text: str) -> str:
    """A text as an expression, its variables looked up and its secrets taken from the environment."""
    parts, end = [], 0
    for hit in _NAME.finditer(text):
        parts += [repr(text[end : hit.start()])] if hit.start() > end else []
        parts.append(f'secrets["{hit[2]}"]' if hit[1] else f'names["{hit[2]}"]')
        end = hit.end()
    parts += [repr(text[end:])] if end < len(text) or not parts else []
    return " + ".join(parts)
