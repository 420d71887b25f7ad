"""In: this machine. Out: what ppagent needs of it, what it has, and the command that mends the rest. No network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata, util
from typing import Literal

from ppagent.catalog import agent_cards
from ppagent.desktop.card import env_cards
from ppagent.desktop.confine import best_means
from ppagent.desktop.live import require_display
from ppagent.desktop.packages import install_command, missing_needs
from ppagent.errors import PpagentError
from ppagent.policy.weights import is_folder, weights_folder

Status = Literal["ok", "warn", "missing"]

_DISTRIBUTIONS = (
    ("torch", "transformers", "mss", "pyautogui", "rapidocr", "onnxruntime", "opencv-python", "numba", "pydantic")
    + (("xcffib",) if sys.platform.startswith("linux") else ())
)  # fmt: skip
_MEANS = {
    "namespace": "unprivileged user, own process namespace",
    "bwrap": "bubblewrap",
    "setpriv": "unprivileged user, no process namespace",
    "plain": "as you, with a scratch home",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One line of ``ppagent doctor``.

    Attributes:
        name: what was looked at.
        status: ``warn`` when ppagent works without it, in part.
        detail: what was found.
        fix: a command or a sentence; empty when nothing is to be done.
    """

    name: str
    status: Status
    detail: str
    fix: str = ""


def checks(environ: Mapping[str, str] | None = None) -> list[Check]:
    """Look at everything; takes seconds, because torch is loaded to ask for a GPU."""
    environ = os.environ if environ is None else environ
    return [
        _python(),
        *_packages(),
        _tkinter(),
        _gpu(),
        *_display(environ),
        _confinement(),
        *_environments(),
        _fonts(),
        *_weights(environ),
    ]


def _python() -> Check:
    # An older one would not have installed ppagent.
    return Check("Python", "ok", f"{'.'.join(map(str, sys.version_info[:3]))} in {sys.prefix}")


def _packages() -> Iterator[Check]:
    for name in _DISTRIBUTIONS:
        found = next(iter(metadata.distributions(name=name)), None)
        if found is not None:
            yield Check(name, "ok", found.version)
        else:
            yield Check(name, "missing", "not installed", f"pip install {name}")


def _tkinter() -> Check:
    if util.find_spec("_tkinter") is not None:
        return Check("tkinter", "ok", "there; pyautogui needs it")
    fix = f"{install_command(['python3-tk'])}, or a Python that was built with Tk"
    return Check("tkinter", "missing", "pyautogui stops without it", fix)


def _gpu() -> Check:
    try:
        import torch
    except (ImportError, OSError) as error:
        return Check("GPU", "warn", f"torch cannot be loaded: {error}", "pip install torch")
    if torch.cuda.is_available():
        memory = torch.cuda.get_device_properties(0).total_memory / 2**30
        return Check("GPU", "ok", f"{torch.cuda.get_device_name(0)}, {memory:.0f} GiB")
    return Check("GPU", "warn", "none that torch can use; models run on the CPU, the reader agent needs none")


def _display(environ: Mapping[str, str]) -> Iterator[Check]:
    try:
        display = require_display(environ)
    except PpagentError as error:
        yield Check("display", "warn", str(error), error.hint)
        return
    yield Check("display", "ok", display or sys.platform)
    if not sys.platform.startswith("linux"):
        yield Check("capture and input", "warn", "not tried: the system asks for permission at first use")
        return
    yield _capture(display)
    yield _input(display)


def _capture(display: str) -> Check:
    import mss

    try:
        with mss.MSS(display=display) as capture:
            shot = capture.grab({"left": 0, "top": 0, "width": 1, "height": 1})
    except (mss.ScreenShotError, OSError) as error:
        return Check("capture", "missing", str(error))
    return Check("capture", "ok" if shot.size else "missing", f"{display} can be read")


def _input(display: str) -> Check:
    import xcffib

    connection = xcffib.connect(display)
    try:
        there = connection.core.QueryExtension(len("XTEST"), "XTEST").reply().present
    finally:
        connection.disconnect()
    if there:
        return Check("mouse and keys", "ok", "XTEST is there")
    return Check("mouse and keys", "missing", f"{display} has no XTEST extension")


def _confinement() -> Check:
    if not sys.platform.startswith("linux"):
        return Check("confinement", "warn", "private desktops need Linux")
    means = best_means()
    if means in {"namespace", "bwrap"}:
        return Check("confinement", "ok", _MEANS[means])
    fix = install_command(["bubblewrap"]) if means == "plain" and shutil.which("bwrap") is None else ""
    return Check("confinement", "warn", _MEANS[means], fix)


def _environments() -> Iterator[Check]:
    for card in env_cards():
        if not card.needs:
            continue
        missing = missing_needs(card)
        name = f"environment {card.name}"
        if missing:
            fix = install_command(missing.values())
            yield Check(name, "missing", f"lacks {', '.join(sorted(missing))}", fix)
        else:
            yield Check(name, "ok", f"all of its {len(card.needs)} programs and files")


def _fonts() -> Check:
    if shutil.which("fc-list") is None:
        return Check("fonts", "warn", "fc-list is not there to ask", install_command(["fontconfig"]))
    listed = subprocess.run(
        ["fc-list", ":", "family"], capture_output=True, text=True, timeout=30, check=False
    )
    families = {line.split(",")[0].strip() for line in listed.stdout.splitlines() if line.strip()}
    if families:
        return Check("fonts", "ok", f"{len(families)} families")
    return Check("fonts", "missing", "none", install_command(["fonts-dejavu-core"]))


def _weights(environ: Mapping[str, str]) -> Iterator[Check]:
    for card in agent_cards():
        if card.policy != "transformers" or card.model is None:
            continue
        name, model = f"agent {card.name}", card.model.id
        found = weights_folder(model, environ)
        if found is not None:
            yield Check(name, "ok", f"weights in {found}")
        elif is_folder(model):
            yield Check(name, "warn", f"the weights in {model} are not here", "copy the model folder there")
        else:
            yield Check(name, "warn", f"the weights of {model} are not here yet", f"hf download {model}")
