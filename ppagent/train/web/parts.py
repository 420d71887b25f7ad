"""In: a kit. Out: what cards and grids are made of: stars, steppers, pictures known by their kind, pages to turn."""

from __future__ import annotations

from dataclasses import dataclass

from ppagent.train.web.kit import MINUS, Kit, esc
from ppagent.train.web.rows import Rows

SIZES = (
    (320, 568, (1, 2)), (360, 640, (1, 2)), (414, 736, (1, 1.5, 2)), (480, 640, (1, 1.5)), (600, 800, (1,)), (640, 480, (1, 1.5, 2)), (640, 480, (1, 2)), (768, 640, (1, 1.25)),
    (800, 600, (1, 1.5, 2)), (800, 600, (1, 1.25)), (1024, 640, (1, 1.25)), (1024, 768, (1, 1.5, 2)), (1280, 720, (1, 2)), (1280, 800, (1, 1.25)), (1366, 768, (1,)), (1440, 900, (1,)),
    (1600, 900, (1,)), (1920, 1080, (1,)), (2560, 1440, (1,)),
)  # fmt: skip
"""Windows of the pages that are made of these: CSS px and factors."""
_STARS = (
    "rate {n}", "{n} stars", "{n} of 5", "give {n} stars", "rate {n} out of 5", "{n}/5", "set the score to {n}", "score {n}", "grade {n}", "{n} hearts", "mark {n}",
)  # fmt: skip
_LESS = (
    "one less",
    "less",
    "take one away",
    "lower",
    "minus one",
    "down one",
    "reduce",
    "subtract one",
    "one fewer",
)
_MORE = (
    "one more",
    "some more",
    "put one in",
    "higher",
    "plus one",
    "up one",
    "raise",
    "add one",
    "another one",
)


@dataclass
class Stars:
    """Marks out of five in one manner, for all cards of a page."""

    kit: Kit

    def __post_init__(self) -> None:
        rng = self.kit.rng
        self.said = rng.choice(_STARS)
        drawn = (
            "heart" if "heart" in self.said else rng.choice(["star", "star", "star", "thumbs up", "award"])
        )
        self.icon = self.kit.icon("star" if "star" in self.said else drawn)[1]
        self.whole = rng.choice(["", "", " for {}", ": {}", " ({})"])
        self.px, self.gap = rng.choice([11, 13, 15, 18, 22, 28]), rng.choice([0, 0, 1, 3, 6])
        self.paint = rng.choice(["#e8a300", "#f5b301", "var(--main)", "#d33", "inherit"])
        self.tipped = rng.random() < 0.5

    def row(self, title: str) -> str:
        """Five buttons; how many of them are lit is drawn."""
        rng = self.kit.rng
        lit = rng.randint(0, 5)
        words = ("Poor", "Fair", "Good", "Very good", "Excellent")
        out = []
        for n in range(1, 6):
            name = self.said.format(n=n).replace("1 stars", "1 star").replace("1 hearts", "1 heart")
            name += self.whole.format(title)
            tip = f' title="{words[n - 1]}"' if self.tipped else ""
            out.append(
                f'<button type="button" class="ib{" lit" if n <= lit else ""}" aria-label="{esc(name)}"{tip} data-rate="{n}" style="padding:{self.gap}px;font-size:{self.px}px;color:{self.paint}">{self.icon}</button>'
            )
        return f'<span style="display:inline-flex;flex:none">{"".join(out)}</span>'


@dataclass
class Steppers:
    """Counts with two small buttons, or the browser's own number fields, for all rows of a page."""

    kit: Kit

    def __post_init__(self) -> None:
        rng = self.kit.rng
        at = rng.randrange(len(_LESS))
        self.less, self.more = _LESS[at], _MORE[at]
        self.px = rng.choice([14, 16, 18, 20, 24, 30])
        self.manner = rng.choice(["signs", "icons", "arrows", "native", "signs", "split"])
        self.style = rng.choice(["btn", "btn", "ib"])
        self.whole = rng.random() < 0.4

    def of(self, what: str, value: int) -> str:
        """A stepper of that thing."""
        if self.manner == "native":
            return f'<input class="input" type="number" aria-label="{esc(what)}" value="{value}" min="0" style="width:{self.px * 3}px;padding:1px 3px">'
        up, down = (
            f"{self.more} {what}" if self.whole else self.more,
            f"{self.less} {what}" if self.whole else self.less,
        )
        kit, size = (
            self.kit,
            f"width:{self.px}px;height:{self.px}px;padding:0;line-height:1;font-size:{self.px * 0.62:.0f}px;flex:none",
        )
        signs = {
            "icons": (kit.icon("minus")[1], kit.icon("add")[1]),
            "arrows": (kit.icon("down")[1], kit.icon("up")[1]),
        }.get(self.manner, (MINUS, "+"))
        count = kit.id()
        less, more = (
            f'<button type="button" class="{self.style}" aria-label="{esc(name)}" data-add="{count}" data-by="{by}" style="{size}">{sign}</button>'
            for name, sign, by in zip((down, up), signs, (-1, 1), strict=True)
        )
        shown = (
            f'<span data-role="text" id="{count}" style="min-width:1.6em;text-align:center">{value}</span>'
        )
        if self.manner == "arrows":
            return f'<span style="display:inline-flex;align-items:center;flex:none">{shown}<span style="display:inline-flex;flex-direction:column">{more}{less}</span></span>'
        inner = f"{shown}{less}{more}" if self.manner == "split" else f"{less}{shown}{more}"
        return f'<span style="display:inline-flex;align-items:center;gap:2px;flex:none">{inner}</span>'


