"""In: a kit. Out: jobs of dates and times: typed as a text, into a browser's own field, or into fields of three parts."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.action.schema import Action, Type
from ppagent.train.play.choices import Select
from ppagent.train.play.fields import DateField, Field
from ppagent.train.play.flow import Flow
from ppagent.train.play.kit import Hand, Job, Kit

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _filled(h: Hand, field: DateField, typed: str, held: str) -> Iterator[Action]:
    """Click its first place and type all; it is clicked again when another place was hit."""
    for _ in range(6):
        if field.value == held:
            return
        if h.board.focus is not field or field.at:
            yield h.click(field)
            field.held = ["" for _ in field.places] if field.value else field.held
        else:
            yield Type(text=typed)


def _one(k: Kit, name: str, said: str, field: Field, typed: str, held: str) -> Job:
    """A field and a button; what is typed, and what then stands there."""
    go, label = k.submit(), k.some("", "", f"{name}:", f"{name}:", k.words.phrase(1, 2) + ":")
    gap = k.rng.choice((0, 0, 6, 14))
    if isinstance(field, DateField) and k.chance(0.08):  # the click before hit another place
        k.board.focus, field.at = field, 1

    def body(f: Flow) -> None:
        f.line(label, field) if label else f.line(field)
        f.space(gap)
        f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        if isinstance(field, DateField):
            yield from _filled(h, field, typed, held)
        else:
            yield from h.write(field, typed)
        yield from h.press(go)
        yield h.end()

    k.show(body)
    task = k.ask(
        "Set the {w} to {S} and press {b}.", "Enter {S} as the {w}, then click {B}.", "Type the {w} {S} and confirm with {b}.",
        "Put in {S} for the {w} and hit {b}.", "The {w} is {S}. Fill it in and press {B}.", "Give {S} as the {w}; then {b}.",
        "Write the {w} {S} into the field and click {B}.", w=name.lower(), S=said, b=go.name, B=go.name,
    )  # fmt: skip
    return Job(task, plan, lambda: field.value == held and go.hits == 1)


def date(k: Kit) -> Job:
    """A date."""
    month, day, year = k.rng.randint(1, 12), k.rng.randint(1, 28), k.rng.randint(1990, 2035)
    form = k.some("mm/dd/yyyy", "mm/dd/yyyy", "mm/dd/yyyy", "dd/mm/yyyy", "yyyy-mm-dd")
    held = form.replace("mm", f"{month:02}").replace("dd", f"{day:02}").replace("yyyy", str(year))
    said = k.some(held, held, held, f"{MONTHS[month - 1]} {day}, {year}", f"{day} {MONTHS[month - 1]} {year}")
    wide = k.rng.choice((110, 120, 140))
    field = DateField("", form, wide=wide) if k.chance(0.6) else Field("", hint=form, wide=wide)
    return _one(k, k.some("Date", "Date", "Day", "Birthday", "Start"), said, field, held, held)


def clock(k: Kit) -> Job:
    """A time of day."""
    hour, minute, half = (
        k.rng.randint(1, 12),
        k.rng.choice((k.rng.randint(0, 59), k.rng.randint(0, 59), 0, 30)),
        k.some("AM", "PM"),
    )
    said = f"{hour}:{minute:02} {half}"
    name = k.some("Time", "Time", "Time", "Hour", "Alarm", "Start")
    draw = k.rng.random()
    if draw < 0.62:
        field = DateField("", "--:-- --", wide=k.rng.choice((90, 105, 120)))
        held = f"{hour:02}:{minute:02} {half}"
        return _one(k, name, said, field, f"{hour:02}:{minute:02}{half}", held)
    if draw < 0.72:
        hour = k.rng.randint(0, 23)
        text = f"{hour:02}:{minute:02}"
        return _one(k, name, text, DateField("", "--:--", wide=80), text, text)
    text = said if k.chance(0.5) else f"{hour:02}:{minute:02} {half}"
    return _one(k, name, text, Field("", hint=k.some("hh:mm AM", "", "HH:MM"), wide=100), text, text)


_HINTS = {"Month": "MM", "Day": "DD", "Year": "YYYY", "Hour": "hh", "Minute": "mm"}


def pieces(k: Kit) -> Job:
    """A date or time in fields of two or three parts; the last one is a list at times."""
    is_date = k.chance(0.5)
    if is_date:
        month, day, year = k.rng.randint(1, 12), k.rng.randint(1, 28), k.rng.randint(1990, 2035)
        labels, values = ["Month", "Day", "Year"], [str(month), str(day), str(year)]
        said = k.some(f"{MONTHS[month - 1]} {day}, {year}", f"{month}/{day}/{year}")
        if k.chance(0.4):
            labels, values = [labels[1], labels[0], labels[2]], [values[1], values[0], values[2]]
            said = f"{day} {MONTHS[month - 1]} {year}"
        ends: list[str] = []
    else:
        hour, minute, half = k.rng.randint(1, 12), k.rng.randint(0, 59), k.some("AM", "PM")
        labels, values = ["Hour", "Minute"], [str(hour), f"{minute:02}"]
        said, ends = f"{hour}:{minute:02} {half}", ["AM", "PM"]
    hinted = k.chance(0.4)
    fields = [
        Field(label, wide=k.rng.choice((34, 40, 52)), hint=_HINTS[label] if hinted else "")
        for label in labels
    ]
    choice = Select("half", ends, seen=k.chance(0.5)) if ends else None
    go, mark = k.submit(), "/" if is_date else ":"
    labelled = k.chance(0.4)

    def body(f: Flow) -> None:
        if labelled:
            for field in fields:
                f.line(f"{field.name}:", field)
            if choice is not None:
                f.line(choice)
        else:
            row: list[Field | Select | str] = []
            for n, field in enumerate(fields):
                row += [mark, field] if n else [field]
            f.line(*row, *([choice] if choice is not None else []), gap=3)
        f.line(go)
        f.space(30 if choice is not None else 4)

    def plan(h: Hand) -> Iterator[Action]:
        for field, value in zip(fields, values, strict=True):
            yield from h.write(field, value)
        if choice is not None:
            yield from h.choose(choice, said[-2:])
        yield from h.press(go)
        yield h.end()

    k.show(body)
    what = "date" if is_date else "time"
    task = k.ask("Fill in the {w} {S} and press {b}.", "Enter {S} part by part, then click {B}.", "Set the {w} to {S}; then {b}.", "Type {S} into the parts of the {w} and hit {b}.",
                 w=what, S=said, b=go.name, B=go.name)  # fmt: skip
    return Job(
        task,
        plan,
        lambda: (
            [field.value for field in fields] == values
            and go.hits == 1
            and (choice is None or choice.value == said[-2:])
        ),
    )


KINDS = {"date": date, "clock": clock, "pieces": pieces}
