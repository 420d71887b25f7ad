"""In: a region. Out: a grid of many short texts: tables of small numbers, spreadsheets, processes, bytes, and the fields of `grids.py`."""

from __future__ import annotations

from collections.abc import Callable

from ppagent.train.drawn.fonts import Font
from ppagent.train.drawn.grids import (
    LETTERS,
    MOST,
    colour_codes,
    elements,
    numbers,
    pitch,
    plain_font,
    seats,
    times,
)
from ppagent.train.drawn.look import Colour, mix, shade
from ppagent.train.drawn.painter import Painter
from ppagent.train.drawn.words import is_held_out
from ppagent.train.sheet import Box

_HEADS = (
    "PID", "PPID", "User", "Priority", "Nice", "Threads", "CPU", "%CPU", "Memory", "%MEM", "Resident", "Shared", "Virtual", "Size",
    "Status", "Started", "Time", "Read", "Written", "Packets", "Errors", "Count", "Length", "Width", "Height", "Weight", "Price",
    "Total", "Year", "Age", "Score", "Rank", "Points", "Wins", "Losses", "Rate", "Min", "Max", "Mean", "ID", "Qty", "Tax", "Speed",
    "Port", "Line", "Column", "Level", "Index", "Hits", "Pages", "Bytes", "Rows", "Items", "Stock", "Cost", "Load", "Depth", "Type",
)  # fmt: skip
_TINY = ("S", "R", "D", "Z", "I", "A", "B", "C", "T", "W")


