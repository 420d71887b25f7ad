"""In: how a flow went. Out: a JUnit XML file, which CI servers show: the flow is a suite, each step a case."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

from ppagent.errors import InputError
from ppagent.files import write_atomically
from ppagent.script.play import FlowResult

_UNFIT = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 may not hold."""


def write_junit(file: Path, result: FlowResult) -> None:
    """Write the file.

    Raises:
        InputError: it cannot be written.
    """
    failed = sum(bool(step.error) for step in result.steps)
    suite = ET.Element(
        "testsuite", name=_fit(result.flow), tests=str(len(result.steps)), failures=str(failed), errors="0",
        skipped="0", time=f"{result.seconds:.3f}",
    )  # fmt: skip
    for step in result.steps:
        case = ET.SubElement(
            suite, "testcase", classname=_fit(result.flow), name=_fit(f"{step.step} [{step.at}]"),
            time=f"{step.ms / 1000:.3f}",
        )  # fmt: skip
        if step.error:
            failure = ET.SubElement(case, "failure", message=_fit(step.error))
            failure.text = _fit(
                f"{step.at}: {step.error}" + (f"\npicture: {step.picture}" if step.picture else "")
            )
    whole = ET.Element("testsuites")
    whole.append(suite)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, ET.tostring(whole, encoding="utf-8", xml_declaration=True))
    except OSError as error:
        raise InputError(f"{file} cannot be written: {error.strerror}") from error


def _fit(text: str) -> str:
    return _UNFIT.sub("?", text)
