"""In: a kit. Out: tasks of reading: mail, questions about the page, counting."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.action.schema import Action, Answer, Fail, Type
from ppagent.train.web.job import FINISHED, Job, Scene, ask, done, ended, place
from ppagent.train.web.kit import Kit, esc
from ppagent.train.web.pages_lists import HEADS, cell
from ppagent.train.web.stage import repr_js

_MAIL_ASKED = {
    "reply": [
        "Find the email by {g} and reply to them with the text {T}.",
        "Reply to {g} with {T}.",
        "Answer the mail from {g}: write {T} and send it.",
    ],
    "forward": ["Find the email by {g} and forward it to {to}.", "Forward the mail of {g} to {to}."],
    "delete": [
        "Find the email by {g} and delete it.",
        "Open the mail from {g} and delete it.",
        "Trash the message from {g}.",
    ],
    "star": [
        "Find the email by {g} and star it.",
        "Mark the mail from {g} with a star.",
        "Star the message by {g}.",
    ],
    "open": ["Open the mail from {g}.", "Read what {g} has written.", "Show the message by {g}."],
}


def mail(k: Kit) -> Job:
    """Open a letter, reply to it, forward or delete it."""
    rng = k.rng
    names = (
        k.words.different(rng.randint(3, max(3, min(8, (k.height - 60) // 40))), "person")
        if k.width > 280
        else [k.words.pick("first") for _ in range(9)]
    )
    names = list(dict.fromkeys(names))[: max(3, min(6, (k.height - 60) // 34))]
    goal, how = rng.choice(names), rng.choice(["reply", "forward", "delete", "star", "open"])
    text, to = k.words.phrase(1, 3), k.words.pick("first")
    both = [_letter(k, at, name, starred=how == "star") for at, name in enumerate(names)]
    inner = (
        f'<div data-sheet="1">{"".join(row for row, _ in both)}</div>{"".join(letter for _, letter in both)}'
    )
    at = names.index(goal)
    task = ask(k, _MAIL_ASKED[how], g=goal, T=text, to=to)

    def plan(s: Scene) -> Iterator[Action]:
        if how == "star":
            yield s.click(f"[data-key='list star {goal}']")
            yield done()
            return
        yield s.click(f"[data-key='row {goal}']")
        if how != "open":
            yield s.click(f"[data-key='{how} {at}']")
        if how in {"reply", "forward"}:
            yield from s.reach(f"#{'f' if how == 'reply' else 'to'}{at}")
            yield s.click(f"#{'f' if how == 'reply' else 'to'}{at}")
            yield Type(text=text if how == "reply" else to)
            yield from s.reach(f"#w{at} [data-key=send]")
            yield s.click(f"#w{at} [data-key=send]")
        yield done()

    check = {
        "reply": f"{FINISHED} && document.getElementById('f{at}').value === {repr_js(text)}",
        "forward": f"{FINISHED} && document.getElementById('to{at}').value === {repr_js(to)}",
        "delete": FINISHED,
        "star": "log.length === 1",
        "open": f"!document.querySelector('[data-sheet=\"{at + 2}\"]').hidden",
    }[how]
    return Job(task, place(k, task, inner, plain=True), plan, check)


def _letter(k: Kit, at: int, name: str, *, starred: bool) -> tuple[str, str]:
    """A letter's row in the list, with a star or not, and the page that it opens."""
    rng, subject = k.rng, k.words.phrase(1, 3)
    star = k.icon_button("star", f' data-key="list star {name}" data-press')
    row = f'<div class="rowx between" style="border-bottom:1px solid var(--edge);padding:3px"><div class="grow" tabindex="0" role="listitem" data-key="row {name}" data-page="{at + 2}"><div class="bold">{name}</div><div class="small faint">{esc(subject)}</div></div>{star if rng.random() < 0.5 or starred else ""}</div>'
    field = f'<div class="col" id="w{at}" hidden><input class="input" id="to{at}" placeholder="To"><textarea class="input" id="f{at}" rows="2" placeholder="{rng.choice(["Message", "Write here", "Your text"])}"></textarea>{k.button("Send", f"data-key=send {ended(k)}", main=True)}</div>'
    tools = "".join(
        k.icon_button(
            one,
            f' data-key="{one} {at}" {f"data-open=w{at} data-again" if one in {"reply", "forward"} else f"data-page=1 {ended(k)}" if one == "delete" else ""}',
        )
        for one in ("reply", "forward", "delete")
    )
    letter = f'<div data-sheet="{at + 2}" hidden><div class="rowx">{k.icon_button("back", " data-page=1")}<b data-role="text">{name}</b></div><h3>{esc(subject)}</h3><p>{esc(k.words.sentence(4, 9))}</p><div>{tools}</div>{field}</div>'
    return row, letter


