"""In: a kit. Out: jobs that ask for some thought: things by their sort, grids, shades, what loads, names of shapes, sizes."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.action.schema import Action, Click, Drag, Wait
from ppagent.train.drawn.look import mix
from ppagent.train.play.choices import Select
from ppagent.train.play.fields import Field
from ppagent.train.play.flow import Flow
from ppagent.train.play.kinds_shapes import COLOURS, SHAPES, Shape
from ppagent.train.play.kit import Hand, Job, Kit
from ppagent.train.play.parts import Button, Check, Link, Part, Radio
from ppagent.train.play.steppers import Slider
from ppagent.train.play.things import Area, Grid, Patch


def sort(k: Kit) -> Job:
    """Click a thing of some sort; there is one of each."""
    radios: list[Radio] = []
    words = k.words.different(6, "word")
    every: dict[str, Part] = {
        "button": Button(words[0]), "link": Link(words[1]), "check box": Check(words[2]), "radio button": Radio(words[3], radios),
        "text field": Field("", wide=k.rng.choice((70, 100, 120))), "text area": Field("area", words[4], rows=3, wide=100), "slider": Slider("", 5, 0, 10, wide=90),
        "drop-down list": Select("list", words[3:6], seen=False),
    }  # fmt: skip
    names = k.rng.sample(list(every), k.rng.randint(3, min(6, k.room)))
    if "text area" in names and "text field" in names:
        names.remove("text area")
    parts = {name: every[name] for name in names}
    goal = k.rng.choice(names)
    part = parts[goal]
    part.effect = k.finish
    called = {"text field": ("text field", "input", "field for text"), "text area": ("text area", "large field"), "check box": ("check box", "box to tick"),
              "radio button": ("radio button", "round button to choose"), "drop-down list": ("drop-down list", "list that opens", "select box")}.get(goal, (goal,))  # fmt: skip

    def body(f: Flow) -> None:
        for one in parts.values():
            f.line(one)

    def plan(h: Hand) -> Iterator[Action]:
        yield from h.press(part)
        yield h.end()

    k.show(body, plain=True)
    return Job(
        k.ask(
            "Click the {n}.",
            "Click on a {n}.",
            "Find the {n} and click it.",
            "There is a {n}; click it.",
            n=k.some(*called),
        ),
        plan,
        lambda: part.hits == 1,
    )


def grid(k: Kit) -> Job:
    """Click a crossing of a grid by its numbers."""
    reach = k.rng.choice((2, 2, 3))
    board = Grid(reach)
    want = k.rng.randint(-reach, reach), k.rng.randint(-reach, reach)

    def body(f: Flow) -> None:
        f.line(board)

    def plan(h: Hand) -> Iterator[Action]:
        while board.at != want:
            yield Click(point=board.spot_of(*want))
        yield h.end()

    k.show(body, plain=True)
    k.board.after = None
    return Job(
        k.ask(
            "Click the point ({x}, {y}).",
            "Mark x = {x}, y = {y}.",
            "Click where x is {x} and y is {y}.",
            x=str(want[0]),
            y=str(want[1]),
        ),
        plan,
        lambda: board.at == want,
    )


def shades(k: Kit) -> Job:
    """Mark all squares of one colour, whatever their shade, then submit."""
    families = k.rng.sample(("red", "green", "blue", "yellow", "grey", "purple"), k.rng.randint(2, 4))
    goal = families[0]
    chosen = [k.rng.choice(families) for _ in range(k.rng.choice((6, 8, 9, 12)))]
    chosen[0] = goal
    k.rng.shuffle(chosen)
    patches = []
    for n, name in enumerate(chosen):
        base = COLOURS[name]
        patches.append(
            Patch(name, mix(base, k.rng.choice(((255, 255, 255), (0, 0, 0))), k.rng.uniform(0, 0.4)), n)
        )
    go, per = k.submit(), k.rng.randint(3, 4)

    def body(f: Flow) -> None:
        side = min(f.w / per, f.u(40))
        for n, patch in enumerate(patches):
            f.put(patch, f.x + n % per * side, f.y + n // per * side, side - f.u(3), side - f.u(3))
        f.y += int(side * -(-len(patches) // per) + f.u(3))
        f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        while True:
            wrong = next((patch for patch in patches if patch.on != (patch.name == goal)), None)
            if wrong is None:
                break
            yield h.click(wrong)
        yield from h.press(go)
        yield h.end()

    k.show(body, plain=True)
    return Job(k.ask("Mark every {n} square and press {b}.", "Select all patches that are {n}, then click {B}.", "Choose all that is {n}; then {b}.", n=goal, b=go.name, B=go.name),
               plan, lambda: go.hits == 1 and all(patch.on == (patch.name == goal) for patch in patches))  # fmt: skip


def waiting(k: Kit) -> Job:
    """Wait until something has loaded, then click it."""
    need = k.rng.randint(1, 3)
    button = Button(k.words.word(), k.finish)
    said = k.some("Loading...", "Please wait...", "Working...", "One moment")
    start = k.rng.uniform(0.1, 0.4)

    def body(f: Flow) -> None:
        if f.board.waited >= need:
            f.line(button)
            return
        f.text(said)
        if not f.dry:
            share = start + (0.95 - start) * f.board.waited / need
            f.p.rect(f.x, f.y, f.x + min(f.w, f.u(160)), f.y + f.u(8), f.skin.field, f.skin.rim)
            f.p.rect(f.x, f.y, f.x + min(f.w, f.u(160)) * share, f.y + f.u(8), f.skin.tick)
        f.y += f.u(20)

    def plan(h: Hand) -> Iterator[Action]:
        while h.board.waited < need:
            yield Wait()
        yield from h.press(button)
        yield h.end()

    k.show(body, plain=True)
    return Job(
        k.ask(
            "When it is there, click {W}.",
            "Wait for the button {W} and press it.",
            "Press {W} as soon as it has loaded.",
            W=button.name,
        ),
        plan,
        lambda: button.hits == 1,
    )


def identify(k: Kit) -> Job:
    """Say by a button what is shown: a shape, or a colour."""
    what, colour = (
        k.some(*SHAPES),
        k.some("red", "green", "blue", "yellow", "black", "orange", "purple", "pink"),
    )
    shape = Shape(what, colour, lambda: None, 0.8)
    by_colour = k.chance(0.4)
    right = colour if by_colour else what
    pool = [
        name
        for name in (
            ("red", "green", "blue", "yellow", "black", "orange", "purple", "pink") if by_colour else SHAPES
        )
        if name != right
    ]
    names = [right, *k.rng.sample(pool, k.rng.randint(2, 4))]
    k.rng.shuffle(names)
    buttons = [Button(name.capitalize() if k.chance(0.5) else name, k.finish) for name in names]
    goal = buttons[names.index(right)]

    def body(f: Flow) -> None:
        side = f.u(60)
        f.put(shape, f.x, f.y, side, side)
        f.y += side
        f.line(*buttons)

    def plan(h: Hand) -> Iterator[Action]:
        yield from h.press(goal)
        yield h.end()

    k.show(body, plain=True)
    task = k.ask("Which colour has the shape? Press its button.", "Click the name of the colour that is shown.") if by_colour else k.ask(
        "What is shown? Press the right button.", "Click the button that names the shape.")  # fmt: skip
    return Job(task, plan, lambda: goal.hits == 1)


def resize(k: Kit) -> Job:
    """Make a text area larger or smaller by its corner."""
    area = Area()
    way = k.some("wider", "higher", "narrower", "less high", "larger")
    start: list[float] = []
    go = k.submit()

    def body(f: Flow) -> None:
        f.line(area)
        f.line(go)
        f.space(40)

    def plan(h: Hand) -> Iterator[Action]:
        start[:] = [area.wide_px, area.high_px]
        u = h.board.p.u
        by = {
            "wider": (30, 0),
            "higher": (0, 30),
            "narrower": (-30, 0),
            "less high": (0, -15),
            "larger": (25, 25),
        }[way]
        corner = area.box[2] - u(4), area.box[3] - u(4)
        yield Drag(start=corner, end=(corner[0] + u(by[0]), corner[1] + u(by[1])))
        yield from h.press(go)
        yield h.end()

    def right() -> bool:
        wide, high = area.wide_px - start[0], area.high_px - start[1]
        return (
            go.hits == 1
            and {
                "wider": wide > 0,
                "higher": high > 0,
                "narrower": wide < 0,
                "less high": high < 0,
                "larger": wide > 0 and high > 0,
            }[way]
        )

    k.show(body, plain=True)
    return Job(
        k.ask(
            "Make the text area {w} and press {b}.",
            "Drag the corner of the field so that it gets {w}, then click {B}.",
            w=way,
            b=go.name,
            B=go.name,
        ),
        plan,
        right,
    )


KINDS = {
    "sort": sort,
    "grid": grid,
    "shades": shades,
    "waiting": waiting,
    "identify": identify,
    "resize": resize,
}
