"""In: a kit. Out: tasks where what is asked for is hidden: in folds, behind tabs, under a pop-up, in menus of menus."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.action.schema import Action, Type
from ppagent.train.web.job import FINISHED, HiddenError, Job, Scene, ask, done, ended, place, quoted
from ppagent.train.web.kit import Kit, esc, flag, quote
from ppagent.train.web.pages_forms import SUBMIT
from ppagent.train.web.stage import repr_js


def _texts(k: Kit, count: int, goal: str, at: int) -> list[str]:
    """So many texts with links in them; the goal's link is in one."""
    rng, found = k.rng, []
    for index in range(count):
        words = [esc(word) for word in k.words.text(1).strip(".!?").split()][:9]
        for place_at in sorted(rng.sample(range(len(words)), min(len(words), rng.randint(0, 2)))):
            if words[place_at].lower() != goal.lower():
                words[place_at] = k.link(words[place_at], f"data-key={quote('other ' + words[place_at])}")
        if index == at:
            words.insert(rng.randrange(len(words) + 1), k.link(goal, f"data-key=goal {ended(k)}"))
        found.append(" ".join(words) + ".")
    return found


def sections(k: Kit) -> Job:
    """Unfold a section and click what is in it; or unfold one after the other until it is found; or unfold and submit."""
    rng = k.rng
    count = rng.randint(1, 5 if k.height > 200 else 3)
    how = rng.choice(["search", "search", "named", "submit"])
    kind = rng.random()
    names = [f"{k.words.pick('adjective').capitalize()} part {n}" for n in range(1, count + 1)] if kind < 0.2 else [f"{k.some('Part', 'Chapter', 'Area', 'Panel')} {n}" for n in range(1, count + 1)] if kind < 0.5 else k.words.different(count, "phrase")  # fmt: skip
    goal, at = k.words.word(), rng.randrange(count)
    bodies = _texts(k, count, goal, at if how != "submit" else -1)
    one = how == "search" and rng.random() < 0.4  # opening a section folds the others
    bar = rng.choice([
        "background:var(--main);color:var(--onmain)", "background:#27e;color:#fff", "background:#ddd;color:#111", "", "background:var(--wash)", "border-bottom:1px solid var(--edge)",
    ])  # fmt: skip
    mark, gap = rng.choice(["▸ ", "+ ", "", "", "► "]), rng.choice([0, 1, 3, 6])
    parts = []
    for index, name in enumerate(names):
        fold = (
            f"document.querySelectorAll('.body').forEach(e => e.hidden = e.id !== 'p{index}')" if one else ""
        )
        parts.append(
            f'<div style="margin:{gap}px 0"><div role="button" tabindex="0" data-open="p{index}" data-key="t{index}" {f"onclick={quote(fold)}" if fold else ""} style="{bar};padding:{rng.choice([2, 2, 4])}px 4px;border:1px solid var(--edge);border-radius:3px">{mark}{esc(name)}</div>'
            f'<div class="body" id="p{index}" style="padding:4px" hidden>{bodies[index]}</div></div>'
        )
    button = rng.choice(SUBMIT)
    end = f"<div>{k.button(button, f'id=go {ended(k)}')}</div>" if how == "submit" else ""
    chosen = names[at]
    task = {
        "search": lambda: ask(k, ["Open the parts below until you find the link {G}, and click it.", "The link {G} is in one of the folded parts. Find and click it.", "Unfold the parts to find {G} and click on it.", "Look through the parts for the link {G} and open it."], G=goal),
        "named": lambda: ask(k, ["Unfold {T} and click the link {G}.", "In the part {T}, click {G}.", "Open {T}, then follow the link {G}."], T=chosen, G=goal),
        "submit": lambda: ask(k, ["Unfold {T} and press {b}.", "Open the part {T}, then click {b}."] if count > 1 else ["Unfold the part below, then press {b}.", "Open the part and click {b}."], T=chosen, b=button),
    }[how]()  # fmt: skip

    def plan(s: Scene) -> Iterator[Action]:
        for index in range(count) if how == "search" else [at]:
            yield from s.reach(f"[data-key=t{index}]")
            yield s.click(f"[data-key=t{index}]")
            if how == "submit" or index == at:
                break
        query = "#go" if how == "submit" else "[data-key=goal]"
        yield from s.reach(query)
        yield s.click(query)
        yield done()

    return Job(
        task,
        place(k, task, "".join(parts) + end, plain=True),
        plan,
        FINISHED + (f" && !p{at}.hidden" if how == "submit" else ""),
    )


