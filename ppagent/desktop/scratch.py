"""In: nothing. Out: a scratch folder of this process, and display numbers that nobody uses."""

from __future__ import annotations

import contextlib
import fcntl
import os
import random
import shutil
import socket
import tempfile
from itertools import islice
from pathlib import Path

from ppagent.desktop.confine import SOCKETS

_PREFIX = "ppagent-desktop-"
_FIRST_DISPLAY = 100
_CANDIDATES = 30


def new_scratch() -> tuple[Path, int]:
    """A scratch folder and its lock, which ends with this process; removes folders whose processes were killed."""
    parent = SOCKETS.parent
    for old in parent.glob(f"{_PREFIX}*/lock"):
        with contextlib.suppress(OSError):
            lock = os.open(old, os.O_RDONLY | os.O_NOFOLLOW)
            try:
                if old.parent.stat().st_uid == os.geteuid():
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(old.parent, ignore_errors=True)
            finally:
                os.close(lock)
    scratch = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    lock = os.open(scratch / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    return scratch, lock


def free_numbers() -> list[int]:
    """Display numbers that nobody uses.

    Left to itself (``-displayfd`` alone) the server starts at :0 and unlinks whatever socket of the same user is
    there: measured, it takes a live session's display away when that one has no abstract socket. Drawn by chance: of two
    desktops that start with the same number at once, one may lose its socket to the other, since a server cannot tell
    from the lock of one in another PID namespace whether that still runs.
    """
    unix = Path("/proc/net/unix")
    listed = unix.read_text().splitlines() if unix.is_file() else []
    taken = {line.rsplit("/", 1)[-1] for line in listed if "/.X11-unix/X" in line}
    numbers = range(_FIRST_DISPLAY, _FIRST_DISPLAY + 1000)
    shuffled = random.sample(numbers, len(numbers))
    free = (
        number for number in shuffled if f"X{number}" not in taken and not answers(SOCKETS / f"X{number}")
    )
    return list(islice(free, _CANDIDATES))


def answers(path: Path) -> bool:
    """Whether somebody listens on a socket."""
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0
