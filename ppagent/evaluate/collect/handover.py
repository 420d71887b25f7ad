"""In: a Unix socket's name, a user and an inherited socket. Out: a connection made as that user, sent back over the latter.

A message bus lets in its own user only, whom it knows by who connects, not by who writes. Run as a process of its own, since
changing the user is for whole processes: ``python handover.py FD UID NAME``.
"""

from __future__ import annotations

import os
import socket
import sys


def main(inherited: str, user: str, name: str) -> None:
    """Become the user, connect, hand the connection over."""
    os.setgroups([])
    os.setgid(int(user))
    os.setuid(int(user))
    with socket.socket(fileno=int(inherited)) as back, socket.socket(socket.AF_UNIX) as made:
        made.connect("\0" + name[1:] if name.startswith("@") else name)
        socket.send_fds(back, [b"1"], [made.fileno()])


if __name__ == "__main__":
    main(*sys.argv[1:])
