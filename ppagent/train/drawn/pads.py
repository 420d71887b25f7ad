"""In: a region. Out: keys with single characters: calculators, key pads, keyboards, symbols; calendars and colour fields."""

from __future__ import annotations

from ppagent.train.drawn.controls import button
from ppagent.train.drawn.lists import item_list
from ppagent.train.drawn.look import Colour, mix, shade
from ppagent.train.drawn.painter import Painter

SPOKEN = {
    "+": "plus", "-": "minus", "*": "multiply", "x": "multiply", "×": "multiply", "/": "divide", "÷": "divide", "=": "equals",
    "%": "percent", ".": "decimal point", ",": "decimal point", "(": "open bracket", ")": "close bracket", "C": "clear",
    "CE": "clear entry", "AC": "all clear", "±": "change sign", "+/-": "change sign", "<-": "backspace", "DEL": "delete",
    "sqrt": "square root", "x²": "square", "x^2": "square", "1/x": "reciprocal", "#": "hash", "^": "power", "!": "factorial",
    "MC": "memory clear", "MR": "memory recall", "M+": "memory add", "M-": "memory subtract", "MS": "memory store",
}  # fmt: skip
"""What a key with a sign is called."""
PLAIN = {"×": "x", "÷": "/", "±": "+/-", "x²": "x^2"}
"""What is written on keys whose sign the font lacks."""
CALCULATORS = (
    "C CE <- / | 7 8 9 * | 4 5 6 - | 1 2 3 + | +/- 0 . =",
    "C ( ) ÷ | 7 8 9 × | 4 5 6 - | 1 2 3 + | 0 . % =",
    "AC +/- % / | 7 8 9 x | 4 5 6 - | 1 2 3 + | 0 00 . =",
    "MC MR M+ M- MS | sqrt x² 1/x ^ ! | 7 8 9 / C | 4 5 6 * CE | 1 2 3 - ( | 0 . ± + )",
    "sin cos tan ln log | ( ) ^ sqrt ! | 7 8 9 ÷ DEL | 4 5 6 × AC | 1 2 3 + - | 0 . EXP ANS =",
    "A 7 8 9 / | B 4 5 6 * | C 1 2 3 - | D 0 . % + | E F << >> =",
    "7 8 9 / | 4 5 6 * | 1 2 3 - | 0 . = +",
)
"""Keys of pocket calculators: rows from top to bottom."""
PADS = (
    "1 2 3 | 4 5 6 | 7 8 9 | * 0 #", "7 8 9 | 4 5 6 | 1 2 3 | 0 . OK", "1 2 3 4 5 6 7 8 9 0",
    "q w e r t y u i o p | a s d f g h j k l | z x c v b n m", "Q W E R T Y U I O P | A S D F G H J K L | Z X C V B N M",
    "A B C D E F G H I J K L M | N O P Q R S T U V W X Y Z",
    "! @ # $ % ^ & * ( ) | - _ = + [ ] { } \\ | | ; : ' \" , . < > / ? ~ `",
    "B I U S", "+ -", "< >", "<< < > >>", "A- A A+", "x y z", "? ! & @",
)  # fmt: skip
COLOURS: dict[str, Colour] = {
    "red": (220, 40, 40), "orange": (245, 140, 30), "yellow": (245, 220, 50), "green": (50, 160, 70), "blue": (45, 95, 220),
    "purple": (130, 60, 180), "pink": (245, 130, 180), "brown": (125, 80, 45), "black": (0, 0, 0), "white": (255, 255, 255),
    "gray": (128, 128, 128), "cyan": (40, 200, 220), "dark blue": (15, 25, 110), "light green": (150, 225, 130),
}  # fmt: skip
DAYS = (
    tuple("SMTWTFS"),
    ("Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"),
    ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
)


def _rows(keys: str) -> list[list[str]]:
    """The keys of each row; rows are parted by bars, of which two in a row are a key."""
    rows = keys.replace("| |", "\0 |").split("|")
    return [["|" if key == "\0" else key for key in row.split()] for row in rows]


def keys(p: Painter, x: float, y: float, w: float, h: float, layout: str) -> None:
    """Keys that fill the place; those with signs stand out at times."""
    rng, look, rows = p.rng, p.look, _rows(layout)
    high, gap = h / len(rows), p.u(rng.choice((0, 1, 2, 3, 5)))
    style, other = rng.choice("bofg"), rng.choice("bof")
    font = (
        look.title if high > look.title.size * 1.8 and p.chance(0.5) else rng.choice((look.strong, look.text))
    )
    for down, row in enumerate(rows):
        wide = w / len(row)
        for across, sign in enumerate(row):
            key = sign if font.has(sign) else PLAIN[sign]
            left, top = x + across * wide + gap, y + down * high + gap
            shown = style if key[0].isalnum() else other
            button(p, left, top, wide - 2 * gap, high - 2 * gap, key, shown, font=font, hint=SPOKEN.get(key, ""),
                   state="disabled" if p.chance(0.02) else "")  # fmt: skip


