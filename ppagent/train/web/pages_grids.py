"""In: a kit. Out: bodies of pages that are dense grids: places to book, timetables, symbols, boards, figures, calendars."""

from __future__ import annotations

import string

from ppagent.train.web.kit import Kit, esc
from ppagent.train.web.pages_places import places
from ppagent.train.web.parts import fit, framed, tool
from ppagent.train.web.words import DAYS, MONTHS


def timetable(k: Kit) -> str:
    """Hours by days: rooms or subjects in short, free slots to take."""
    rng = k.rng
    days = DAYS[: rng.choice([5, 5, 6, 7])]
    head = [day[: rng.choice([2, 3])] if k.width < 700 else day for day in days]
    start, step = rng.randint(6, 10), rng.choice([30, 45, 60, 60, 90])
    lines = rng.randint(max(5, min(10, k.height // 75)), max(6, min(18, (k.height - 80) // 26)))
    pad, manner = rng.choice([1, 2, 4, 7]), rng.choice(["code", "word", "time", "code", "number"])
    hours = [
        f"{(start * 60 + n * step) // 60 % 24:02}:{(start * 60 + n * step) % 60:02}" for n in range(lines)
    ]
    as_button, full = rng.random() < 0.6, rng.choice([0.5, 0.8, 0.95])

    def slot(hour: str) -> str:
        if rng.random() > full:
            return '<td style="padding:0"></td>'
        text = {
            "code": f"{rng.choice('ABCDEFGHKLMR')}{rng.randint(1, 99)}", "word": k.words.word()[:9], "time": hour, "number": str(rng.randint(1, 60)),
        }[manner]  # fmt: skip
        if as_button:
            return f'<td style="padding:1px"><button type="button" class="btn" style="width:100%;padding:{pad}px 2px"{" disabled" if rng.random() < 0.1 else ""}>{text}</button></td>'
        paint = k.some("", "", "background:var(--wash)")
        return f'<td style="padding:{pad}px 4px;{paint}">{text}</td>'

    body = "".join(
        f'<tr><th data-head style="padding:{pad}px 4px;font-weight:400">{hour}</th>{"".join(slot(hour) for _ in days)}</tr>'
        for hour in hours
    )
    top = "".join(f"<th>{day}</th>" for day in head)
    tools = f'{tool(k, "week before", "left")}{tool(k, "week after", "right")}<span class="bold" data-role="text">{k.some("Week", "Term week", "Calendar week")} {rng.randint(1, 52)}</span><span class="right"></span>{k.icon_button("print")}{k.icon_button(k.some("download", "share", "settings"))}{k.button("Today") if k.width > 420 else ""}'
    return framed(
        k,
        f'<header class="{k.some("bar", "rowx", "rowx")}" style="padding:3px">{tools}</header><main style="padding:4px;overflow:hidden"><table class="grid" style="width:{k.some("100%", "auto")};{k.some("", "text-align:center")}"><thead><tr><th></th>{top}</tr></thead><tbody>{body}</tbody></table></main>',
    )


def symbols(k: Kit) -> str:
    """A table of symbols with gaps, each with a number: kinds of matter that do not exist, keys, codes of countries."""
    rng = k.rng
    size = int(rng.choice([22, 26, 30, 36, 44, 54]) * (1 if k.width < 1500 else rng.choice([1, 1.4, 1.8])))
    columns, lines = (
        fit(k, size + 3, 5, 24, rng.choice([0.6, 0.75])),
        rng.randint(4, max(5, min(14, (k.height - 60) // (size + 3)))),
    )
    three, numbered, holes = rng.random() < 0.2, rng.random() < 0.6, rng.choice([0, 0.1, 0.25])
    used: dict[str, None] = {}
    while len(used) < columns * lines:
        used[
            rng.choice(string.ascii_uppercase)
            + "".join(rng.choices(string.ascii_lowercase, k=2 if three else rng.choice([0, 1, 1, 1, 1, 1])))
        ] = None
        if len(used) == 26 and three is False and columns * lines > 600:
            break
    hues, names = [rng.randint(0, 359) for _ in range(5)], list(used)
    painted, light = rng.random() < 0.7, rng.choice([35, 80])
    cells = []
    for at, name in enumerate(names, 1):
        if rng.random() < holes:
            cells.append("<span></span>")
            continue
        paint = (
            f"background:hsl({rng.choice(hues)} 50% {light}%);color:{'#fff' if light < 50 else '#111'};"
            if painted
            else ""
        )
        number = (
            f'<span style="font-size:.55em;position:absolute;left:2px;top:1px" aria-hidden="true">{at}</span>'
            if numbered and size > 26
            else ""
        )
        label = f' aria-label="{name}"' if number else ""
        tip = f' title="{esc(k.words.word().capitalize())}"' if rng.random() < 0.25 else ""
        cells.append(
            f'<button type="button" class="{"btn" if not painted else ""}"{label}{tip} style="position:relative;width:{size}px;height:{size}px;padding:0;border-width:1px;font-size:{size * 0.42:.0f}px;{paint}">{number}{name}</button>'
        )
    filters = "".join(k.button(word) for word in k.words.different(rng.randint(2, 4), "word"))
    grid = f'<div style="display:grid;grid-template-columns:repeat({columns},{size}px);gap:{rng.choice([0, 1, 2, 4])}px">{"".join(cells)}</div>'
    return framed(
        k,
        f'<main style="padding:{rng.choice([2, 6, 14])}px"><div class="rowx wrap"><b data-role="text">{esc(k.words.phrase(1, 3))}</b>{k.icon_button("search")}{k.icon_button(k.some("filter", "information", "print"))}{filters}</div>{grid}</main>',
    )


def game(k: Kit) -> str:
    """A board of letters, numbers or squares with coordinates; what to do with it around it."""
    rng = k.rng
    kind = rng.choice(["numbers", "letters", "squares", "tiles"])
    side = {"numbers": 9, "squares": rng.choice([8, 10])}.get(kind, rng.randint(5, 12))
    size = max(17, min(56, int(min(k.width * 0.9, k.height - 90) // side)))
    cells = []
    tiles = [str(n) for n in range(1, side * side + 1)]
    rng.shuffle(tiles)
    chosen = rng.randrange(side * side)
    for at in range(side * side):
        line, column = divmod(at, side)
        place = f"{string.ascii_lowercase[column]}{side - line}"
        text = {
            "numbers": rng.choice(["", "", str(rng.randint(1, 9))]), "letters": rng.choice(string.ascii_uppercase), "tiles": tiles[at],
            "squares": place if rng.random() < 0.25 else "",
        }[kind]  # fmt: skip
        name = (
            place if kind == "squares" else f"row {line + 1} column {column + 1}" if kind != "tiles" else ""
        )
        dark = (line + column) % 2 if kind == "squares" else 0
        paint = "background:var(--wash);" if dark else "background:var(--card);"
        paint += "outline:2px solid var(--main);outline-offset:-2px;" if at == chosen else ""
        if kind == "numbers":
            paint += f"border-right:{2 if column % 3 == 2 else 1}px solid var(--ink);border-bottom:{2 if line % 3 == 2 else 1}px solid var(--ink);"
        edge = "1px solid var(--edge)" if kind != "numbers" else "0 solid"
        cells.append(
            f'<button type="button"{f" aria-label={chr(34)}{name}{chr(34)}" if name else ""} style="width:{size}px;height:{size}px;padding:0;border:{edge};{paint}color:var(--ink);font-size:{size * 0.45:.0f}px;line-height:1">{text}</button>'
        )
    board = f'<div style="display:grid;grid-template-columns:repeat({side},{size}px);gap:{0 if kind == "numbers" else rng.choice([0, 1, 3])}px;flex:none">{"".join(cells)}</div>'
    axis = (
        "".join(
            f'<span class="small faint" data-role="text" style="width:{size}px;text-align:center">{letter}</span>'
            for letter in string.ascii_lowercase[:side]
        )
        if kind == "squares"
        else ""
    )
    pad = (
        "".join(
            f'<button type="button" class="btn" style="width:{size + 4}px;padding:4px 0">{n}</button>'
            for n in range(1, 10)
        )
        if kind == "numbers"
        else ""
    )
    acts = [
        ("take back", "undo"),
        ("show a hint", "lamp"),
        ("new game", "refresh"),
        ("give up", "flag"),
        ("turn the board", "rotate"),
        ("rules", "help"),
        ("sound", "speaker"),
        ("roll", "dice"),
        ("wipe the cell", "close"),
        ("note mode", "edit"),
        ("halt the clock", "pause"),
    ]
    tools = "".join(
        tool(k, name, icon, f'title="{name.capitalize()}"' if rng.random() < 0.4 else "")
        for name, icon in rng.sample(acts, rng.randint(3, 7))
    )
    score = f'<b data-role="text">{rng.randint(0, 59):02}:{rng.randint(0, 59):02}</b>'
    return framed(
        k,
        f'<div class="{k.some("bar", "rowx")}" style="padding:3px;gap:{rng.choice([2, 6])}px">{tools}<span class="right"></span>{score}</div><div class="rowx wrap" style="align-items:flex-start;padding:6px"><div class="{k.some("card", "")}">{board}<div class="rowx" style="gap:0">{axis}</div></div><div style="display:grid;grid-template-columns:repeat(3,auto);gap:3px">{pad}</div></div>',
    )


def month(k: Kit) -> str:
    """A month of small numbers, or of large boxes with what happens on a day."""
    rng = k.rng
    small = rng.random() < 0.45 or k.width < 560
    months = rng.choice([1, 2, 3, 4, 6]) if small and k.width > 500 else 1
    cell = rng.choice([20, 24, 28, 34])

    def one() -> str:
        days, first, today = rng.randint(28, 31), rng.randrange(7), rng.randint(1, 28)
        name = f"{rng.choice(MONTHS)} {rng.randint(2019, 2031)}"
        head = "".join(f'<th style="padding:1px">{day[: 2 if small else 3]}</th>' for day in DAYS)
        cells = ["<td></td>"] * first
        for day in range(1, days + 1):
            mark = "background:var(--main);color:var(--onmain);" if day == today else ""
            if small:
                cells.append(
                    f'<td style="padding:0"><button type="button" class="ib" style="width:{cell}px;height:{cell}px;padding:0;font-size:{cell * 0.45:.0f}px;{mark}">{day}</button></td>'
                )
            else:
                happens = "".join(
                    f'<button type="button" class="badge" style="display:block;border:0;max-width:100%;overflow:hidden;white-space:nowrap;text-overflow:ellipsis;margin:1px 0">{esc(k.words.phrase(1, 2))}</button>'
                    for _ in range(rng.choice([0, 0, 0, 1, 1, 2]))
                )
                cells.append(
                    f'<td style="vertical-align:top;padding:2px;width:14.2%;height:{max(34, (k.height - 90) // 6)}px"><span data-role="text" class="small" style="{mark}padding:0 2px">{day}</span>{happens}</td>'
                )
        cells += ["<td></td>"] * (-len(cells) % 7)
        lines = "".join(f"<tr>{''.join(cells[at : at + 7])}</tr>" for at in range(0, len(cells), 7))
        turn = f'{tool(k, k.some("month before", "back a month", "earlier"), "left")}<b data-role="heading" class="grow center">{name}</b>{tool(k, k.some("month after", "on a month", "later"), "right")}'
        width = "" if small else "width:100%;table-layout:fixed"
        return f'<section class="{k.some("card", "")}" data-group="{name}" style="{"" if small else "width:100%"}"><div class="rowx">{turn}</div><table class="{"" if small else "grid"}" style="{width};text-align:center"><thead><tr>{head}</tr></thead>{lines}</table></section>'

    tools = f'{k.button("Today")}{tool(k, "new event", "add")}{k.icon_button("search")}{k.icon_button(k.some("print", "settings", "share", "filter"))}<span class="right"></span><div class="tabs">{"".join(f"<button class=tab role=tab aria-selected={str(at == 1).lower()}>{name}</button>" for at, name in enumerate(["Day", "Month", "Year"]))}</div>'
    return f'<header class="rowx wrap" style="padding:3px">{tools}</header><div class="rowx wrap" style="align-items:flex-start;padding:4px">{"".join(one() for _ in range(months))}</div>'


PAGES = {
    "grid places": places,
    "grid timetable": timetable,
    "grid symbols": symbols,
    "grid game": game,
    "grid month": month,
}
