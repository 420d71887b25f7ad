"""In: a kit. Out: jobs with menus that a button opens: entries with icons, menus within menus, the menu of one post of several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from ppagent.action.schema import Action, Fail
from ppagent.train.drawn.look import mix
from ppagent.train.play.board import Board
from ppagent.train.play.choices import Entry, Menu, panel
from ppagent.train.play.flow import Flow
from ppagent.train.play.kinds_click import COMMANDS, ICONS
from ppagent.train.play.kit import Hand, Job, Kit
from ppagent.train.play.parts import Button, Part
from ppagent.train.sheet import Box


class Pictured(Entry):
    """An entry with an icon before its words, or the icon alone; ``off``: it cannot be chosen."""

    def __init__(self, name: str, meaning: str, chosen: list[str], *, off: bool = False) -> None:
        super().__init__(name)
        self.meaning, self.off = meaning, off
        self.effect = lambda: None if off else chosen.append(name)

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, s, yc = b.p, b.skin, (box[1] + box[3]) / 2
        left, size = box[0] + p.u(5), min(s.look.icon, int(box[3] - box[1]) - 1)
        ink = mix(s.look.ink, s.look.ground, 0.6) if self.off else s.look.ink
        if self.meaning:
            p.icon(left, yc, size, self.meaning, ink, role="", plain=True)
        p.text(left + size + p.u(6), yc, self.name, None, ink, role=self.role, box=box, group=self.group, room=box[2] - left - size - p.u(8),
               state="disabled" if self.off else "")  # fmt: skip
        if self.deeper:
            p.wedge(box[2] - p.u(8), yc, p.u(3), "r", ink)


class Opener(Menu):
    """A button that opens a menu, with a menu within it at times."""

    role = "button"

    def __init__(
        self,
        name: str,
        entries: Sequence[Entry],
        under: dict[str, Sequence[Entry]],
        *,
        up: bool,
        icon: str = "",
    ) -> None:
        super().__init__(name, entries, under)
        self.up = up
        self.face = Button(name, icon=icon or None)

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        return self.face.size(b, room)

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        self.face.paint(b, box)

    def overlay(self, b: Board) -> None:
        """See `Part`."""
        font, look = b.skin.look.text, b.skin.look
        wide = max(font.width(entry.name) for entry in self.entries) + look.icon + b.p.u(34)
        high = sum(entry.size(b, wide)[1] for entry in self.entries)
        panel(b, self.entries, self.box[0], self.box[1] - high - b.p.u(4) if self.up else self.box[3], wide)
        if self.inner:
            owner = next(entry for entry in self.entries if entry.name == self.inner)
            more = self.under[self.inner]
            breadth = max(font.width(entry.name) for entry in more) + look.icon + b.p.u(20)
            over = owner.box[2] + breadth > b.size[0]
            panel(
                b,
                more,
                owner.box[0] + b.p.u(26) if over else owner.box[2] - 2,
                owner.box[3] if over else owner.box[1],
                breadth,
            )


def button_menu(k: Kit) -> Job:
    """A button opens a menu; an entry of it, or of a menu within it, is chosen by its words or by its icon."""
    chosen: list[str] = []
    names = k.rng.sample(COMMANDS, 9)
    icons = k.rng.sample(ICONS, 9)
    pictured = k.chance(0.75)
    count = k.rng.randint(3, 6)

    def one(n: int, *, off: bool = False) -> Pictured:
        return Pictured(names[n], icons[n] if pictured and (n % 4 or not off) else "", chosen, off=off)

    entries: list[Pictured] = [one(n, off=n == 1 and k.chance(0.4)) for n in range(count)]
    under: dict[str, Sequence[Entry]] = {}
    inner = [one(n) for n in range(6, 9)]
    deep = k.chance(0.45)
    holder = k.rng.choice([entry for entry in entries if not entry.off])
    if deep:
        holder.name = k.some("More", "Playing", "Extras", "Other", "Arrange", "Export as", "Sort", "Move")
        holder.meaning = ""
        under[holder.name] = inner
    able = [entry for entry in entries if not entry.off and entry is not holder]
    goal = k.rng.choice(inner) if deep and k.chance(0.55) else k.rng.choice(able)
    missing = k.chance(0.05)
    by_icon = pictured and bool(goal.meaning) and k.chance(0.25) and not missing
    opener = Opener(
        k.some("Menu", "Options", "Actions", "More", "Tools", "Open", "Choose", "Commands"), entries, under, up=k.chance(0.4), icon=k.some("menu", "more", "settings") if k.chance(0.2) else "",
    )  # fmt: skip
    text, low = k.words.text(1), k.chance(0.5) or opener.up
    indent = k.rng.randint(0, 10 if k.small else 120)
    wanted = k.words.word().capitalize() if missing else goal.name

    def body(f: Flow) -> None:
        if low:
            f.text(text)
            f.space(90 if opener.up else 10)
        f.line(opener, indent=indent)
        if not low:
            f.text(text)
        f.space(10 if opener.up else 110)

    def plan(h: Hand) -> Iterator[Action]:
        yield from h.until(opener, lambda: h.board.opened is opener)
        if (goal in inner or missing) and deep:
            yield from h.press(holder)
        if missing:
            yield Fail(reason=f"there is no {wanted}")
            return
        yield from h.press(goal)
        yield h.end()

    k.show(body)
    m = f"the {opener.face.icon} button" if opener.face.icon else ""
    what = (
        f"the entry with the {goal.meaning} icon" if by_icon else k.some('"{}"', "'{}'", "{}").format(wanted)
    )
    task = k.ask(
        "Press {m} and choose {w}.", "Open {m}, then click {w} in it.", "Use {m} to get to {w}.", "Click {m}; in what opens, find and click {w}.", "With {m}, pick {w}.",
        "First {m}, then {w}.", "Find {w} in the menu behind {m} and click it.", m=m or k.some('"{}"', "the button {}", 'the "{}" button').format(opener.name), w=what,
    )  # fmt: skip
    return Job(task, plan, lambda: missing or chosen == [goal.name])


_POST = (
    "Report",
    "Hide",
    "Copy link",
    "Mute",
    "Block",
    "Follow",
    "Embed",
    "Save",
    "Translate",
    "Pin to top",
    "Not interested",
    "Edit",
    "Turn off replies",
)


def post_menu(k: Kit) -> Job:
    """Posts, each with a menu behind an icon: an entry in that of one person."""
    people = k.words.different(k.rng.randint(2, 3 if k.small else 5), "person")
    names = k.rng.sample(_POST, k.rng.randint(3, 5))
    icon = k.some("more", "more", "menu", "settings")
    taken: list[tuple[str, str]] = []
    openers: list[Opener] = []
    for person in people:
        mine: list[str] = []
        entries = [Pictured(name, "", mine) for name in names]
        for entry in entries:
            entry.seed += person
            entry.effect = partial(taken.append, (person, entry.name))
        opener = Opener("more", entries, {}, up=False, icon=icon)
        opener.seed += person
        opener.face.group = opener.group = person
        openers.append(opener)
    at, what = k.rng.randrange(len(people)), k.rng.choice(names)
    texts = [k.words.sentence(3, 8) for _ in people]
    right = k.chance(0.6)

    def body(f: Flow) -> None:
        for person, text, opener in zip(people, texts, openers, strict=True):
            if right:
                w, h = opener.size(f.board, f.w)
                f.put(opener, f.x + f.w - w, f.y, w, h)
            f.text(person, f.skin.look.strong, role="heading")
            f.text(text)
            if not right:
                f.line(opener)
            f.rule()
        f.space(60)

    def plan(h: Hand) -> Iterator[Action]:
        opener = openers[at]
        yield from h.until(opener, lambda: h.board.opened is opener)
        yield from h.press(next(entry for entry in opener.entries if entry.name == what))
        yield h.end()

    k.show(body)
    k.board.after = None
    task = k.ask("{W} for the post of {P}.", "In the menu of {P}'s post, choose {W}.", "Open the menu at the post of {P} and click {W}.", "Choose {W} in the menu of what {P} wrote.",
                 "Use {W} on {P}'s post.", P=people[at], W=what)  # fmt: skip
    return Job(task, plan, lambda: taken == [(people[at], what)])


def flyout(k: Kit) -> Job:
    """A list of entries on the page itself, some of which open further ones beside them: to an entry two or three deep."""
    names = iter(k.words.different(30, "word"))
    chosen: list[str] = []
    depth = k.rng.choice((1, 1, 2))
    top: list[Part] = []
    path: list[str] = []
    entries = [Entry(next(names)) for _ in range(k.rng.randint(3, 5))]
    holder = k.rng.choice(entries)
    inner = [Entry(next(names)) for _ in range(k.rng.randint(2, 4))]
    for entry in (*entries, *inner):
        entry.effect = partial(chosen.append, entry.name)
    bar = Menu(next(names).capitalize(), entries, {holder.name: inner})
    others = [
        Menu(next(names).capitalize(), [Entry(next(names)) for _ in range(3)])
        for _ in range(k.rng.randint(0, 1 if k.small else 3))
    ]
    top = [*others, bar]
    k.rng.shuffle(top)
    goal = (
        k.rng.choice(inner)
        if depth == 2
        else k.rng.choice([entry for entry in entries if entry is not holder])
    )
    path = [bar.name, *([holder.name] if depth == 2 else []), goal.name]

    def body(f: Flow) -> None:
        f.line(*top, gap=0)
        f.space(120)

    def plan(h: Hand) -> Iterator[Action]:
        yield from h.until(bar, lambda: h.board.opened is bar)
        if depth == 2:
            yield from h.press(holder)
        yield from h.press(goal)
        yield h.end()

    k.show(body)
    way = k.some(">", " > ", ", ", " / ", " and then ").join(path)
    task = k.ask(
        "Select {w}", "Choose {w}.", "Go to {w} in the menu.", "Click {w}.", "Take the entry {w}.", w=way
    )
    return Job(task, plan, lambda: chosen == [goal.name])


KINDS = {"button_menu": button_menu, "post_menu": post_menu, "flyout": flyout}
