"""In: a kit. Out: jobs of choosing: boxes to tick, radio buttons, switches, drop-down lists, scrolled lists, numbers."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.action.schema import Action, Key
from ppagent.train.play.choices import ListBox, Select
from ppagent.train.play.flow import Flow
from ppagent.train.play.kit import Hand, Job, Kit, listed, quoted
from ppagent.train.play.parts import Check, Radio, Switch
from ppagent.train.play.steppers import Slider, Spin, Stepped

OPTIONS = (
    "Wi-Fi", "Bluetooth", "Night light", "Sounds", "Auto-save", "Spell check", "Large text", "Show hidden", "Mute calls", "Use location",
    "Dark theme", "Backups", "Captions", "Vibration", "Private mode", "Grid lines", "Sync", "Previews", "Animations", "Battery saver",
)  # fmt: skip
LABELS = (
    "Size",
    "Colour",
    "Country",
    "Room",
    "Level",
    "Team",
    "Month",
    "Category",
    "Language",
    "Sort by",
    "Type",
    "Status",
)


def boxes(k: Kit) -> Job:
    """Tick what is named and nothing else, then submit."""
    names = k.names(2, min(8, k.room), "word", "product", "person", "phrase")
    wanted = k.rng.sample(names, k.rng.randint(1, min(6, len(names))))
    none = k.chance(0.06)
    exact = k.chance(0.2)
    if none:
        wanted = []
    start = {name for name in names if k.chance(0.35 if exact or (none and k.chance(0.5)) else 0)}
    ticks = [Check(name, name in start) for name in names]
    go, title = k.submit(), k.words.phrase(1, 3)
    headed, two = k.chance(0.3), k.chance(0.2) and not k.small

    def body(f: Flow) -> None:
        if headed:
            f.title(title)
        if two:
            for n in range(0, len(ticks), 2):
                f.line(*ticks[n : n + 2], gap=30)
        else:
            for tick in ticks:
                f.line(tick)
        f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        while True:
            wrong = next((tick for tick in ticks if tick.on != (tick.name in wanted)), None)
            if wrong is None:
                break
            yield h.click(wrong)
        yield from h.press(go)
        yield h.end()

    k.show(body)
    w = k.some(", ", ", ", " and ").join(wanted) if len(wanted) < 3 else listed(wanted)
    if none:
        task = k.ask(
            "Leave everything unticked and press {b}.",
            "Tick none of the boxes, then click {B}.",
            "With no box ticked, click {b}.",
            b=go.name,
            B=go.name,
        )
    elif start:
        task = k.ask("Only {w} may be ticked; then press {b}.", "Make sure just {w} are ticked and click {B}.",
                     "See to it that exactly these are checked: {w}. Then {b}.", w=w, b=go.name, B=go.name)  # fmt: skip
    else:
        task = k.ask("Tick {w}, then press {b}.", "Mark {w} and click {B}.", "Check {w}; confirm with {b}.", "Choose {w} and hit {B}.",
                     "Put a tick at {w} and click {b}.", "Select the boxes {w} and press {B}.", w=w, b=go.name, B=go.name)  # fmt: skip
    return Job(task, plan, lambda: {tick.name for tick in ticks if tick.on} == set(wanted) and go.hits == 1)


def radio(k: Kit) -> Job:
    """Choose one of several."""
    names = k.names(2, min(6, k.room), "word", "product", "phrase")
    group: list[Radio] = []
    for name in names:
        Radio(name, group)
    goal = k.rng.choice(group)
    if k.chance(0.4):
        k.rng.choice(group).on = True
    go = k.submit()
    across = k.chance(0.2)

    def body(f: Flow) -> None:
        if across:
            f.line(*group, gap=10)
        else:
            for one in group:
                f.line(one)
        f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        yield from h.until(goal, lambda: goal.on)
        yield from h.press(go)
        yield h.end()

    k.show(body)
    task = k.ask("Pick {W}, then press {b}.", "Choose {W} and click {B}.", "Set it to {W} and confirm with {b}.", "Select the option {W}; then {b}.",
                 "The answer is {W}. Choose it and press {B}.", W=goal.name, b=go.name, B=go.name)  # fmt: skip
    return Job(task, plan, lambda: goal.on and go.hits == 1)


def select(k: Kit) -> Job:
    """Choose from one or two drop-down lists, whose open lists are seen or not."""
    seen = k.chance(0.5)
    lists = []
    for label in k.rng.sample(LABELS, k.rng.choice((1, 1, 2))):
        options = k.names(3, 9 if seen else 12, "word", "person", "product")
        lists.append(Select(label, options, seen=seen))
    goals = {one.name: k.rng.choice(one.options[1:]) for one in lists}
    go, labelled = k.submit(), k.chance(0.6) or len(lists) > 1

    def body(f: Flow) -> None:
        for one in lists:
            f.line(f"{one.name}:", one) if labelled else f.line(one)
        f.line(go)
        f.space(60)

    def plan(h: Hand) -> Iterator[Action]:
        for one in lists:
            yield from h.choose(one, goals[one.name])
        yield from h.press(go)
        yield h.end()

    k.show(body)
    if len(lists) > 1:
        w = k.some(" and ", ", ").join(f"{name} {quoted(k.rng, text)}" for name, text in goals.items())
        task = k.ask("Choose {w}, then press {b}.", "Set {w} and click {B}.", w=w, b=go.name, B=go.name)
    else:
        task = k.ask("Choose {W} from the list and press {b}.", "Pick {W} in the drop-down, then click {B}.", "Set the drop-down list to {W} and press {b}.",
                     "Select {W}; {b} ends it.", "From the list take {W} and hit {B}.", W=goals[lists[0].name], b=go.name, B=go.name)  # fmt: skip
    return Job(task, plan, lambda: all(one.value == goals[one.name] for one in lists) and go.hits == 1)


def scrolled(k: Kit) -> Job:
    """Choose one or more rows of a list in a box that may have to be scrolled."""
    many = k.chance(0.4)
    names = k.names(5, 14, "word", "person", "product")
    box = ListBox("list", names, k.rng.randint(4, 7), many=many, wide=k.rng.choice((0, 100, 140)))
    goals = sorted(k.rng.sample(range(len(names)), k.rng.randint(2, 3) if many else 1))
    if k.chance(0.5):
        box.bare, box.part = True, k.rng.choice((0.0, 0.4, 0.6))
    go = k.submit()

    def body(f: Flow) -> None:
        f.line(box)
        f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        while box.chosen != set(goals):
            extra = sorted(box.chosen - set(goals))
            at = next((at for at in goals if at not in box.chosen), extra[0] if extra else 0)
            yield from h.find(box.rows[at], box)
            # A plain click on the first row clears what was chosen by mistake.
            yield h.click(box.rows[at], 1, *(("ctrl",) if many and box.chosen else ()))
        yield from h.press(go)
        yield h.end()

    k.show(body)
    w = listed([names[at] for at in goals])
    task = k.ask("Select {w} in the list and press {b}.", "In the box, choose {w}; then click {B}.", "Mark {w} in the list, then {b}.",
                 "Find {w} in the scrolled list, select it all and press {B}." if many else "Find {w} in the list, select it and press {B}.",
                 w=w, b=go.name, B=go.name)  # fmt: skip
    return Job(task, plan, lambda: box.chosen == set(goals) and go.hits == 1)


def switches(k: Kit) -> Job:
    """Set one or two switches as asked."""
    names = k.rng.sample(OPTIONS, k.rng.randint(2, min(7, k.room)))
    all_of = [Switch(name, k.chance(0.5)) for name in names]
    goals = k.rng.sample(all_of, k.rng.choice((1, 1, 2)))
    want = k.chance(0.6)
    for goal in goals:
        goal.on = not want if k.chance(0.75) else want

    def body(f: Flow) -> None:
        for one in all_of:
            f.line(one)

    def plan(h: Hand) -> Iterator[Action]:
        while True:
            wrong = next((one for one in goals if one.on != want), None)
            if wrong is None:
                break
            yield h.click(wrong)
        yield h.end()

    k.show(body)
    k.board.after = None
    w = " and ".join(quoted(k.rng, goal.name) if k.chance(0.7) else goal.name.lower() for goal in goals)
    task = k.ask("Turn {o} {w}.", "Switch {w} {o}.", "{c} {w}.", "{w} must be {o}.", "Have {w} {o}.", o="on" if want else "off",
                 c=("Enable" if want else "Disable"), w=w)  # fmt: skip
    return Job(task, plan, lambda: all(one.on == want for one in goals))


def number(k: Kit) -> Job:
    """Set a spin button by its arrows."""
    label = k.some("Guests", "Rooms", "Copies", "Tickets", "Seats", "Bottles", "Quantity", "Pages")
    by = k.rng.choice((-4, -3, -2, -1, 1, 2, 3, 4, 5))
    start = k.rng.randint(max(0, -by), 12)
    spin = Spin(label, start, wide=k.rng.randint(50, 90))
    arrow = spin.up if by > 0 else spin.down
    go, held = k.submit(), Stepped(spin)
    times = k.chance(0.3)

    def body(f: Flow) -> None:
        f.line(f"{label}:", held)
        f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        while int(spin.value) != start + by:
            yield h.click(arrow)
        yield from h.press(go)
        yield h.end()

    k.show(body)
    task = (
        k.ask("Press the arrow that {d} the number {n} times, then {b}.", d="raises" if by > 0 else "lowers", n=str(abs(by)), b=go.name)
        if times and abs(by) > 1
        else k.ask("Using the arrows, set {l} to {n} and press {b}.", "Step {l} to {n} with the small arrows, then click {B}.",
                   "Bring {l} to {n} by its arrows and press {b}.", l=label.lower(), n=str(start + by), b=go.name, B=go.name)
    )  # fmt: skip
    return Job(task, plan, lambda: int(spin.value) == start + by and go.hits == 1)


def slider(k: Kit) -> Job:
    """Set a slider by arrow keys, or drag it to an end."""
    low, high = k.rng.choice(((0, 10), (0, 20), (0, 100), (-5, 5), (1, 9)))
    start = k.rng.randint(low, high)
    ends = k.chance(0.35)
    want = (
        k.rng.choice((low, high))
        if ends
        else max(low, min(high, start + k.rng.choice((-5, -4, -3, -2, -1, 1, 2, 3, 4, 5))))
    )
    slide = Slider("slider", start, low, high, wide=k.rng.randint(90, 140 if k.small else 260))
    go = k.submit()

    def body(f: Flow) -> None:
        f.line(slide, str(slide.value))
        f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        for _ in range(14):
            if slide.value == want:
                break
            if ends:
                yield h.drag(slide, (slide.box[2 if want == high else 0], (slide.box[1] + slide.box[3]) / 2))
            elif h.board.focus is not slide:
                yield h.click(slide)
            else:
                yield Key(keys=("right" if slide.value < want else "left",))
        yield from h.press(go)
        yield h.end()

    k.show(body)
    task = (
        k.ask("Pull the slider fully to the {s} and press {b}.", "Drag the handle to the {s} end, then {b}.", s="right" if want == high else "left", b=go.name)
        if ends
        else k.ask("Bring the slider to {n} and press {b}.", "Put the slider at {n}, then click {B}.", "Set {n} with the slider; then {b}.", n=str(want), b=go.name, B=go.name)
    )  # fmt: skip
    return Job(task, plan, lambda: slide.value == want and go.hits == 1)


KINDS = {
    "boxes": boxes,
    "radio": radio,
    "select": select,
    "scrolled": scrolled,
    "switches": switches,
    "number": number,
    "slider": slider,
}
