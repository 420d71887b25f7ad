"""In: a kit. Out: jobs of typing with care: other letters than are said, the same twice, with something coming up in between."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.action.schema import Action
from ppagent.train.play.fields import Field
from ppagent.train.play.flow import Flow
from ppagent.train.play.kit import Hand, Job, Kit, token
from ppagent.train.play.parts import Button, Check, Part

_UPPER = (
    " in upper case", " in capital letters", " in capitals", ", all letters large", " with every letter a capital", " in block capitals",
    " written in UPPERCASE", " in ALL CAPS", " using only upper case letters",
)  # fmt: skip
_LOWER = (
    " in lower case", " in small letters", ", all letters small", " without any capitals", " in lowercase", " written in small letters only",
    " using only lower case letters",
)  # fmt: skip
_TITLE = (" with a capital first letter", " beginning with a capital", ", only its first letter large")
_SAME = (" exactly as written", "", "", ", minding the case")


def cased(k: Kit) -> Job:
    """A text that is to be typed in other letters than it is said in."""
    text = k.rng.choice(
        (k.words.word(), k.words.pick("first"), k.words.pick("last"), k.words.phrase(1, 2), token(k))
    )
    case = k.some("upper", "upper", "upper", "lower", "lower", "lower", "title", "same")
    text = k.rng.choice((text, text.upper(), text.lower(), text.capitalize(), text.swapcase()))
    if case == "lower" and k.chance(0.7):
        text = text.upper() if k.chance(0.7) else text.capitalize()
    if case == "upper" and k.chance(0.6):
        text = text.lower()
    result = {"upper": text.upper(), "lower": text.lower(), "title": text.capitalize(), "same": text}[case]
    if case == "title" and " " in text:
        result = text = text.split(" ")[0].capitalize()
    field, go = Field("", wide=k.rng.choice((0, 100, 130))), k.submit()
    how = k.rng.choice({"upper": _UPPER, "lower": _LOWER, "title": _TITLE, "same": _SAME}[case])
    ends = k.chance(0.85)
    label = k.words.phrase(1, 2) + ":" if k.chance(0.3) else ""

    def body(f: Flow) -> None:
        f.line(label, field) if label else f.line(field)
        if ends:
            f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        yield from h.write(field, result)
        if ends:
            yield from h.press(go)
        yield h.end()

    k.show(body)
    end = (
        k.some(" and press {b}.", ", then click {B}.", " and hit {b}.", "; confirm with {B}.")
        if ends
        else "."
    )
    where = k.some("the field", "the text box", "the box", "the text field", "the input")
    task = k.ask("Type {T}{c} into {w}" + end, "Write {T}{c} in {w}" + end, "Enter {T}{c}" + end, "Put {T} into {w}{c}" + end, "Fill {w} with {T}{c}" + end,
                 "In {w}, type {T}{c}" + end, T=text, c=how, w=where, b=go.name, B=go.name)  # fmt: skip
    return Job(task, plan, lambda: field.value == result and (not ends or go.hits == 1))


def both(k: Kit) -> Job:
    """The same text into two fields or more, or a word for each of them."""
    secret = k.rng.choice((token(k), token(k), k.words.secret(), k.words.word()))
    first, second = k.rng.choice((
        ("Password", "Repeat"), ("Password", "Again"), ("New password", "Confirm it"), ("PIN", "PIN again"), ("Code", "Repeat the code"),
        ("Mail", "Mail again"), ("Pass phrase", "Once more"),
    ))  # fmt: skip
    hidden = first not in {"Mail", "Code"}
    fields = [Field(first, hidden=hidden), Field(second, hidden=hidden)]
    go = k.submit()
    wide = k.rng.choice((0, 100, 140))
    for field in fields:
        field.wide = wide
    gap, named = k.rng.choice((0, 4, 10, 16)), k.chance(0.85)
    if not named:
        for n, field in enumerate(fields):
            field.seed += str(n)

    def body(f: Flow) -> None:
        for field in fields:
            if named:
                f.text(field.name)
            f.line(field)
            f.space(gap)
        f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        for field in fields:
            yield from h.write(field, secret)
        yield from h.press(go)
        yield h.end()

    k.show(body)
    what = first.lower()
    task = k.ask("Type {P} into both fields and press {b}.", "Enter the {w} {P} twice, then click {B}.", "Fill in {P} in the two fields and hit {b}.",
                 "Use {P} as the {w}, in both boxes; then {b}.", "Set the {w} {P}: type it in each field and press {B}.", "Put {P} in the first and in the second field, then {b}.",
                 P=secret, w=what, b=go.name, B=go.name)  # fmt: skip
    return Job(task, plan, lambda: [field.value for field in fields] == [secret, secret] and go.hits == 1)


_STAY = (
    ("Leave this page?", "No", "Yes"), ("Discard what you typed?", "Cancel", "OK"), ("Do you want to go away from here?", "Cancel", "OK"),
    ("You will be logged off soon. Go to the start page?", "Cancel", "OK"), ("Start all over?", "No", "Yes"), ("Quit now?", "Stay", "Quit"),
    ("Close the form without saving?", "Keep editing", "Close"), ("Stay on this page?", "Yes", "No"), ("Go on here?", "OK", "Cancel"),
    ("Continue with the form?", "Continue", "Leave"), ("A new version is there. Load it now?", "Later", "Load"),
)  # fmt: skip


def between(k: Kit) -> Job:
    """A form in which a question comes up while it is filled in; the answer that lets one go on is right."""
    labels = k.rng.choice(
        (
            ("User name", "Password"),
            ("Name", "Password"),
            ("Name", "City"),
            ("Login", "Code"),
            ("First name", "Last name"),
            ("Mail", "Phone"),
        )
    )
    values = [
        k.rng.choice((k.words.pick("first").lower(), k.words.user(), k.words.word())),
        k.rng.choice((token(k), k.words.secret(), k.words.word())),
    ]
    fields = [Field(label, hidden=label == "Password", wide=k.rng.choice((0, 110, 140))) for label in labels]
    question, good, bad = k.rng.choice(_STAY)
    note = k.words.sentence(3, 6)
    stay, leave = Button(good, main=k.chance(0.5)), Button(bad)
    stay.effect = k.board.dialogs.clear
    order = [stay, leave] if k.chance(0.5) else [leave, stay]
    told, when = [False], k.rng.randrange(2)
    above = k.chance(0.4)
    tick, boxed, go = (
        Check("Remember me"),
        k.chance(0.2),
        k.submit(k.some("Log in", "Sign in", "OK", "Continue", "Send")),
    )
    wide = k.rng.randint(120, 145) if k.small else k.rng.randint(180, 300)

    def inside(f: Flow) -> None:
        if above:
            f.text(note)
        f.text(question)
        f.line(*order, align=side)

    side = k.some("l", "c", "c", "r")

    def comes() -> None:
        if not told[0]:
            told[0] = True
            k.board.dialogs.append((inside, wide))
            k.board.focus = None

    fields[when].effect = comes

    def body(f: Flow) -> None:
        for field in fields:
            f.text(field.name)
            f.line(field)
        if boxed:
            f.line(tick)
        f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        todo: list[tuple[Field, str]] = list(zip(fields, values, strict=True))
        for field, value in todo:
            steps = 0
            while field.value != value and steps < 8:
                steps += 1
                if h.board.dialogs:
                    yield from h.press(stay)
                else:
                    yield next(h.write(field, value))
        yield from h.press(go)
        yield h.end()

    k.show(body)
    said = f"{labels[0].lower()} {k.some('{U}', '{U}')}"
    task = k.ask("Fill in the " + said + " and the {l} {P}, then press {b}.", "Enter {U} as the {m} and {P} as the {l} and click {B}.", "With {m} {U} and {l} {P}, press {b}.",
                 "Type the {m} {U} and the {l} {P} into the fields; then {B}.", U=values[0], P=values[1], m=labels[0].lower(), l=labels[1].lower(), b=go.name, B=go.name)  # fmt: skip
    return Job(task, plan, lambda: [field.value for field in fields] == values and go.hits == 1)


def typed_here(k: Kit) -> Job:
    """Type what is shown, or what one of several labels says, into the field that is meant by its label or place."""
    labels = k.rng.sample(
        (
            "Name",
            "City",
            "Code",
            "Team",
            "Room",
            "Title",
            "Colour",
            "Animal",
            "Street",
            "Note",
            "Seat",
            "Brand",
        ),
        k.rng.randint(2, 3 if k.small else 5),
    )
    at = k.rng.randrange(len(labels))
    text = k.rng.choice((k.words.word(), k.words.phrase(1, 2), token(k), str(k.rng.randint(10, 9999))))
    fields: list[Field] = [Field(label, wide=k.rng.choice((0, 90, 120))) for label in labels]
    go, ends, beside = k.submit(), k.chance(0.6), k.chance(0.5)
    other = k.rng.choice([n for n in range(len(labels)) if n != at])
    wrong = k.chance(0.3)  # the text was typed into another field before
    if wrong:
        fields[other].value = text

    def body(f: Flow) -> None:
        for field in fields:
            if beside:
                f.line(f"{field.name}:", field)
            else:
                f.text(field.name)
                f.line(field)
        if ends:
            f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        yield from h.write(fields[at], text)
        if ends:
            yield from h.press(go)
        yield h.end()

    k.show(body)
    end = k.some(" and press {b}.", ", then click {B}.") if ends else "."
    task = k.ask("Type {T} into the field {L}" + end, "Write {T} as the {l}" + end, "Put {T} in the {L} box" + end, "The {l} is {T}: enter it" + end, "Enter {T} under {L}" + end,
                 T=text, L=labels[at], l=labels[at].lower(), b=go.name, B=go.name)  # fmt: skip
    goal: Part = fields[at]
    return Job(task, plan, lambda: getattr(goal, "value", "") == text and (not ends or go.hits == 1))


KINDS = {"cased": cased, "both": both, "between": between, "labelled": typed_here}
