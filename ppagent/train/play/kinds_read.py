"""In: a kit. Out: jobs of reading: tables, facts, texts to copy, the n-th word, the largest number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from ppagent.action.schema import Action, Answer
from ppagent.train.play.fields import Field
from ppagent.train.play.flow import Flow
from ppagent.train.play.kit import Hand, Job, Kit
from ppagent.train.play.parts import Button, Link, Part, Words
from ppagent.train.play.rows import Cell

HEADS = ("Item", "City", "Age", "Price", "Owner", "Year", "Code", "Stock", "State", "Rank")


def table(k: Kit) -> Job:
    """Click a cell or row of a table, or say what stands in it, or type it."""
    heads, keys, columns = _written(k)
    row_at, head = k.rng.randrange(len(keys)), k.rng.choice(heads[1:])
    value = columns[head][row_at]
    how = k.some("click", "answer", "type", "row")
    cells = [
        [Cell(key, head=heads[0])] + [Cell(columns[one][n], head=one, row=key) for one in heads[1:]]
        for n, key in enumerate(keys)
    ]
    goal = cells[row_at][0 if how == "row" else heads.index(head)]

    def picked(some: list[Cell]) -> bool:
        return any(cell.hits for cell in some)

    for line in cells:
        for cell in line:
            cell.picked = partial(picked, line if how == "row" else [cell])
    field, go = Field(""), k.submit()
    lined = k.chance(0.6)

    def body(f: Flow) -> None:
        _show(f, heads, cells, lined=lined)
        if how == "type":
            f.line(field)
            f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        if how == "answer":
            yield Answer(text=value)
            return
        if how == "type":
            yield from h.write(field, value)
            yield from h.press(go)
        else:
            yield from h.press(goal)
        yield h.end()

    def right() -> bool:
        if how == "type":
            return field.value == value and go.hits == 1
        return how == "answer" or goal.hits == 1

    k.show(body)
    if how != "type":
        k.board.after = None
    return Job(_table_task(k, how, head, keys[row_at], go.name), plan, right)


def _written(k: Kit) -> tuple[list[str], list[str], dict[str, list[str]]]:
    """Of a table: its heads, what its rows are called, and what stands in its other columns."""
    heads = k.rng.sample(HEADS, 2 if k.small else k.rng.randint(2, 4))
    keys = k.words.different(
        k.rng.randint(3, min(7, k.room)), k.some("word", "product") if not k.small else "word"
    )
    short: list[Callable[[], str]] = [
        lambda: str(k.rng.randint(1, 999)),
        lambda: k.words.pick("first"),
        k.words.word,
        lambda: f"${k.rng.randint(1, 99)}",
    ]
    return heads, keys, {head: [k.rng.choice(short)() for _ in keys] for head in heads[1:]}


def _show(f: Flow, heads: list[str], cells: list[list[Cell]], *, lined: bool) -> None:
    """The table, on a page."""
    wide = f.w / len(heads)
    high = f.skin.look.text.size * 1.3 + f.u(4)
    for n, one in enumerate(heads):
        f.words(one, f.x + n * wide + f.u(3), f.y + high / 2, f.skin.look.strong, role="heading")
    f.y += int(high)
    for line in cells:
        for n, cell in enumerate(line):
            cell.lined = lined
            f.put(cell, f.x + n * wide, f.y, wide, high)
        f.y += int(high)
    f.space(4)


def _table_task(k: Kit, how: str, head: str, key: str, go: str) -> str:
    """What is asked for, in words."""
    return {
        "click": k.ask(
            "Click the {h} of {K}.",
            "In the table, click what stands under {h} for {K}.",
            "Click the cell {h} in the row {K}.",
            h=head,
            K=key,
        ),
        "row": k.ask("Select the row {K}.", "Click the line of {K}.", "Mark {K} in the table.", K=key),
        "answer": k.ask(
            "What is the {h} of {K}?",
            "Which {h} does {K} have?",
            "Tell me the {h} of {K}.",
            h=head.lower(),
            K=key,
        ),
        "type": k.ask(
            "Type the {h} of {K} into the field and press {b}.",
            "Look up the {h} of {K}, enter it below and click {B}.",
            h=head,
            K=key,
            b=go,
            B=go,
        ),
    }[how]


def copy(k: Kit) -> Job:
    """Read a text and type it into a field."""
    what = k.some("code", "number", "word", "name", "key", "reference", "address")
    text = {"code": k.words.secret(), "number": str(k.rng.randint(100, 99999)), "word": k.words.word(), "name": k.words.person(), "key": k.words.secret(),
            "reference": f"{k.words.secret()}-{k.rng.randint(1, 99)}", "address": k.words.email()}[what]  # fmt: skip
    field, go, shown = Field("", wide=k.rng.choice((0, 120))), k.submit(), Field("source", text)
    other = k.words.sentence()
    where = k.rng.randrange(3)

    def body(f: Flow) -> None:
        if where == 0:
            f.text(f"{what.capitalize()}: {text}")
        elif where == 1:
            f.text(other)
            f.text(text, f.skin.look.strong)
        else:
            f.line(shown)
        f.line(field)
        f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        yield from h.write(field, text)
        yield from h.press(go)
        yield h.end()

    k.show(body, plain=True)
    return Job(k.ask("Copy the {w} that is shown into the empty field and press {b}.", "Type the {w} you see into the lower field, then click {B}.",
                     "Repeat the {w} above in the free text box; then {b}.", w=what, b=go.name, B=go.name), plan,
               lambda: field.value == text and go.hits == 1)  # fmt: skip


def read(k: Kit) -> Job:
    """Say what is shown beside a label."""
    labels = k.rng.sample(
        (
            "Name",
            "City",
            "Total",
            "Order",
            "Owner",
            "Phone",
            "Date",
            "Room",
            "Gate",
            "Code",
            "Price",
            "Seat",
            "Weight",
        ),
        k.rng.randint(2, min(6, k.room)),
    )
    values = [k.rng.choice((k.words.word, k.words.person, k.words.number, k.words.date))() for _ in labels]
    at = k.rng.randrange(len(labels))
    pairs = [(Words(f"{label}:"), Words(value)) for label, value in zip(labels, values, strict=True)]
    title = k.words.phrase(1, 2)

    def body(f: Flow) -> None:
        f.title(title)
        for label, value in pairs:
            f.line(label, value)

    def plan(h: Hand) -> Iterator[Action]:  # noqa: ARG001 - nothing is clicked
        yield Answer(text=values[at])

    k.show(body, plain=True)
    return Job(
        k.ask(
            "What is the {l}?",
            "Which {l} is shown?",
            "Say the {l}.",
            "Read out the {l}.",
            l=labels[at].lower(),
        ),
        plan,
    )


ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def nth_word(k: Kit) -> Job:
    """Find the n-th word of a text and type it."""
    words = [k.words.word() for _ in range(k.rng.randint(4, 8))]
    at, field, go = k.rng.randrange(len(words)), Field("", wide=k.rng.choice((0, 100))), k.submit()
    text = " ".join(words)

    def body(f: Flow) -> None:
        f.text(text)
        f.line(field)
        f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        yield from h.write(field, words[at])
        yield from h.press(go)
        yield h.end()

    k.show(body, plain=True)
    which = "last" if at == len(words) - 1 and k.chance(0.6) else ORDINALS[at]
    return Job(k.ask("Type the {n} word of the text into the field and press {b}.", "Enter the {n} word that is written above the field, then click {B}.", n=which,
                     b=go.name, B=go.name), plan, lambda: field.value == words[at] and go.hits == 1)  # fmt: skip


def extreme(k: Kit) -> Job:
    """Click the largest or smallest of some numbers, or the cheapest or dearest of some things."""
    priced = k.chance(0.5)
    most = k.chance(0.5)
    values = k.rng.sample(range(1, k.rng.choice((10, 100, 100, 1000)) + 9), k.rng.randint(3, min(6, k.room)))
    names = k.words.different(len(values), "word" if k.small else "product")
    parts: list[Part] = [Link(name) for name in names] if priced else [Button(str(value)) for value in values]
    at = values.index(max(values) if most else min(values))
    goal = parts[at]
    goal.effect = k.finish

    def body(f: Flow) -> None:
        if not priced:
            f.line(*parts)
        else:
            for part, value in zip(parts, values, strict=True):
                f.line(part, f"${value}.00", gap=12)

    def plan(h: Hand) -> Iterator[Action]:
        yield from h.press(goal)
        yield h.end()

    k.show(body, plain=True)
    if priced:
        task = k.ask(
            "Click the {w} offer.",
            "Choose what is the {w}.",
            "Open the {w} one.",
            w=k.some("dearest", "most expensive") if most else "cheapest",
        )
    else:
        task = k.ask(
            "Click the {w} number.",
            "Which number is the {w}? Click it.",
            w=k.some("largest", "biggest", "highest") if most else k.some("smallest", "lowest"),
        )
    return Job(task, plan, lambda: goal.hits == 1)


KINDS = {"table": table, "copy": copy, "read": read, "nth_word": nth_word, "extreme": extreme}
