"""In: a kit. Out: tasks with the browser's own widgets: closed lists, long lists, dates, times."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.action.schema import Action, Type
from ppagent.train.web.job import FINISHED, Job, Scene, ask, done, ended, place, quoted
from ppagent.train.web.kit import Kit, esc
from ppagent.train.web.pages_forms import SUBMIT
from ppagent.train.web.stage import repr_js
from ppagent.train.web.words import MONTHS

_LISTS = (
    "Country",
    "Size",
    "Colour",
    "Shape",
    "Language",
    "Team",
    "Room",
    "Category",
    "Delivery",
    "Topic",
    "Seat",
    "Plan",
    "Branch",
    "Floor",
)


def lists(k: Kit) -> Job:
    """Choose in one to three closed lists, each with a label; then press a button."""
    rng = k.rng
    labels = rng.sample(_LISTS, rng.randint(1, 3 if k.height > 230 else 2))
    options = {
        label: k.words.different(rng.randint(3, 9), rng.choice(["word", "person", "product", "phrase"]))
        for label in labels
    }
    wanted = {label: rng.randrange(1, len(options[label])) for label in labels}
    some = labels if rng.random() < 0.6 else rng.sample(labels, 1)
    ids = {label: k.id() for label in labels}
    button = rng.choice(SUBMIT)
    inner = "".join(
        f'<div class="field"><label for="{ids[label]}">{label}{k.some("", ":")}</label>{k.select(options[label], f"id={ids[label]}", 0)}</div>'
        for label in labels
    )
    named = [
        f"{quoted(rng, options[label][wanted[label]])} {rng.choice(['as', 'for'])} the {label.lower()}"
        for label in some
    ]
    set_to = [f"{label.lower()} to {quoted(rng, options[label][wanted[label]])}" for label in some]
    task = rng.choice([
        f"Choose {' and '.join(named)}, then press {button}.", f"Set {' and '.join(set_to)} and click {button}.", f"Pick {', '.join(named)} and submit with {quoted(rng, button)}.",
    ])  # fmt: skip

    def plan(s: Scene) -> Iterator[Action]:
        for label in some:
            yield from s.reach(f"#{ids[label]}")
            yield from s.pick(f"#{ids[label]}", options[label][wanted[label]])
        yield from s.reach("#go")
        yield s.click("#go")
        yield done()

    checks = " && ".join(
        f"document.getElementById('{ids[label]}').selectedIndex === {wanted[label]}" for label in some
    )
    return Job(
        task,
        place(k, task, inner + k.button(button, f"id=go {ended(k)}"), plain=True),
        plan,
        f"{FINISHED} && {checks}",
    )


def long_list(k: Kit) -> Job:
    """One or more rows of an open list that scrolls: the first by a click, the others with ctrl held."""
    rng = k.rng
    names = k.words.different(rng.randint(5, 22), rng.choice(["word", "person", "product"]))
    many = rng.choice([1, 1, 2, 2, 3])
    wanted = sorted(rng.sample(range(len(names)), many))
    button = rng.choice(SUBMIT)
    rows = "".join(f"<option>{esc(name)}</option>" for name in names)
    shown = rng.randint(4, max(4, min(9, (k.height - 110) // 16)))
    inner = f'<div><select class="input" id="m" size="{shown}"{" multiple" if many > 1 or rng.random() < 0.5 else ""} style="width:{rng.choice(["auto", "120px", "90%"])}">{rows}</select></div>{k.button(button, f"id=go {ended(k)}")}'
    listed = quoted(rng, names[wanted[0]]) if many == 1 else ", ".join(names[at] for at in wanted)
    order = wanted if rng.random() < 0.6 else rng.sample(wanted, many)
    if many > 1:
        listed = ", ".join(names[at] for at in order)
    task = rng.choice([
        f"Select {listed} in the list and press {button}.", f"Mark {listed} in the scrolling list, then click {button}.", f"Choose {listed} from the box and click {quoted(rng, button)}.",
        f"Pick {listed} in the list and submit.",
    ])  # fmt: skip

    def plan(s: Scene) -> Iterator[Action]:
        for number, at in enumerate(order):
            query = f"#m option:nth-child({at + 1})"
            yield from s.reach(query, "#m")
            click = s.click(query)
            yield click.model_copy(update={"modifiers": ("ctrl",)}) if number else click
        yield s.click("#go")
        yield done()

    right = repr_js(",".join(str(at) for at in wanted))
    return Job(
        task,
        place(k, task, inner, plain=True),
        plan,
        f"{FINISHED} && [...m.selectedOptions].map(one => one.index).join() === {right}",
    )


def day(k: Kit) -> Job:
    """A date: in the browser's own field, or in a text field that says how it wants to be written."""
    rng = k.rng
    year, month, number = rng.randint(1950, 2030), rng.randint(1, 12), rng.randint(1, 28)
    native = rng.random() < 0.65
    label, button = rng.choice(["Date", "Day", "Birthday", "Arrival", "Due", "Start", ""]), rng.choice(SUBMIT)
    american = f"{month:02}/{number:02}/{year}"
    formats = {
        "MM/DD/YYYY": american,
        "DD.MM.YYYY": f"{number:02}.{month:02}.{year}",
        "YYYY-MM-DD": f"{year}-{month:02}-{number:02}",
        "DD/MM/YYYY": f"{number:02}/{month:02}/{year}",
    }
    wants = rng.choice(list(formats))
    text = american if native else formats[wants]
    spoken = rng.choice(
        [american, american, f"{MONTHS[month - 1]} {number}, {year}", f"{number} {MONTHS[month - 1]} {year}"]
    )
    if not native and rng.random() < 0.5:
        spoken = formats[wants]
    if native:
        field = f'<input type="date" class="input" id="d" aria-label="{label or "date"}">'
    else:
        field = f'<input class="input" id="d" aria-label="{label or "date"}" placeholder="{wants}" style="width:{rng.choice(["90%", "110px", "150px"])}">'
    line = f"{label}: " if label and rng.random() < 0.6 else ""
    note = f' <span class="small faint">({wants})</span>' if not native and rng.random() < 0.4 else ""
    inner = f"<div>{line}{field}{note}</div>{k.button(button, f'id=go {ended(k)}')}"
    task = ask(
        k,
        [
            "Put the date {d} into the field and press {b}.",
            "Set the date to {d}, then click {b}.",
            "Type {d} as the day and press {b}.",
            "Give {d} as the date and click {b}.",
        ],
        d=spoken,
        b=button,
    )

    def plan(s: Scene) -> Iterator[Action]:
        click = s.click("#d")
        if native:
            left, top, _, bottom = s.stage.box("#d") or (0, 0, 0, 0)
            size = float(
                s.ask(
                    "parseFloat(getComputedStyle(d).fontSize) + parseFloat(getComputedStyle(d).paddingLeft)"
                )
            )
            click = click.model_copy(
                update={"point": (round(left + size * s.stage.view.scale, 1), round((top + bottom) / 2, 1))}
            )
        yield click
        yield Type(text=text)
        yield s.click("#go")
        yield done()

    right = f"{year}-{month:02}-{number:02}" if native else text
    return Job(task, place(k, task, inner, plain=True), plan, f"{FINISHED} && d.value === {repr_js(right)}")


