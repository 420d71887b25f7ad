"""In: a kit. Out: jobs of dragging and marking: items into places, lists into order, texts; posts, and several rows."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.action.schema import Action, Click, Drag, Point
from ppagent.train.drawn.look import any_colour
from ppagent.train.play.board import Board
from ppagent.train.play.flow import Flow, wrapped
from ppagent.train.play.kit import Hand, Job, Kit
from ppagent.train.play.parts import Button, Part
from ppagent.train.play.rows import Item, RowIcon
from ppagent.train.sheet import Box


class Zone(Part):
    """A place where things are put."""

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p = b.p
        p.rect(*box, b.skin.look.panel, b.skin.look.border)
        p.text(
            (box[0] + box[2]) / 2,
            box[1] + b.skin.look.text.size * 0.8,
            self.name,
            align="c",
            role="text",
            box=box,
        )

    def inside(self, point: Point) -> bool:
        """Whether a point lies in it."""
        return self.box[0] <= point[0] <= self.box[2] and self.box[1] <= point[1] <= self.box[3]


def into(k: Kit) -> Job:
    """Drag one or two items into the place that is named."""
    zones = [Zone(name) for name in k.names(1, 2, "word")]
    goal = k.rng.choice(zones)
    where: dict[str, Zone | None] = {}
    items: list[Item] = []

    def moved(name: str, point: Point) -> None:
        for zone in zones:
            if zone.inside(point):
                where[name] = zone

    for name in k.names(2, 4, "word", "product" if not k.small else "word"):
        where[name] = None
        items.append(Item(name, lambda point, name=name: moved(name, point), fill=any_colour(k.rng, 90, 255)))  # type: ignore[misc]
    wanted = k.rng.sample(items, k.rng.choice((1, 1, 2)))
    go = k.submit()
    ends = k.chance(0.5)

    def body(f: Flow) -> None:
        f.line(*(item for item in items if where[item.name] is None), gap=4)
        f.space(4)
        high, wide = f.u(90), f.w / len(zones)
        for n, zone in enumerate(zones):
            f.put(zone, f.x + n * wide, f.y, wide - f.u(6), high)
            inner = Flow(
                f.board, f.x + n * wide + f.u(4), f.y + f.u(22), wide - f.u(14), floor=f.floor, dry=f.dry
            )
            for item in items:
                if where[item.name] is zone:
                    inner.line(item)
        f.y += high + f.u(6)
        if ends:
            f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        for item in wanted:
            while where[item.name] is not goal:
                yield h.drag(
                    item, ((goal.box[0] + goal.box[2]) / 2, goal.box[1] + (goal.box[3] - goal.box[1]) * 0.6)
                )
        if ends:
            yield from h.press(go)
        yield h.end()

    k.show(body)
    if not ends:
        k.board.after = None
    w = " and ".join(item.name for item in wanted)
    end = k.some(f", then press {go.name}.", f" and click {go.name}.") if ends else "."
    return Job(k.ask("Drag {w} into {Z}", "Put {w} into the box {Z}", "Move {w} to {Z}", "Pull {w} over to {Z}", w=w, Z=goal.name).rstrip(".") + end, plan,
               lambda: all((where[item.name] is goal) == (item in wanted) for item in items))  # fmt: skip


def order(k: Kit) -> Job:
    """Bring one entry of a list to the top, the end, or before another one, by dragging."""
    names = k.names(3, min(6, k.room), "word", "person" if not k.small else "word")
    line: list[Item] = []
    colour = any_colour(k.rng, 190, 250)

    def moved(item: Item, point: Point) -> None:
        above = [one for one in line if one is not item and (one.box[1] + one.box[3]) / 2 < point[1]]
        line.remove(item)
        line.insert(len(above), item)

    for name in names:
        item = Item(name, lambda _point: None, fill=colour)
        item.moved = lambda point, item=item: moved(item, point)  # type: ignore[misc]
        line.append(item)
    item = k.rng.choice(line)
    rest = [one for one in line if one is not item]
    at = k.rng.choice([n for n in range(len(line)) if n != line.index(item)])
    want = [one.name for one in [*rest[:at], item, *rest[at:]]]

    def body(f: Flow) -> None:
        high = f.skin.look.text.size * 1.3 + f.u(6)
        wide = min(f.w, f.u(160))
        for one in line:
            f.put(one, f.x, f.y, wide, high)
            f.y += int(high + f.u(2))

    def plan(h: Hand) -> Iterator[Action]:
        spots = [one.box for one in line]
        target = spots[at]
        edge = target[1] + 2 if at < line.index(item) else target[3] - 2
        yield h.drag(item, ((target[0] + target[2]) / 2, edge))
        yield h.end()

    k.show(body)
    k.board.after = None
    if at == 0:
        task = k.ask("Drag {I} to the top of the list.", "Make {I} the first entry.", I=item.name)
    elif at == len(line) - 1:
        task = k.ask("Drag {I} to the end of the list.", "Make {I} the last entry.", I=item.name)
    else:
        task = k.ask(
            "Drag {I} to position {n}.", "Move {I} to place {n} in the list.", I=item.name, n=str(at + 1)
        )
    return Job(task, plan, lambda: [one.name for one in line] == want)


class Paragraph(Part):
    """A text that a drag marks from one place to another."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(name)
        self.text, self.marked = text, False
        self.ends: tuple[Point, Point] = ((0, 0), (0, 0))

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        return room, len(wrapped(self.text, b.skin.look.text, room)) * b.skin.look.text.size * 1.3

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, font = b.p, b.skin.look.text
        step = font.size * 1.3
        lines = wrapped(self.text, font, box[2] - box[0])
        for n, line in enumerate(lines):
            yc = box[1] + (n + 0.5) * step
            if self.marked:
                p.rect(box[0], yc - step / 2, box[0] + font.width(line) + 1, yc + step / 2, (150, 190, 240))
            p.text(box[0], yc, line, font, (0, 0, 0) if self.marked else None, role="text")
        self.ends = (
            (round(box[0] + 1.0, 1), round(box[1] + step / 2, 1)),
            (round(box[0] + font.width(lines[-1]), 1), round(box[1] + (len(lines) - 0.5) * step, 1)),
        )

    def drag(self, b: Board, start: Point, end: Point) -> None:  # noqa: ARG002 - from its begin to its end
        """See `Part`."""
        self.marked = True

    def click(self, b: Board, point: Point, action: Click) -> None:  # noqa: ARG002 - three clicks mark it
        """See `Part`."""
        self.marked = action.count == 3


