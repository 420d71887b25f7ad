"""In: packages of drawings and fonts, as npm packs them. Out: icons by what they mean, and font files for CSS."""

from __future__ import annotations

import functools
import random
import re
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from ppagent.errors import InputError

FOLDER = Path("build/train")
"""Where `fetch` puts them, below the current folder."""
ICON_PACKAGES = ("lucide-static", "bootstrap-icons", "feather-icons", "heroicons", "@tabler/icons")
FONT_PACKAGES = tuple(
    f"@fontsource/{name}"
    for name in (
        "inter", "roboto", "open-sans", "lato", "ubuntu", "source-sans-3", "poppins", "nunito", "fira-sans",
        "merriweather", "ibm-plex-sans", "comic-neue",
    )
)  # fmt: skip
HELD_FAMILY = "heroicons"
"""Its drawings are only for evaluation."""
_FILE = re.compile(r"package/(?:dist/)?(icons|24|20)/(?:(outline|solid|filled)/)?([a-z0-9-]+)\.svg$")
MEANINGS = {
    "add": "plus", "add user": "user-plus person-plus", "alarm": "alarm-clock alarm bell-ringing",
    "align center": "align-center text-center text-align-center", "align left": "align-left text-left text-align-start",
    "align right": "align-right text-right text-align-end", "attach": "paperclip paper-clip", "back": "arrow-left",
    "battery": "battery battery-full battery-100", "bluetooth": "bluetooth", "bold": "bold type-bold", "bookmark": "bookmark",
    "calendar": "calendar", "camera": "camera", "cart": "shopping-cart cart", "chart": "bar-chart chart-bar bar-chart-2",
    "chat": "message-circle chat message-square chat-bubble-left", "check": "check check-lg", "clock": "clock",
    "close": "x x-lg x-mark", "cloud": "cloud", "code": "code", "comment": "message-square chat-left chat-bubble-oval-left",
    "copy": "copy files document-duplicate", "credit card": "credit-card", "crop": "crop", "cut": "scissors cut",
    "database": "database circle-stack", "delete": "trash trash-2", "down": "chevron-down", "download": "download arrow-down-tray",
    "edit": "pencil edit edit-2", "eye": "eye", "file": "file document", "filter": "filter funnel", "flag": "flag",
    "folder": "folder", "forward": "arrow-right", "full screen": "maximize fullscreen arrows-pointing-out", "gift": "gift",
    "globe": "globe globe-alt", "grid": "grid squares-2x2 layout-grid", "headphones": "headphones", "heart": "heart",
    "help": "help-circle question-circle question-mark-circle circle-help circle-question-mark help", "hide": "eye-off eye-slash",
    "home": "home house", "image": "image photo", "information": "info info-circle information-circle",
    "inbox": "inbox", "italic": "italic type-italic", "key": "key", "left": "chevron-left", "lightning": "zap lightning bolt",
    "link": "link", "list": "list list-bullet", "location": "map-pin geo-alt", "lock": "lock lock-closed",
    "log out": "log-out box-arrow-right arrow-right-on-rectangle logout", "mail": "mail envelope", "map": "map",
    "menu": "menu bars-3 menu-2", "microphone": "mic microphone", "minus": "minus dash-lg", "monitor": "monitor display computer-desktop device-desktop",
    "moon": "moon", "more": "more-horizontal three-dots ellipsis ellipsis-horizontal dots", "move": "move arrows-move",
    "music": "music music-note musical-note", "mute": "volume-x volume-mute speaker-x-mark volume-off", "next": "skip-forward skip-end player-skip-forward",
    "notifications": "bell", "package": "package box-seam cube", "pause": "pause player-pause", "phone": "phone telephone",
    "play": "play player-play", "previous": "skip-back skip-start player-skip-back", "print": "printer print",
    "redo": "redo arrow-uturn-right arrow-forward-up", "refresh": "refresh-cw arrow-clockwise arrow-path refresh",
    "reply": "reply corner-up-left", "right": "chevron-right", "rotate": "rotate-cw arrow-clockwise rotate-clockwise",
    "save": "save floppy device-floppy", "search": "search magnifying-glass", "send": "send paper-airplane",
    "settings": "settings gear cog-6-tooth", "share": "share share-2", "shield": "shield", "shopping bag": "shopping-bag bag handbag",
    "smile": "smile emoji-smile face-smile mood-smile", "speaker": "volume-2 volume-up speaker-wave volume",
    "star": "star", "stop": "square stop player-stop", "sun": "sun", "table": "table table-cells", "tag": "tag",
    "terminal": "terminal command-line", "thumbs down": "thumbs-down hand-thumbs-down hand-thumb-down thumb-down",
    "thumbs up": "thumbs-up hand-thumbs-up hand-thumb-up thumb-up", "underline": "underline type-underline",
    "undo": "undo arrow-uturn-left arrow-back-up", "unlock": "unlock lock-open", "up": "chevron-up", "upload": "upload arrow-up-tray",
    "user": "user person", "users": "users people", "video": "video camera-video video-camera", "warning": "alert-triangle exclamation-triangle triangle-alert",
    "archive": "archive archive-box", "pin": "pin pin-angle", "compare": "git-compare scale arrow-left-right arrows-left-right", "shuffle": "shuffle arrows-shuffle",
    "repeat": "repeat", "power": "power", "eject": "eject player-eject", "merge": "git-merge", "bug": "bug", "translate": "languages translate",
    "text size": "a-large-small text-size type", "playlist": "list-music playlist", "cast": "cast airplay", "book": "book-open book",
    "award": "award", "server": "server", "new folder": "folder-plus", "new file": "file-plus", "clipboard": "clipboard",
    "silence": "bell-off bell-slash", "history": "history clock-history", "columns": "columns layout-columns",
    "rewind": "rewind player-track-prev skip-backward", "fast forward": "fast-forward player-track-next", "captions": "captions subtitles badge-cc",
    "speed": "gauge speedometer", "layers": "layers stack", "compass": "compass", "route": "route signpost", "ruler": "ruler rulers",
    "locate": "locate-fixed crosshair current-location", "television": "tv", "record": "disc record-circle",
    "small window": "picture-in-picture pip", "equalizer": "sliders-horizontal sliders adjustments", "dice": "dices dice-5", "lamp": "lightbulb bulb",
    "quote": "quote", "sort": "arrow-up-down sort-down arrows-sort", "first": "chevrons-left chevron-double-left", "last": "chevrons-right chevron-double-right",
    "vote up": "arrow-big-up caret-up triangle arrow-up", "vote down": "arrow-big-down caret-down arrow-down", "ticket": "ticket ticket-perforated",
    "approve": "circle-check check-circle", "reject": "circle-x x-circle", "branch": "git-branch", "timer": "timer stopwatch",
    "open outside": "external-link box-arrow-up-right arrow-top-right-on-square", "truck": "truck", "wallet": "wallet",
    "wifi": "wifi", "zoom in": "zoom-in magnifying-glass-plus", "zoom out": "zoom-out magnifying-glass-minus",
}  # fmt: skip
"""What a person calls a drawing, and what its file is called in one family or another."""


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """Drawings of one hand: SVG by file name."""

    name: str
    drawings: dict[str, str]

    def find(self, meaning: str) -> str | None:
        """The drawing of a meaning of `MEANINGS`; None when the family has none."""
        return next(
            (self.drawings[file] for file in MEANINGS[meaning].split() if file in self.drawings), None
        )


