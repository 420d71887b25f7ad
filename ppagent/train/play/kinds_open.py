"""In: a kit. Out: jobs of opening: tabs, sections, menus, trees."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ppagent.action.schema import Action
from ppagent.train.play.choices import Entry, Menu
from ppagent.train.play.flow import Flow
from ppagent.train.play.kinds_click import COMMANDS
from ppagent.train.play.kit import Hand, Job, Kit
from ppagent.train.play.parts import Button, Link, Part
from ppagent.train.play.sections import Fold, Tab


def tabs(k: Kit) -> Job:
    """Open a tab or section; click what is in it, when it is asked for; search all when it is not said where."""
    folds = k.chance(0.5)
    names = k.names(2, 3 if k.small else 5, "word", "phrase" if folds else "word")
    if k.chance(0.3):
        names = [k.some("Tab", "Part", "Section", "Page") + f" {n}" for n in range(1, len(names) + 1)]
    now = [k.rng.randrange(len(names))] if k.chance(0.7) or not folds else [-1]
    goal = k.rng.randrange(len(names))
    words = k.words.different(4 * len(names), "word")
    make = k.rng.choice((Link, Button))
    panes: list[list[Part]] = [
        [make(words[4 * n + i]) for i in range(k.rng.randint(2, 4))] for n in range(len(names))
    ]
    wanted = k.rng.choice(panes[goal])
    wanted.effect = k.finish
    told, only = k.chance(0.55), k.chance(0.25)
    one = k.chance(0.6)  # opening one section closes the others
    texts = [k.words.sentence() for _ in names]
    heads: list[Part] = []

    def is_on(n: int) -> bool:
        return now[0] == n

    def turn(n: int) -> None:
        now[0] = n
        if one:
            for other, head in enumerate(heads):
                if isinstance(head, Fold) and other != n:
                    head.opened = False

    for n, name in enumerate(names):
        heads.append(
            Fold(name, partial(turn, n), opened=n == now[0])
            if folds
            else Tab(name, partial(turn, n), partial(is_on, n))
        )

    def opened(n: int) -> bool:
        head = heads[n]
        return head.opened if isinstance(head, Fold) else now[0] == n

    def body(f: Flow) -> None:
        if not folds:
            f.line(*heads, gap=1)
        for n, head in enumerate(heads):
            if folds:
                f.line(head)
            if opened(n):
                f.text(texts[n])
                f.line(*panes[n], indent=6)

    def plan(h: Hand) -> Iterator[Action]:
        if told or only:
            yield from h.until(heads[goal], lambda: opened(goal))
        for n, head in enumerate(heads):
            if only or wanted.spot is not None:
                break
            if not opened(n):
                yield from h.until(head, partial(opened, n))
        if not only:
            yield from h.press(wanted)
        yield h.end()

    k.show(body)
    how = "only" if only else "told" if told else "search"
    task = _tab_task(
        k, how, "section" if folds else "tab", names[goal], "link" if make is Link else "button", wanted.name
    )
    return Job(task, plan, lambda: opened(goal) if only else wanted.hits == 1)


def _tab_task(k: Kit, how: str, what: str, name: str, kind: str, wanted: str) -> str:
    """What is asked for, in words."""
    if how == "only":
        return k.ask(
            "Open the {what} {T}.", "Show {T}.", "Switch to the {what} {T}.", "Go to {T}.", what=what, T=name
        )
    if how == "told":
        return k.ask("In the {what} {T}, click {W}.", "Open {T} and click the {k} {W}.", "Go to the {what} {T} and press {W}.", what=what, T=name,
                     k=kind, W=wanted)  # fmt: skip
    return k.ask("Look through the {what}s for the {k} {W} and click it.", "Find {W} in one of the {what}s and click it.",
                 "Somewhere in these {what}s is {W}; click it.", what=what, k=kind, W=wanted)  # fmt: skip


def menu(k: Kit) -> Job:
    """Choose from a menu, or from a menu within it."""
    names = k.rng.sample(
        ["File", "Edit", "View", "Tools", "Help", "Account", "Actions", "More", "Options", "Page"],
        k.rng.randint(1, 2 if k.small else 5),
    )
    commands = list(k.rng.sample(COMMANDS, min(len(COMMANDS), 5 * len(names))))
    menus: list[Menu] = []
    under = k.words.different(3, "word")
    deep = k.chance(0.4)
    goal = k.rng.randrange(len(names))
    chosen: list[str] = []
    done = Entry("")
    path: list[str] = []
    for n, name in enumerate(names):
        entries = [
            Entry(text, partial(chosen.append, text))
            for text in commands[5 * n : 5 * n + k.rng.randint(3, 5)]
        ]
        inner = {}
        if n == goal:
            done = k.rng.choice(entries)
            path = [name, done.name]
            if deep:
                more = [Entry(text, partial(chosen.append, text)) for text in under]
                inner = {done.name: more}
                done = k.rng.choice(more)
                path.append(done.name)
        menus.append(Menu(name, entries, inner))
    text = k.words.text(2)

    def body(f: Flow) -> None:
        f.line(*menus, gap=0)
        f.text(text)
        f.space(110)

    def plan(h: Hand) -> Iterator[Action]:
        owner = menus[goal]
        yield from h.until(owner, lambda: h.board.opened is owner)
        if deep:
            yield from h.press(next(entry for entry in owner.entries if entry.name == path[1]))
        yield from h.press(done)
        yield h.end()

    k.show(body)
    way = k.some(" > ", " > ", ", ", ">", " and then ").join(path)
    rest = path[-1]
    task = k.ask("Choose {way} from the menu.", "Select {way}.", "Use the menu to get to {R}: {way}.", "Menu: {way}.",
                 "Open the {m} menu and click {way2}.", way=way, way2=" > ".join(path[1:]), R=rest, m=path[0])  # fmt: skip
    return Job(task, plan, lambda: chosen[-1:] == [path[-1]])


def tree(k: Kit) -> Job:
    """Open nodes of a tree down to a leaf."""
    names = iter(k.words.different(24, "word"))
    path = [next(names) for _ in range(k.rng.randint(2, 3 if k.room > 4 else 2))]
    nodes: dict[str, tuple[Fold | Link, list[str]]] = {}
    icons = k.chance(0.5)

    def branch(at: int) -> list[str]:
        own = [path[at], *(next(names) for _ in range(k.rng.randint(1, 2)))]
        k.rng.shuffle(own)
        for name in own:
            if at == len(path) - 1:
                nodes[name] = Link(name), []
            else:
                leaf = next(names)
                nodes[leaf] = Link(leaf), []
                nodes[name] = (
                    Fold(name, plain=True, mark="folder" if icons else ""),
                    branch(at + 1) if name == path[at] else [leaf],
                )
        return own

    top = branch(0)

    def show(f: Flow, some: list[str], depth: int) -> None:
        for name in some:
            part, inner = nodes[name]
            f.line(part, indent=(0 if isinstance(part, Fold) else 8) + 14 * depth)
            if isinstance(part, Fold) and part.opened:
                show(f, inner, depth + 1)

    def body(f: Flow) -> None:
        show(f, top, 0)
        if not nodes[path[0]][0].hits:
            f.space(50)

    leaf = nodes[path[-1]][0]

    def plan(h: Hand) -> Iterator[Action]:
        for name in path[:-1]:
            node = nodes[name][0]
            assert isinstance(node, Fold)
            yield from h.until(node, partial(getattr, node, "opened"))
        yield from h.press(leaf)
        yield h.end()

    k.show(body)
    return Job(k.ask("Open {way} in the tree.", "In the tree, unfold the nodes down to {W} in {F} and click it.", "Click on {way}.",
                     "Select {way}.", way=k.some(" > ", " / ", "/").join(path), W=path[-1], F=path[-2]), plan, lambda: leaf.hits == 1)  # fmt: skip


KINDS = {"tabs": tabs, "menu": menu, "tree": tree}
