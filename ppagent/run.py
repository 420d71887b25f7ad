"""In: what the command line asked for. Out: a finished run: desktop up, agent at work, trace and report written, desktop down."""

from __future__ import annotations

import importlib
import json
import os
import platform
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, ValidationError

from ppagent.action.dialects import dialect_named
from ppagent.catalog import AgentCard, find_agent
from ppagent.desktop.card import EnvCard, env_folder, find_env
from ppagent.desktop.live import require_display
from ppagent.desktop.xvfb import XvfbDesktop
from ppagent.errors import InputError, PpagentError
from ppagent.hands.base import DryHands, Hands
from ppagent.hands.guard import ApproveAll, AskFirst
from ppagent.loop import Agent, Outcome
from ppagent.policy.base import Policy
from ppagent.policy.eyes import Grounder
from ppagent.policy.weights import require_weights
from ppagent.prune.pruner import Pruner, warm
from ppagent.screen.capture import MssScreen
from ppagent.trace.record import RunRecord, Status, StepRecord, Trace, read_steps

POLICIES = {
    "transformers": "ppagent.policy.transformers:TransformersPolicy",
    "reader": "ppagent.policy.reader.policy:ReaderPolicy",
    "scripted": "ppagent.policy.scripted:ScriptedPolicy",
}
EXIT_CODES: dict[Status, int] = {"done": 0, "answer": 0, "fail": 1, "limit": 1, "stopped": 5}
CHECK_TIMEOUT_S = 30


