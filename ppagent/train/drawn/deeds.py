"""In: what a row or card is about. Out: the icon buttons that such things have, drawn and named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ppagent.train.drawn.look import Colour
from ppagent.train.drawn.painter import Painter
from ppagent.train.sheet import Box


class Deed(NamedTuple):
    """An icon button of a row: which icon, what it is called when not by the icon's own name, and what its tooltip says."""

    icon: str
    called: str = ""
    hints: tuple[str, ...] = ()


DEEDS = {
    "star": Deed("star", "", ("Star {}", "Add {} to favourites", "Mark {} with a star")),
    "heart": Deed("heart", "", ("Like {}", "Add {} to the wish list", "Save {} for later")),
    "delete": Deed("delete", "", ("Delete {}", "Remove {}", "Move {} to the bin")),
    "remove": Deed("close", "remove", ("Remove {}", "Take {} off the list")),
    "edit": Deed("edit", "", ("Edit {}", "Rename {}", "Change {}")),
    "more": Deed("more", "", ("More options for {}", "Menu of {}")),
    "more vertical": Deed("more vertical", "more", ("More options for {}", "Actions for {}")),
    "play": Deed("play", "", ("Play {}", "Start {}", "Run {}")),
    "pause": Deed("pause", "", ("Pause {}",)),
    "stop": Deed("stop", "", ("Stop {}", "Shut {} down")),
    "restart": Deed("refresh", "restart", ("Restart {}", "Run {} again")),
    "cart": Deed("cart", "add to cart", ("Add {} to the cart", "Buy {}")),
    "basket": Deed("bag", "add to bag", ("Put {} in the bag", "Order {}")),
    "compare": Deed("git compare", "compare", ("Compare {}", "Add {} to the comparison")),
    "weigh": Deed("scale", "compare", ("Compare {}",)),
    "share": Deed("share", "", ("Share {}",)),
    "download": Deed("download", "", ("Download {}", "Save {} to disk")),
    "copy": Deed("copy", "", ("Copy {}", "Duplicate {}")),
    "view": Deed("eye", "view", ("View {}", "Show {}", "Preview {}")),
    "lock": Deed("lock", "", ("Lock {}",)),
    "archive": Deed("archive", "", ("Archive {}",)),
    "reply": Deed("reply", "", ("Reply to {}", "Answer {}")),
    "forward": Deed("forward", "", ("Forward {}",)),
    "flag": Deed("flag", "", ("Flag {}", "Mark {} as important")),
    "pin": Deed("pin", "", ("Pin {}", "Keep {} at the top")),
    "mute": Deed("bell off", "mute", ("Mute {}",)),
    "notify": Deed("bell", "notify me", ("Remind me of {}", "Notify me about {}")),
    "call": Deed("phone", "call", ("Call {}",)),
    "video call": Deed("video", "video call", ("Start a video call with {}",)),
    "mail": Deed("mail", "", ("Write to {}", "Mail {}")),
    "chat": Deed("chat", "", ("Chat with {}", "Message {}")),
    "terminal": Deed("terminal", "", ("Open a terminal on {}",)),
    "settings": Deed("settings", "", ("Settings of {}", "Configure {}")),
    "info": Deed("info", "", ("Details of {}", "About {}")),
    "link": Deed("link", "copy link", ("Copy the link of {}",)),
    "open": Deed("external link", "open", ("Open {}", "Open {} in a new tab")),
    "add": Deed("add", "", ("Add {}", "Add {} to the queue")),
    "up": Deed("chevron up", "move up", ("Move {} up",)),
    "down": Deed("chevron down", "move down", ("Move {} down",)),
    "bookmark": Deed("bookmark", "", ("Bookmark {}",)),
    "history": Deed("history", "", ("History of {}", "Versions of {}")),
    "thumbs up": Deed("thumbs up", "", ("Like {}", "Vote for {}")),
    "tag": Deed("tag", "", ("Label {}",)),
    "print": Deed("print", "", ("Print {}",)),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list: what its titles are, what may stand left and right of them; ``deeds`` are names in `DEEDS`."""

    titles: str
    left: tuple[str, ...]
    deeds: tuple[str, ...]
    note: str = "label"
    picture: float = 0.2
    """Share of lists that have a picture or an icon in every row."""


KINDS = (
    Kind("person", ("star", "flag", "bookmark"), ("archive", "delete", "notify", "reply", "forward", "more vertical"), "sentence", 0.2),
    Kind("label", ("star",), ("delete", "archive", "mail", "flag", "tag", "more"), "sentence", 0.1),
    Kind("person", ("pin",), ("call", "video call", "chat", "mail", "mute", "more", "info"), "sentence", 0.8),
    Kind("song", ("play", "heart"), ("heart", "add", "download", "more", "share", "remove", "thumbs up"), "person", 0.5),
    Kind("host", ("star",), ("play", "stop", "restart", "terminal", "settings", "delete", "more vertical"), "state", 0.2),
    Kind("file", ("star",), ("download", "share", "delete", "edit", "link", "more", "history", "view", "copy"), "number", 0.6),
    Kind("product", ("heart",), ("heart", "cart", "basket", "compare", "weigh", "view", "remove", "share"), "price", 0.7),
    Kind("person", (), ("edit", "delete", "lock", "view", "settings", "mail", "more vertical"), "address", 0.4),
    Kind("label", ("star", "flag"), ("edit", "delete", "up", "down", "copy", "notify", "pin", "info"), "number", 0.1),
    Kind("label", ("bookmark",), ("open", "edit", "delete", "print", "tag", "download", "restart"), "number", 0.3),
)  # fmt: skip


def title_of(p: Painter, kind: Kind) -> str:
    """A title as such lists have them."""
    rng, words = p.rng, p.words
    if kind.titles == "person":
        return words.person() if p.chance(0.8) else words.word().capitalize()
    if kind.titles == "file":
        return words.file()
    if kind.titles == "host":
        return f"{words.lower()}-{rng.randint(1, 30):0{rng.choice((1, 2))}}"
    if kind.titles in {"song", "product"}:
        more = rng.choice((words.lower(), words.word().capitalize(), f"{rng.randint(1, 40)}"))
        return f"{words.word().capitalize()} {more}"
    return words.label(3)


def note_of(p: Painter, kind: Kind) -> str:
    """What stands beside or below a title."""
    if kind.note == "price":
        return f"${p.rng.randint(1, 900)}.{p.rng.randint(0, 99):02}"
    if kind.note == "state":
        return p.words.fixed("Running", "Stopped", "Idle", "Starting", "Failed", "Offline")
    if kind.note == "address":
        return f"{p.words.lower()}@{p.words.lower()}.org"
    makers = {"sentence": lambda: p.words.sentence(5), "person": p.words.person, "number": p.words.number}
    return makers.get(kind.note, p.words.label)()


@dataclass(slots=True)
class Manner:
    """How the icon buttons of one list look, the same in all of its rows."""

    size: int
    pitch: int
    ink: Colour
    solid: bool
    frame: str
    plain: bool
    red: bool
    tip: int

    @classmethod
    def of(cls, p: Painter, row: float) -> Manner:
        """Choose one for rows of so many px."""
        rng, look = p.rng, p.look
        most = max(10, int(row) - p.u(4))
        size = min(p.u(rng.choice((12, 14, 16, 16, 18, 20, 24))), most)
        frame = rng.choice(("", "", "", "", "box", "disc", "fill")) if size + p.u(8) <= row else ""
        pitch = size + p.u(rng.choice((4, 6, 8, 10, 14, 20)) + (8 if frame else 0))
        ink = rng.choice((look.muted, look.muted, p.ink, look.accent))
        return cls(
            size, pitch, ink, p.chance(0.2), frame, p.chance(0.8), p.chance(0.2), rng.choice((-1, 0, 1, 2))
        )


def deed(
    p: Painter, m: Manner, name: str, x: float, yc: float, box: Box, title: str, ink: Colour | None = None
) -> None:
    """One icon button of a row or card; ``x`` is the left edge of the icon."""
    look, (icon, called, hints) = p.look, DEEDS[name]
    known = p.art.knows(icon)
    colour = ink or m.ink
    if m.red and name in {"delete", "remove", "stop", "heart"} and ink is None:
        colour = (215, 45, 50)
    state = "disabled" if p.chance(0.03) else ""
    lit = name in {"star", "heart", "bookmark", "flag", "pin"} and p.chance(0.25)
    if lit and ink is None:
        colour = p.rng.choice((look.accent, (240, 175, 20) if name == "star" else (215, 45, 80)))
    pad = p.u(4)
    place = (x - pad, yc - m.size / 2 - pad, x + m.size + pad, yc + m.size / 2 + pad)
    if m.frame == "box":
        p.rect(*place, None, look.border, look.radius)
    elif m.frame == "fill":
        p.rect(*place, look.bar, None, look.radius)
    elif m.frame == "disc":
        p.disc(x + m.size / 2, yc, m.size / 2 + pad, look.panel, look.border)
    hint = hints[m.tip % len(hints)].format(title) if m.tip >= 0 and known and hints else ""
    p.icon(x, yc, m.size, icon, colour, role="button", box=box, plain=m.plain, state=state, group=title,
           called=(called or icon) if known else "", hint=hint if len(hint) <= 48 else "", solid=m.solid or lit)  # fmt: skip


def plain_deed(
    p: Painter, name: str, x: float, yc: float, size: int, box: Box, title: str, ink: Colour
) -> None:
    """The same in one colour and with nothing about it."""
    icon, called, hints = DEEDS[name]
    known = p.art.knows(icon) and bool(title)
    hint = hints[0].format(title) if known and hints else ""
    p.icon(x, yc, size, icon, ink, role="button", box=box, plain=True, group=title,
           called=(called or icon) if p.art.knows(icon) else "", hint=hint if len(hint) <= 48 else "")  # fmt: skip
