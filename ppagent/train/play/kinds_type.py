"""In: a kit. Out: jobs of typing: one field or several, dates, forms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ppagent.action.schema import Action, Key
from ppagent.train.play.choices import Select
from ppagent.train.play.fields import Field
from ppagent.train.play.flow import Flow
from ppagent.train.play.kit import Hand, Job, Kit, quoted, token
from ppagent.train.play.parts import Check, Part

FIELDS = ("Name", "First name", "Last name", "City", "Email", "Phone", "Street", "Company", "Title", "Subject", "Postcode", "Note", "Age", "Nickname")  # fmt: skip


def value_of(k: Kit, label: str) -> str:
    """What may be typed into a field of that label."""
    w = k.words
    match label:
        case "Name":
            return w.person()
        case "First name":
            return w.pick("first")
        case "Last name":
            return w.pick("last")
        case "City":
            return w.pick("city")
        case "Email":
            return w.email()
        case "Phone":
            return f"{k.rng.randint(100, 999)}-{k.rng.randint(1000, 9999)}"
        case "Postcode":
            return str(k.rng.randint(1000, 99999))
        case "Age":
            return str(k.rng.randint(18, 99))
        case _:
            return w.phrase(1, 2)


def enter(k: Kit) -> Job:
    """Type into the field that is meant: the only one, or the n-th; in small or large letters; by Enter at times."""
    count = k.rng.choice((1, 1, 1, 2, 3))
    text = _short_text(k)
    fields = [
        Field("", wide=k.rng.choice((0, 0, 100, 120)), hint=k.words.phrase(1, 2) if k.chance(0.12) else "")
        for _ in range(count)
    ]
    for n, field in enumerate(fields):
        field.seed += str(n)
    at = k.rng.randrange(count)
    goal = fields[at]
    held = k.words.word() if k.chance(0.15) else ""
    goal.value = held
    go = k.submit()
    by_key = k.chance(0.15) and count == 1
    case, text, result = _cased(k, text)
    label = k.words.phrase(1, 2) + ":"
    labelled = k.chance(0.35) and count == 1
    entered = [0]

    def by_enter() -> None:
        entered.append(1)
        k.finish()

    if by_key:
        goal.enter = by_enter
    elif count == 1 and k.chance(0.15):
        goal.rows = 3

    def body(f: Flow) -> None:
        for field in fields:
            f.line(label, field) if labelled else f.line(field)
        if not by_key:
            f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        yield from h.write(goal, result)
        if by_key:
            yield Key(keys=("enter",))
        else:
            yield from h.press(go)
        yield h.end()

    k.show(body)
    where = _which_field(k, at, count)
    letters = {
        "": "",
        "lower": k.some(" in small letters", " in lower case"),
        "upper": k.some(" in capitals", " in upper case", " in capital letters"),
    }[case]
    task = _enter_task(k, where, text, letters, go.name, by_key=by_key, held=bool(held))
    return Job(task, plan, lambda: goal.value == result and (len(entered) > 1 or go.hits == 1))


def _short_text(k: Kit) -> str:
    """Something to type."""
    return k.rng.choice(
        (
            k.words.word(),
            k.words.pick("first"),
            k.words.phrase(1, 2),
            k.words.secret(),
            token(k),
            str(k.rng.randint(10, 9999)),
        )
    )


def _cased(k: Kit, text: str) -> tuple[str, str, str]:
    """Whether small or capital letters are asked for, the text as the task says it, and as it is to be typed."""
    case = k.some("lower", "upper") if k.chance(0.2) and text.lower() != text.upper() else ""
    result = text.lower() if case == "lower" else text.upper() if case == "upper" else text
    if case == "lower":
        text = text.upper() if k.chance(0.5) else text.capitalize()
    return case, text, result


def _which_field(k: Kit, at: int, count: int) -> str:
    """How the n-th of some fields is called."""
    nth = k.rng.choice((("first", "second", "third"), ("1st", "2nd", "3rd")))[at]
    if count == 1:
        return k.some("the text field", "the field", "the box", "the input")
    return k.some(f"the {nth} field", f"the {nth} text box", f"the {nth} input", f"field number {at + 1}")


def _enter_task(k: Kit, where: str, text: str, letters: str, go: str, *, by_key: bool, held: bool) -> str:
    """What is asked for, in words."""
    end = (
        k.some("and press Enter", "then hit the Enter key")
        if by_key
        else k.some("and press {B}", "then click {B}", "and confirm with {b}")
    )
    if held and k.chance(0.7):
        asked: tuple[str, ...] = (
            "Replace what stands in {w} by {T}{c} ",
            "Change the text of {w} to {T}{c} ",
        )
    else:
        asked = (
            "Type {T}{c} into {w} ", "Write {T}{c} in {w} ", "Put {T}{c} into {w} ", "Fill {w} with {T}{c} ",
        )  # fmt: skip
    return k.ask(*(one + end + "." for one in asked), w=where, T=text, c=letters, b=go, B=go)


_NTH = (("first", "second", "third", "fourth", "fifth"), ("1st", "2nd", "3rd", "4th", "5th"))


def focus(k: Kit) -> Job:
    """Put the cursor into a field, the n-th of several, no more."""
    count = k.rng.choice((1, 2, 2, 3, 3, 3, 4, 5))
    wide = k.rng.choice((0, 70, 100, 120))
    fields = [Field("", wide=wide or k.rng.choice((0, 70, 120))) for _ in range(count)]
    for n, field in enumerate(fields):
        field.seed += str(n)
    at = k.rng.randrange(count)
    shift = [k.rng.randint(0, 30) for _ in fields]
    apart = k.rng.choice((0, 0, 8, 16, 24))

    def body(f: Flow) -> None:
        for field, by in zip(fields, shift, strict=True):
            f.line(field, indent=by)
            f.space(apart)

    def plan(h: Hand) -> Iterator[Action]:
        while h.board.focus is not fields[at]:
            yield h.click(fields[at])
        yield h.end()

    k.show(body)
    which = "" if count == 1 else k.rng.choice(_NTH)[at] + " "
    if count > 1 and at == count - 1 and k.chance(0.2):
        which = "last "
    task = k.ask(
        "Put the cursor into the {n}field.", "Click into the {n}text box.", "Make the {n}field active.", "Set the focus on the {n}input.",
        "Give the {n}text field the focus.", "Place the caret in the {n}input box.", "Activate the {n}box for text.", "Move the focus to the {n}entry.", n=which,
    )  # fmt: skip
    return Job(task, plan, lambda: k.board.focus is fields[at])


def form(k: Kit) -> Job:
    """Two to six controls of mixed kinds, then submit."""
    labels = k.rng.sample(FIELDS, k.rng.randint(1, 3 if k.small else 4))
    wide = 0 if k.small else k.rng.choice((0, 160))
    parts: list[tuple[str, Part, str]] = [
        (label, Field(label, wide=wide), value_of(k, label)) for label in labels
    ]
    if k.chance(0.5):
        options = k.words.different(4, "word")
        one = Select(k.some("Colour", "Size", "Team", "Plan"), options, seen=k.chance(0.5))
        parts.append((one.name, one, k.rng.choice(options[1:])))
    if k.chance(0.4):
        tick = Check(k.some("Send news", "I agree", "Gift wrap", "Urgent", "Keep a copy"))
        parts.append((tick.name, tick, ""))
    k.rng.shuffle(parts)
    go, above = k.submit(), k.chance(0.5)
    title = k.words.phrase(1, 2)
    headed = k.chance(0.4)

    def body(f: Flow) -> None:
        if headed:
            f.title(title)
        widest = max(
            (f.skin.look.text.width(label) for label, part, _ in parts if not isinstance(part, Check)),
            default=0,
        )
        for label, part, _ in parts:
            if isinstance(part, Check):
                f.line(part)
            elif above:
                f.text(label)
                f.line(part)
            else:
                y = f.y
                inner = f.inner(f.x + widest + f.u(8), f.w - widest - f.u(8))
                inner.line(part)
                f.words(label, f.x, (y + inner.y - f.u(f.skin.gap)) / 2)
                f.y = inner.y
        f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        for _, part, value in parts:
            if isinstance(part, Field):
                yield from h.write(part, value)
            elif isinstance(part, Select):
                yield from h.choose(part, value)
            elif isinstance(part, Check):
                yield from h.until(part, partial(getattr, part, "on"))
        yield from h.press(go)
        yield h.end()

    k.show(body)
    said = [
        f"{label.lower() if k.chance(0.5) else label}{k.some(': ', ' ', ' = ')}{quoted(k.rng, value)}"
        for label, _, value in parts
        if value
    ]
    ticks = [label for label, _, value in parts if not value]
    task = k.some("Fill in ", "Complete the form: ", "Enter ", "Please fill in the form with ") + ", ".join(
        said
    )
    if ticks:
        task += k.some(" and tick ", "; also check ") + quoted(k.rng, ticks[0])
    task += k.some(
        f", then press {go.name}.", f" and click {quoted(k.rng, go.name)}.", f". Finish with {go.name}."
    )
    return Job(task, plan, lambda: go.hits == 1 and all(
        part.on if isinstance(part, Check) else getattr(part, "value", "") == value for _, part, value in parts))  # fmt: skip


KINDS = {"enter": enter, "focus": focus, "form": form}
