"""In: a card. Out: what of its needs this machine lacks, and the one command that installs it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from ppagent.desktop.card import EnvCard
from ppagent.errors import MissingError

# Debian keeps some programs out of a user's PATH.
_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"


def missing_needs(card: EnvCard) -> dict[str, str]:
    """Programs and files that are not there, each with its package."""
    return {name: package for name, package in card.needs.items() if not _is_there(name)}


def install_command(packages: Iterable[str]) -> str:
    """The command that installs Debian packages."""
    return f"sudo apt-get install --no-install-recommends {' '.join(sorted(set(packages)))}"


def require_needs(card: EnvCard) -> None:
    """Check that all that a card needs is installed.

    Raises:
        MissingError: something is not; the hint is the command that installs it.
    """
    missing = missing_needs(card)
    if missing:
        raise MissingError(
            f"the environment {card.name} needs what is not installed: {', '.join(sorted(missing))}",
            install_command(missing.values()),
        )


def _is_there(name: str) -> bool:
    return Path(name).exists() if name.startswith("/") else shutil.which(name, path=_PATH) is not None
