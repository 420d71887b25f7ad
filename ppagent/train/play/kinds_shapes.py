"""In: a kit. Out: jobs on shapes and colours: the one that is described, patches, squares of a grid, how many."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ppagent.action.schema import Action, Answer, Fail
from ppagent.train.drawn.look import Colour, shade
from ppagent.train.play.board import Board
from ppagent.train.play.flow import Flow
from ppagent.train.play.kit import Hand, Job, Kit
from ppagent.train.play.parts import Button
from ppagent.train.play.rows import Tile
from ppagent.train.sheet import Box

COLOURS: dict[str, Colour] = {
    "red": (220, 20, 20), "green": (20, 150, 40), "blue": (30, 60, 220), "yellow": (245, 225, 30), "orange": (250, 150, 20), "purple": (130, 30, 150),
    "pink": (250, 150, 190), "brown": (130, 80, 30), "black": (10, 10, 10), "grey": (140, 140, 140), "cyan": (30, 220, 230), "magenta": (230, 20, 220),
    "white": (255, 255, 255), "lime": (140, 240, 30), "navy": (10, 10, 110), "olive": (128, 128, 10), "teal": (10, 128, 128),
}  # fmt: skip
SHAPES = ("circle", "square", "triangle", "star", "diamond", "bar")


class Shape(Tile):
    """A shape in a colour."""

    def __init__(self, what: str, colour: str, effect: Callable[[], None], share: float) -> None:
        super().__init__(f"{colour} {what}", effect, role="image")
        self.what, self.colour, self.share = what, colour, share

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        side = (box[2] - box[0]) * self.share
        cx, cy, r = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, side / 2
        fill, pen = COLOURS[self.colour], b.p.pen
        line = shade(fill, -60) if self.colour != "black" else fill
        if self.what == "circle":
            pen.ellipse((cx - r, cy - r, cx + r, cy + r), fill, line)
        elif self.what in {"square", "bar"}:
            tall = r if self.what == "square" else r * 0.45
            pen.rectangle((cx - r, cy - tall, cx + r, cy + tall), fill, line)
        else:
            corners = {"triangle": ((0, -1), (1, 0.85), (-1, 0.85)), "diamond": ((0, -1), (0.8, 0), (0, 1), (-0.8, 0)),
                       "star": ((0, -1), (0.25, -0.3), (1, -0.3), (0.4, 0.15), (0.6, 0.9), (0, 0.45), (-0.6, 0.9), (-0.4, 0.15), (-1, -0.3), (-0.25, -0.3))}[self.what]  # fmt: skip
            pen.polygon([(cx + r * x, cy + r * y) for x, y in corners], fill, line)
        around = (cx - r, cy - r, cx + r, cy + r)
        b.p.mark("image", self.name, around, ink=around, written=False)
        self.box = around


def shapes(k: Kit) -> Job:
    """Click the shape that is described; each lies in a cell of its own."""
    per, lines = k.rng.randint(3, 5), k.rng.randint(2, 4)
    kinds = [
        (what, colour)
        for what in SHAPES
        for colour in k.rng.sample([name for name in COLOURS if name != "white"], 6)
    ]
    k.rng.shuffle(kinds)
    cells = k.rng.sample(range(per * lines), k.rng.randint(3, min(9, per * lines)))
    parts = {cell: Shape(*kinds[n], k.finish, k.rng.uniform(0.4, 0.95)) for n, cell in enumerate(cells)}
    goal = k.rng.choice(list(parts.values()))
    all_of = list(parts.values())
    missing = k.chance(0.06) and len(parts) > 3
    if missing:
        parts = {cell: part for cell, part in parts.items() if part is not goal and part.what != goal.what}
    said = goal.name
    if sum(one.what == goal.what for one in all_of) == 1 and k.chance(0.5):
        said = goal.what
    elif not missing and sum(one.colour == goal.colour for one in all_of) == 1 and k.chance(0.5):
        said = f"{goal.colour} {k.some('shape', 'thing', 'item')}"

    def body(f: Flow) -> None:
        side = f.w / per if f.w < f.u(300) else f.u(70)
        for cell, part in parts.items():
            f.put(part, f.x + cell % per * side, f.y + cell // per * side, side, side)
        f.y += int(side * lines)

    def plan(h: Hand) -> Iterator[Action]:
        if missing:
            yield Fail(reason=f"there is no {said}")
            return
        yield from h.press(goal)
        yield h.end()

    k.show(body)
    return Job(
        k.ask(
            "Click the {s}.",
            "Point at the {s} and click it.",
            "Where is the {s}? Click it.",
            "Choose the {s}.",
            s=said,
        ),
        plan,
        lambda: missing or goal.hits == 1,
    )


def patches(k: Kit) -> Job:
    """Click the patch of a colour, or the square of a grid that has a number or letter."""
    coloured = k.chance(0.5)
    if coloured:
        names = k.rng.sample(list(COLOURS), k.rng.randint(3, 8))
        tiles = [Tile(name, k.finish, fill=COLOURS[name], role="image") for name in names]
    else:
        names = k.rng.sample([str(n) for n in range(1, 40)] + list("ABCDEFGHKLMNPRST"), k.rng.randint(6, 16))
        tiles = [Tile(name, k.finish, text=name) for name in names]
    goal, per = k.rng.choice(tiles), k.rng.randint(3, 4)

    def body(f: Flow) -> None:
        side = min(f.w / per, f.u(50))
        for n, tile in enumerate(tiles):
            f.put(tile, f.x + n % per * side, f.y + n // per * side, side - f.u(3), side - f.u(3))
        f.y += int(side * -(-len(tiles) // per))

    def plan(h: Hand) -> Iterator[Action]:
        yield from h.press(goal)
        yield h.end()

    k.show(body)
    ways = ("Click the {n} patch.", "Choose {n}.", "Click on {n}.", "Pick the colour {n}.") if coloured else ("Click {n}.", "Press the square {n}.", "Choose the field with {n}.", "Find {n} and click it.")  # fmt: skip
    return Job(k.ask(*ways, n=goal.name), plan, lambda: goal.hits == 1)


def count(k: Kit) -> Job:
    """Count shapes; the answer is a button, or said."""
    what, colour = k.some(*SHAPES), k.some("red", "green", "blue", "black", "orange", "purple")
    number = k.rng.randint(1, 5)
    others = [
        (k.some(*(one for one in SHAPES if one != what)), k.some(*(one for one in COLOURS if one != "white")))
        for _ in range(k.rng.randint(0, 4))
    ]
    kinds = [(what, colour)] * number + others
    per, lines = 5, 2
    cells = k.rng.sample(range(per * lines), len(kinds))
    parts = {cell: Shape(*kinds[n], lambda: None, k.rng.uniform(0.5, 0.9)) for n, cell in enumerate(cells)}
    for cell, part in parts.items():
        part.seed += str(cell)
    choices = [Button(str(n), k.finish) for n in range(1, 6)]
    said = k.chance(0.3)

    def body(f: Flow) -> None:
        side = min(f.w / per, f.u(60))
        for cell, part in parts.items():
            f.put(part, f.x + cell % per * side, f.y + cell // per * side, side, side)
        f.y += int(side * lines)
        if not said:
            f.line(*choices)

    def plan(h: Hand) -> Iterator[Action]:
        if said:
            yield Answer(text=str(number))
            return
        yield from h.press(choices[number - 1])
        yield h.end()

    k.show(body)
    plural = what + "s"
    return Job(k.ask("How many {p} are there?", "Count the {p}.", p=plural) if said else k.ask("How many {p} are there? Click the number.", "Count the {p} and press the right number.", p=plural),
               plan, lambda: said or choices[number - 1].hits == 1)  # fmt: skip


KINDS = {"shapes": shapes, "patches": patches, "count": count}
