"""In: a kit. Out: jobs of looking behind tabs and sections: links within running text, sections that must be open first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from ppagent.action.schema import Action, Fail
from ppagent.train.play.flow import Flow
from ppagent.train.play.kit import Hand, Job, Kit
from ppagent.train.play.parts import Button, Link, Part
from ppagent.train.play.sections import Fold, Tab

_NUMBERED = (
    "Tab {}", "Tab #{}", "Part {}", "Section {}", "Section #{}", "Page {}", "No. {}", "Step {}", "Chapter {}", "Sheet {}", "View #{}", "{}",
)  # fmt: skip


def prose(k: Kit, links: Sequence[Part], words: int) -> list[Part | str]:
    """Running text with links in it."""
    text = k.words.text(3).split(" ")
    text = (text * (words // max(1, len(text)) + 1))[:words]
    out: list[Part | str] = list(text)
    for at, link in zip(
        sorted(k.rng.sample(range(len(out) + 1), min(len(links), len(out)))), links, strict=False
    ):
        out.insert(min(len(out), at + links.index(link)), link)
    return out


def _headings(k: Kit, count: int) -> list[str]:
    if k.chance(0.55):
        form = k.rng.choice(_NUMBERED)
        return [form.format(n) for n in range(1, count + 1)]
    return k.words.different(count, "word")


def _heads(
    k: Kit, names: Sequence[str], *, folds: bool, start: int
) -> tuple[list[Part], Callable[[int], bool]]:
    """Tabs, of which one is in front, or sections; and which are open."""
    now, one = [start], k.chance(0.65)
    heads: list[Part] = []

    def turn(n: int) -> None:
        now[0] = n
        if one:
            for other, head in enumerate(heads):
                if isinstance(head, Fold) and other != n:
                    head.opened = False

    def front(n: int) -> bool:
        return now[0] == n

    for n, name in enumerate(names):
        if folds:
            heads.append(Fold(name, partial(turn, n), opened=n == start))
        else:
            heads.append(Tab(name, partial(turn, n), partial(front, n)))

    def opened(n: int) -> bool:
        head = heads[n]
        return head.opened if isinstance(head, Fold) else now[0] == n

    return heads, opened


def link_in(k: Kit) -> Job:
    """A link in the running text of one of some tabs or sections: it is where it is, or in none."""
    folds = k.chance(0.55)
    names = _headings(k, k.rng.randint(1 if not folds else 2, 3 if k.small else 5))
    heads, opened = _heads(
        k, names, folds=folds, start=-1 if folds and k.chance(0.75) else k.rng.randrange(len(names))
    )
    labels = k.words.different(4 * len(names), "word")
    labels = [label if k.chance(0.5) else label.capitalize() for label in labels]
    panes = [
        [Link(label) for label in labels[4 * n : 4 * n + k.rng.randint(1, 3)]] for n in range(len(names))
    ]
    goal_at = k.rng.randrange(len(names))
    goal = k.rng.choice(panes[goal_at])
    missing = k.chance(0.06)
    if missing:
        panes[goal_at].remove(goal)
    texts = [prose(k, pane, k.rng.randint(7, 14)) for pane in panes]
    goal.effect = k.finish

    def body(f: Flow) -> None:
        if not folds:
            f.line(*heads, gap=1)
        for n, head in enumerate(heads):
            if folds:
                f.line(head)
            if opened(n):
                f.line(*texts[n], gap=3.5)
        f.space(4)

    def plan(h: Hand) -> Iterator[Action]:
        for n, head in enumerate(heads):
            if goal.spot is not None:
                break
            if not opened(n):
                yield from h.until(head, partial(opened, n))
        if missing:
            yield Fail(reason=f"there is no link {goal.name}")
            return
        yield from h.press(goal)
        yield h.end()

    k.show(body)
    what = "section" if folds else "tab"
    task = k.ask(
        "Look into the {w}s until you find the link {L} and follow it.", "Open the {w}s one by one, find {L} and click it.", "The link {L} is in one of these {w}s; click it.",
        "Find and click the link {L}. It may be in another {w}.", "Go through the {w}s for the link {L}; click on it.", "Click the link {L}, which is somewhere in the {w}s.",
        w=what, L=goal.name,
    )  # fmt: skip
    return Job(task, plan, lambda: missing or goal.hits == 1)


def fold_then(k: Kit) -> Job:
    """A section is opened, then a button outside or in it is pressed; the button can be seen all the time."""
    count = k.rng.choice((1, 1, 2, 3))
    names = _headings(k, count)
    at, inside = k.rng.randrange(count), k.chance(0.3)
    heads, opened = _heads(k, names, folds=True, start=-1)
    texts = [k.words.text(k.rng.randint(1, 2)) for _ in names]
    go, first = k.submit(), k.chance(0.15)

    def body(f: Flow) -> None:
        if first and not inside:
            f.line(go)
        for n, head in enumerate(heads):
            f.line(head)
            if opened(n):
                f.text(texts[n])
                if inside and n == at:
                    f.line(go)
        if not first and not inside:
            f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        yield from h.until(heads[at], lambda: opened(at))
        yield from h.press(go)
        yield h.end()

    k.show(body)
    if count == 1 and k.chance(0.7):
        task = k.ask("Open the section, then press {b}.", "Unfold the section and click {B}.", "Show what is in the section, then hit {b}.", "Expand what is folded and press {B}.",
                     "First open the section below; after that click {b}.", b=go.name, B=go.name)  # fmt: skip
    else:
        task = k.ask(
            "Open {N}, then press {b}.",
            "Unfold the section {N} and click {B}.",
            "Expand {N}, then hit {b}.",
            "Show {N} first, then press {B}.",
            N=names[at],
            b=go.name,
            B=go.name,
        )
    return Job(task, plan, lambda: opened(at) and go.hits == 1)


def to_tab(k: Kit) -> Job:
    """Bring one of several tabs to the front; nothing to do when it is there."""
    names = _headings(k, k.rng.randint(2, 3 if k.small else 6))
    start = k.rng.randrange(len(names))
    heads, opened = _heads(k, names, folds=False, start=start)
    at = start if k.chance(0.06) else k.rng.choice([n for n in range(len(names)) if n != start])
    texts = [k.words.text(k.rng.randint(1, 2)) for _ in names]
    framed = k.chance(0.5)

    def body(f: Flow) -> None:
        f.line(*heads, gap=1)
        top = f.y
        for n in range(len(names)):
            if opened(n):
                f.text(texts[n])
        if framed:
            f.frame(top - f.u(7), "")

    def plan(h: Hand) -> Iterator[Action]:
        yield from h.until(heads[at], lambda: opened(at))
        yield h.end()

    k.show(body)
    k.board.after = None
    task = k.ask(
        "Click on {T}.",
        "Open {T}.",
        "Bring {T} to the front.",
        "Show {T}.",
        "Change to {T}.",
        "Go to the tab {T}.",
        "Switch to {T}.",
        "Press the tab {T}.",
        T=names[at],
    )
    return Job(task, plan, lambda: opened(at))


def links(k: Kit) -> Job:
    """One of the links in a text."""
    labels = k.words.different(k.rng.randint(2, 6), "word")
    labels = [label if k.chance(0.6) else label.capitalize() for label in labels]
    parts: list[Part] = [Link(label) for label in labels]
    goal, missing = k.rng.choice(parts), k.chance(0.06)
    goal.effect = k.finish
    text = prose(k, [part for part in parts if not (missing and part is goal)], k.rng.randint(8, 24))
    extra = Button(k.some("Back", "Print", "More"))
    below = k.chance(0.2)

    def body(f: Flow) -> None:
        f.line(*text, gap=3.5)
        if below:
            f.line(extra)

    def plan(h: Hand) -> Iterator[Action]:
        if missing:
            yield Fail(reason=f"there is no link {goal.name}")
            return
        yield from h.press(goal)
        yield h.end()

    k.show(body)
    return Job(k.ask("Follow the link {L}.", "Click the link {L}.", "Click {L} in the text.", "Use the link {L} in the text.", "Press the link that says {L}.", L=goal.name), plan,
               lambda: missing or goal.hits == 1)  # fmt: skip


KINDS = {"link_in": link_in, "fold_then": fold_then, "to_tab": to_tab, "links": links}