def grid(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """One of the grids, in a natural size for the region."""
    makers: tuple[tuple[Callable[[Painter, float, float, float, float], None], float], ...] = (
        (seats, 2.0),
        (numbers, 1.5),
        (spreadsheet, 2.0),
        (processes, 4.0),
        (hex_dump, 1.0),
        (elements, 0.8),
        (colour_codes, 0.7),
        (times, 1.0),
    )
    kinds, weights = zip(*makers, strict=True)
    p.rng.choices(kinds, weights)[0](p, x, y, w, h)


def spreadsheet(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Letters above, numbers at the left, and cells, some of them filled; each goes by its address too."""
    rng, look, font = p.rng, p.look, p.rng.choice((p.look.text, p.look.small))
    row = max(pitch(p, font), font.size * 1.2)
    gutter = font.width("888") + p.u(8)
    wide = p.u(rng.choice((44, 56, 64, 80, 100)))
    columns, lines = int((w - gutter) / wide), int((h - row) / row)
    if columns < 2 or lines < 3 or columns > 26:
        numbers(p, x, y, w, h)
        return
    first, share = rng.choice((1, 1, 1, rng.randint(2, 90))), rng.choice((0.3, 0.6, 0.9))
    first = first if p.chance(0.8) else rng.randint(100, 900)
    kinds = [rng.choice("nnnnwd") for _ in range(columns)]
    p.rect(x, y, x + gutter + columns * wide, y + row, look.bar)
    p.rect(x, y, x + gutter, y + (lines + 1) * row, look.bar)
    ends = (x + gutter + columns * wide - 1, y + (lines + 1) * row - 1)
    for column in range(columns + 1):
        p.line(x + gutter + column * wide, y, x + gutter + column * wide, ends[1])
    for line in range(1, lines + 2):
        p.line(x, y + line * row, ends[0], y + line * row)
    for column in range(columns):
        left = x + gutter + column * wide
        p.text(left + wide / 2, y + row / 2, LETTERS[column], font, align="c", role="heading",
               box=(left, y, left + wide, y + row))  # fmt: skip
    filled = empty = 0
    for line in range(lines):
        top, number = y + (line + 1) * row, str(first + line)
        p.text(x + gutter / 2, top + row / 2, number, font, look.muted, align="c", role="heading",
               box=(x, top, x + gutter, top + row))  # fmt: skip
        for column in range(columns):
            left = x + gutter + column * wide
            box, address = (left, top, left + wide, top + row), f"{LETTERS[column]}{number}"
            if filled < MOST and p.chance(share) and (column, line) != (1, 1):
                text = p.fit(_value(p, kinds[column]), font, wide - p.u(6))
                right = kinds[column] != "w"
                at = left + wide - p.u(3) if right else left + p.u(3)
                p.text(at, top + row / 2, text, font, align="r" if right else "l", role="cell", box=box,
                       hint=f"cell {address}")  # fmt: skip
                filled += 1
            elif empty < 12 and p.chance(0.3):
                p.mark("cell", f"cell {address}", box, written=False)
                empty += 1
    column, line = rng.randrange(columns), rng.randrange(lines)
    left, top = int(x + gutter + column * wide), int(y + (line + 1) * row)
    p.pen.rectangle((left, top, int(left + wide), int(top + row)), outline=look.accent, width=max(1, p.u(2)))


def _value(p: Painter, kind: str) -> str:
    """What is in a cell: n a small number, m a larger one, d a decimal, s a share, t a letter, z a size, w a word."""
    rng = p.rng
    if kind == "n":
        return str(rng.randint(0, 99))
    if kind == "m":
        return str(rng.randint(1, 9999))
    if kind == "d":
        return f"{rng.uniform(0, 99):.{rng.choice((1, 2))}f}"
    if kind == "s":
        return f"{rng.randint(0, 100)}%"
    if kind == "t":
        return rng.choice(_TINY)
    if kind == "z":
        return f"{rng.randint(1, 999)} {rng.choice(('B', 'kB', 'KB', 'MB', 'GB', 'KiB', 'MiB', 'bytes'))}"
    return p.words.lower() if p.chance(0.7) else p.words.word()


def processes(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A table of names and small numbers with close rows, as lists of processes, files and results are."""
    rng, look, font = p.rng, p.look, plain_font(p)
    row, pad = pitch(p, font), p.u(rng.choice((4, 6, 10)))
    heads = rng.sample(_HEADS, rng.randint(2, 9))
    kinds = [rng.choice("nnnmmdsz") if rng.random() < 0.88 else rng.choice("tw") for _ in heads]
    head_font = rng.choice((font, look.strong))
    first = rng.uniform(0.18, 0.4) * w
    widths, shown = [first], [p.words.short(0.5)]
    for usual, kind in zip(heads, kinds, strict=True):
        head = usual if is_held_out(usual) == p.words.held_out else p.words.short(0.5)
        need = (
            max(head_font.width(head), font.width("888.8 MB" if kind in "zw" else "88888")) + 2 * pad + p.u(8)
        )
        need *= rng.uniform(1.0, 1.4)
        if sum(widths) + need > w or head in shown:
            continue
        widths.append(need)
        shown.append(head)
    if len(widths) < 2 or h < 4 * row:
        numbers(p, x, y, w, h)
        return
    if p.chance(0.35):  # the last column takes what is left over
        widths[-1] += w - sum(widths)
    elif p.chance(0.5):
        widths[0] += w - sum(widths)
    moved = rng.randrange(1, len(widths)) if p.chance(0.3) else 0  # the names do not come first everywhere
    order = [*range(1, moved + 1), 0, *range(moved + 1, len(widths))] if moved else list(range(len(widths)))
    lefts, at = [0.0] * len(widths), x
    for column in order:
        lefts[column] = at
        at += widths[column]
    high = max(row, head_font.size * 1.4)
    p.rect(x, y, x + w, y + high, look.bar)
    aligned = [False, *(kind != "w" and rng.random() < 0.7 for kind in kinds)]
    for column, head in enumerate(shown):
        left, right = lefts[column], lefts[column] + widths[column]
        room = widths[column] - pad
        at, align = (right - pad, "r") if aligned[column] and p.chance(0.7) else (left + pad, "l")
        p.text(
            at,
            y + high / 2,
            head,
            head_font,
            align=align,
            room=room,
            role="heading",
            box=(left, y, right, y + high),
        )
    _process_rows(
        p,
        (x, y + high, x + w, y + h),
        (row, pad, font),
        list(zip(lefts, widths, ["w", *kinds], aligned, strict=False)),
    )


def _process_rows(
    p: Painter,
    region: Box,
    manner: tuple[float, float, Font],
    columns: list[tuple[float, float, str, bool]],
) -> None:
    """Rows of a table until its end; ``columns``: left and width in px, what is in them, and whether at the right."""
    rng, look = p.rng, p.look
    row, pad, font = manner
    x0, cy, x1, end = region
    striped, lines, selected, drawn, place = p.chance(0.35), p.chance(0.3), rng.randint(0, 30), 0, 0
    way, seen = rng.random(), set[str]()
    while cy + row < end and drawn < MOST:
        name = (
            p.words.lower()
            if way < 0.4
            else p.words.file()
            if way < 0.7
            else f"{p.words.lower()}-{rng.randint(1, 60):02}"
        )
        if name in seen:
            continue
        seen.add(name)
        ink: Colour | None = None
        if place == selected:
            fill = look.accent if p.chance(0.5) else mix(look.ground, look.accent, 0.25)
            p.rect(x0, cy, x1, cy + row, fill)
            ink = look.on_accent if fill == look.accent else None
        elif striped and place % 2:
            p.rect(x0, cy, x1, cy + row, shade(look.ground, 10 if look.dark else -10))
        name = p.fit(name, font, columns[0][1] - 2 * pad)
        for column, (left, wide, kind, right) in enumerate(columns):
            text = name if not column else _value(p, kind)
            at, align = (left + wide - pad, "r") if right else (left + pad, "l")
            p.text(at, cy + row / 2, text, font, ink, align=align, room=wide - pad, role="cell",
                   box=(left, cy, left + wide, cy + row), group=name if column else "")  # fmt: skip
            drawn += 1
        if lines:
            p.line(x0, cy + row - 1, x1 - 1, cy + row - 1)
        cy, place = cy + row, place + 1


def hex_dump(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Bytes in rows with the address before and the letters after them."""
    rng, look, font = p.rng, p.look, p.look.mono
    row, step = pitch(p, font), font.width("00") + font.width(" ") * rng.choice((1, 1.5, 2))
    start, upper = x + p.u(6) + font.width("00000000  "), p.chance(0.5)
    count = next((n for n in (16, 8, 4) if start + n * step < x + w - p.u(8)), 0)
    if not count or h < 4 * row:
        numbers(p, x, y, w, h)
        return
    p.rect(x, y, x + w, y + h, look.inset)
    cy, address, dump = y + p.u(4), 16 * rng.randint(0, 4000), "{:02X}" if upper else "{:02x}"
    if p.chance(0.4):
        for place in range(count):
            left = start + place * step
            p.text(left, cy + row / 2, dump.format(place), font, look.muted)
        cy += row
    letters, drawn = start + count * step + p.u(8), 0
    lettered = letters + font.width("m" * count) < x + w
    while cy + row < y + h and drawn < MOST:
        offset = f"{address:08X}" if upper else f"{address:08x}"
        p.text(x + p.u(6), cy + row / 2, offset, font, look.muted, role="text")
        zeros = 0.05 if p.chance(0.7) else 0.8
        for place in range(count):
            left = start + place * step
            text = dump.format(0 if p.chance(zeros) else rng.randint(0, 255))
            p.text(left, cy + row / 2, text, font, role="cell", box=(left - 1, cy, left + step - 1, cy + row))
            drawn += 1
        if lettered:
            p.text(
                letters,
                cy + row / 2,
                "".join(rng.choice(LETTERS + "....abcdefghi") for _ in range(count)),
                font,
            )
        cy, address = cy + row, address + count