def fetch(folder: Path = FOLDER) -> None:
    """Get the packages through npm; those that are there already are kept."""
    for part, packages in (("icons", ICON_PACKAGES), ("fonts", FONT_PACKAGES)):
        where = folder / part
        where.mkdir(parents=True, exist_ok=True)
        for package in packages:
            if not list(where.glob(package.replace("@", "").replace("/", "-") + "-[0-9]*.tgz")):
                subprocess.run(["npm", "pack", package, "--silent"], cwd=where, check=True)


@functools.cache
def families(folder: Path = FOLDER) -> tuple[Family, ...]:
    """All families of icons, sorted by name.

    Raises:
        InputError: there are none.
    """
    found: dict[str, dict[str, str]] = {}
    for package in sorted((folder / "icons").glob("*.tgz")):
        with tarfile.open(package) as archive:
            for member in archive:
                if not (match := _FILE.match(member.name)):
                    continue
                name = "-".join(
                    filter(
                        None,
                        (
                            re.sub(r"-\d+\.\d.*", "", package.name),
                            match[1] if match[1].isdigit() else "",
                            match[2],
                        ),
                    )
                )
                file = archive.extractfile(member)
                assert file is not None
                found.setdefault(name, {})[match[3]] = file.read().decode()
    if not found:
        raise InputError(
            f"{folder / 'icons'} holds no packages of icons", "python -m ppagent.train.web.assets"
        )
    drawn = [Family(name, _clean(found[name])) for name in sorted(found)]
    return tuple(
        family for family in drawn if sum(family.find(meaning) is not None for meaning in MEANINGS) > 30
    )


def _clean(drawings: dict[str, str]) -> dict[str, str]:
    cleaned = {}
    for name, svg in drawings.items():
        text = re.sub(r"<!--.*?-->|\s+class=\"[^\"]*\"|<title>.*?</title>", "", svg, flags=re.DOTALL)
        head, rest = text.strip().split(">", 1)
        head = re.sub(r'\s(width|height)="[^"]*"', "", head)
        cleaned[name] = f'{head} width="1em" height="1em" aria-hidden="true">{rest}'
    return cleaned


@functools.cache
def plain_names(family: Family) -> tuple[str, ...]:
    """Drawings beyond `MEANINGS` whose file name is plain words: one or two of them."""
    known = {file for files in MEANINGS.values() for file in files.split()}
    return tuple(
        name for name in sorted(family.drawings)
        if name not in known and len(name) >= 4 and name.count("-") <= 1 and not re.search(r"[0-9]|fill$|off$|slash$|x$|^[a-z]-|-[a-z]$", name)
    )  # fmt: skip


@functools.cache
def font_faces(folder: Path = FOLDER) -> tuple[tuple[str, str], ...]:
    """Family and ``@font-face`` rules of each fetched font; unpacked next to its package. Empty when none was fetched."""
    faces = []
    for package in sorted((folder / "fonts").glob("*.tgz")):
        short = re.sub(r"^fontsource-|-\d+\.\d.*", "", package.name)
        rules = ""
        for weight in (400, 700):
            target = (folder / "fonts" / f"{short}-{weight}.woff2").resolve()
            if not target.exists():
                with tarfile.open(package) as archive:
                    file = archive.extractfile(f"package/files/{short}-latin-{weight}-normal.woff2")
                    assert file is not None
                    target.write_bytes(file.read())
            rules += f"@font-face{{font-family:'{short}';font-weight:{weight};src:url('{target.as_uri()}')}}"
        faces.append((short, rules))
    return tuple(faces)


def some_icon(rng: random.Random, family: Family) -> tuple[str, str]:
    """Meaning and drawing of an icon: mostly one of `MEANINGS`."""
    while True:
        if rng.random() < 0.2 and (names := plain_names(family)):
            name = rng.choice(names)
            return name.replace("-", " "), family.drawings[name]
        meaning = rng.choice(list(MEANINGS))
        if drawing := family.find(meaning):
            return meaning, drawing


if __name__ == "__main__":
    fetch()
