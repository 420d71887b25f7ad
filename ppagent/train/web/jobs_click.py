"""In: a kit. Out: tasks of clicks on what is there: buttons, links, icons, shapes, figures; keys."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.action.schema import Action, Fail, Key
from ppagent.train.web.job import FINISHED, Job, Scene, ask, done, ended, place, quoted
from ppagent.train.web.kit import Kit, esc
from ppagent.train.web.pages_apps import COMMANDS
from ppagent.train.web.pages_forms import CANCEL, SUBMIT
from ppagent.train.web.stage import repr_js


def _clicked(key: str, what: str = "click") -> str:
    return f"log.some(([what, key]) => what === '{what}' && key === {repr_js(key)})"


def _spread(k: Kit, parts: list[str]) -> str:
    k.rng.shuffle(parts)
    return "".join(
        f'<div style="margin:3px 0 3px {k.rng.randint(0, 30)}px">{part}</div>'
        if k.rng.random() < 0.5
        else f"{part} "
        for part in parts
    )


def button(k: Kit) -> Job:
    """One button, link or field among others; now and then it is not there."""
    rng = k.rng
    names = list(dict.fromkeys(rng.sample([*SUBMIT, *CANCEL, *COMMANDS], 4) + k.words.different(6, "word")))[
        : rng.randint(5, 9)
    ]
    rng.shuffle(names)
    links, buttons = names[: rng.randint(1, 3)], names[3:]
    goal, kind = rng.choice(
        [(rng.choice(links), "link"), (rng.choice(buttons), "button"), (rng.choice(buttons), "button")]
    )
    missing = rng.random() < 0.08
    parts = [
        k.link(name, f'data-key="{esc(name)}" {ended(k) if name == goal else ""}')
        for name in links
        if not (missing and name == goal)
    ]
    parts += [
        k.button(name, f'data-key="{esc(name)}" {ended(k) if name == goal else ""}')
        for name in buttons
        if not (missing and name == goal)
    ]
    task = ask(
        k,
        [
            "Click on the {G} {kind}.",
            "Click the {kind} {G}.",
            "Press {G}." if kind == "button" else "Open {G}.",
            "Click {G}.",
            "Click on {G}.",
            "Find the {G} {kind} and click it.",
        ],
        G=goal,
        kind=kind,
    )

    def plan(s: Scene) -> Iterator[Action]:
        if missing:
            yield Fail(reason=f"there is no {goal}")
            return
        yield from s.reach(f"[data-key={repr_js(goal)}]")
        yield s.click(f"[data-key={repr_js(goal)}]")
        yield done()

    return Job(task, place(k, task, _spread(k, parts), plain=True), plan, "true" if missing else FINISHED)


def sequence(k: Kit) -> Job:
    """Two or three buttons in an order."""
    rng = k.rng
    names = rng.choice(
        [["ONE", "TWO", "THREE"], ["one", "two"], ["A", "B", "C"], k.words.different(3, "word")]
    )
    order = rng.sample(names, rng.randint(2, len(names)))
    parts = [
        f'<button class="btn" data-key="{name}" style="position:relative;left:{rng.randint(0, max(1, k.width // 3))}px;top:{rng.randint(0, 12)}px">{name}</button>'
        for name in names
    ]
    rng.shuffle(parts)
    listed = [quoted(rng, name) for name in order]
    task = rng.choice(
        [
            f"Click {', then '.join(listed)}.",
            f"Click button {listed[0]}, then click button {', then '.join(listed[1:])}.",
            f"Press {' and then '.join(listed)}.",
            f"First click {listed[0]}, after that {', after that '.join(listed[1:])}.",
        ]
    )

    def plan(s: Scene) -> Iterator[Action]:
        for name in order:
            yield s.click(f"[data-key={repr_js(name)}]")
        yield done()

    return Job(
        task,
        place(k, task, "".join(f'<div style="margin:6px 0">{part}</div>' for part in parts), plain=True),
        plan,
        f"log.filter(e => e[0] === 'click').map(e => e[1]).join() === {repr_js(','.join(order))}",
    )


def icon(k: Kit) -> Job:
    """An icon of a bar; now and then twice the same work, a press that shows."""
    rng = k.rng
    icons = k.icons(rng.randint(4, max(5, min(14, k.width // 34))))
    goal = rng.choice(icons)[0]
    size = rng.choice([14, 18, 22, 28])
    missing = rng.random() < 0.06
    bar = "".join(
        f'<button class="ib" style="font-size:{size}px" aria-label="{name}" data-key="{name}" data-press>{drawing}</button>'
        for name, drawing in icons
        if not (missing and name == goal)
    )
    task = ask(
        k,
        [
            "Click the {g} icon.",
            "Click on the icon {G}.",
            "Press the {g} button.",
            "Click {g}.",
            "Use the {g} icon.",
        ],
        G=goal,
        g=goal,
    )

    def plan(s: Scene) -> Iterator[Action]:
        if missing:
            yield Fail(reason=f"there is no {goal} icon")
            return
        yield s.click(f"[data-key={repr_js(goal)}]")
        yield done()

    inner = f'<div class="{rng.choice(["bar", "rowx", "card"])} wrap" style="gap:3px">{bar}</div><p>{esc(k.words.text(1))}</p>'
    return Job(task, place(k, task, inner, plain=True), plan, "true" if missing else _clicked(goal))


def shape(k: Kit) -> Job:
    """A coloured shape, digit or letter by what it looks like."""
    rng = k.rng
    things = []
    colours = k.colours(3)
    seen = set()
    for _ in range(rng.randint(3, 6)):
        name, value = rng.choice(colours)
        form = rng.choice(
            ["circle", "square", "triangle", rng.choice("ABCDEFGHJKLMNPRSTUVXYZ"), str(rng.randint(0, 9))]
        )
        if (name, form) in seen:
            continue
        seen.add((name, form))
        things.append((name, value, form, rng.randint(18, max(20, min(44, k.width // 6)))))
    drawn = []
    for name, value, form, size in things:
        inner = (
            {
                "square": f'<rect width="{size}" height="{size}" fill="{value}"/>',
                "circle": f'<circle cx="{size / 2}" cy="{size / 2}" r="{size / 2}" fill="{value}"/>',
                "triangle": f'<path d="M0 {size}L{size / 2} 0L{size} {size}z" fill="{value}"/>',
            }.get(form)
            or f'<text x="{size / 2}" y="{size * 0.85}" font-size="{size}" text-anchor="middle" fill="{value}">{form}</text>'
        )
        drawn.append(
            f'<span class="art" role="button" data-key="{name} {form}" aria-label="{name} {form}" style="cursor:default;margin:{rng.randint(2, 14)}px {rng.randint(2, 12)}px;width:{size}px;height:{size}px"><svg width="{size}" height="{size}" stroke="#8888" stroke-width=".4">{inner}</svg></span>'
        )
    name, _, form, _ = rng.choice(things)
    task = ask(
        k,
        [
            "Click on the {c} {f}.",
            "Click the {c} {f}.",
            "Press on a {f} that is {c}.",
            "Find the {c} {f} and click it.",
        ],
        c=name,
        f=form,
    )

    def plan(s: Scene) -> Iterator[Action]:
        yield s.click(f"[data-key='{name} {form}']")
        yield done()

    return Job(
        task,
        place(k, task, f'<div class="rowx wrap" style="gap:0">{"".join(drawn)}</div>', plain=True),
        plan,
        _clicked(f"{name} {form}"),
    )


def figures(k: Kit) -> Job:
    """Figures in order, the greatest, the smallest, one of them."""
    rng = k.rng
    values = rng.sample(range(rng.choice([10, 20, 100])), rng.randint(3, 6))
    kind = rng.choice(["order", "greatest", "smallest", "one"])
    picked = {
        "order": sorted(values),
        "greatest": [max(values)],
        "smallest": [min(values)],
        "one": [values[0]],
    }[kind]
    task = {
        "order": [
            "Click the numbers in ascending order.",
            "Click on all numbers from the smallest to the largest.",
        ],
        "greatest": [
            "Click the greatest number.",
            "Find the largest number and click it.",
            "Click on the highest value.",
        ],
        "smallest": ["Click the smallest number.", "Find the lowest number and click on it."],
        "one": [f"Click on {values[0]}.", f"Find and click the number {values[0]}.", f"Press {values[0]}."],
    }[kind]
    rng.shuffle(values)
    size = rng.randint(22, 38)
    inner = "".join(
        f'<button class="{rng.choice(["btn", "btn main"])}" data-key="{value}" style="min-width:{size}px;height:{size}px;padding:0;margin:{rng.randint(1, 16)}px {rng.randint(1, 12)}px">{value}</button>'
        for value in values
    )
    asked = rng.choice(task)

    def plan(s: Scene) -> Iterator[Action]:
        for value in picked:
            yield s.click(f"[data-key='{value}']")
        yield done()

    return Job(
        asked,
        place(k, asked, f"<div>{inner}</div>", plain=True),
        plan,
        f"log.map(e => e[1]).join() === '{','.join(map(str, picked))}'",
    )


def shortcut(k: Kit) -> Job:
    """Press keys."""
    rng = k.rng
    keys, words, end = rng.choice(
        [
            (("ctrl", "s"), "Ctrl+S", "save the document"),
            (("ctrl", "p"), "Ctrl+P", "print the page"),
            (("ctrl", "z"), "Ctrl+Z", "undo the last change"),
            (("ctrl", "f"), "Ctrl+F", "find in the page"),
            (("escape",), "Escape", "leave the view"),
            (("ctrl", "b"), "Ctrl+B", "make it bold"),
            (("f2",), "F2", "rename it"),
            (("delete",), "Delete", "delete the selection"),
        ]
    )
    out = k.words.phrase(1, 2)
    inner = f'<p>{esc(k.words.text(2))}</p><p data-keys="{"+".join(keys)}" data-say="{esc(out)}" data-role="text">{words}: {end}</p><p data-out class="note"></p>'
    task = rng.choice(
        [
            f"Press {words}.",
            f"Use the keyboard shortcut {words}.",
            f"Use {words} to {end}.",
            f"Press the key {words}.",
        ]
        if len(keys) > 1
        else [f"Press the {words} key.", f"Press {words} to {end}."]
    )

    def plan(_: Scene) -> Iterator[Action]:
        yield Key(keys=keys)
        yield done()

    return Job(
        task,
        place(k, task, inner, plain=True),
        plan,
        f"log.some(e => e[0] === 'key' && e[1] === '{'+'.join(keys)}')",
    )


JOBS = {"button": button, "sequence": sequence, "icon": icon, "shape": shape, "figures": figures, "shortcut": shortcut}  # fmt: skip