def mark(k: Kit) -> Job:
    """Mark a paragraph with the mouse."""
    count = k.rng.randint(1, 3)
    texts = [
        Paragraph(k.words.text(1 if k.small else k.rng.randint(1, 2)), f"paragraph {n + 1}")
        for n in range(count)
    ]
    at, go, ends = k.rng.randrange(count), k.submit(), k.chance(0.6)
    goal = texts[at]

    def body(f: Flow) -> None:
        for text in texts:
            f.line(text)
            f.space(4)
        if ends:
            f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        while not goal.marked:
            yield Drag(start=goal.ends[0], end=goal.ends[1])
        if ends:
            yield from h.press(go)
        yield h.end()

    k.show(body, plain=True)
    if not ends:
        k.board.after = None
    which = "text" if count == 1 else f"{('first', 'second', 'third')[at]} paragraph"
    return Job(k.ask("Mark the whole {w} with the mouse", "Select all words of the {w}", "Drag over the {w} so that it is selected", w=which).rstrip(".")
               + (f", then press {go.name}." if ends else "."), plan, lambda: goal.marked)  # fmt: skip


def posts(k: Kit) -> Job:
    """Use an icon under the post of one person, or under each of that person's."""
    people = k.words.different(k.rng.randint(2, 4), "person")
    count = k.rng.randint(2, 3 if k.small else 5)
    authors = [k.rng.choice(people) for _ in range(count)]
    who = k.rng.choice(authors)
    marks = k.rng.sample(
        (
            ("like", "heart"),
            ("reply", "reply"),
            ("share", "share"),
            ("bookmark", "bookmark"),
            ("more", "more"),
        ),
        k.rng.randint(2, 4),
    )
    act = k.rng.choice(marks)[0]
    icons = [[RowIcon(name, meaning, author) for name, meaning in marks] for author in authors]
    texts = [k.words.sentence(3, 8) for _ in authors]
    every = authors.count(who) > 1
    goals = [
        line[[name for name, _ in marks].index(act)]
        for line, author in zip(icons, authors, strict=True)
        if author == who
    ]
    go = Button(k.some("Submit", "Done", "OK"), k.finish)
    ends = every and k.chance(0.6)

    def body(f: Flow) -> None:
        for author, text, line in zip(authors, texts, icons, strict=True):
            f.text(author, f.skin.look.strong, role="heading")
            f.text(text)
            f.line(*line, gap=8)
            f.rule()
        if ends:
            f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        for goal in goals:
            yield from h.press(goal)
        if ends:
            yield from h.press(go)
        yield h.end()

    k.show(body)
    if not ends:
        k.board.after = None
    verb = {
        "like": "Like",
        "reply": "Reply to",
        "share": "Share",
        "bookmark": "Bookmark",
        "more": "Open the menu (more) of",
    }[act]
    task = (
        k.ask("{v} every post of {w}", "{v} all that {w} wrote", v=verb, w=who)
        if every
        else k.ask("{v} the post of {w}", "{v} what {w} wrote", v=verb, w=who)
    )
    return Job(
        task.rstrip(".") + (f", then press {go.name}." if ends else "."),
        plan,
        lambda: all(goal.hits == 1 for goal in goals),
    )


KINDS = {"into": into, "order": order, "mark": mark, "posts": posts}
