"""In: a kit. Out: jobs that one has to pass first: log-in, dialogs, terms to agree to."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.action.schema import Action, Scroll
from ppagent.train.play.fields import Field
from ppagent.train.play.flow import Flow
from ppagent.train.play.kit import Hand, Job, Kit, quoted
from ppagent.train.play.parts import Button, Check, Link
from ppagent.train.play.things import Scrolled


def login(k: Kit) -> Job:
    """User name and password; the password twice at times; something in the way at times."""
    rng, w = k.rng, k.words
    user, secret = rng.choice((w.user(), w.email(), w.pick("first").lower())), w.secret()
    again = k.chance(0.25)
    go = k.submit(k.some("Log in", "Sign in", "Continue", "Sign up" if again else "Login"))
    name = k.some("User", "Username", "Login", "Account", "User name")
    labels = [name, "Password", "Repeat"] if again else [name, "Password"]
    values = [user, secret, secret][: len(labels)]
    if again and k.chance(0.5):
        labels, values = (
            ["Password", k.some("Verify", "Again", "Confirm", "Repeat password")],
            [secret, secret],
        )
    beside = k.chance(0.3) and not k.small
    inside = k.chance(0.2)
    fields = [
        Field(label, hint=label if inside else "", hidden=value == secret, wide=0 if not beside else 140)
        for label, value in zip(labels, values, strict=True)
    ]
    stay = Check("Stay signed in")
    boxed = k.chance(0.3)
    forgot = Link("Forgot it?")
    accept = Button(k.some("OK", "Accept", "Got it", "Not now"), k.board.dialogs.clear)
    notice = k.words.sentence(4, 8)
    blocked = k.chance(0.15)

    def in_the_way(f: Flow) -> None:
        f.text(notice)
        f.line(accept, align="c")

    if blocked:
        k.board.dialogs.append((in_the_way, 140 if k.small else 240))

    def body(f: Flow) -> None:
        for field in fields:
            if inside:
                f.line(field)
            elif beside:
                f.line(f"{field.name}:", field)
            else:
                f.text(field.name)
                f.line(field)
        if boxed:
            f.line(stay)
        f.line(go)
        if boxed:
            f.line(forgot)

    def plan(h: Hand) -> Iterator[Action]:
        if blocked:
            yield from h.press(accept)
        for field, value in zip(fields, values, strict=True):
            yield from h.write(field, value)
        yield from h.press(go)
        yield h.end()

    k.show(body)
    if len(values) == 2 and values[0] == values[1]:
        task = k.ask("Type the password {P} into both fields and press {b}.", "Set {P} as the password, repeat it, then click {B}.",
                     "Fill both password fields with {P}, then {b}.", P=secret, b=go.name, B=go.name)  # fmt: skip
    else:
        task = k.ask("Sign in with the name {U} and the password {P}.", "Use the account {U} with the password {P} and press {b}.", "Log in: user {U}, password {P}.",
                     "Enter {U} as the user and {P} as the password, then click {B}.", U=user, P=secret, b=go.name, B=go.name)  # fmt: skip
    return Job(task, plan, lambda: [field.value for field in fields] == values and go.hits == 1)


def dialog(k: Kit) -> Job:
    """Answer or close a dialog; then click something behind it, at times."""
    yes, no = k.rng.choice(
        (
            ("OK", "Cancel"),
            ("Yes", "No"),
            ("Delete", "Keep"),
            ("Save", "Discard"),
            ("Accept", "Decline"),
            ("Allow", "Block"),
            ("Continue", "Go back"),
        )
    )
    title, text = k.words.phrase(1, 2), k.words.sentence(4, 9)
    names = k.names(2, 3, "word")
    behind = [Button(name) for name in names]
    goal = k.rng.choice(behind)
    more = k.chance(0.45)
    cross = Button("close", icon="x" if k.chance(0.7) else "close")
    choices = [Button(yes, main=True), Button(no)]
    if k.chance(0.4):
        choices.reverse()
    how = k.rng.choice([cross, *choices])

    def close() -> None:
        k.board.dialogs.clear()
        if not more:
            k.finish()

    for part in (cross, *choices):
        part.effect = close
    paragraph = k.words.text(2)

    def inside(f: Flow) -> None:
        y = f.y
        w, h = cross.size(f.board, f.w)
        f.put(cross, f.x + f.w - w, y, w, h)
        f.words(title, f.x, y + h / 2, f.skin.look.strong, role="heading")
        f.y = int(y + h + f.u(4))
        f.text(text)
        f.line(*choices, align=where)

    def body(f: Flow) -> None:
        f.text(paragraph)
        f.line(*behind)
        f.space(60)

    where = k.some("l", "c", "r", "r")
    k.show(body)
    k.board.dialogs.append((inside, k.rng.randint(130, 150) if k.small else k.rng.randint(200, 300)))
    first = k.ask("Close the dialog", "Close the window with the x", "Get rid of the pop-up by its x", "Close the message using the x") if how is cross else k.ask(
        "Press {A} in the dialog", "Answer the question with {A}", "Click {A}", "In the pop-up, choose {A}", "Press the button called {A} in the message", "Of the buttons in the dialog, use {A}",
        "Hit {A} in the window in front", A=how.name)  # fmt: skip
    task = (
        first.rstrip(".")
        + (k.some(", then click ", " and press ") + quoted(k.rng, goal.name) if more else "")
        + "."
    )

    def plan(h: Hand) -> Iterator[Action]:
        yield from h.press(how)
        if more:
            yield from h.press(goal)
        yield h.end()

    return Job(task, plan, lambda: how.hits == 1 and (not more or goal.hits == 1))


def terms(k: Kit) -> Job:
    """Read a text to its end, then agree, or type its last word."""
    text = Scrolled(k.words.text(k.rng.randint(4, 7)), k.rng.randint(4, 7))
    typed = k.chance(0.4)
    last = text.text.split()[-1].strip(".!?,")
    tick, field, go = (
        Check(k.some("I agree", "I have read it", "Accept the terms")),
        Field("", wide=100),
        k.submit(),
    )

    def body(f: Flow) -> None:
        f.line(text)
        f.line(field if typed else tick)
        f.line(go)

    def plan(h: Hand) -> Iterator[Action]:
        while text.first < text.last:
            left = -(-(text.last - text.first) // max(1, text.rows - 1))
            box = text.box
            yield Scroll(point=((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), dy=min(left, step))
        if typed:
            yield from h.write(field, last)
        else:
            yield from h.until(tick, lambda: tick.on)
        yield from h.press(go)
        yield h.end()

    step = k.rng.choice((1, 2, 3, 5))
    k.show(body, plain=True)
    task = k.ask("Scroll to the end of the text, type its last word and press {b}.", "Which word ends the text in the box? Enter it, then click {B}.", b=go.name, B=go.name) if typed else k.ask(
        "Read the text to its end, agree and press {b}.", "Scroll the text right down, then tick {T} and click {B}.", T=tick.name, b=go.name, B=go.name)  # fmt: skip
    return Job(
        task,
        plan,
        lambda: go.hits == 1 and (field.value == last if typed else tick.on) and text.first == text.last,
    )


KINDS = {"login": login, "dialog": dialog, "terms": terms}
