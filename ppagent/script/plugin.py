"""In: pytest. Out: the fixture ``desktop``: a private desktop of its own for each test, and what it looked like when one fails.

Loaded into every pytest run where ppagent is installed, so nothing is imported before the fixture is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ppagent.script.desktop import Desktop

_DESKTOP = pytest.StashKey["Desktop"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the command line's options."""
    group = parser.getgroup("ppagent", "desktops of ppagent")
    group.addoption("--ppagent-env", default="xfce", help="environment of the fixture desktop: a private one")
    group.addoption("--ppagent-size", default=None, help="its screen, such as 1920x1080")


@pytest.fixture
def desktop(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Desktop]:
    """A private desktop, started for this test and gone after it; its trace is in the test's ``tmp_path``."""
    from ppagent.cli import screen_size
    from ppagent.script.desktop import Desktop
    from ppagent.script.stage import Stage

    name, size = request.config.getoption("--ppagent-env"), request.config.getoption("--ppagent-size")
    stage = Stage(name, size=screen_size(size))
    if not stage.private:
        pytest.fail(
            f"--ppagent-env {name} is the live desktop: tests use a private one, such as xfce", pytrace=False
        )
    with Desktop(stage=stage, out=tmp_path / "desktop", trace=True, task=request.node.nodeid) as up:
        request.node.stash[_DESKTOP] = up
        yield up


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Say where the picture and the trace of a failed test are."""
    report = yield
    up = item.stash.get(_DESKTOP, None)
    if report.when == "call" and up is not None:
        failed = bool(report.failed)
        up.journal.outcome = ("fail", str(call.excinfo.value)) if failed and call.excinfo else ("done", "")
        if failed:
            report.sections.append(("desktop", _where(up)))
    return report


def _where(up: Desktop) -> str:
    from ppagent.errors import PpagentError

    lines = [f"trace: {up.out}"]
    try:
        up.sight.look()
    except PpagentError as error:
        lines.append(f"now: {error}")
    if file := up.picture():
        lines.insert(0, f"last picture: {file}")
    return "\n".join(lines)