def question(k: Kit) -> Job:
    """Read a table, a list or a text and answer; or write the answer into a field."""
    rng = k.rng
    heads = rng.sample(
        [
            head
            for head in HEADS
            if head not in {"Name", "Owner", "Email"} or (head == "Email" and k.width > 400)
        ],
        1 if k.width < 280 else rng.randint(2, 3),
    )
    names = (
        k.words.different(rng.randint(2, max(3, min(7, k.height // 45))), "person")
        if k.width > 240
        else list(dict.fromkeys(k.words.pick("first") for _ in range(4)))
    )
    values = {(name, head): cell(k, head) for name in names for head in heads}
    goal, head = rng.choice(names), rng.choice(heads)
    answer = values[goal, head]
    rows = "".join(
        f"<tr><td data-head>{esc(name)}</td>{''.join(f'<td>{esc(values[name, one])}</td>' for one in heads)}</tr>"
        for name in names
    )
    inner = f'<table class="{rng.choice(["", "grid", "striped"])}"><thead><tr><th>Name</th>{"".join(f"<th>{one}</th>" for one in heads)}</tr></thead>{rows}</table>'
    if rng.random() < 0.25:
        inner = "".join(
            f'<div class="card" style="margin:3px;padding:4px" data-group="{esc(name)}"><b data-role="text">{esc(name)}</b>'
            + "".join(f'<div data-role="text">{one}: {esc(values[name, one])}</div>' for one in heads)
            + "</div>"
            for name in names
        )
    write = rng.random() < 0.45
    absent = not write and rng.random() < 0.12
    strangers = [name for name in k.words.different(9, "person") if name.split()[0] not in " ".join(names)]
    who = goal if not absent else strangers[0] if k.width > 240 else strangers[0].split()[0]
    low = head.lower()
    if write:
        inner += f'<div style="margin-top:5px"><input class="input" id="f" style="width:110px"> {k.button("Submit", f"id=go {ended(k)}")}</div>'
    task = ask(
        k,
        [
            "Enter the {h} of {g} into the field and press Submit.",
            "Find the {h} of {g}, type it into the text field and click Submit.",
            "Type the value of {h} for {g} and submit.",
        ]
        if write
        else [
            "What is the {h} of {g}?",
            "Which {h} does {g} have?",
            "Tell me the {h} of {g}.",
            "Find the {h} for {g}.",
        ],
        h=low if rng.random() < 0.7 else head,
        g=who,
    )

    def plan(s: Scene) -> Iterator[Action]:
        if absent and who not in names:
            yield Fail(reason=f"there is no {who}")
            return
        if not write:
            yield from s.reach("body")
            yield Answer(text=answer)
            return
        yield from s.reach("#f")
        yield s.click("#f")
        yield Type(text=answer)
        yield s.click("#go")
        yield done()

    fits = (
        "document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth"
        if not write
        else f"{FINISHED} && f.value === {repr_js(answer)}"
    )
    return Job(task, place(k, task, inner, plain=True), plan, fits)


def count(k: Kit) -> Job:
    """How many of a kind there are: the answer is said, or its button pressed."""
    rng = k.rng
    colours = k.colours(2)
    many = [(rng.choice(colours), rng.choice(["circle", "square"])) for _ in range(rng.randint(3, 9))]
    (name, value), form = rng.choice(many)
    answer = sum(1 for one, what in many if one[0] == name and what == form)
    parts = []
    for (_, paint), what in many:
        size = rng.randint(12, 26)
        parts.append(
            f'<span style="display:inline-block;margin:{rng.randint(2, 8)}px;width:{size}px;height:{size}px;background:{paint};border:1px solid #8888;border-radius:{"50%" if what == "circle" else 0}"></span>'
        )
    press = rng.random() < 0.6
    options = sorted({answer, *(max(0, answer + d) for d in rng.sample([-2, -1, 1, 2, 3], 3))})
    buttons = (
        "".join(k.button(str(option), f"data-key={option} {ended(k)}") + " " for option in options)
        if press
        else ""
    )
    del value
    task = ask(
        k, ["How many {c} {f}s are there?", "Count the {c} {f}s.", "How many {f}s are {c}?"], c=name, f=form
    )

    def plan(s: Scene) -> Iterator[Action]:
        if not press:
            yield Answer(text=str(answer))
            return
        yield s.click(f"[data-key='{answer}']")
        yield done()

    return Job(
        task,
        place(k, task, f"<div>{''.join(parts)}</div>{buttons}", plain=True),
        plan,
        FINISHED if press else "true",
    )


JOBS = {"mail": mail, "question": question, "count": count}  # fmt: skip
