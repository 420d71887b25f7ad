"""In: a kit. Out: tasks of other movements: dragging, right and double clicks, selecting text, shopping."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.action.schema import Action
from ppagent.train.web.job import FINISHED, Job, Scene, ask, done, ended, place
from ppagent.train.web.kit import Kit, esc, quote
from ppagent.train.web.pages_apps import COMMANDS
from ppagent.train.web.stage import repr_js


def drag(k: Kit) -> Job:
    """Drag a thing into a box."""
    rng = k.rng
    names = k.words.different(rng.randint(2, 3), "word")
    zones = [name.capitalize() for name in k.words.different(rng.randint(1, 2), "word")]
    goal, zone = rng.choice(names), rng.choice(zones)
    things = "".join(
        f'<span class="btn" data-role="button" data-drag="xy" data-key="{name}" style="position:relative;display:inline-block;z-index:5;margin:2px;cursor:grab;user-select:none">{name}</span>'
        for name in names
    )
    size = max(50, min(130, k.width // 3))
    boxes = "".join(
        f'<div data-zone="{name}" data-take data-group="{name}" style="width:{size}px;height:{size * 2 // 3}px;border:2px dashed var(--faint);padding:2px"><span class="small" data-role="text">{name}</span></div>'
        for name in zones
    )
    parts = [
        f'<div style="margin:6px 0">{things}</div>',
        f'<div class="rowx" style="margin:6px 0">{boxes}</div>',
    ]
    if rng.random() < 0.4:
        parts.reverse()
    task = ask(
        k,
        [
            "Drag {G} into the box {Z}.",
            "Move {G} to {Z}.",
            "Drag {G} onto {Z}.",
            "Put {G} into {Z} by dragging.",
        ],
        G=goal,
        Z=zone,
    )

    def plan(s: Scene) -> Iterator[Action]:
        yield s.drag(f"[data-key='{goal}']", s.point(f"[data-zone='{zone}']"))
        yield done()

    return Job(
        task,
        place(k, task, "".join(parts), plain=True),
        plan,
        f"log.some(e => e[0] === 'drop' && e[1] === '{goal}' && e[2] === '{zone}')",
    )


def context(k: Kit) -> Job:
    """A right click, then the menu that it opens."""
    rng = k.rng
    names = k.words.different(
        rng.randint(2, max(2, min(6, k.height // 60))), rng.choice(["file", "word", "product"])
    )
    goal = rng.choice(names)
    entries = rng.sample(COMMANDS, rng.randint(3, 5))
    entry = rng.choice(entries)
    rows = "".join(
        f'<div data-right="m" data-role="file" data-key="{esc(name)}" aria-label="{esc(name)}" style="padding:4px">{k.icon("file")[1]} {esc(name)}</div>'
        for name in names
    )
    menu = k.menu(entries, "m")
    task = ask(
        k,
        [
            "Right-click {G} and choose {E}.",
            "Open the context menu of {G} and select {E}.",
            "Use the right mouse button on {G}, then click {E}.",
            "{E} {G} with the context menu.",
        ],
        G=goal,
        E=entry,
    )

    def plan(s: Scene) -> Iterator[Action]:
        yield s.click(f"[data-right][data-key={repr_js(goal)}]", "right")
        yield s.click(f"#m [data-key={repr_js(entry)}]")
        yield done()

    return Job(
        task,
        place(k, task, f"<div>{rows}</div>", plain=True) + menu,
        plan,
        f"log.some(e => e[0] === 'click' && e[1] === {repr_js(entry)}) && document.getElementById('m').dataset.of === {repr_js(goal)}",
    )


def double(k: Kit) -> Job:
    """A double click on a file."""
    rng = k.rng
    names = k.words.different(
        rng.randint(3, max(3, min(9, k.width * k.height // 9000))), rng.choice(["file", "word"])
    )
    goal = rng.choice(names)
    size = rng.choice([22, 30, 38])
    tiles = "".join(
        f'<div data-role="file" data-key="{esc(name)}" data-double="{esc(name)} {k.some("opened", "is open")}" data-select aria-label="{esc(name)}" style="width:{size + 46}px;text-align:center;padding:3px;overflow-wrap:anywhere"><div style="font-size:{size}px;line-height:1.1">{k.icon("file" if "." in name else "folder")[1]}</div>{esc(name)}</div>'
        for name in names
    )
    task = ask(
        k,
        [
            "Double-click {G}.",
            "Open the file {G} with a double click.",
            "Double-click on {G} to open it.",
            "Open {G} by double-clicking it.",
        ],
        G=goal,
    )

    def plan(s: Scene) -> Iterator[Action]:
        query = f"[data-key={repr_js(goal)}]"
        yield from s.reach(query)
        yield s.click(query, count=2)
        yield done()

    return Job(
        task,
        place(
            k,
            task,
            f'<div class="rowx wrap" style="align-items:flex-start;gap:2px">{tiles}</div><p class="small" data-out></p>',
            plain=True,
        ),
        plan,
        f"log.some(e => e[0] === 'double' && e[1] === {repr_js(goal)})",
    )


def highlight(k: Kit) -> Job:
    """Select a paragraph or all of a field."""
    rng = k.rng
    end = rng.random() < 0.5
    many = rng.randint(1, 3)
    texts = [k.words.sentence(5, 9) for _ in range(many)]
    at = rng.randrange(many)
    inner = "".join(f'<p id="p{index}">{esc(text)}</p>' for index, text in enumerate(texts)) + (
        k.button("Submit", f"id=go {ended(k)} onmousedown='event.preventDefault()'") if end else ""
    )
    nth = ["first", "second", "third"][at]
    task = ask(
        k,
        ["Select the text{e}", "Highlight the text of the paragraph{e}"]
        if many == 1
        else [f"Select the {nth} paragraph{{e}}", f"Highlight the text in the {nth} paragraph{{e}}"],
        e=" and click Submit." if end else ".",
    )

    def plan(s: Scene) -> Iterator[Action]:
        yield s.click(f"#p{at}", count=3)
        if end:
            yield s.click("#go")
        yield done()

    return Job(
        task,
        place(k, task, inner, plain=True),
        plan,
        f"getSelection().toString().trim() === document.getElementById('p{at}').innerText.trim()",
    )


def cart(k: Kit) -> Job:
    """Put a thing into the cart; choose how many first, or go on to the checkout."""
    rng = k.rng
    names = k.words.different(rng.randint(2, 4 if k.width < 500 else 8), "product")
    goal = rng.choice(names)
    wide = max(64, min(150, (k.width - 20) // (2 if k.width < 400 else 4) - 16))
    word, further = rng.choice(["Add", "Buy", "Add to cart"]), rng.random() < 0.4

    def add(name: str) -> str:
        return k.button(word, f'data-key={quote(name)} data-say="1 item"')

    cards = "".join(
        f'<section class="card" style="width:{wide}px;padding:4px" data-group="{esc(name)}">{k.picture(wide - 12, wide // 3)}<div data-role="text">{esc(name)}</div><div class="bold" data-role="text">{k.words.price()}</div>{add(name)}</section>'
        for name in names
    )
    out = f'<div class="rowx between"><span data-out data-role="text">0 items</span>{k.button("Checkout", f"id=go {ended(k)}", main=True)}</div>'
    task = ask(
        k,
        ["Add the {g} to the cart and check out.", "Buy the {g} and go to the checkout."]
        if further
        else ["Add the {g} to the cart.", "Put {G} into the cart.", "Buy the {g}.", "Order one {g}."],
        g=goal,
        G=goal,
    )

    def plan(s: Scene) -> Iterator[Action]:
        query = f"[data-key={repr_js(goal)}]"
        yield from s.reach(query)
        yield s.click(query)
        if further:
            yield from s.reach("#go")
            yield s.click("#go")
        yield done()

    return Job(
        task,
        place(
            k,
            task,
            f'{out}<div class="rowx wrap" style="align-items:stretch;gap:4px">{cards}</div>',
            plain=True,
        ),
        plan,
        f"log.some(e => e[1] === {repr_js(goal)})" + (f" && {FINISHED}" if further else ""),
    )


JOBS = {"drag": drag, "context": context, "double": double, "highlight": highlight, "cart": cart}  # fmt: skip
