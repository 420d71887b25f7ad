"""In: a kit. Out: tasks of typing: forms, one field, log-in, copying."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.action.schema import Action, Key, Type
from ppagent.train.web.job import FINISHED, Job, Scene, ask, done, ended, place, quoted
from ppagent.train.web.kit import Kit, esc
from ppagent.train.web.pages_forms import FIELDS, SUBMIT, field_value
from ppagent.train.web.stage import repr_js


def _labelled(k: Kit, label: str, name: str, more: str = "", kind: str = "text") -> str:
    side = k.rng.random() < 0.3
    if k.rng.random() < 0.15:
        return f'<div class="field"><input class="input" id="{name}" type="{kind}" placeholder="{label}" {more}></div>'
    return f'<div class="field{" side" if side else ""}"><label for="{name}"{" style=width:5em" if side else ""}>{label}{k.some("", ":")}</label><input class="input" id="{name}" type="{kind}" style="{"min-width:0;flex:1" if side else ""}" {more}></div>'


def fill(k: Kit) -> Job:
    """Fill in one to four fields and submit."""
    rng = k.rng
    labels = rng.sample(
        [label for label in FIELDS if "assword" not in label], rng.randint(2, 5 if k.height > 330 else 3)
    )
    wanted = rng.sample(labels, rng.randint(1, min(3, len(labels))))
    if rng.random() < 0.6:
        labels = wanted = sorted(wanted, key=labels.index)
    values = {label: field_value(k, label) for label in wanted}
    ids = {label: k.id() for label in labels}
    held = {label: field_value(k, label) for label in labels if rng.random() < 0.12}
    button = rng.choice(SUBMIT)
    inner = "".join(
        _labelled(k, label, ids[label], f'value="{esc(held[label])}"' if label in held else "")
        for label in labels
    )
    inner += k.button(button, f"id=go {ended(k)}", main=rng.random() < 0.6)
    pairs = [
        (
            label.lower() if rng.random() < 0.5 else label,
            quoted(rng, values[label])
            if len(values) == 1
            else f'"{values[label]}"'
            if rng.random() < 0.6
            else values[label],
        )
        for label in wanted
    ]
    listed = {
        0: ", ".join(f"{label}: {value}" for label, value in pairs), 1: " and ".join(f"{value} as the {label}" for label, value in pairs),
        2: " and ".join(f"{value} into the {label} field" for label, value in pairs), 3: ", ".join(f"{label} {value}" for label, value in pairs),
    }  # fmt: skip
    task = rng.choice([
        f"Fill in the form with {listed[0]}, then press {quoted(rng, button)}.", f"Enter {listed[2]} and click {button}.", f"Type {listed[1]} and submit the form.",
        f"Enter {listed[1]}, then click {quoted(rng, button)}.", f"Fill in {listed[3]}. Then press {button}.", f"Submit the form with {listed[0]}.",
    ])  # fmt: skip

    def plan(s: Scene) -> Iterator[Action]:
        for label in sorted(wanted, key=labels.index):
            yield from s.reach(f"#{ids[label]}")
            yield from s.write(f"#{ids[label]}", values[label])
        yield from s.reach("#go")
        yield s.click("#go")
        yield done()

    checks = " && ".join(
        f"document.getElementById('{ids[label]}').value === {repr_js(values[label])}" for label in wanted
    )
    return Job(task, place(k, task, inner), plan, f"{FINISHED} && {checks}")


def enter(k: Kit) -> Job:
    """Type a text into the one field; with or without a button, Enter at times."""
    rng = k.rng
    text = rng.choice(
        [
            k.words.word(),
            k.words.phrase(1, 3),
            k.words.pick("first"),
            k.words.secret(),
            str(rng.randint(10, 99999)),
            k.words.sentence(3, 5),
        ]
    )
    button, by_key = rng.choice(SUBMIT), rng.random() < 0.15
    area = rng.random() < 0.15
    field = (
        '<textarea class="input" id="f" aria-label="text" rows="2" style="width:90%"></textarea>'
        if area
        else f'<input class="input" id="f" aria-label="text" style="width:{rng.choice(["100%", "70%", "120px"])}" {"data-enter=go" if by_key else ""}>'
    )
    low = text.lower()
    task = ask(k, [
        "Enter {T} into the text field and press {B}.", "Type {T} into the field and click {B}.", "Write {T} in the box, then press {B}.",
        "Put {T} in the text box and submit it with {B}.", "Type {T}, then press {B}.", "Enter {T} and click the {B} button.",
    ] if not by_key or area else ["Type {T} and press Enter.", "Enter {T} into the field and press the Enter key.", "Write {T}, then hit Enter."], T=text, B=button)  # fmt: skip
    lower = rng.random() < 0.08 and low != text
    if lower:
        task = f'Type "{text}" in all lower case letters and press "{button}".'
        text = low
    inner = f'<div style="margin:4px 0">{field}</div>{k.button(button, f"id=go {ended(k)}")}'

    def plan(s: Scene) -> Iterator[Action]:
        yield from s.write("#f", text)
        yield Key(keys=("enter",)) if by_key and not area and not lower else s.click("#go")
        yield done()

    return Job(
        task,
        place(k, task, inner, plain=True),
        plan,
        f"{FINISHED} && document.getElementById('f').value === {repr_js(text)}",
    )


def login(k: Kit) -> Job:
    """User name, password, button; a box to tick at times."""
    rng = k.rng
    user, secret, button = (
        rng.choice([k.words.user(), k.words.email()]),
        k.words.secret(),
        rng.choice(["Log in", "Login", "Sign in", "Enter", "Continue"]),
    )
    box = rng.random() < 0.35
    tick = box and rng.random() < 0.5
    title = (
        f"<h3>{rng.choice(['Log in', 'Sign in', 'Welcome', 'Account'])}</h3>" if rng.random() < 0.5 else ""
    )
    inner = (
        title
        + _labelled(k, rng.choice(["Username", "User", "Email", "Login name"]), "u")
        + _labelled(k, "Password", "p", kind="password")
    )
    inner += (f"<div>{k.check('Remember me', 'id=r')}</div>" if box else "") + k.button(
        button, f"id=go {ended(k)}", main=True
    )
    task = ask(k, [
        "Log in with the user name {U} and the password {P}.", "Enter the username {U} and the password {P} into the text fields and press {b}.",
        "Sign in as {U} with password {P}.", "Log in as {U}, password {P}.", "Use {U} and {P} to log in.",
    ], U=user, P=secret, b=button)  # fmt: skip
    if tick:
        task = task.rstrip(".") + rng.choice(
            [" and tick Remember me.", ", and stay remembered.", ". Check 'Remember me' first."]
        )

    def plan(s: Scene) -> Iterator[Action]:
        yield from s.write("#u", user)
        yield from s.write("#p", secret)
        if tick:
            yield s.click("label:has(#r)")
        yield s.click("#go")
        yield done()

    return Job(
        task,
        place(k, task, inner),
        plan,
        f"{FINISHED} && document.getElementById('p').value === {repr_js(secret)}",
    )


def copy(k: Kit) -> Job:
    """Read a text and type it into a field."""
    rng = k.rng
    kind = rng.choice(["code", "password", "order number", "text", "name", "key", "phone number"])
    text = {
        "code": k.words.secret(),
        "password": k.words.secret(),
        "order number": str(rng.randint(1000, 999999)),
        "text": k.words.phrase(1, 3),
        "name": k.words.person(),
        "key": f"{k.words.secret()}-{rng.randint(10, 99)}",
        "phone number": f"{rng.randint(100, 999)}-{rng.randint(1000, 9999)}",
    }[kind]
    shown = (
        f'<p>{kind.capitalize()}: <b data-role="text">{esc(text)}</b></p>'
        if rng.random() < 0.6
        else f'<div class="card" data-role="text">{esc(text)}</div>'
    )
    other = f"<p>{esc(k.words.sentence())}</p>" if rng.random() < 0.4 and k.height > 260 else ""
    inner = [f"{other}{shown}", f'<div><input class="input" id="f" aria-label="{kind}"></div>']
    task = ask(
        k,
        [
            "Type the {w} that is shown into the field and press Submit.",
            "Copy the {w} into the text field, then click Submit.",
            "Enter the {w} shown on the page and submit.",
            "Write the {w} into the box and click Submit.",
        ],
        w=kind,
    )

    def plan(s: Scene) -> Iterator[Action]:
        yield s.click("#f")
        yield Type(text=text)
        yield s.click("#go")
        yield done()

    return Job(
        task,
        place(k, task, "".join(inner) + k.button("Submit", f"id=go {ended(k)}"), plain=True),
        plan,
        f"{FINISHED} && document.getElementById('f').value === {repr_js(text)}",
    )


JOBS = {"fill": fill, "enter": enter, "login": login, "copy": copy}  # fmt: skip
