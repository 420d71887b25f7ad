"""In: a kit. Out: jobs where a thing must be found first: scrolling, rows of lists, search."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ppagent.action.schema import Action, Fail
from ppagent.train.play.fields import Field
from ppagent.train.play.flow import Flow
from ppagent.train.play.kit import Hand, Job, Kit
from ppagent.train.play.parts import Button, Link, Part
from ppagent.train.play.rows import RowIcon

ACTS = {
    "delete": ("delete",), "star": ("star",), "edit": ("edit",), "share": ("share",), "reply": ("reply",), "forward": ("forward",),
    "copy": ("copy",), "download": ("download",), "like": ("heart",), "pin": ("bookmark",), "lock": ("lock",), "print": ("print",),
}  # fmt: skip


def scroll(k: Kit) -> Job:
    """Scroll down a page to a link or button, then click it."""
    k.board.scrolls = True
    names = k.names(4, 8, "word", "phrase")
    make = k.rng.choice((Link, Button))
    parts: list[Part] = [make(name) for name in names]
    goal = k.rng.choice(parts[2:])
    goal.effect = k.finish
    texts = [k.words.text(k.rng.randint(1, 2)) for _ in names]

    def body(f: Flow) -> None:
        for part, text in zip(parts, texts, strict=True):
            f.text(text)
            f.line(part)

    def plan(h: Hand) -> Iterator[Action]:
        yield from h.find(goal)
        yield from h.press(goal)
        yield h.end()

    k.show(body, plain=True)
    kind = "link" if make is Link else "button"
    return Job(k.ask("Scroll to the {k} {W} and click it.", "Further down there is the {k} {W}; click it.", "Click {W}, wherever it is on the page.",
                     "Click the {k} {W}.", W=goal.name, k=kind), plan, lambda: goal.hits == 1)  # fmt: skip


def row(k: Kit) -> Job:
    """Use the icon of one row; now and then there is no such row."""
    names = k.names(2, min(7, k.room), "person", "product", "file", "word")
    acts = k.rng.sample(list(ACTS), k.rng.randint(1, 3))
    goal, act = k.rng.choice(names), k.rng.choice(acts)
    missing = k.chance(0.07)
    rows: dict[str, list[RowIcon]] = {}
    for name in names:
        if not (missing and name == goal):
            rows[name] = [RowIcon(one, ACTS[one][0], name) for one in acts]
    notes = {name: k.words.number() if k.chance(0.5) else "" for name in names}
    gone: set[str] = set()
    used: list[tuple[str, str]] = []

    def use(act: str, name: str) -> None:
        used.append((act, name))
        if act == "delete":
            gone.add(name)

    for name, icons in rows.items():
        for one in icons:
            one.effect = partial(use, one.name, name)

    def body(f: Flow) -> None:
        for name, icons in rows.items():
            if name in gone:
                continue
            size = f.skin.look.icon + f.u(4)
            high = max(size, f.skin.look.row)
            left = f.x + f.w - size * len(icons)
            for at, one in enumerate(icons):
                f.put(one, left + at * size, f.y + (high - size) / 2, size, size)
            if not f.dry:
                wide = f.p.text(
                    f.x,
                    f.y + high / 2,
                    name,
                    room=left - f.x - 4,
                    role="list item",
                    box=(f.x, f.y, left, f.y + high),
                )
                note = notes[name]
                if f.x + wide + f.skin.look.small.width(note) + f.u(12) < left:
                    f.p.text(f.x + wide + f.u(10), f.y + high / 2, note, f.skin.look.small, f.skin.look.muted)
                f.p.line(f.x, f.y + high, f.x + f.w, f.y + high)
            f.y += int(high + f.u(1))
        f.space(4)

    def plan(h: Hand) -> Iterator[Action]:
        if missing:
            yield Fail(reason=f"there is no {goal}")
            return
        icon = rows[goal][acts.index(act)]
        yield from h.press(icon)
        yield h.end()

    k.show(body)
    k.board.after = None
    verb = act.capitalize()
    task = k.ask(
        "{v} {G}.",
        "{v} the line {G}.",
        "Use the {a} icon of {G}.",
        "In the row {G} press {a}.",
        "For {G}, click {a}.",
        "{v} the entry named {G}.",
        v=verb,
        a=act,
        G=goal,
    )
    return Job(task, plan, lambda: missing or used[-1:] == [(act, goal)])


def search(k: Kit) -> Job:
    """Search for a word, then open the n-th result, on a later page at times."""
    word = k.words.word() if k.chance(0.6) else k.words.pick("first")
    per, count = k.rng.randint(2, 3 if k.small else 4), k.rng.randint(1, 3)
    results = [Link(name) for name in k.words.different(per * count, "phrase")]
    texts = [k.words.sentence(3, 6) for _ in results]
    at = k.rng.randrange(len(results))
    field, page, found = Field("search", wide=90 if k.small else 180), [0], [False]
    go = Button("Search", icon="search" if k.chance(0.4) else None)
    go.effect = lambda: found.__setitem__(0, bool(field.value))
    field.enter = go.effect
    numbers = k.chance(0.5)
    arrows = k.some(">", "Next", ">>")
    numbered = [Link(str(n + 1), partial(page.__setitem__, 0, n)) for n in range(count)]
    onward = Link(arrows, lambda: page.__setitem__(0, min(count - 1, page[0] + 1)))
    goal = results[at]
    goal.effect = k.finish

    def body(f: Flow) -> None:
        f.line(field, go)
        if found[0]:
            for n in range(page[0] * per, page[0] * per + per):
                f.line(results[n])
                f.text(texts[n], f.skin.look.small, colour=f.skin.look.muted)
            if count > 1:
                f.line(*(numbered if numbers else [onward]), gap=12)
        else:
            f.space(120)

    def plan(h: Hand) -> Iterator[Action]:
        yield from h.write(field, word)
        yield from h.until(go, lambda: found[0])
        while page[0] != at // per:
            yield h.click(numbered[at // per] if numbers else onward)
        yield from h.press(goal)
        yield h.end()

    k.show(body)
    n = at + 1
    nth = f"{n}{'th' if 10 < n < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"
    if k.chance(0.6):
        task = k.ask(
            "Look for {W} and open the {n} hit.",
            "Search {W}; click result number {i}.",
            "Type {W} into the search box, search, and follow the {n} link.",
            W=word,
            n=nth,
            i=str(n),
        )
    else:
        task = k.ask(
            "Look for {W} and open {G}.", "Search {W} and follow the result {G}.", W=word, G=goal.name
        )
    return Job(task, plan, lambda: goal.hits == 1 and field.value == word)


KINDS = {"scroll": scroll, "row": row, "search": search}