def key_pad(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A block of keys of a natural size somewhere in the region."""
    layout = p.rng.choice(CALCULATORS + PADS)
    rows = _rows(layout)
    most = max(len(row) for row in rows)
    wide, high = min(w, most * p.u(p.rng.randint(26, 80))), min(h, len(rows) * p.u(p.rng.randint(24, 64)))
    if wide / most < p.look.base + 6 or high / len(rows) < p.look.base + 6:
        item_list(p, x, y, w, h)
        return
    keys(p, x, y, wide, high, layout)


def calculator(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A display above keys."""
    look, rng = p.look, p.rng
    high = min(h * 0.25, look.title.size * rng.uniform(1.8, 3.2))
    pad = p.u(rng.choice((2, 4, 8)))
    p.rect(
        x + pad,
        y + pad,
        x + w - pad,
        y + high - pad,
        look.inset,
        look.border if p.chance(0.7) else None,
        look.radius,
    )
    value = rng.choice(
        (
            "0",
            "0",
            str(rng.randint(1, 99999)),
            f"{rng.uniform(0, 999):.3f}",
            f"{rng.randint(1, 99)}+{rng.randint(1, 99)}",
        )
    )
    width = p.text(x + w - 2 * pad - p.u(4), y + high / 2, value, look.title, align="r")
    if width:
        p.mark(
            "field", "display", (x + pad, y + pad, x + w - pad, y + high - pad), written=False, value=value
        )
    top = y + high + p.u(rng.choice((0, 4, 20)))
    keys(p, x + pad, top, w - 2 * pad, y + h - top - pad, rng.choice(CALCULATORS))


def calendar(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A month: its name between arrows, the days of the week, the days."""
    rng, look = p.rng, p.look
    w, h = min(w, p.u(rng.randint(180, 420))), min(h, p.u(rng.randint(160, 380)))
    wide, high = w / 7, h / 8
    if high < look.base + 2 or wide < look.base * 1.6:
        item_list(p, x, y, w, h)
        return
    months = (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )
    month = f"{p.words.fixed(*months)} {rng.randint(1999, 2030)}"
    p.text(x + w / 2, y + high / 2, month, look.strong, align="c", role="heading")
    size = min(look.icon, int(high) - 2)
    if p.chance(0.7):
        p.icon(x + p.u(4), y + high / 2, size, "chevron left", role="button", plain=True)
        p.icon(x + w - p.u(4) - size, y + high / 2, size, "chevron right", role="button", plain=True)
    for place, day in enumerate(rng.choice(DAYS)):
        p.text(x + wide * (place + 0.5), y + high * 1.5, day, look.small, look.muted, align="c", room=wide)
    first, chosen = rng.randint(0, 6), rng.randint(1, 28)
    for day_ in range(1, rng.choice((28, 30, 31)) + 1):
        place = day_ - 1 + first
        cx, cy = x + (place % 7 + 0.5) * wide, y + (place // 7 + 2.5) * high
        ink = None
        if day_ == chosen:
            p.rect(
                cx - wide * 0.4,
                cy - high * 0.42,
                cx + wide * 0.4,
                cy + high * 0.42,
                look.accent,
                None,
                look.radius,
            )
            ink = look.on_accent
        box = (cx - wide / 2, cy - high / 2, cx + wide / 2, cy + high / 2)
        p.text(
            cx,
            cy,
            str(day_),
            colour=ink,
            align="c",
            role="cell",
            box=box,
            state="selected" if day_ == chosen else "",
            group=month,
        )


def swatches(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Fields of colour, each known by its colour alone; shades of them below make no names."""
    rng, look = p.rng, p.look
    side, names = p.u(rng.choice((16, 20, 24, 32, 40))), list(COLOURS)
    rng.shuffle(names)
    gap, cx, cy = p.u(rng.choice((0, 2, 6))), x, y
    for name in names[: rng.randint(5, len(names))]:
        if cx + side > x + w:
            cx, cy = x, cy + side + gap
        if cy + side > y + h:
            return
        p.rect(cx, cy, cx + side, cy + side, COLOURS[name], shade(look.border, -30), look.radius)
        p.mark("button", name, (cx, cy, cx + side, cy + side), written=False)
        cx += side + gap
    cx, cy = x, cy + side + 2 * gap
    while cy + side < y + h and p.chance(0.6):
        for name in names:
            if cx + side <= x + w:
                p.rect(
                    cx,
                    cy,
                    cx + side,
                    cy + side,
                    mix(COLOURS[name], look.ground, rng.uniform(0.3, 0.7)),
                    None,
                    look.radius,
                )
                cx += side + gap
        cx, cy = x, cy + side + gap