def clock(k: Kit) -> Job:
    """A time of day, in the browser's own field or as a text."""
    rng = k.rng
    hour, minute = rng.randint(1, 12), rng.choice([rng.randint(0, 59), rng.choice([0, 15, 30, 45])])
    half, native = rng.choice(["AM", "PM"]), rng.random() < 0.75
    button = rng.choice(SUBMIT)
    spoken = f"{hour}:{minute:02} {half}"
    text = f"{hour:02}:{minute:02}{half}" if native else spoken
    label = rng.choice(["Time", "Start", "Alarm", "Meeting", "Opens", ""])
    inner = f'<div>{f"{label}: " if label else ""}<input {"type=time" if native else ""} class="input" id="d" aria-label="{label or "time"}"></div>{k.button(button, f"id=go {ended(k)}")}'
    task = ask(
        k,
        [
            "Put the time {d} into the field and press {b}.",
            "Set the clock to {d}, then click {b}.",
            "Give {d} as the time and click {b}.",
            "Type the time {d} and press {b}.",
        ],
        d=spoken,
        b=button,
    )

    def plan(s: Scene) -> Iterator[Action]:
        click = s.click("#d")
        if native:
            left, top, _, bottom = s.stage.box("#d") or (0, 0, 0, 0)
            size = float(
                s.ask(
                    "parseFloat(getComputedStyle(d).fontSize) * .6 + parseFloat(getComputedStyle(d).paddingLeft)"
                )
            )
            click = click.model_copy(
                update={"point": (round(left + size * s.stage.view.scale, 1), round((top + bottom) / 2, 1))}
            )
        yield click
        yield Type(text=text)
        yield s.click("#go")
        yield done()

    right = f"{hour % 12 + 12 * (half == 'PM'):02}:{minute:02}" if native else text
    return Job(task, place(k, task, inner, plain=True), plan, f"{FINISHED} && d.value === {repr_js(right)}")


def tall(k: Kit) -> Job:
    """Tick several of many boxes on a page that scrolls, or of a box that does; then press the button below."""
    rng = k.rng
    names = k.words.different(rng.randint(6, 16), rng.choice(["word", "word", "phrase", "product", "person"]))
    wanted = sorted(rng.sample(range(len(names)), rng.randint(2, min(6, len(names)))))
    ids = [k.id() for _ in names]
    boxed = rng.random() < 0.3
    rows = "".join(f"<div>{k.check(name, f'id={ids[at]}')}</div>" for at, name in enumerate(names))
    if boxed:
        rows = f'<div id="box" style="height:{rng.randint(70, max(80, k.height // 2))}px;overflow-y:auto;border:1px solid var(--edge)">{rows}</div>'
    button = rng.choice(SUBMIT)
    said = wanted if rng.random() < 0.5 else rng.sample(wanted, len(wanted))
    listed = ", ".join(names[at] for at in said)
    task = ask(
        k,
        [
            "Tick {w} and press {b}.",
            "Mark these: {w}. Then click {b}.",
            "Choose {w} and click {b}.",
            "Put a tick at {w}, then press {b}.",
        ],
        w=listed,
        b=button,
    )

    def plan(s: Scene) -> Iterator[Action]:
        for at in wanted:
            query = f"label:has(#{ids[at]})"
            yield from s.reach(query, "#box" if boxed else "")
            yield s.click(query)
        yield from s.reach("#go")
        yield s.click("#go")
        yield done()

    picture = "".join(str(int(at in wanted)) for at in range(len(names)))
    inner = rows + k.button(button, f"id=go {ended(k)}")
    return Job(
        task,
        place(k, task, inner),
        plan,
        f"{FINISHED} && [...document.querySelectorAll('label input')].map(one => +one.checked).join('').startsWith('{picture}')",
    )


JOBS = {"lists": lists, "long list": long_list, "day": day, "clock": clock, "tall": tall}