def drawn(k: Kit, kind: str, title: str, width: int, height: int) -> str:
    """A picture that is called by what it is: the cover of a book, somebody's portrait."""
    name = k.some(kind, kind, f"{kind} of {title}", f"{title} {kind}", f"{kind}: {title}")
    return k.picture(width, height, name)


def face(k: Kit, title: str, size: int, kind: str = "") -> str:
    """Somebody's initials or picture, round or not, called by what it is."""
    kind = kind or k.some(
        "user avatar", "portrait", "profile picture", "member photo", "small picture", "face"
    )
    who = kind.removeprefix("user ").removeprefix("member ")  # "avatar" alone is an icon of one's own account
    name = k.some(kind, kind, f"{who} of {title}", f"{title}'s {who}", title)
    if k.rng.random() < 0.5:
        return f'<span role="img" aria-label="{esc(name)}" style="flex:none;line-height:0;display:inline-block">{k.avatar(title, size)}</span>'
    return f'<span style="border-radius:{k.some("50%", "4px", "30%")};overflow:hidden;flex:none;line-height:0">{k.picture(size, size, name)}</span>'


def pages(k: Kit) -> str:
    """Buttons that turn pages: little numbers, arrows."""
    rng = k.rng
    last, at = rng.randint(3, 12), rng.randint(1, 3)
    numbers = "".join(
        f'<button type="button" class="btn{" main" if n == at else ""}" style="padding:1px 6px">{n}</button>'
        for n in range(1, min(last, 6) + 1)
    )
    names = [
        ("first", "first page"),
        ("left", k.some("page before", "newer", "back a page")),
        ("right", k.some("page after", "older", "on a page")),
        ("last", "last page"),
    ]
    ends = [
        f'<button type="button" class="ib" aria-label="{name}" style="font-size:1em">{k.icon(icon)[1]}</button>'
        for icon, name in names
    ]
    some = rng.choice([(ends[1], ends[2]), ("".join(ends[:2]), "".join(ends[2:]))])
    of = f'<span class="small" data-role="text">{at} / {last}</span>'
    return f'<div class="rowx" style="gap:2px;padding:3px;{k.some("", "justify-content:center", "justify-content:flex-end")}">{some[0]}{numbers if rng.random() < 0.7 else of}{some[1]}</div>'


def tipped(rows: Rows, icon: str, verb: str, title: str) -> str:
    """An icon button of a row whose tool tip says all of it, and whose name says all of it, its verb alone, or nothing."""
    k = rows.kit
    long = rows.whole_name(verb, title)
    short = rows.name(verb, title)
    said = {
        0: f'aria-label="{esc(short)}" title="{esc(long)}"',
        1: f'title="{esc(long)}"',
        2: f'aria-label="{esc(long)}"',
    }[k.rng.choice([0, 0, 1, 2]) if rows.tipped else 2]
    return f'<button type="button" class="{rows.style}" {said} style="font-size:{rows.grown}em;padding:{2 + rows.tight // 2}px">{k.icon(icon)[1]}</button>'


def framed(k: Kit, inner: str) -> str:
    """A page's middle with other things around it: a bar above, links or texts at a side, room at the edges."""
    rng = k.rng
    top = k.top() if rng.random() < 0.35 else ""
    side = ""
    if k.width > 760 and rng.random() < 0.55:
        entries = k.words.different(rng.randint(4, 14), "phrase")
        links = "".join(
            f'<a href="#"{" aria-current=page" if at == 1 else ""}>{k.icon()[1] if rng.random() < 0.5 else ""} {esc(entry)}</a>'
            for at, entry in enumerate(entries)
        )
        text = f"<p>{esc(k.words.text(rng.randint(2, 5)))}</p>"
        side = f'<aside style="width:{rng.randint(110, min(300, k.width // 4))}px;flex:none">{f"<nav class=nav>{links}</nav>" if rng.random() < 0.7 else text}</aside>'
    order = [side, f'<div class="grow" style="overflow:hidden">{inner}</div>']
    if rng.random() < 0.35:
        order.reverse()
    margin = f"{rng.choice([0, 0, 6, 20, 50])}px {rng.choice([0, 0, 4, 16, k.width // 12])}px"
    return f'{top}<div class="rowx" style="align-items:flex-start;gap:{rng.choice([4, 12])}px;padding:{margin}">{"".join(order)}</div>'


def tool(k: Kit, name: str, icon: str, more: str = "") -> str:
    """An icon button called otherwise than its drawing."""
    return f'<button type="button" class="ib" aria-label="{esc(name)}" style="font-size:1.05em" {more}>{k.icon(icon)[1]}</button>'


def fit(k: Kit, cell: int, least: int, most: int, share: float = 0.9) -> int:
    """How many cells of a width there is room for."""
    return max(least, min(most, int(k.width * share // cell)))
