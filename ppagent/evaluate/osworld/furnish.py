"""In: a private desktop. Out: the same, furnished as OSWorld's machine is: its programs, pyautogui, first questions answered."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

from ppagent.desktop.card import EnvCard
from ppagent.desktop.confine import INNER_HOME
from ppagent.desktop.xvfb import XvfbDesktop

GUEST = Path(__file__).with_name("guest")
_BIN, _SITE = ".local/bin", ".local/lib/python3.{minor}/site-packages"
_PYAUTOGUI = ("pyautogui", "Xlib", "pymsgbox", "pyscreeze", "pytweening", "mouseinfo", "pyperclip")
_VLCRC = "[qt]\nqt-privacy-ask=0\nqt-updates-notif=0\n[core]\nmetadata-network-access=0\n"
_OFFICE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/Product"><prop oor:name="ooSetupLastVersion" oor:op="fuse"><value>7.4</value></prop></item>
</oor:items>
"""
_PREFERENCES = {
    ".config/libreoffice/4/user/registrymodifications.xcu": _OFFICE,
    ".config/vlc/vlcrc": _VLCRC,
    # Chrome's own look and defaults, not those of the desktop's theme and of Debian.
    ".config/google-chrome/Default/Preferences": '{"extensions": {"theme": {"system_theme": 0}}}',
    ".config/google-chrome/First Run": "",
}
"""What a program asks at its very first start has been answered, as on OSWorld's machine."""


def with_guest(card: EnvCard, ports: tuple[int, int]) -> EnvCard:
    """The environment in which the guest's programs are found first.

    Args:
        card: of the environment.
        ports: of this desktop: the browser's own, and the one that it is forwarded to.
    """
    environ = {
        "PATH": f"{INNER_HOME}/{_BIN}:/usr/local/bin:/usr/bin:/bin:/usr/games",
        "OSWORLD_BROWSER_PORT": str(ports[0]),
        "OSWORLD_DEBUG_PORT": str(ports[1]),
        "QT_ACCESSIBILITY": "1",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        # VLC asks to be told where its sound goes; there is none.
        "PULSE_SERVER": "",
    }
    return card.model_copy(update={"environ": {**card.environ, **environ}})


def furnish(desktop: XvfbDesktop) -> None:
    """Put the guest's files, pyautogui and the programs' first answers into the new home, as its owner's."""
    home = desktop.home
    owner = home.stat()
    minor = (
        desktop.run_on("/usr/bin/python3 -c 'import sys; print(sys.version_info.minor)'").stdout.strip()
        or "11"
    )
    site = home / _SITE.format(minor=minor)
    for folder in (home / _BIN, home / ".local/share", site, home / "Desktop"):
        folder.mkdir(parents=True, exist_ok=True)
    for tool in ("google-chrome", "socat", "pkill", "sudo", "apt"):
        shutil.copyfile(GUEST / tool, home / _BIN / tool)
        (home / _BIN / tool).chmod(0o755)
    (home / _BIN / "apt-get").symlink_to("apt")
    (home / _BIN / "google-chrome-stable").symlink_to("google-chrome")
    (home / _BIN / "python").symlink_to("/usr/bin/python3")
    shutil.copyfile(GUEST / "accessibility", home / ".local/share/accessibility")
    for package in _PYAUTOGUI:
        found = importlib.util.find_spec(package)
        if found is not None and found.submodule_search_locations:
            source = Path(next(iter(found.submodule_search_locations)))
            shutil.copytree(source, site / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in _PREFERENCES.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    if os.geteuid() == 0:
        for path in [
            home / "Desktop",
            *home.joinpath(".local").rglob("*"),
            home / ".local",
            *(home / ".config").rglob("*"),
        ]:
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
