"""In: a kit. Out: the body of a page with places to book: a car park, a hall, a harbour, lockers, desks."""

from __future__ import annotations

import string

from ppagent.train.web.kit import Kit, esc
from ppagent.train.web.parts import Steppers, fit, framed, tool


def places(k: Kit) -> str:
    """Places of a car park, a hall, a harbour, lockers or desks, by row and number, with what is to be paid beside them."""
    rng = k.rng
    what, titles = rng.choice([
        ("place", ("Parking deck", "Level 2", "Car park")), ("locker", ("Lockers", "Left luggage")), ("desk", ("Desks on this floor", "Open office")),
        ("berth", ("Harbour plan", "Berths")), ("stand", ("Market stands", "Trade fair")), ("chair", ("Great hall", "Balcony", "Stalls")), ("box", ("Boxes", "Post boxes")),
    ])  # fmt: skip
    plan, side = _plan(k, what), _to_pay(k)
    tools = f'{tool(k, "floor below", "down")}<span data-role="text" class="bold">{rng.choice(titles)}</span>{tool(k, "floor above", "up")}<span class="right"></span>{tool(k, "zoom in", "zoom in")}{tool(k, "zoom out", "zoom out")}{k.icon_button(k.some("help", "map", "filter", "refresh"))}'
    return framed(
        k,
        f'<header class="{k.some("bar", "rowx", "card rowx")}" style="padding:4px">{tools}</header><div class="rowx wrap" style="align-items:flex-start;padding:{rng.choice([2, 6, 12])}px">{plan}{side}</div>',
    )


_LABELS = (
    "{r}{n}",
    "{r}{n:02}",
    "{r}-{n}",
    "{r}{n}",
    "{at}",
    "{at:02}",
    "{line}/{n}",
    "{n}",
    "{n}{r}",
    "{r}.{n}",
)
"""How places are called: by letter or number of the row, by number in the row or in all."""


def _plan(k: Kit, what: str) -> str:
    """All places, row by row."""
    rng = k.rng
    size = int(
        rng.choice([18, 20, 24, 28, 32, 38, 46]) * (1 if k.width < 1500 else rng.choice([1, 1.4, 1.8]))
    )
    wide = int(size * rng.choice([1, 1.2, 1.5, 2]))
    columns = fit(k, wide + 4, 4, 26, rng.choice([0.4, 0.6, 0.75]))
    lines = rng.randint(
        max(4, min(10, (k.height - 90) // (2 * size + 8))), max(5, min(20, (k.height - 90) // (size + 4)))
    )
    manner = rng.choice(_LABELS)
    at = rng.choice([1, 1, 1, 10, 20, 101])
    gap, aisle, tipped = rng.choice([1, 2, 3, 5, 8]), rng.choice([0, 0, 2, 3]), rng.random() < 0.35
    shape = f"width:{wide}px;height:{size}px;padding:0;font-size:{max(8, rng.choice([0.4, 0.45, 0.5]) * min(size, wide * 0.8)):.0f}px;border-radius:{k.some('0', '3px', '50% 50% 3px 3px', '50%', 'var(--round)')};line-height:1"
    style, rows = k.some("btn", "btn", "ib"), []
    letters = string.ascii_uppercase[rng.choice([0, 0, 0, 26 - lines]) :]
    said = k.some("row {r} {w} {n}", "{w} {n} in row {r}", "row {r}, {w} {n}", "{w} {r}{n}")
    for line in range(lines):
        cells = []
        if "{at" not in manner:
            head = letters[line] if "{line}" not in manner else line + 1
            cells.append(
                f'<span class="faint small" data-role="text" style="width:1.4em;text-align:center">{head}</span>'
            )
        for n in range(1, columns + 1):
            words = {"r": letters[line], "n": n, "at": at, "line": line + 1, "w": what}
            name = f' aria-label="{esc(said.format(**words))}"' if manner == "{n}" else ""
            side = f"margin-right:{size // 2}px;" if aisle and n % aisle == 0 else ""
            cells.append(
                _one_place(
                    k, what, manner.format(**words), name, f"{shape};{{paint}}{side}", style, tipped=tipped
                )
            )
            at += 1
        rows.append(f'<div class="rowx" style="gap:{gap}px">{"".join(cells)}</div>')
    return f'<div class="{k.some("card", "")} col" style="gap:{gap}px;overflow:hidden;flex:none;align-items:{k.some("flex-start", "center")}">{"".join(rows)}</div>'


def _one_place(k: Kit, what: str, label: str, name: str, css: str, style: str, *, tipped: bool) -> str:
    """A place: free, taken, or chosen; ``css`` says with ``{paint}`` where its colours go."""
    tip = f' title="{esc(f"{what.capitalize()} {label}, {k.words.price()}")}"' if tipped else ""
    free = k.rng.random()
    state, paint = "", "background:var(--wash);" if style == "ib" else ""
    if free < 0.14:
        state = " disabled"
    elif free < 0.2:
        state, paint = ' aria-pressed="true"', "background:var(--main);color:var(--onmain);"
    return f'<button type="button" class="{style}" style="{css.format(paint=paint)}"{name}{tip}{state}>{label}</button>'


_COUNTED = ["Adults", "Children", "Students", "Cars", "Bicycles", "Dogs", "Hours", "Days", "Seniors", "Bags"]


def _to_pay(k: Kit) -> str:
    """How many of what, and the sum."""
    steps, rng = Steppers(k), k.rng
    counts = "".join(
        f'<div class="rowx between" data-group="{kind}" style="padding:2px 0"><span data-role="text">{kind}</span>{steps.of(kind.lower(), rng.randint(0, 4))}</div>'
        for kind in rng.sample(_COUNTED, rng.randint(1, 4))
    )
    return f'<section class="card" style="min-width:170px"><h3>{k.some("Your choice", "Summary", "Booking")}</h3>{counts}<div class="rowx between"><span data-role="text">{k.some("Total", "Sum", "To pay")}</span><b data-role="text">{k.words.price()}</b></div>{k.button(k.some("Book", "Continue", "Pay", "Hold for me"), main=True)} {k.button(k.some("Clear", "Choose again", "Undo choice"))}</section>'