def behind(k: Kit) -> Job:
    """A link behind one of several tabs, nobody says which."""
    rng = k.rng
    count = rng.randint(2, 3 if k.width < 260 else 5)
    names = (
        [f"{k.some('Tab', 'Page', 'Part')} {n}" for n in range(1, count + 1)]
        if rng.random() < 0.4
        else k.words.different(count, "word")
    )
    goal, at = k.words.word(), rng.randrange(count)
    bodies = _texts(k, count, goal, at)
    tabs = "".join(
        f'<button class="tab" role="tab" data-pane="p{index}" data-key="t{index}" aria-selected="{str(index == 0).lower()}">{esc(name)}</button>'
        for index, name in enumerate(names)
    )
    panes = "".join(
        f'<div id=p{index} style="padding:5px"{flag("hidden", index != 0)}>{body}</div>'
        for index, body in enumerate(bodies)
    )
    task = ask(
        k,
        [
            "One of the tabs holds the link {G}. Find it and click it.",
            "Look through the tabs for the link {G} and click it.",
            "Find {G} behind one of the tabs and open it.",
            "Go through the tabs until the link {G} is there, then click it.",
        ],
        G=goal,
    )

    def plan(s: Scene) -> Iterator[Action]:
        for index in range(at + 1):
            if index:
                yield s.click(f"[data-key=t{index}]")
        yield from s.reach("[data-key=goal]")
        yield s.click("[data-key=goal]")
        yield done()

    return Job(
        task,
        place(
            k, task, f'<div class="tabs" role="tablist">{tabs}</div><div data-panes>{panes}</div>', plain=True
        ),
        plan,
        FINISHED,
    )


def interrupted(k: Kit) -> Job:
    """Log in, or fill in a form, while a pop-up comes into the way."""
    rng = k.rng
    user, secret = k.words.user(), k.words.secret()
    button, when = (
        rng.choice(["Log in", "Login", "Sign in", "Enter"]),
        rng.choice(["start", "user", "word", "typed"]),
    )
    words = rng.choice(
        [("OK",), ("Close",), ("Got it",), ("No thanks", "Yes"), ("Cancel", "OK"), ("Later", "Update now")]
    )
    shows = "if(!window.came){window.came=1;d.hidden=false}"
    event = {"user": ("onfocus", ""), "word": ("", "onfocus"), "typed": ("oninput", ""), "start": ("", "")}[
        when
    ]
    labels = rng.choice(
        [("Username", "Password"), ("User", "Password"), ("Login name", "Password"), ("E-mail", "Password")]
    )
    fields = "".join(
        f'<div class="field"><label for="{name}">{label}</label><input class="input" id="{name}" type="{kind}" {f"{on}={quote(shows)}" if on else ""}></div>'
        for label, name, kind, on in (
            (labels[0], "u", "text", event[0]),
            (labels[1], "p", "password", event[1]),
        )
    )
    says = k.words.sentence(3, 7)
    buttons = [
        k.button(word, 'data-close="d" data-key="away"' if at == 0 else 'data-key="else"')
        for at, word in enumerate(words)
    ]
    if rng.random() < 0.5:
        buttons.reverse()
    pop = f'<div class="dim" id="d" data-clear{flag("hidden", when != "start")}><div role="dialog" class="dialog"><p>{esc(says)}</p><div class="rowx">{"".join(buttons)}</div></div></div>'
    if rng.random() < 0.3:
        pop = pop.replace("dim", "none", 1).replace(
            'id="d"', 'id="d" style="position:fixed;left:10%;top:30%;z-index:30"'
        )
    task = ask(k, [
        "Log in as {U} with the password {P}. Put away the message that comes up.", "Enter the user name {U} and the password {P} and press {b}; close what gets in the way.", "Sign in as {U}, password {P}.", "Use {U} and {P} to log in. If a pop-up appears, press {w} in it.",
    ], U=user, P=secret, b=button, w=words[0])  # fmt: skip
    inner = fields + k.button(button, f"id=go {ended(k)}", main=True)

    def away(s: Scene) -> Iterator[Action]:
        if s.within("#d [data-key=away]"):
            yield s.click("#d [data-key=away]")

    def plan(s: Scene) -> Iterator[Action]:
        yield from away(s)
        for query, text in (("#u", user), ("#p", secret)):
            yield s.click(query)
            if s.within("#d [data-key=away]"):
                yield from away(s)
                yield s.click(query)
            yield Type(text=text)
            yield from away(s)
        yield s.click("#go")
        yield done()

    return Job(
        task,
        place(k, task, inner) + pop,
        plan,
        f"{FINISHED} && u.value === {repr_js(user)} && p.value === {repr_js(secret)}",
    )


