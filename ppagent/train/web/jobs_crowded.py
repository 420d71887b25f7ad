"""In: a kit. Out: tasks on crowded pages: marks to give, places to take, counts to set, a table to sort, votes, a player's keys."""

from __future__ import annotations

import string
from collections.abc import Iterator

from ppagent.action.schema import Action
from ppagent.train.web.job import FINISHED, HiddenError, Job, Scene, ask, done, ended, place
from ppagent.train.web.kit import Kit, esc
from ppagent.train.web.parts import Stars, Steppers, drawn
from ppagent.train.web.stage import repr_js


def _of(title: str, rest: str) -> str:
    return f"[data-group={repr_js(title)}] {rest}"


def mark(k: Kit) -> Job:
    """Give marks to one or two of several things, on cards or in rows."""
    rng = k.rng
    stars, size = Stars(k), rng.choice([30, 44, 60])
    titles = k.words.different(
        rng.randint(2, max(3, min(9, k.height // 60))), rng.choice(["product", "song", "person"])
    )
    wanted = rng.sample(titles, 1 if len(titles) < 3 else rng.choice([1, 1, 2]))
    marks = {title: rng.randint(1, 5) for title in wanted}
    cards = rng.random() < 0.5 and k.width > 380
    picture = k.width > 240 and rng.random() < 0.6
    parts = []
    for title in titles:
        art = drawn(k, "picture", title, size, size) if picture else ""
        head = f'<span class="{"" if cards else "grow"}" data-role="text">{esc(title)}</span>'
        flow = "flex-direction:column;align-items:flex-start;width:150px" if cards else "flex-wrap:wrap"
        parts.append(
            f'<div class="{"card" if cards else ""} rowx" data-group="{esc(title)}" style="{flow};padding:3px">{art}{head}{stars.row(title)}</div>'
        )
    send = rng.random() < 0.5
    button = k.some("Send", "Save", "Submit", "That is all", "OK")
    inner = f'<div class="{"rowx wrap" if cards else ""}">{"".join(parts)}</div>{k.button(button, f"id=go {ended(k)}") if send else ""}'
    said = " and ".join(f"{title} {marks[title]} of 5" for title in wanted)
    task = ask(
        k,
        ["Give {w}{e}.", "Rate {w}{e}.", "Mark {w}{e}.", "Set the marks: {w}{e}."] if len(wanted) > 1 else
        ["Give {T} {n} of 5{e}.", "Rate {T} with {n}{e}.", "{T} deserves {n} out of five: say so{e}.", "Give {n} stars to {T}{e}."],
        w=said, T=wanted[0], n=str(marks[wanted[0]]), e=f", then press {button}" if send else "",
    )  # fmt: skip

    def plan(s: Scene) -> Iterator[Action]:
        for title in wanted:
            query = _of(title, f"[data-rate='{marks[title]}']")
            yield from s.reach(query)
            yield s.click(query)
        if send:
            yield from s.reach("#go")
            yield s.click("#go")
        yield done()

    right = " && ".join(
        f"document.querySelectorAll({repr_js(_of(title, '.lit'))}).length === {marks[title]}"
        for title in wanted
    )
    rated = " && ".join(
        f"log.some(one => one[1] === document.querySelector({repr_js(_of(title, f'[data-rate={chr(39)}{marks[title]}{chr(39)}]'))}).ariaLabel)"
        for title in wanted
    )
    return Job(
        task,
        place(k, task, inner, plain=True),
        plan,
        f"{right} && {rated}{f' && {FINISHED}' if send else ''}",
    )


def seat(k: Kit) -> Job:
    """Take places of a grid, and book them."""
    rng = k.rng
    size = rng.choice([20, 24, 28, 34])
    columns, lines = (
        max(3, min(12, (k.width - 40) // (size + 5))),
        rng.randint(3, max(4, min(9, (k.height - 90) // (size + 4)))),
    )
    manner, gap = rng.choice(["{r}{n}", "{n}{r}", "{r}-{n}", "{at}"]), rng.choice([1, 3, 5])
    labels = [
        manner.format(r=string.ascii_uppercase[line], n=n + 1, at=line * columns + n + 1)
        for line in range(lines)
        for n in range(columns)
    ]
    taken = set(rng.sample(labels, len(labels) // 6))
    wanted = rng.sample([label for label in labels if label not in taken], rng.choice([1, 2, 2, 3]))
    cells = "".join(
        f'<button type="button" class="btn" data-press data-key="{label}"{" disabled" if label in taken else ""} style="width:{size + 4}px;height:{size}px;padding:0;font-size:{max(8, size * 0.4):.0f}px">{label}</button>'
        for label in labels
    )
    button, what = (
        k.some("Book", "Reserve these", "Continue", "Take"),
        k.some("place", "seat", "locker", "desk", "box"),
    )
    book = rng.random() < 0.75
    end = k.button(button, f"id=go {ended(k)}") if book else ""
    grid = f'<style>[data-press][aria-pressed=true]{{background:var(--main,#25c);color:var(--onmain,#fff)}}</style><div style="display:grid;grid-template-columns:repeat({columns},{size + 4}px);gap:{gap}px;margin-bottom:6px">{cells}</div>{end}'
    some = "s" if len(wanted) > 1 else ""
    task = ask(
        k,
        ["Choose {x}{s} {w}{e}.", "Take {x}{s} {w}{e}.", "I want {x}{s} {w}{e}.", "Mark {w}{e}.", "Select the {x}{s} {w}{e}."],
        x=what, s=some, w=" and ".join(wanted) if len(wanted) < 3 else f"{wanted[0]}, {wanted[1]} and {wanted[2]}", e=f" and press {button}" if book else "",
    )  # fmt: skip

    def plan(s: Scene) -> Iterator[Action]:
        for label in wanted:
            yield from s.reach(f"[data-key='{label}']")
            yield s.click(f"[data-key='{label}']")
        if book:
            yield from s.reach("#go")
            yield s.click("#go")
        yield done()

    chosen = f"[...document.querySelectorAll('[data-press][aria-pressed=true]')].map(e => e.dataset.key).sort().join() === {repr_js(','.join(sorted(wanted)))}"
    return Job(task, place(k, task, grid, plain=True), plan, f"{chosen}{f' && {FINISHED}' if book else ''}")


def amounts(k: Kit) -> Job:
    """Set counts by their small buttons."""
    rng = k.rng
    steps = Steppers(k)
    steps.manner = rng.choice(["signs", "icons", "arrows", "split"])
    names = k.words.different(
        rng.randint(2, max(3, min(7, k.height // 50))), rng.choice(["word", "product", "phrase"])
    )
    start = {name: rng.randint(0, 6) for name in names}
    wanted = rng.sample(names, rng.choice([1, 1, 2]))
    goal = {name: max(0, start[name] + rng.choice([-3, -2, -1, 1, 1, 2, 3, 4])) for name in wanted}
    goal = {name: value + (value == start[name]) for name, value in goal.items()}
    rows = "".join(
        f'<div class="rowx between" data-group="{esc(name)}" style="padding:2px 0"><span data-role="text">{esc(name)}</span>{steps.of(name, start[name])}</div>'
        for name in names
    )
    button = k.some("Update", "Save", "To the till", "Continue")
    send = rng.random() < 0.6
    said = " and ".join(f"{name} to {goal[name]}" for name in wanted)
    task = ask(
        k, ["Set {w}{e}.", "Change {w}{e}.", "Bring {w}{e}.", "Make the counts right: {w}{e}."], w=said, e=f", then press {button}" if send else ""
    )  # fmt: skip

    def plan(s: Scene) -> Iterator[Action]:
        for name in wanted:
            query = _of(name, f"[data-by='{1 if goal[name] > start[name] else -1}']")
            yield from s.reach(query)
            for _ in range(abs(goal[name] - start[name])):
                yield s.click(query)
        if send:
            yield from s.reach("#go")
            yield s.click("#go")
        yield done()

    right = " && ".join(
        f"+document.querySelector({repr_js(_of(name, '[id]'))}).textContent === {goal.get(name, start[name])}"
        for name in names
    )
    inner = f"{rows}{k.button(button, f'id=go {ended(k)}') if send else ''}"
    return Job(task, place(k, task, inner, plain=True), plan, f"{right}{f' && {FINISHED}' if send else ''}")


def order(k: Kit) -> Job:
    """Sort a table by a column's head: once upwards, once more downwards."""
    if k.width < 200:
        raise HiddenError("a table needs more room")
    rng = k.rng
    heads = rng.sample(
        ["Points", "Weight", "Age", "Stock", "Length", "Year", "Rooms"],
        1 if k.width < 340 else rng.randint(1, 3),
    )
    columns = [("Name", "text"), *((head, "number") for head in heads)]
    titles = k.words.different(
        rng.randint(3, max(4, min(10, k.height // 40))), rng.choice(["product", "person", "song"])
    )
    pad = rng.choice([1, 3, 6])
    body = "".join(
        f"<tr><td style=padding:{pad}px>{esc(title)}</td>{''.join(f'<td style=padding:{pad}px>{rng.randint(1, 999)}</td>' for _ in heads)}</tr>"
        for title in titles
    )
    top = "".join(
        f'<th style="padding:{pad}px"><button type="button" class="ib" style="font-size:1em;padding:2px" data-sort="{kind}" data-key="{head}">{head}<span data-arrow></span></button></th>'
        for head, kind in columns
    )
    head, kind = rng.choice(columns)
    down = rng.random() < 0.5
    way = (
        (k.some("Z to A", "downwards", "from Z to A") if down else k.some("A to Z", "upwards", "from A to Z"))
        if kind == "text"
        else k.some("largest first", "from high to low", "descending")
        if down
        else k.some("smallest first", "from low to high", "ascending")
    )
    task = ask(
        k,
        [
            "Sort by {H}, {w}.",
            "Put the table in order of {h}: {w}.",
            "Order the rows by {h} ({w}).",
            "Sort the list by {h}, {w}.",
        ],
        H=head,
        h=head,
        w=way,
    )
    query = f"[data-sort][data-key={repr_js(head)}]"

    def plan(s: Scene) -> Iterator[Action]:
        yield from s.reach(query)
        for _ in range(1 + down):
            yield s.click(query)
        yield done()

    table = f'<table class="{k.some("", "grid", "striped")}"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'
    return Job(
        task,
        place(k, task, table, plain=True),
        plan,
        f"document.querySelector({repr_js(query)}).dataset.order === '{'down' if down else 'up'}'",
    )


def vote(k: Kit) -> Job:
    """A vote for one of several things with long names."""
    rng = k.rng
    titles = list(
        dict.fromkeys(
            k.words.sentence(3, 7).rstrip(".!?")
            for _ in range(rng.randint(2, max(3, min(8, k.height // 60))))
        )
    )
    pair = rng.choice([("vote up", "vote down"), ("thumbs up", "thumbs down"), ("up", "down")])
    px, side = rng.choice([14, 18, 22]), rng.random() < 0.6
    parts = []
    for title in titles:
        up, down = (
            f'<button type="button" class="ib" aria-label="{name}" data-key="{name} {esc(title)}" data-add="{{id}}" data-by="{by}" style="font-size:{px}px;padding:1px">{k.icon(icon)[1]}</button>'
            for name, icon, by in (("vote up", pair[0], 1), ("vote down", pair[1], -1))
        )
        count = k.id()
        number = f'<span data-role="text" id="{count}">{rng.randint(3, 400)}</span>'
        votes = f'<span style="display:inline-flex;flex-direction:{"column" if side else "row"};align-items:center;flex:none">{up}{number}{down}</span>'.replace(
            "{id}", count
        )
        words = f'<b class="grow" data-role="text">{esc(title)}</b>'
        parts.append(
            f'<div class="rowx" data-group="{esc(title)}" style="padding:4px 0;border-bottom:1px solid var(--edge,#ccc)">{votes if side else ""}{words}{"" if side else votes}</div>'
        )
    goal, up_ = rng.choice(titles), rng.random() < 0.6
    name = "vote up" if up_ else "vote down"
    task = ask(
        k,
        ["Vote for {G}.", "Support {G} with a vote.", "Vote {G} up."]
        if up_
        else ["Vote against {G}.", "Vote {G} down."],
        G=goal,
    )
    query = _of(goal, f"[aria-label='{name}']")

    def plan(s: Scene) -> Iterator[Action]:
        yield from s.reach(query)
        yield s.click(query)
        yield done()

    return Job(
        task,
        place(k, task, "".join(parts), plain=True),
        plan,
        f"log.length === 1 && log[0][1] === {repr_js(f'{name} {goal}')}",
    )


JOBS = {"mark": mark, "seat": seat, "amounts": amounts, "order": order, "vote": vote}
