"""In: a task and a machine. Out: why the task cannot be played there, before anything of it is done."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

from ppagent.evaluate.osworld.machine import Machine
from ppagent.evaluate.osworld.task import Source, Task

_INSTALLED = re.compile(r"apt(?:-get)?\s+(?:-\S+\s+)*install\s+([^&|;\n]+)")
_SETTING = re.compile(r"gsettings\s+(?:get|set)\s+(org\.\S+)\s+(\S+)")


def why_not(task: Task, machine: Machine) -> str:
    """What a machine lacks for a task that ppagent knows; empty when it lacks nothing."""
    for command in _commands(task):
        text = command if isinstance(command, str) else shlex.join(command)
        program = _first(text)
        if program and (reason := machine.missing(program)):
            return reason
        for packages in _INSTALLED.findall(text):
            for package in [word for word in packages.split() if not word.startswith("-")]:
                # It also succeeds for packages that are known and not installed.
                asked = machine.run(["dpkg-query", "-W", "-f", "${db:Status-Status}", package])
                if asked.stdout.strip() != "installed":
                    return f"the package {package} is not installed on this machine"
        for schema, key in _SETTING.findall(text):
            if machine.run(["gsettings", "range", schema, key]).status:
                return f"this desktop has no setting {schema} {key}"
    return ""


def _commands(task: Task) -> Iterator[Any]:
    for step in (*task.config, *task.evaluator.postconfig):
        if step.type in ("launch", "execute", "command") and step.parameters.get("command"):
            yield step.parameters["command"]
    checks = [] if task.evaluator.infeasible else task.evaluator.checks()
    for source in [one for check in checks for one in (check.result, check.expected)]:
        if isinstance(source, Source) and source.settings().get("command"):
            yield source.settings()["command"]


def _first(text: str) -> str:
    """The program that a command line starts with; empty where that takes a shell to tell."""
    for word in text.split():
        if "$(" in word:
            return ""
        if not re.match(r"\w+=", word):
            return word.strip("\"'")
    return ""
