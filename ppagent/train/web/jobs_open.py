"""In: a kit. Out: tasks of opening: menus, suggestions, tabs, folds, trees, dialogs."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.action.schema import Action, Type
from ppagent.train.web.job import FINISHED, Job, Scene, ask, done, ended, place, quoted
from ppagent.train.web.kit import Kit, esc, flag, quote
from ppagent.train.web.pages_apps import COMMANDS
from ppagent.train.web.stage import repr_js


def _clicked(key: str, what: str = "click") -> str:
    return f"log.some(([what, key]) => what === '{what}' && key === {repr_js(key)})"


def menu(k: Kit) -> Job:
    """Open a menu, choose from it; a menu within it at times."""
    rng = k.rng
    names = rng.sample(
        ["File", "Edit", "View", "Tools", "Help", "Account", "Actions", "More"],
        rng.randint(1, 4 if k.width > 260 else 2),
    )
    commands = rng.sample(COMMANDS, 5 * len(names))
    bars = []
    deep = rng.random() < 0.3
    at = rng.randrange(len(names))
    entries = {name: commands[index * 5 : index * 5 + rng.randint(3, 5)] for index, name in enumerate(names)}
    goal = rng.choice(entries[names[at]])
    inside, under = k.id(), k.words.different(3, "phrase")
    for index, name in enumerate(names):
        opened = k.id()
        rows = "".join(
            f'<button type="button" role="menuitem" data-key="{entry}" {f"data-open={inside}" if deep and entry == goal else ""}>{entry}{" ▸" if deep and entry == goal else ""}</button>'
            for entry in entries[name]
        )
        side = "right:0" if index and index == len(names) - 1 and k.width < 300 else "left:0"
        sub = (
            f'<div class="menu" id="{inside}" data-menu style="top:100%;left:0" hidden>{"".join(f"<button type=button role=menuitem data-key={quote(one)}>{esc(one)}</button>" for one in under)}</div>'
            if deep and index == at
            else ""
        )
        bars.append(
            f'<span style="position:relative"><button class="{rng.choice(["tab", "btn"])}" data-role="menu" data-open="{opened}" data-key="menu {name}">{name}</button><div class="menu" id="{opened}" data-menu style="top:100%;{side}" hidden>{rows}</div>{sub}</span>'
        )
    last = rng.choice(under) if deep else goal
    task = ask(k, [
        "Choose {way} from the menu.", "Open the {m} menu and choose {rest}.", "Select {way}.", "In the menu {m}, click {rest}.", "Use the menu: {way}.",
    ], way=" > ".join([names[at], goal, *([last] if deep else [])]), m=names[at], rest=f"{goal} > {last}" if deep else goal)  # fmt: skip

    def plan(s: Scene) -> Iterator[Action]:
        yield s.click(f"[data-key='menu {names[at]}']")
        yield s.click(f"[data-key={repr_js(goal)}]")
        if deep:
            yield s.click(f"[data-key={repr_js(last)}]")
        yield done()

    text = f'<div style="min-height:120px"><p>{esc(k.words.text(2))}</p></div>'
    return Job(
        task,
        place(k, task, f'<div class="rowx" style="gap:0">{"".join(bars)}</div>{text}', plain=True),
        plan,
        _clicked(last),
    )


def complete(k: Kit) -> Job:
    """Type the beginning of a name and choose it from what is offered."""
    rng = k.rng
    names = k.words.different(rng.randint(6, 14), rng.choice(["person", "product", "phrase"]))
    goal = rng.choice(names)
    least = rng.randint(2, 3)
    names = [name for name in names if name == goal or not goal.startswith(name)]
    rows = "".join(
        f'<button type="button" role="option" data-choose="f" data-key="{esc(name)}" hidden>{esc(name)}</button>'
        for name in names
    )
    inner = f'<div style="position:relative"><label for="f">{rng.choice(["Name", "Search", "Item", "Tags"])}:</label> <input class="input" id="f" data-filter="m" autocomplete="off" style="width:70%"><div class="menu" id="m" data-menu data-stay style="top:100%;left:20px" hidden>{rows}</div></div><div style="margin-top:110px">{k.button("Submit", f"id=go {ended(k)}")}</div>'
    prefix = goal[:least]
    task = ask(
        k,
        [
            "Type {P} and choose {G} from the suggestions, then press Submit.",
            "Pick {G} from the suggestions and submit.",
            "Enter the item {G} with the help of the suggestions and press Submit.",
            "Choose the entry that starts with {P} and is {G}, then click Submit.",
        ],
        P=prefix,
        G=goal,
    )

    def plan(s: Scene) -> Iterator[Action]:
        yield s.click("#f")
        yield Type(text=prefix)
        yield s.click(f"[data-key={repr_js(goal)}]")
        yield s.click("#go")
        yield done()

    return Job(
        task,
        place(k, task, inner, plain=True),
        plan,
        f"{FINISHED} && document.getElementById('f').value === {repr_js(goal)}",
    )


def tab(k: Kit) -> Job:
    """Open a tab or fold, then click something in it."""
    rng = k.rng
    names = (
        k.words.different(rng.randint(2, 3 if k.width < 260 else 5), "word")
        if rng.random() < 0.6
        else [f"Tab {n}" for n in range(1, rng.randint(3, 4))]
    )
    goal = rng.randrange(len(names))
    fold = rng.random() < 0.5
    words = [[k.words.word() for _ in range(rng.randint(2, 5))] for _ in names]
    wanted = rng.choice(words[goal])
    kind = rng.choice(["link", "button"])
    make = k.link if kind == "link" else k.button
    panes = [
        "".join(
            f"{make(word, 'data-key=' + quote(f'{index} {word}'))} {esc(k.words.word())} " for word in some
        )
        for index, some in enumerate(words)
    ]
    first = rng.randrange(len(names)) if rng.random() < 0.5 or not fold else -1
    if fold:
        inner = "".join(
            f'<div class="card" style="padding:0;margin:2px 0"><button class="tab" style="width:100%;text-align:left" data-open="p{index}" data-key="t{index}">{k.some("▸ ", "")}{esc(name)}</button><div id="p{index}" style="padding:4px"{"" if index == first else " hidden"}>{panes[index]}</div></div>'
            for index, name in enumerate(names)
        )
    else:
        line = "".join(
            f'<button class="tab" role="tab" data-pane="p{index}" data-key="t{index}" aria-selected="{str(index == first).lower()}">{esc(name)}</button>'
            for index, name in enumerate(names)
        )
        bodies = "".join(
            f'<div id=p{index} style="padding:5px"{flag("hidden", index != first)}>{pane}</div>'
            for index, pane in enumerate(panes)
        )
        inner = f'<div class="tabs" role="tablist">{line}</div><div data-panes>{bodies}</div>'
    what = "section" if fold else "tab"
    task = ask(
        k,
        [
            "Open the {what} {T} and click the {kind} {W}.",
            "In the {what} {T}, click {W}.",
            "Click {W} in the {T} {what}.",
            "Go to {T} and click on the {kind} {W}.",
        ],
        what=what,
        T=names[goal],
        kind=kind,
        W=wanted,
    )
    only = rng.random() < 0.2

    def plan(s: Scene) -> Iterator[Action]:
        if goal != first:
            yield s.click(f"[data-key=t{goal}]")
        if not only:
            yield s.click(f"[data-key={repr_js(f'{goal} {wanted}')}]")
        yield done()

    if only:
        task = ask(
            k,
            ["Open the {what} {T}.", "Switch to {T}.", "Show the {what} {T}.", "Click on {T}."],
            what=what,
            T=names[goal],
        )
    return Job(
        task,
        place(k, task, inner, plain=True),
        plan,
        f"!document.getElementById('p{goal}').hidden" if only else _clicked(f"{goal} {wanted}"),
    )


def tree(k: Kit) -> Job:
    """Unfold folders down to a file."""
    rng = k.rng
    names = iter(k.words.different(30, "word"))
    path = [next(names) for _ in range(rng.randint(2, 3))]

    def branch(at: int) -> str:
        rows = [("", next(names)) for _ in range(rng.randint(1, 2))]
        rows.append(("goal", path[at]))
        rng.shuffle(rows)
        out = []
        for kind, name in rows:
            folder = at < len(path) - 1
            inner = (
                branch(at + 1)
                if kind and folder
                else f'<div style="padding-left:16px" role="treeitem">{esc(next(names))}</div>'
                if folder
                else ""
            )
            key = k.id()
            mark = k.icon("folder" if folder else "file")[1]
            out.append(
                f'<div style="padding-left:{12 if at else 0}px"><span role="treeitem" data-key="{esc(name)}" tabindex="0" {f"data-open={key}" if folder else ""} style="display:inline-block;padding:2px">{mark} {esc(name)}</span><div id="{key}" hidden>{inner}</div></div>'
            )
        return "".join(out)

    body = branch(0)
    task = ask(
        k,
        [
            "Navigate through the tree to {W} and click it.",
            "Open {way}.",
            "Find {W} in the folder {F} and select it.",
            "Click on {way}.",
        ],
        W=path[-1],
        F=path[-2],
        way=" / ".join(path),
    )

    def plan(s: Scene) -> Iterator[Action]:
        for name in path:
            yield s.click(f"[data-key={repr_js(name)}]")
        yield done()

    return Job(task, place(k, task, body, plain=True), plan, _clicked(path[-1]))


def dialog(k: Kit) -> Job:
    """Close or confirm a dialog; then do something on the page behind it, at times."""
    rng = k.rng
    yes, no = rng.choice(
        [
            ("Delete", "Cancel"),
            ("Yes", "No"),
            ("OK", "Cancel"),
            ("Save", "Discard"),
            ("Accept", "Decline"),
            ("Allow", "Block"),
            ("Agree", "Reject all"),
        ]
    )
    how = rng.choice(["yes", "no", "close"])
    behind = k.words.different(3, "word")
    goal = rng.choice(behind)
    more = rng.random() < 0.5
    buttons = [
        k.button(yes, 'data-close="d" data-key="yes"', main=True),
        k.button(no, 'data-close="d" data-key="no"'),
    ]
    rng.shuffle(buttons)
    cross = k.icon_button("close", ' data-close="d" data-key="close" style="float:right"')
    box = f'<div role="dialog" class="dialog">{cross}<h3>{esc(k.words.phrase(1, 2))}</h3><p>{esc(k.words.sentence(3, 7))}</p><div class="rowx wrap">{"".join(buttons)}</div></div>'
    banner = rng.random() < 0.3 and k.width > 300
    shell = (
        f'<div id="d" class="card" style="position:fixed;left:0;right:0;bottom:0;z-index:9">{box.replace("dialog", "none")}</div>'
        if banner
        else f'<div class="dim" id="d" data-clear>{box}</div>'
    )
    first = {
        "yes": [
            f"Press {quoted(rng, yes)}",
            f"Answer the question with {yes}",
            f"Click {quoted(rng, yes)} in the dialog",
        ],
        "no": [f"Press {quoted(rng, no)}", f"Answer with {quoted(rng, no)}", f"Click {no} in the dialog"],
        "close": [
            "Close the dialog",
            'Close the dialog by clicking the "x"',
            "Close the pop-up",
            "Close the window",
        ],
    }[how]
    task = rng.choice(first) + (f", then click {quoted(rng, goal)}." if more else ".")
    pages = "".join(
        f"<p>{esc(k.words.sentence(3, 8))} {k.button(name, f'data-key={name}')}</p>" for name in behind
    )

    def plan(s: Scene) -> Iterator[Action]:
        yield s.click(f"#d [data-key={how}]")
        if more:
            yield from s.reach(f"button[data-key={goal}]")
            yield s.click(f"button[data-key={goal}]")
        yield done()

    return Job(
        task,
        place(k, task, pages, plain=True) + shell,
        plan,
        f"document.getElementById('d').hidden && {_clicked(how)}" + (f" && {_clicked(goal)}" if more else ""),
    )


JOBS = {"menu": menu, "complete": complete, "tab": tab, "tree": tree, "dialog": dialog}  # fmt: skip
