"""In: a kit. Out: jobs of clicking: buttons, links, icons, several in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ppagent.action.schema import Action, Fail
from ppagent.train.play.fields import Field
from ppagent.train.play.flow import Flow
from ppagent.train.play.kit import Hand, Job, Kit, quoted
from ppagent.train.play.parts import Button, Link, Part

ICONS = (
    "search", "settings", "delete", "home", "edit", "save", "print", "mail", "bell", "lock", "download", "upload", "refresh", "undo",
    "redo", "copy", "cut", "paste", "folder", "calendar", "clock", "add", "user", "menu", "close",
)  # fmt: skip


COMMANDS = (
    "New note", "Open copy", "Save draft", "Share link", "Export list", "Print page", "Undo step", "Redo step", "Cut", "Paste", "Select row",
    "Find text", "Replace", "Zoom", "Side panel", "Details", "Word count", "Spelling", "Rename", "Move to", "Archive", "Properties",
    "Sort by name", "Sort by date", "Refresh", "Shortcuts", "About", "Send report", "Check updates", "Preferences", "Full view", "Ruler",
)  # fmt: skip


CLICK = ("Click {W}.", "Press {W}.", "Click on {W}.", "Click the {k} {W}.", "Press the {W} {k}.", "Hit {W}.", "Please click on the {k} {W}.", "Use the {k} {W}.", "Push {W}.")  # fmt: skip


def button(k: Kit) -> Job:
    """Click one of several buttons or links; now and then it is not there."""
    kind = k.some("button", "button", "link")
    names = k.names(2, min(8, k.room + 1), "word", "phrase", "product")
    if kind == "button" and k.chance(0.4):
        names = k.rng.sample(COMMANDS, min(len(names), 6))
    goal = k.rng.choice(names)
    missing = k.chance(0.05)
    parts: list[Part] = [
        (Button if kind == "button" else Link)(name) for name in names if not (missing and name == goal)
    ]
    wanted = next((part for part in parts if part.name == goal), parts[0])
    text = k.words.sentence()
    at, per = k.rng.randint(0, 3), k.rng.choice((1, 2, 3, 9))
    align, place = k.some("l", "l", "c"), k.rng.getrandbits(32)

    def body(f: Flow) -> None:
        if at == 0:
            f.text(text)
        if at == 2:
            f.scatter(parts, place, 120)
            return
        if kind == "link" and per > 2:
            for number, part in enumerate(parts):
                f.line(part, *(text.split()[number : number + 2]))
            return
        for first in range(0, len(parts), per):
            f.line(*parts[first : first + per], align=align)
        if at == 1:
            f.text(text)

    def plan(h: Hand) -> Iterator[Action]:
        if missing:
            yield Fail(reason=f"there is no {goal}")
            return
        yield from h.press(wanted)
        yield h.end()

    wanted.effect = k.finish
    k.show(body)
    return Job(k.ask(*CLICK, W=goal, k=kind), plan, lambda: missing or wanted.hits == 1)


def series(k: Kit) -> Job:
    """Several buttons in the order that is asked for; a field is only clicked when it is named."""
    names = (
        k.names(2, 5, "word", "product")
        if k.chance(0.6)
        else [k.some("Button ", "Key ", "No. ") + str(n) for n in range(1, 4)]
    )
    parts: list[Part] = [Button(name) for name in names]
    text = Field("field", wide=k.rng.choice((0, 80)))
    with_field = k.chance(0.2)
    order = k.rng.sample(parts, min(len(parts), k.rng.randint(2, 4)))
    if with_field:
        order.insert(k.rng.randrange(len(order)), text)
    shift = [k.rng.randint(0, 30 if k.small else 120) for _ in names]
    said = [quoted(k.rng, part.name) if isinstance(part, Button) else "the text field" for part in order]
    pressed: list[str] = []
    scattered, place = k.chance(0.5), k.rng.getrandbits(32)
    if scattered:
        text.wide = 80

    def body(f: Flow) -> None:
        if scattered:
            f.scatter([text, *parts] if with_field else parts, place, 110)
            return
        if with_field:
            f.line(text)
        for part, by in zip(parts, shift, strict=True):
            f.line(part, indent=by)

    def plan(h: Hand) -> Iterator[Action]:
        for part in order:
            yield from h.press(part)
        yield h.end()

    def seen(part: Part) -> Callable[[], None]:
        return lambda: pressed.append(part.name)

    for part in parts:
        part.effect = seen(part)
    k.show(body)
    then = k.some(", then ", " and then ", ", after that ")
    return Job(k.some("Click ", "Press ", "First click ") + then.join(said) + ".", plan,
               lambda: pressed == [part.name for part in order if part is not text])  # fmt: skip


def icon(k: Kit) -> Job:
    """Click one of several icons."""
    names = k.rng.sample(ICONS, k.rng.randint(3, 7))
    goal = Button(names[0], k.finish, icon=names[0])
    missing = k.chance(0.06)
    parts = [Button(name, icon=name) for name in names[1:]]
    if not missing:
        parts.insert(k.rng.randint(0, len(parts)), goal)
    text, scattered, place = k.words.sentence(), k.chance(0.3), k.rng.getrandbits(32)

    def body(f: Flow) -> None:
        if scattered:
            f.scatter(parts, place, 110)
            return
        f.line(*parts, gap=4)
        f.text(text)

    def plan(h: Hand) -> Iterator[Action]:
        if missing:
            yield Fail(reason=f"there is no {goal.name}")
            return
        yield from h.press(goal)
        yield h.end()

    k.show(body)
    return Job(k.ask("Click the {n} icon.", "Press the {n} button.", "Use the icon for {n}.", "Click on the {n} symbol.", n=goal.name), plan,
               lambda: missing or goal.hits == 1)  # fmt: skip


KINDS = {"button": button, "series": series, "icon": icon}
