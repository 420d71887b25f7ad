"""In: a command, its environment and its scratch folder. Out: the command that runs it confined.

Confined means: not root, no capabilities, an environment of its own, and a PID namespace, so that ending its
first process ends everything that it ever started, daemons included.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

Means = Literal["namespace", "setpriv", "bwrap", "plain"]
"""``namespace`` and ``setpriv`` are for root, the other two for a user; the first of each pair is the safer one."""

NOBODY = 65534
SOCKETS = Path("/tmp/.X11-unix")  # noqa: S108 - the X protocol fixes this place

INNER_HOME = Path("/home/user")
"""Where the scratch home is seen from inside, when the means permits: no path on the screen depends on the run."""

_UNSHARE = ("unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "--")
_SETPRIV = (
    "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
    "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs", "--",
)  # fmt: skip
_MOUNT = 'mount -t tmpfs tmpfs "$1" && mkdir "$2" && mount --bind "$3" "$2" && shift 3 && exec "$@"'
_BWRAP = ("bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc")


def confined(
    command: Sequence[str],
    environ: Mapping[str, str],
    scratch: Path,
    means: Means,
    hidden: Path | None = None,
) -> list[str]:
    """Wrap a command so that it runs confined.

    Args:
        command: what to run.
        environ: its whole environment.
        scratch: the one folder that it may write to; ``scratch/user`` is its home.
        means: how; see `best_means`.
        hidden: the user's own home, which the command is not to see (bwrap only).
    """
    cleared = ["env", "-i", *(f"{key}={value}" for key, value in environ.items()), *command]
    home = scratch / "user"
    if means == "namespace":
        mounted = ["sh", "-c", _MOUNT, "sh", str(INNER_HOME.parent), str(INNER_HOME), str(home)]
        # The first process of the namespace dies with ppagent, and all others with it. Without a namespace it must
        # outlive ppagent for as long as it takes to end the others.
        return [*_UNSHARE, *mounted, _SETPRIV[0], "--pdeathsig=KILL", *_SETPRIV[1:], *cleared]
    if means == "setpriv":
        return [*_SETPRIV, *cleared]
    if means == "plain":
        return cleared
    # /run holds the sockets of the user's own session. Name resolution may need one folder of it.
    empty = [Path("/tmp"), Path("/run"), INNER_HOME.parent]  # noqa: S108 - emptied, not written to
    if hidden is not None and hidden != Path("/"):
        empty.append(hidden)
    private = [part for path in empty for part in ("--tmpfs", str(path))]
    private += ["--ro-bind-try", "/run/systemd/resolve", "/run/systemd/resolve"]
    for outer, inner in ((SOCKETS, SOCKETS), (scratch, scratch), (home, INNER_HOME)):
        private += ["--bind", str(outer), str(inner)]
    return [*_BWRAP, *private, "--unshare-pid", "--as-pid-1", "--die-with-parent", "--", *cleared]


def home_inside(scratch: Path, means: Means) -> Path:
    """What a confined command sees its home as."""
    return INNER_HOME if means in {"namespace", "bwrap"} else scratch / "user"


@cache
def best_means() -> Means:
    """The safest means that this machine and this user permit; asks once."""
    if os.geteuid() == 0:
        return "namespace" if _works([*_UNSHARE, "mount", "-t", "tmpfs", "tmpfs", "/home"]) else "setpriv"
    if shutil.which("bwrap") and _works([*_BWRAP, "--unshare-pid", "--as-pid-1", "--", "true"]):
        return "bwrap"
    return "plain"


def _works(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=10, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
