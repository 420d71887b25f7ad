"""In: a kit. Out: tasks on choices: boxes, radio buttons, lists, switches, sliders, steppers."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.action.schema import Action, Click, Key
from ppagent.train.web.job import FINISHED, Job, Scene, ask, done, ended, place, quoted
from ppagent.train.web.kit import Kit, esc, flag, quote
from ppagent.train.web.pages_forms import OPTIONS, SUBMIT


def boxes(k: Kit) -> Job:
    """Tick what is named, leave the others."""
    rng = k.rng
    names = (
        k.words.different(
            rng.randint(3, min(9, max(4, k.height // 36))),
            rng.choice(["word", "phrase", "product", "person"]),
        )
        if rng.random() < 0.7
        else rng.sample(OPTIONS, 4)
    )
    wanted = rng.sample(names, rng.randint(1, min(4, len(names))))
    none = rng.random() < 0.05
    start = {name for name in names if rng.random() < (0.1 if not none else 0)}
    wanted = [] if none else wanted
    apart = rng.random() < 0.2  # the words beside the box are not clickable
    ids = {name: k.id() for name in names}

    def line(name: str) -> str:
        more = f"id={ids[name]}{flag('checked', name in start)}"
        if not apart:
            return f"<div>{k.check(name, more)}</div>"
        return f'<div><input type="checkbox" aria-label={quote(name)} {more}> <span data-role="text">{esc(name)}</span></div>'

    rows = "".join(map(line, names))
    button = rng.choice(SUBMIT)
    listed = ", ".join(quoted(rng, name) if len(wanted) == 1 else name for name in wanted)
    exact = bool(start - set(wanted))
    task = (
        rng.choice([f"Select nothing and click {button}.", f"Leave all boxes empty and press {button}."]) if none
        else ask(k, ["Select only {w} and click {b}.", "Make sure that only these are ticked: {w}. Then press {b}."] if exact else
                 ["Select {w} and click {b}.", "Tick {w}, then press {b}.", "Check the boxes {w} and submit.", "Choose {w} and press {B}.", "Mark {w} and then click {b}."], w=listed, b=button, B=button)
    )  # fmt: skip
    inner = rows + k.button(button, f"id=go {ended(k)}")

    def plan(s: Scene) -> Iterator[Action]:
        for name in names:
            if (name in wanted) != (name in start):
                query = f"#{ids[name]}" if apart else f"label:has(#{ids[name]})"
                yield from s.reach(query)
                yield s.click(query)
        yield from s.reach("#go")
        yield s.click("#go")
        yield done()

    picture = "".join(str(int(name in wanted)) for name in names)
    return Job(
        task,
        place(k, task, inner, plain=True),
        plan,
        f"{FINISHED} && [...document.querySelectorAll('input[type=checkbox]')].map(e => +e.checked).join('') === '{picture}'",
    )


def radio(k: Kit) -> Job:
    """Choose one of several."""
    rng = k.rng
    names = k.words.different(rng.randint(3, 6), rng.choice(["word", "phrase", "product"]))
    at, before = rng.randrange(len(names)), rng.choice([None, 0])
    ids = [k.id() for _ in names]
    rows = "".join(
        f"<div>{k.check(name, f'id={ids[index]}' + flag('checked', index == before), 'radio', 'g')}</div>"
        for index, name in enumerate(names)
    )
    button = rng.choice(SUBMIT)
    task = ask(
        k,
        [
            "Select {W} and click {b}.",
            "Choose the option {W}, then press {b}.",
            "Pick {W} and submit.",
            "Set it to {W} and press {b}.",
        ],
        W=names[at],
        b=button,
    )
    inner = (
        f"<fieldset><legend>{esc(k.words.phrase(1, 2))}</legend>{rows}</fieldset>"
        if rng.random() < 0.4
        else rows
    )

    def plan(s: Scene) -> Iterator[Action]:
        if before != at:
            yield s.click(f"label:has(#{ids[at]})")
        yield s.click("#go")
        yield done()

    return Job(
        task,
        place(k, task, inner + k.button(button, f"id=go {ended(k)}"), plain=True),
        plan,
        f"{FINISHED} && document.getElementById('{ids[at]}').checked",
    )


def select(k: Kit) -> Job:
    """Choose from a closed list."""
    rng = k.rng
    names = k.words.different(rng.randint(3, 9), rng.choice(["word", "person", "product"]))
    at = rng.randrange(1, len(names))
    button, label = rng.choice(SUBMIT), rng.choice(["", "Country", "Size", "Colour", "Name", "Item"])
    inner = f'<div class="field">{f"<label for=s>{label}</label>" if label else ""}{k.select(names, "id=s" + ("" if label else " aria-label=list"), 0)}</div>{k.button(button, f"id=go {ended(k)}")}'
    task = ask(
        k,
        [
            "Select {W} from the list and click {b}.",
            "Choose {W} in the drop-down and press {b}.",
            "Pick {W} from the list, then press {b}.",
            "Set the list to {W} and click {B}.",
        ],
        W=names[at],
        b=button,
        B=button,
    )

    def plan(s: Scene) -> Iterator[Action]:
        yield from s.pick("#s", names[at])
        yield s.click("#go")
        yield done()

    return Job(
        task,
        place(k, task, inner, plain=True),
        plan,
        f"{FINISHED} && document.getElementById('s').selectedIndex === {at}",
    )


def switch(k: Kit) -> Job:
    """Set a switch, unless it is set already."""
    rng = k.rng
    names = rng.sample(OPTIONS, rng.randint(2, max(2, min(7, k.height // 44))))
    at, want = rng.randrange(len(names)), rng.random() < 0.6
    states = [rng.random() < 0.5 for _ in names]
    if rng.random() < 0.7:
        states[at] = not want
    real = rng.random() < 0.3

    def line(index: int) -> str:
        name = names[index]
        control = k.switch(name, on=states[index], more=f"id=s{index}")
        if real:
            control = f'<input type="checkbox" aria-label={quote(name)} id="s{index}"{flag("checked", states[index])}>'
        return f'<div class="rowx between" data-group="{name}" style="padding:3px"><span data-role="text">{name}</span>{control}</div>'

    rows = "".join(map(line, range(len(names))))
    low = names[at].lower() if rng.random() < 0.3 else names[at]
    task = ask(
        k,
        [
            "Turn {on} {W}.",
            "Switch {on} {W}.",
            "Turn {W} {on}.",
            "{can} {W}.",
            "Make sure that {W} is {on}.",
            "Set {W} to {on}.",
            "{W} should be {on}.",
        ],
        on="on" if want else "off",
        W=low,
        can="Enable" if want else "Disable",
    )

    def plan(s: Scene) -> Iterator[Action]:
        if states[at] != want:
            yield s.click(f"#s{at}")
        yield done()

    check = (
        f"document.getElementById('s{at}').checked === {str(want).lower()}"
        if real
        else f"document.getElementById('s{at}').getAttribute('aria-checked') === '{str(want).lower()}'"
    )
    return Job(task, place(k, task, rows, plain=True), plan, check)


def slide(k: Kit) -> Job:
    """Set a slider to a number: its handle, then arrow keys; or drag it to an end."""
    rng = k.rng
    low, high = rng.choice([(0, 10), (0, 20), (0, 100), (-5, 5), (1, 9)])
    start, want = rng.randint(low, high), rng.randint(low, high)
    width = rng.randint(90, max(100, min(300, k.width - 60)))
    inner = f'<div class="rowx"><input type="range" id="s" min="{low}" max="{high}" value="{start}" aria-label="slider" style="width:{width}px" data-show="v"><span id="v" data-role="text">{start}</span></div>{k.button("Submit", f"id=go {ended(k)}")}'
    ends = rng.random() < 0.3
    if ends:
        want = rng.choice([low, high])
    elif abs(want - start) > 5:
        want = max(low, min(high, start + rng.randint(-5, 5)))
    task = ask(
        k,
        ["Drag the slider all the way to the {side} and click Submit."]
        if ends and rng.random() < 0.6
        else [
            "Select {n} with the slider and hit Submit.",
            "Set the slider to {n} and press Submit.",
            "Move the slider to {n}, then click Submit.",
        ],
        n=str(want),
        side="right" if want == high else "left",
    )

    def plan(s: Scene) -> Iterator[Action]:
        if start != want:
            left, top, right, bottom = s.stage.box("#s") or (0, 0, 0, 0)
            thumb = 16 * s.stage.view.scale
            spot = left + thumb / 2 + (right - left - thumb) * (start - low) / (high - low)
            middle = round((top + bottom) / 2, 1)
            if ends:
                yield s.drag("#s", (right if want == high else left, middle)).model_copy(
                    update={"start": (round(spot, 1), middle)}
                )
            else:
                yield Click(point=(round(spot, 1), middle))
                for _ in range(12):
                    now = int(s.ask("document.getElementById('s').value"))
                    if now == want:
                        break
                    yield Key(keys=("right" if now < want else "left",))
        yield s.click("#go")
        yield done()

    return Job(
        task,
        place(k, task, inner, plain=True),
        plan,
        f"{FINISHED} && +document.getElementById('s').value === {want}",
    )


def spin(k: Kit) -> Job:
    """Press plus or minus until a number shows."""
    rng = k.rng
    start, by = rng.randint(0, 12), rng.choice([-4, -3, -2, -1, 1, 2, 3, 4])
    want = start + by
    plus, minus = rng.choice([("+", "-"), ("▲", "▼"), (k.icon("add")[1], k.icon("minus")[1])])
    less, more = (
        f'<button class="btn" id="l" aria-label="less" onclick="v.textContent=+v.textContent-1">{minus}</button>',
        f'<button class="btn" id="m" aria-label="more" onclick="v.textContent=+v.textContent+1">{plus}</button>',
    )
    name = rng.choice(["Guests", "Quantity", "Rooms", "Copies", "Tickets", "Number"])
    inner = f'<div class="rowx" data-group="{name}"><span data-role="text">{name}</span>{less}<span id="v" data-role="text">{start}</span>{more}</div>{k.button("Submit", f"id=go {ended(k)}")}'
    task = ask(
        k,
        [
            "Set {n} to {v} and press Submit.",
            "Make {n} {v}, then submit.",
            "Select {v} {n} and click Submit.",
            "Change {n} to {v} and click Submit.",
        ],
        n=name.lower(),
        v=str(want),
    )

    def plan(s: Scene) -> Iterator[Action]:
        for _ in range(abs(by)):
            yield s.click("#m" if by > 0 else "#l")
        yield s.click("#go")
        yield done()

    return Job(task, place(k, task, inner, plain=True), plan, f"{FINISHED} && +v.textContent === {want}")


JOBS = {"boxes": boxes, "radio": radio, "select": select, "switch": switch, "slide": slide, "spin": spin}  # fmt: skip