def cascade(k: Kit) -> Job:
    """A list of entries that unfold to the right or below: two or three steps down."""
    rng = k.rng
    names = iter(k.words.different(40, "word"))
    depth = rng.choice([2, 2, 3])
    path = [next(names).capitalize() for _ in range(depth)]
    below = rng.random() < 0.5 or k.width < 220

    def level(at: int) -> str:
        entries = [(next(names).capitalize(), False) for _ in range(rng.randint(1, 3))] + [(path[at], True)]
        rng.shuffle(entries)
        rows = []
        for name, right in entries:
            deeper = right and at + 1 < depth
            key = k.id()
            rows.append(
                f'<div style="position:relative;border-bottom:1px solid var(--edge)"><button type="button" role="menuitem" data-key="{esc(name)}" {f"data-open={key}" if deeper else ended(k) if right else ""} style="width:100%;text-align:left;border:0;background:none;color:inherit;padding:{rng.choice([2, 4])}px 6px">{esc(name)}{k.some(" ▸", " »") if deeper or (at + 1 < depth and rng.random() < 0.5) else ""}</button>'
                + (
                    f'<div id="{key}" class="card" style="padding:0;z-index:9;{"margin-left:10px" if below else "position:absolute;left:100%;top:0;min-width:70px"}" hidden>{level(at + 1)}</div>'
                    if deeper
                    else ""
                )
                + "</div>"
            )
        return "".join(rows)

    inner = f'<div class="card" style="padding:0;width:{rng.choice([70, 80, 100])}px">{level(0)}</div>'
    task = ask(
        k,
        [
            "Choose {way} in the menu.",
            "Go to {way}.",
            "Open {way} from the menus.",
            "Select {L} in the menu {F}.",
        ],
        way=" > ".join(path),
        L=path[-1],
        F=" > ".join(path[:-1]),
    )

    def plan(s: Scene) -> Iterator[Action]:
        for name in path:
            yield from s.reach(f"[data-key={repr_js(name)}]")
            yield s.click(f"[data-key={repr_js(name)}]")
        yield done()

    if len(set(path)) < depth:
        raise HiddenError("two entries of one name")
    return Job(task, place(k, task, inner, plain=True), plan, FINISHED)


def choose_many(k: Kit) -> Job:
    """Things of a list, the first with a click, the others with ctrl held, in a list that scrolls."""
    rng = k.rng
    names = k.words.different(rng.randint(5, 20), rng.choice(["file", "word", "person"]))
    wanted = sorted(rng.sample(range(len(names)), rng.randint(2, 3)))
    button = rng.choice([*SUBMIT, "Delete", "Move", "Open"])
    rows = "".join(
        f'<div role="option" data-select data-key="r{at}" style="padding:{rng.choice([2, 3])}px 4px">{esc(name)}</div>'
        for at, name in enumerate(names)
    )
    tall = rng.randint(80, max(90, k.height * 55 // 100))
    inner = f'<div id="box" style="height:{tall}px;overflow-y:auto;border:1px solid var(--edge)">{rows}</div>{k.button(button, f"id=go {ended(k)}")}'
    task = ask(
        k,
        [
            "Select {w} together and press {b}.",
            "Hold Ctrl to mark {w}, then click {b}.",
            "Mark {w} in the list and click {b}.",
        ],
        w=", ".join(quoted(rng, names[at]) for at in wanted),
        b=button,
    )

    def plan(s: Scene) -> Iterator[Action]:
        for number, at in enumerate(wanted):
            yield from s.reach(f"[data-key=r{at}]", "#box")
            click = s.click(f"[data-key=r{at}]")
            yield click.model_copy(update={"modifiers": ("ctrl",)}) if number else click
        yield s.click("#go")
        yield done()

    right = ",".join(f"r{at}" for at in wanted)
    return Job(
        task,
        place(k, task, inner, plain=True),
        plan,
        f"{FINISHED} && [...document.querySelectorAll('[aria-selected=true]')].map(e => e.dataset.key).join() === '{right}'",
    )


JOBS = {
    "sections": sections,
    "behind": behind,
    "interrupted": interrupted,
    "cascade": cascade,
    "choose many": choose_many,
}
