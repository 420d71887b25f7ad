"""In: names of packages of Debian and npm. Out: what is in them, fetched and unpacked, not installed; and what is their licence."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from ppagent.errors import InputError, MissingError


def _packages(folder: Path) -> Path:
    """Where packages are kept: beside the folder, as they are many times as large."""
    place = folder.with_name(f"{folder.name}-packages")
    place.mkdir(parents=True, exist_ok=True)
    return place


def debian(folder: Path, package: str) -> Path:
    """Fetch and unpack a Debian package; where its files are."""
    work = _packages(folder)
    unpacked = work / package
    if not unpacked.exists():
        _run(
            ["apt-get", "download", package], work, "Run apt-get update, or mend ppagent.train.drawn.sources."
        )
        (file,) = work.glob(f"{package}_*.deb")
        _run(["dpkg-deb", "-x", file.name, f"{package}.part"], work)
        file.unlink()
        (work / f"{package}.part").rename(unpacked)
    _licence(folder, package, unpacked / "usr/share/doc" / package / "copyright")
    return unpacked


def npm(folder: Path, package: str) -> Path:
    """Fetch and unpack a package of npm; where its files are."""
    unpacked = _packages(folder) / package.removeprefix("@").replace("/", "-")
    if not unpacked.exists():
        unpacked.mkdir(parents=True)
        _run(["npm", "pack", "--silent", package], unpacked, "Is the name right, and the registry in reach?")
        (file,) = unpacked.glob("*.tgz")
        _run(["tar", "-xzf", file.name, "--strip-components=1"], unpacked)
        file.unlink()
    _licence(
        folder,
        unpacked.name,
        unpacked / "LICENSE" if (unpacked / "LICENSE").exists() else unpacked / "package.json",
    )
    return unpacked


def _licence(folder: Path, package: str, file: Path) -> None:
    (folder / "licences").mkdir(exist_ok=True)
    if file.exists():
        shutil.copyfile(file, folder / "licences" / f"{package}.txt")


def _run(command: list[str], work: Path, hint: str = "") -> None:
    if shutil.which(command[0]) is None:
        raise MissingError(f"{command[0]} is not installed", f"Install it; {' '.join(command)} needs it.")
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InputError(f"{' '.join(command)} failed: {done.stderr.strip()[-300:]}", hint)
