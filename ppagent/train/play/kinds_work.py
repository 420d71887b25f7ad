"""In: a kit. Out: jobs as programs have them: files and their menus, the clipboard, orders, texts that are changed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ppagent.action.schema import Action, Key, Type
from ppagent.train.play.choices import Entry
from ppagent.train.play.fields import Field
from ppagent.train.play.flow import Flow
from ppagent.train.play.kit import Hand, Job, Kit
from ppagent.train.play.parts import Button
from ppagent.train.play.things import File


def files(k: Kit) -> Job:
    """Open a file by a double click, mark it, or use its context menu."""
    names = k.names(2, 4 if k.small else 8, "word" if k.small else "file", "word")
    how = k.some("open", "menu", "menu", "mark")
    chosen: list[str] = []
    commands = k.rng.sample(
        [
            "Rename",
            "Move to bin",
            "Duplicate",
            "Send to",
            "Compress",
            "Properties",
            "Lock",
            "Pin",
            "Print",
            "Copy path",
        ],
        k.rng.randint(3, 5),
    )
    entries = [Entry(text, partial(chosen.append, text)) for text in commands]
    some: list[File] = []
    beside = k.chance(0.5)
    for name in names:
        File(name, k.some("folder", "file", "image"), some, entries, beside=beside)
    goal, entry = k.rng.choice(some), k.rng.choice(entries)
    opened = k.words.sentence()

    def body(f: Flow) -> None:
        if goal.opened and how == "open":
            f.title(goal.name)
            f.text(opened)
            return
        if beside:
            for one in some:
                f.line(one)
        else:
            f.line(*some, gap=8)
        f.space(70 if how == "menu" else 10)

    def plan(h: Hand) -> Iterator[Action]:
        if how == "menu":
            for _ in range(4):
                if h.board.opened is not goal:
                    yield h.click(goal).model_copy(update={"button": "right"})
            yield from h.press(entry)
        elif how == "open":
            while not goal.opened:
                yield h.click(goal, 2)
        else:
            while not goal.marked:
                yield h.click(goal)
        yield h.end()

    k.show(body)
    k.board.after = None
    task = {
        "open": k.ask(
            "Double-click {G}.", "Open {G} by a double click.", "Open {G} with two clicks.", G=goal.name
        ),
        "mark": k.ask("Mark {G}.", "Select {G} by one click.", "Click {G} once.", G=goal.name),
        "menu": k.ask(
            "Right-click {G} and choose {E}.",
            "In the context menu of {G}, click {E}.",
            "Use {E} from the right-click menu of {G}.",
            G=goal.name,
            E=entry.name,
        ),
    }[how]
    return Job(
        task,
        plan,
        lambda: chosen == [entry.name] if how == "menu" else goal.opened if how == "open" else goal.marked,
    )


def clipboard(k: Kit) -> Job:
    """Copy what one field holds into another one, by keys."""
    text = k.words.phrase(1, 3) if k.chance(0.5) else k.words.text(1)
    source, target, go = Field("source", text, rows=1 if len(text) < 20 else 2), Field("target"), k.submit()
    first = k.chance(0.8)

    def body(f: Flow) -> None:
        for one in (source, target) if first else (target, source):
            f.line(one)
        f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        while not source.marked or h.board.focus is not source:
            yield h.click(source) if h.board.focus is not source else Key(keys=("ctrl", "a"))
        yield Key(keys=("ctrl", "c"))
        while h.board.focus is not target:
            yield h.click(target)
        yield Key(keys=("ctrl", "v"))
        yield from h.press(go)
        yield h.end()

    k.show(body, plain=True)
    return Job(k.ask("With copy and paste, bring the text into the empty field and press {b}.", "Copy the text (ctrl+c) and paste it (ctrl+v) into the other field; then {b}.",
                     "Use the clipboard to put the given text into the empty box, then click {B}.", b=go.name, B=go.name), plan,
               lambda: target.value == text and go.hits == 1)  # fmt: skip


def order(k: Kit) -> Job:
    """Take so many of some things with plus buttons, then order."""
    names = k.names(2, min(5, k.room), "product" if not k.small else "word")
    amounts = dict.fromkeys(names, 0)
    want = {name: k.rng.randint(1, 3) for name in k.rng.sample(names, k.rng.randint(1, min(2, len(names))))}

    def change(name: str, by: int) -> None:
        amounts[name] = max(0, amounts[name] + by)

    plus = {name: Button("+", partial(change, name, 1), group=name) for name in names}
    minus = {name: Button("-", partial(change, name, -1), group=name) for name in names}
    for part in (*plus.values(), *minus.values()):
        part.slips = True
    go = k.submit(k.some("Order", "Add to cart", "Buy", "Reserve"))

    def body(f: Flow) -> None:
        for name in names:
            w, h = plus[name].size(f.board, f.w)
            across = min(f.u(320), f.w)
            right = f.x + across - w
            f.put(plus[name], right, f.y, w, h)
            f.words(str(amounts[name]), right - f.u(16), f.y + h / 2)
            f.put(minus[name], right - f.u(22) - w, f.y, w, h)
            if not f.dry:
                f.p.text(f.x, f.y + h / 2, name, room=right - f.u(24) - w - f.x)
            f.y += int(h + f.u(3))
        f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        for name in names:
            while amounts[name] != want.get(name, 0):
                yield h.click((plus if amounts[name] < want.get(name, 0) else minus)[name])
        yield from h.press(go)
        yield h.end()

    k.show(body)
    w = k.some(" and ", ", ").join(f"{number} {k.some('x ', '')}{name}" for name, number in want.items())
    return Job(k.ask("Take {w}, then press {b}.", "Choose {w} and click {B}.", "I would like {w}. Finish with {b}.", w=w, b=go.name, B=go.name), plan,
               lambda: go.hits == 1 and all(amounts[name] == want.get(name, 0) for name in names))  # fmt: skip


def editor(k: Kit) -> Job:
    """Mark all of a text by keys, and press a button of the tool bar."""
    words = [k.words.word() for _ in range(k.rng.randint(3, 7))]
    styles = {"bold": "B", "italic": "I", "underlined": "U"}
    style = k.some(*styles)
    tools = {name: Button(letter) for name, letter in styles.items()}
    text = Field("text", " ".join(words), rows=3)
    tools[style].effect = k.finish
    save = k.submit("Save")

    def body(f: Flow) -> None:
        f.line(*tools.values(), gap=2)
        f.line(text)
        f.line(save)

    def plan(h: Hand) -> Iterator[Action]:
        while not (text.marked and h.board.focus is text):
            yield h.click(text) if h.board.focus is not text else Key(keys=("ctrl", "a"))
        yield from h.press(tools[style])
        yield h.end()

    k.show(body, plain=True)
    k.board.after = None
    return Job(
        k.ask("Make the whole text {s}.", "Select all of the text and make it {s}.", s=style),
        plan,
        lambda: tools[style].hits == 1,
    )


def edit(k: Kit) -> Job:
    """Change what is there into something else: a field is cleared, or words are added to it."""
    held = k.words.phrase(1, 2)
    field, go = Field("", held), k.submit()
    add = k.chance(0.4)
    more = k.words.word()
    result = f"{held} {more}" if add else ""

    def body(f: Flow) -> None:
        f.line(field)
        f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        while field.value != result:
            if h.board.focus is not field:
                yield h.click(field, 1 if add else 3)
            elif add:
                if field.value != held:
                    break
                yield Key(keys=("end",))
                yield Type(text=f" {more}")
            elif not field.marked:
                yield Key(keys=("ctrl", "a"))
            else:
                yield Key(keys=("backspace",))
        yield from h.press(go)
        yield h.end()

    k.show(body)
    task = k.ask("Add the word {M} at the end of the text and press {b}.", "Write {M} behind what is there, then click {B}.", M=more, b=go.name, B=go.name) if add else k.ask(
        "Clear the field and press {b}.", "Delete all that stands in the field, then click {B}.", "Empty the text box; then {b}.", b=go.name, B=go.name)  # fmt: skip
    return Job(task, plan, lambda: field.value == result and go.hits == 1)


KINDS = {"files": files, "clipboard": clipboard, "order_some": order, "editor": editor, "edit": edit}