@dataclass(frozen=True, slots=True)
class Options:
    """What a person asked for; see ``ppagent run --help``."""

    task: str
    agent: str = "reader"
    env: str | None = None
    yes: bool = False
    dry_run: bool = False
    max_steps: int = 40
    folder: Path | None = None
    size_px: tuple[int, int] | None = None
    scale: float | None = None
    seed: int | None = None
    monitor: int = 0
    check: str | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended and what it cost.

    Attributes:
        sent_tokens: visual tokens sent over all steps.
        full_tokens: what full frames would have taken.
    """

    status: Status
    message: str
    steps: int
    sent_tokens: int
    full_tokens: int
    seconds: float
    folder: Path
    report: Path
    check: dict[str, Any] | None
    exit_code: int

    @property
    def ok(self) -> bool:
        """Whether the agent says that it is done, and the check, if any, agrees."""
        return self.exit_code == 0

    def summary(self) -> dict[str, Any]:
        """The same for ``--json``."""
        return {"ok": self.ok, **asdict(self)}


class TaskFile(BaseModel):
    """The part of OSWorld's task schema that a single run needs; the rest is the evaluation's."""

    model_config = ConfigDict(extra="allow", frozen=True)

    instruction: str


def read_task(text: str) -> str:
    """The task itself, or the instruction of a task file.

    Raises:
        InputError: an empty task, or a file that is not a task; the message starts with ``file:line``.
    """
    path = Path(text)
    # "open notes.json" is a task, not a file.
    if path.suffix != ".json" or (" " in text and not path.exists()):
        return _sound(text)
    content = ""
    try:
        content = path.read_text(encoding="utf-8")
        return _sound(TaskFile.model_validate(json.loads(content)).instruction)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    except json.JSONDecodeError as error:
        raise InputError(f"{path}:{error.lineno}: not JSON: {error.msg}") from error
    except ValidationError as error:
        fault = error.errors()[0]
        key = ".".join(map(str, fault["loc"]))
        above = content.partition(f'"{key}"')[0] if key and f'"{key}"' in content else ""
        raise InputError(
            f"{path}:{above.count(chr(10)) + 1}: {key or 'task'}: {fault['msg']}",
            "a task file is a JSON object with an instruction, as in OSWorld",
        ) from error


def _sound(task: str) -> str:
    if not task.strip():
        raise InputError("the task is empty", "say what to do: --task 'open settings'")
    if any("\ud800" <= character <= "\udfff" for character in task):
        raise InputError("the task is not text in this terminal's encoding", "is it UTF-8?")
    return task


def execute(
    options: Options,
    on_step: Callable[[StepRecord], None] = lambda _: None,
    say: Callable[[str], None] = lambda _: None,
    ask: Callable[[str], str] | None = None,
) -> RunResult:
    """Run an agent on a task, from cards to report.

    What goes wrong before the first step is raised; what goes wrong later is the run's result, as there is a trace.

    Args:
        options: what to do.
        on_step: called with each finished step.
        say: called with what is happening now.
        ask: how to ask a person for approval; None asks on the terminal.

    Raises:
        PpagentError: a card, the display, a program or a model's weights cannot be used.
    """
    card = find_agent(options.agent)
    env = find_env(options.env or "desktop")
    policy = policy_of(card)
    started = time.time()
    folder = options.folder or Path("runs") / f"{time.strftime('%Y%m%d-%H%M%S')}-{_slug(options.task)}"
    with ExitStack() as stack:
        stack.enter_context(_terminated_as_interrupted())
        stack.callback(policy.close)
        # While the desktop starts: no step waits for the compiler.
        warming = stack.enter_context(ThreadPoolExecutor(1)).submit(warm, card.perception)
        say(f"starting {env.name}")
        run_on = _enter_desktop(env, options, stack)
        screen = stack.enter_context(MssScreen(options.monitor if env.kind == "live" else 0))
        hands = _hands(options.dry_run)
        guard = ApproveAll() if env.kind != "live" or options.yes or options.dry_run else AskFirst(ask)
        trace = Trace(folder, _run_record(options, card, env, started))
        warming.result()
        say("working")
        agent = Agent(
            screen, Pruner(card.perception), policy, dialect_named(card.dialect), card.space, hands, guard, trace,
            max_steps=options.max_steps, on_step=on_step,
        )  # fmt: skip
        outcome, exit_code = _run(agent, options.task)
        trace.finish(status=outcome.status, message=outcome.message, ended_at=time.time())
        check = None
        if options.check and outcome.status in EXIT_CODES:
            say("checking")
            check = run_on(options.check)
            exit_code = exit_code or min(1, abs(check["exit_code"]))
            trace.finish(check=check)
    say("writing the report")
    return _result(trace, outcome, exit_code, check, time.time() - started)


def _run_record(options: Options, card: AgentCard, env: EnvCard, started: float) -> RunRecord:
    return RunRecord(
        task=options.task,
        agent=card.name,
        card=card.model_dump(mode="json"),
        env=env.name,
        seed=options.seed,
        perception=card.perception,
        versions=versions(),
        started_at=started,
    )


def _run(agent: Agent, task: str) -> tuple[Outcome, int]:
    try:
        outcome = agent.run(task)
    except KeyboardInterrupt:
        return Outcome("stopped", "stopped by ctrl-C"), 130
    except PpagentError as error:
        hint = f" ({error.hint})" if error.hint else ""
        return Outcome("error", f"{error}{hint}"), error.exit_code
    except BaseException as error:
        agent.trace.finish(status="error", message=f"{type(error).__name__}: {error}", ended_at=time.time())
        raise
    return outcome, EXIT_CODES[outcome.status]


def _result(
    trace: Trace, outcome: Outcome, exit_code: int, check: dict[str, Any] | None, seconds: float
) -> RunResult:
    from ppagent.trace.report import write_report

    steps = list(read_steps(trace.folder))
    return RunResult(
        outcome.status, outcome.message, len(steps), sum(step.sent_tokens for step in steps),
        sum(step.full_tokens for step in steps), round(seconds, 2), trace.folder, write_report(trace.folder), check,
        exit_code,
    )  # fmt: skip


def policy_of(card: AgentCard) -> Policy:
    """Load the policy that a card names.

    Raises:
        PpagentError: its model is not on this machine, or does not fit the card.
    """
    module, _, name = POLICIES[card.policy].partition(":")
    kind = getattr(importlib.import_module(module), name)
    if card.policy == "reader":
        if card.eyes:
            require_weights(find_agent(card.eyes))
        return cast("Policy", kind(card.names, eyes=eyes_of(card) if card.eyes else None))
    if card.policy == "scripted":
        return cast("Policy", kind(card.replies))
    return cast("Policy", kind(card, dialect_named(card.dialect, refuses=card.refuses)))


def eyes_of(card: AgentCard) -> Grounder:
    """What finds things for an agent: its own model, or for a reader that of the card which it names as its eyes.

    The model is loaded when it is first asked.

    Raises:
        PpagentError: there is no such card.
    """
    from ppagent.policy.eyes import CardEyes

    other = find_agent(card.eyes).model_copy(update={"refuses": card.refuses}) if card.eyes else card
    if other.model is None:
        raise InputError(
            f"the agent {other.name!r} has no model to look with", "give one that has a [model] table"
        )
    return CardEyes(other, lambda: policy_of(other), card.sure)


def _enter_desktop(env: EnvCard, options: Options, stack: ExitStack) -> Callable[[str], dict[str, Any]]:
    """Bring the desktop up and point this process at it; returns how to run a check on it."""
    if env.kind == "live":
        require_display()
        if options.size_px or options.scale or options.seed is not None:
            raise InputError(
                "--size, --scale and --seed are for an environment that ppagent starts", "add --env xfce"
            )
        return _check_here
    desktop = stack.enter_context(
        XvfbDesktop(
            env,
            env_folder(options.env or env.name),
            size=options.size_px,
            scale=options.scale,
            seed=options.seed,
        )
    )
    # pyautogui and mss take the display from the environment, and only from there.
    os.environ |= desktop.client_environ

    def check_there(command: str) -> dict[str, Any]:
        ran = desktop.run_on(command, CHECK_TIMEOUT_S)
        return {"command": command, "exit_code": ran.status, "output": (ran.stdout + ran.stderr).strip()}

    return check_there


def _check_here(command: str) -> dict[str, Any]:
    try:
        ran = subprocess.run(
            ["sh", "-c", command], capture_output=True, text=True, timeout=CHECK_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired:
        return {"command": command, "exit_code": 124, "output": f"not finished after {CHECK_TIMEOUT_S} s"}
    return {"command": command, "exit_code": ran.returncode, "output": (ran.stdout + ran.stderr).strip()}


def _hands(dry_run: bool) -> Hands:
    if dry_run:
        return DryHands()
    from ppagent.hands.desktop import DesktopHands

    return DesktopHands()


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """Let SIGTERM unwind as ctrl-C does, so that nothing stays pressed, started or half written."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    previous = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


def versions() -> dict[str, str]:
    """What a result depends on besides its input: Python, the system, ppagent and the packages it computes with."""
    names = ("ppagent", "numpy", "opencv-python", "mss", "pyautogui", "rapidocr", "torch", "transformers")
    return {"python": platform.python_version(), "system": platform.platform()} | {
        name: version(name) for name in names
    }


def _slug(task: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", task.lower()).strip("-")[:40] or "run"
