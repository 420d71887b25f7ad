"""In: a kit. Out: tasks of many like steps: keypads, calendars, sums, assistants, changing a text."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.action.schema import Action, Key, Type
from ppagent.train.web.job import FINISHED, Job, Scene, ask, done, ended, place, quoted
from ppagent.train.web.kit import MINUS, Kit, esc
from ppagent.train.web.stage import repr_js
from ppagent.train.web.words import DAYS, MONTHS


def keypad(k: Kit) -> Job:
    """Key in a number or a sum."""
    rng = k.rng
    phone = rng.random() < 0.5
    keys = (
        list("123456789*0#")
        if phone
        else rng.choice([list("789/456*123-0C=+"), list(f"789÷456×123{MINUS}C0=+")])
    )
    wanted = [str(rng.randint(0, 9)) for _ in range(rng.randint(2, 5))]
    if not phone:
        sign = rng.choice([key for key in keys if key in f"/*-+÷×{MINUS}"])
        wanted = [
            str(rng.randint(1, 9)),
            *([str(rng.randint(0, 9))] if rng.random() < 0.4 else []),
            sign,
            str(rng.randint(1, 9)),
            "=",
        ]
    adds = 'onclick="d.value+=this.innerText"'
    size = max(20, min(52, (k.width - 30) // 5, (k.height - 90) // 5))
    buttons = "".join(
        f'<button class="btn" style="padding:0;height:{size}px" data-key="k{key}" {ended(k) if key == "=" else "" if key == "C" else adds}>{key}</button>'
        for key in keys
    )
    columns = 3 if phone else 4
    inner = f'<input class="input" id="d" readonly aria-label="display" style="width:{columns * (size + 3)}px;margin-bottom:3px"><div style="display:grid;gap:3px;grid-template-columns:repeat({columns},{size}px)">{buttons}</div>'
    text = "".join(wanted).rstrip("=")
    task = ask(
        k,
        ["Dial {T}.", "Enter {T} with the keys on the screen.", "Key in {T}.", "Type {T} on the keypad."]
        if phone
        else [
            "Calculate {T} with the calculator.",
            "Use the calculator to work out {T}.",
            "Type {T} on the calculator and press =.",
            "Work out {T} on the keypad.",
        ],
        T=text,
    )

    def plan(s: Scene) -> Iterator[Action]:
        for key in wanted:
            yield s.click(f"[data-key='k{key}']")
        yield done()

    return Job(
        task,
        place(k, task, inner, plain=True),
        plan,
        f"document.getElementById('d').value === {repr_js(text)}",
    )


def date(k: Kit) -> Job:
    """Choose a day in a small calendar, a few months away at most."""
    rng = k.rng
    month, year, first, away = (
        rng.randint(3, 8),
        rng.randint(2016, 2031),
        rng.randint(0, 6),
        rng.choice([0, 0, 1, -1, 2, -2]),
    )
    day = rng.randint(1, 28)
    size = max(17, min(34, (k.width - 24) // 7))
    months = []
    for at in range(month - 2, month + 3):
        start = (first + (at - month) * 2) % 7
        cells = "<span></span>" * start + "".join(
            f'<button class="ib" data-role="cell" data-key="{at} {one}" data-say="{MONTHS[at - 1]} {one}, {year}" style="font-size:.9em;padding:2px 0">{one}</button>'
            for one in range(1, 31)
        )
        months.append(
            f'<div data-sheet="{at}"{"" if at == month else " hidden"}><div class="rowx between">{k.icon_button("left", f" data-step=-1 data-key=back{at}")}<b data-role="text">{MONTHS[at - 1]} {year}</b>{k.icon_button("right", f" data-step=1 data-key=next{at}")}</div><div style="display:grid;grid-template-columns:repeat(7,{size}px)">{"".join(f"<span class=small>{name[:2]}</span>" for name in DAYS)}{cells}</div></div>'
        )
    end = rng.random() < 0.5 and k.height > 240
    inner = f'<div style="display:inline-block">{"".join(months)}</div><div data-out data-role="text"></div>{k.button("Submit", f"id=go {ended(k)}") if end else ""}'
    goal = month + away
    spelled = rng.choice(
        [
            f"{MONTHS[goal - 1]} {day}, {year}",
            f"{day} {MONTHS[goal - 1]} {year}",
            f"{goal:02}/{day:02}/{year}",
            f"{year}-{goal:02}-{day:02}",
        ]
    )
    task = ask(
        k,
        [
            "Choose {d} in the calendar{e}",
            "Select {d} as the date{e}",
            "Pick the day {d}{e}",
            "Set the date to {d}{e}",
        ],
        d=spelled,
        e=" and click Submit." if end else ".",
    )

    def plan(s: Scene) -> Iterator[Action]:
        for step in range(abs(away)):
            yield s.click(
                f"[data-key={'next' if away > 0 else 'back'}{month + (step if away > 0 else -step)}]"
            )
        yield s.click(f"[data-key='{goal} {day}']")
        if end:
            yield s.click("#go")
        yield done()

    return Job(
        task,
        place(k, task, inner, plain=True),
        plan,
        f"log.some(e => e[1] === '{goal} {day}')" + (f" && {FINISHED}" if end else ""),
    )


def arithmetic(k: Kit) -> Job:
    """Work out a sum that is shown and type the result."""
    rng = k.rng
    a, b = rng.randint(0, 10), rng.randint(0, 10)
    sign, result = rng.choice([("+", a + b), ("-", a - b), ("+", a + b), ("×", a * b)])
    inner = f'<div style="font-size:1.6em"><span data-role="text">{a} {sign} {b} =</span> <input class="input" id="f" style="width:3em" aria-label="result"></div>{k.button("Submit", f"id=go {ended(k)}")}'
    task = rng.choice(
        [
            "Solve the math problem and type your answer into the field, then press Submit.",
            "Work out the sum and submit the result.",
            "Enter the result and click Submit.",
            "Calculate it, type the result and press Submit.",
        ]
    )

    def plan(s: Scene) -> Iterator[Action]:
        yield s.click("#f")
        yield Type(text=str(result))
        yield s.click("#go")
        yield done()

    return Job(task, place(k, task, inner, plain=True), plan, f"{FINISHED} && f.value === '{result}'")


def wizard(k: Kit) -> Job:
    """Some pages one after the other, something to choose on each."""
    rng = k.rng
    steps = rng.randint(2, 3)
    options = [k.words.different(rng.randint(2, 3), "phrase") for _ in range(steps)]
    chosen = [rng.randrange(len(some)) for some in options]
    pages = []
    for at, some in enumerate(options):
        rows = "".join(
            f"<div>{k.check(name, f'id=o{at}_{index}', 'radio', f'g{at}')}</div>"
            for index, name in enumerate(some)
        )
        last = at == steps - 1
        back = k.button("Back", "data-step=-1") if at else ""
        further = ended(k) if last else "data-step=1"
        pages.append(
            f'<div data-sheet="{at}"{" hidden" if at else ""}><h3>Step {at + 1} of {steps}</h3>{rows}<div class="rowx">{back}{k.button("Finish" if last else "Next", f"data-key=next{at} {further}", main=True)}</div></div>'
        )
    listed = ", then ".join(quoted(rng, some[index]) for some, index in zip(options, chosen, strict=True))
    task = rng.choice(
        [
            f"Choose {listed} and finish.",
            f"Go through the steps: select {listed}, then press Finish.",
            f"Complete the assistant with {listed}.",
        ]
    )

    def plan(s: Scene) -> Iterator[Action]:
        for at, index in enumerate(chosen):
            yield s.click(f"label:has(#o{at}_{index})")
            yield s.click(f"[data-key=next{at}]")
        yield done()

    return Job(task, place(k, task, "".join(pages), plain=True), plan, FINISHED)


def replace(k: Kit) -> Job:
    """Change what a field holds, or empty it."""
    rng = k.rng
    old, new = k.words.phrase(1, 2), k.words.phrase(1, 2)
    empty = rng.random() < 0.25
    label = rng.choice(["Title", "Name", "City", "Subject", "Label"])
    inner = f'<div class="field"><label for="f">{label}</label><input class="input" id="f" value="{esc(old)}"></div>{k.button("Save", f"id=go {ended(k)}", main=True)}'
    task = ask(
        k,
        ["Empty the {l} field and press Save.", "Delete what is in the field {l}, then save."]
        if empty
        else [
            "Change the {l} to {N} and save.",
            "Replace {O} by {N} and press Save.",
            "Set the {l} to {N} and click Save.",
        ],
        l=label.lower(),
        N=new,
        O=old,
    )

    def plan(s: Scene) -> Iterator[Action]:
        yield s.click("#f", count=3)
        yield Key(keys=("delete",)) if empty else Type(text=new)
        yield s.click("#go")
        yield done()

    return Job(
        task,
        place(k, task, inner, plain=True),
        plan,
        f"{FINISHED} && f.value === {repr_js('' if empty else new)}",
    )


JOBS = {"keypad": keypad, "date": date, "arithmetic": arithmetic, "wizard": wizard, "replace": replace}  # fmt: skip
