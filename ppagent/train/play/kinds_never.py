"""In: a kit. Out: jobs that cannot be done: what is asked for is not there, is switched off, or does not turn up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ppagent.action.schema import Action, Fail
from ppagent.train.play.choices import ListBox, Select
from ppagent.train.play.fields import Field
from ppagent.train.play.flow import Flow
from ppagent.train.play.kit import Hand, Job, Kit
from ppagent.train.play.parts import Button, Check, Link, Part, Radio, Words
from ppagent.train.play.rows import Mail
from ppagent.train.play.sections import Fold, Tab

_LABELS = (
    "Name",
    "City",
    "Street",
    "Phone",
    "Company",
    "Title",
    "Note",
    "Age",
    "Country",
    "Code",
    "Team",
    "Room",
)


def _missing(
    k: Kit,
    body: Callable[[Flow], None],
    task: str,
    reason: str,
    first: Callable[[Hand], Iterator[Action]] | None = None,
) -> Job:
    """A job that ends with a refusal, after a look at where the thing might have been."""

    def plan(h: Hand) -> Iterator[Action]:
        if first is not None:
            yield from first(h)
        yield Fail(reason=reason)

    k.show(body)
    return Job(task, plan)


def no_option(k: Kit) -> Job:
    """A list that is opened, or scrolled to its end, and does not hold it."""
    names = k.names(4, 9, "word", "person", "product")
    goal, rest = names[0], names[1:]
    go, seen = k.submit(), k.chance(0.5)
    box = ListBox("list", rest, k.rng.randint(3, 5), wide=100)
    one = Select(k.some("Size", "Team", "Colour", "Place"), rest)
    part: Part = one if seen else box

    def body(f: Flow) -> None:
        f.line(part)
        f.line(go)
        f.space(60 if seen else 4)

    def first(h: Hand) -> Iterator[Action]:
        if seen:
            yield from h.until(one, lambda: h.board.opened is one)
        else:
            yield from h.find(box.rows[-1], box)

    task = k.ask(
        "Choose {W} from the list and press {b}.",
        "Pick {W} in the list, then click {B}.",
        "Select {W} and {b}.",
        "Take {W} from the list; end with {b}.",
        W=goal,
        b=go.name,
        B=go.name,
    )
    return _missing(
        k,
        body,
        task,
        k.some(f"{goal} is not in the list", f"the list has no {goal}", f"there is no {goal}"),
        first,
    )


def no_part(k: Kit) -> Job:
    """A box, button, tab, field or link of another name than all there are."""
    names = k.names(3, min(7, k.room), "word", "product", "phrase")
    goal, rest = names[0], names[1:]
    kind = k.some("box", "radio", "tab", "field", "link", "fold")
    go, text = k.submit(), k.words.sentence()
    group: list[Radio] = []
    if kind == "field":
        goal, *rest = k.rng.sample(_LABELS, k.rng.randint(3, 5))
    parts: list[Part] = [
        Check(name) if kind == "box" else Radio(name, group) if kind == "radio" else Tab(name, lambda: None, lambda n=n: n == 0) if kind == "tab"  # type: ignore[misc]
        else Field(name, wide=100) if kind == "field" else Fold(name) if kind == "fold" else Link(name)
        for n, name in enumerate(rest)
    ]  # fmt: skip

    def body(f: Flow) -> None:
        if kind == "tab":
            f.line(*parts, gap=1)
            f.text(text)
            return
        for part in parts:
            if kind == "field":
                f.text(part.name)
            f.line(part)
        if kind in {"box", "radio", "field"}:
            f.line(go)

    forms = {
        "box": ("Tick {W} and press {b}.", "Check {W}, then {b}.", "Put a tick at {W} and click {b}."),
        "radio": (
            "Choose {W} and press {b}.",
            "Set it to {W}, then {b}.",
            "Select the option {W} and click {b}.",
        ),
        "tab": ("Open the tab {W}.", "Switch to {W}.", "Show the tab {W}."),
        "field": ("Type {v} into the field {W} and press {b}.", "Fill in {v} as the {W}, then {b}."),
        "link": ("Follow the link {W}.", "Click {W}.", "Click the link {W}."),
        "fold": ("Open the section {W}.", "Unfold {W}.", "Show what is in {W}."),
    }[kind]
    what = {
        "box": "box",
        "radio": "option",
        "tab": "tab",
        "field": "field",
        "link": "link",
        "fold": "section",
    }[kind]
    task = k.ask(*forms, W=goal, b=go.name, v=k.words.word())
    return _missing(
        k,
        body,
        task,
        k.some(f"there is no {what} {goal}", f"there is no {goal}", f"no {what} is called {goal}"),
    )


def switched_off(k: Kit) -> Job:
    """A button that is grey, so that it cannot be pressed; or one that is not, among grey ones."""
    names = k.names(2, min(5, k.room), "word", "phrase")
    off = {name for name in names if k.chance(0.5)}
    goal = k.rng.choice(names)
    parts = [Button(name, state=(lambda: "disabled") if name in off else None) for name in names]
    part = parts[names.index(goal)]
    across = k.chance(0.5)
    if goal not in off:
        part.effect = k.finish

    def body(f: Flow) -> None:
        if across:
            f.line(*parts)
        else:
            for one in parts:
                f.line(one)

    def plan(h: Hand) -> Iterator[Action]:
        if goal in off:
            yield Fail(
                reason=k.some(
                    f"{goal} is switched off", f"the button {goal} is grey", f"{goal} cannot be pressed"
                )
            )
            return
        yield from h.press(part)
        yield h.end()

    k.show(body)
    return Job(
        k.ask(
            "Press {W}, if it can be pressed.",
            "Click {W} unless it is grey.",
            "Use the button {W} if it is switched on.",
            W=goal,
        ),
        plan,
    )


def no_fact(k: Kit) -> Job:
    """A fact that is not among those shown, or a mail of somebody who sent none."""
    if k.chance(0.5):
        people = k.words.different(k.rng.randint(3, min(6, max(3, k.room))), "person")
        goal, rest = people[0], people[1:]
        mails = [Mail(name, k.words.phrase(1, 3), k.words.sentence(4, 8)) for name in rest]

        def inbox(f: Flow) -> None:
            for one in mails:
                f.line(one)

        task = k.ask(
            "Open the mail of {W}.",
            "Star the message from {W}.",
            "Delete what {W} sent.",
            "Answer {W}: {t}",
            "Forward the mail of {W} to {t}.",
            W=goal,
            t=k.words.pick("first"),
        )
        return _missing(k, inbox, task, k.some(f"there is no mail of {goal}", f"{goal} sent nothing"))
    labels = k.rng.sample(_LABELS, k.rng.randint(3, min(6, max(3, k.room))))
    asked, shown = labels[0], labels[1:]
    pairs = [
        (Words(f"{label}:"), Words(k.rng.choice((k.words.word, k.words.person, k.words.number))()))
        for label in shown
    ]

    def card(f: Flow) -> None:
        for label, value in pairs:
            f.line(label, value)

    return _missing(
        k,
        card,
        k.ask("What is the {l}?", "Which {l} is shown?", "Tell me the {l}.", l=asked.lower()),
        k.some(f"no {asked.lower()} is shown", f"there is no {asked.lower()}"),
    )


def no_hit(k: Kit) -> Job:
    """A search that finds nothing."""
    word, found = k.words.word(), [False]
    field, go = (
        Field("search", wide=90 if k.small else 180),
        Button("Search", icon="search" if k.chance(0.4) else None),
    )
    go.effect = lambda: found.__setitem__(0, bool(field.value))
    field.enter = go.effect
    said = k.some(
        "No results", "Nothing found", "0 hits", "Sorry, no matches.", "There is nothing like that."
    )

    def body(f: Flow) -> None:
        f.line(field, go)
        if found[0]:
            f.text(said)
        f.space(40)

    def first(h: Hand) -> Iterator[Action]:
        yield from h.write(field, word)
        yield from h.until(go, lambda: found[0])

    task = k.ask(
        "Look for {W} and open the first hit.",
        "Search {W} and follow the second result.",
        "Search for {W}; click what is found.",
        W=word,
    )
    return _missing(k, body, task, k.some("nothing was found", f"there are no results for {word}"), first)


KINDS = {
    "no_option": no_option,
    "no_part": no_part,
    "switched_off": switched_off,
    "no_fact": no_fact,
    "no_hit": no_hit,
}
