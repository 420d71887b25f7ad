"""In: display numbers and a secret. Out: an Xauthority file that lets its readers onto those displays."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable

_PROTOCOL = "MIT-MAGIC-COOKIE-1"
_FAMILY_LOCAL = 256


def xauthority(numbers: Iterable[int], cookie: bytes) -> bytes:
    """The bytes of an Xauthority file (Xau(3)), one entry per display number.

    Written here because the entries must be there before the server has settled on one of the numbers.
    """
    return b"".join(
        struct.pack(">H", _FAMILY_LOCAL)
        + b"".join(
            struct.pack(">H", len(part)) + part
            for part in (socket.gethostname().encode(), str(number).encode(), _PROTOCOL.encode(), cookie)
        )
        for number in numbers
    )
