"""In: a kit. Out: jobs that go over several pages: mail, assistants with next and back, registers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ppagent.action.schema import Action
from ppagent.train.play.fields import Field
from ppagent.train.play.flow import Flow
from ppagent.train.play.kit import Hand, Job, Kit, quoted
from ppagent.train.play.parts import Button, Link
from ppagent.train.play.rows import Mail


def _mail_task(k: Kit, do: str, who: str, text: str, to: str) -> str:
    """What is asked for, in words."""
    return {
        "open": k.ask("Open the mail of {w}.", "Read what {w} wrote.", "Show the message from {w}.", w=who),
        "star": k.ask(
            "Put a star on the mail of {w}.",
            "Star what {w} sent.",
            "Mark {w}'s message with the star.",
            "Find the mail of {w} and mark it with the star.",
            "Look for {w} in the list and press the star there.",
            w=who,
        ),
        "delete": k.ask(
            "Find the mail of {w} and press the bin.",
            "Get rid of {w}'s message.",
            "Remove the mail of {w}.",
            "Throw away what {w} sent.",
            "Delete the message from {w}.",
            w=who,
        ),
        "reply": k.ask(
            "Find the mail of {w} and answer {T}.",
            "Open {w}'s message and reply with {T}.",
            "Answer {w} with {T}.",
            "Reply to {w}: {T}",
            "Write {T} back to {w} and send it.",
            w=who,
            T=text,
        ),
        "forward": k.ask(
            "Find the mail of {w} and forward it to {t}.",
            "Pass the mail of {w} on to {t}.",
            "Forward what {w} wrote to {t}.",
            "Send {w}'s message on to {t}.",
            w=who,
            t=to,
        ),
    }[do]


def mail(k: Kit) -> Job:  # noqa: PLR0915 - one state, and all that may be done with it
    """Open, star, delete or answer the mail of a sender."""
    people = k.words.different(k.rng.randint(3, min(6, k.room)), "person")
    mails = [Mail(name, k.words.phrase(1, 3), k.words.sentence(4, 8)) for name in people]
    goal = k.rng.choice(mails)
    first = goal.name.split()[0]
    who = first if [name.split()[0] for name in people].count(first) == 1 and k.chance(0.6) else goal.name
    do = k.some("open", "star", "delete", "reply", "forward")
    opened: list[Mail] = []
    gone: list[Mail] = []
    text = k.words.phrase(1, 3)
    to = k.words.pick("first")
    send = Button(k.some("Send", "Send", "Submit"), k.finish, main=True)
    reply, back = Button("reply", icon="reply"), Button(k.some("Back", "Inbox"))
    forward, bin_ = Button("forward", icon="forward"), Button("delete", icon="delete")
    written, address = Field("message", rows=2), Field("To")
    writing: list[int] = []
    in_list = k.chance(0.5)
    for one in mails:
        one.effect = partial(opened.append, one)
        one.bin.effect = partial(gone.append, one)
    reply.effect = forward.effect = lambda: writing.append(1)

    def throw() -> None:
        gone.append(opened.pop())

    bin_.effect = throw
    back.effect = opened.clear

    def body(f: Flow) -> None:
        if writing:
            if do == "forward":
                f.line("To:", address)
            f.line(written)
            f.line(send)
            return
        if opened:
            f.line(back, reply, forward, bin_)
            f.text(opened[-1].name, f.skin.look.strong)
            f.text(opened[-1].subject)
            f.text(opened[-1].text)
            return
        for one in mails:
            if one not in gone:
                one.icons = in_list
                f.line(one)

    def plan(h: Hand) -> Iterator[Action]:
        if do == "star":
            if not in_list:
                one_more = goal.star
                yield from h.until(one_more, lambda: goal.starred)
            else:
                yield from h.until(goal.star, lambda: goal.starred)
        elif do == "delete" and in_list:
            yield from h.press(goal.bin)
        else:
            yield from h.until(goal, lambda: bool(opened))
            if do == "delete":
                yield from h.press(bin_)
            elif do in {"reply", "forward"}:
                yield from h.until(reply if do == "reply" else forward, lambda: bool(writing))
                if do == "forward":
                    yield from h.write(address, to)
                else:
                    yield from h.write(written, text)
                yield from h.press(send)
        yield h.end()

    k.show(body)
    if do not in {"reply", "forward"}:
        k.board.after = None
    task = _mail_task(k, do, who, text, to)

    def right() -> bool:
        if do == "open":
            return opened == [goal]
        if do == "star":
            return goal.starred
        return (
            gone == [goal]
            if do == "delete"
            else send.hits == 1 and (written.value == text or address.value == to)
        )

    return Job(task, plan, right)


def wizard(k: Kit) -> Job:
    """Some pages with next and back: something is filled in on one or two of them."""
    page = [0]
    count = k.rng.randint(2, 3)
    onward, back = (
        Button(k.some("Next", "Next >", "Continue"), lambda: page.__setitem__(0, page[0] + 1), main=True),
        Button("Back", lambda: page.__setitem__(0, max(0, page[0] - 1))),
    )
    last = Button(k.some("Finish", "Done", "Install", "Submit"), k.finish, main=True)
    labels = k.rng.sample(("Name", "City", "Code", "Folder", "Team", "Label"), count)
    fields = [Field(label) for label in labels]
    values = [k.words.word() if k.chance(0.75) or n == 0 else "" for n in range(count)]
    texts = [k.words.sentence() for _ in labels]

    def body(f: Flow) -> None:
        f.text(f"Step {page[0] + 1} of {count}", f.skin.look.strong)
        f.text(texts[page[0]])
        f.text(labels[page[0]])
        f.line(fields[page[0]])
        f.line(*([back] if page[0] else []), last if page[0] == count - 1 else onward, align="r")
        f.space(10)

    def plan(h: Hand) -> Iterator[Action]:
        for n in range(count):
            while page[0] < n:
                yield h.click(onward)
            if values[n]:
                yield from h.write(fields[n], values[n])
        yield from h.press(last)
        yield h.end()

    k.show(body)
    said = k.some(", ", " and ").join(
        f"{label.lower()} {quoted(k.rng, value)}"
        for label, value in zip(labels, values, strict=True)
        if value
    )
    return Job(k.ask("Go through the steps with {s}, then {b}.", "Complete the assistant: {s}. End with {b}.", "Fill in {s} on the pages and press {b} at the end.",
                     s=said, b=last.name), plan, lambda: last.hits == 1 and [field.value for field in fields] == values)  # fmt: skip


def paged(k: Kit) -> Job:
    """Turn the pages of a register until a name comes, then use a link of it."""
    people = k.words.different(k.rng.randint(2, 5), "person")
    at, page = k.rng.randrange(len(people)), [0]
    facts = [
        (f"{k.rng.randint(100, 999)}-{k.rng.randint(100, 999)}", k.words.email(), k.words.pick("city"))
        for _ in people
    ]
    links = [[Link(text, k.finish) for text in fact] for fact in facts]
    which = k.rng.randrange(3)
    onward, back = (
        Link(
            k.some("Next", ">", "next page"), lambda: page.__setitem__(0, min(len(people) - 1, page[0] + 1))
        ),
        Link(k.some("Previous", "<", "back"), lambda: page.__setitem__(0, max(0, page[0] - 1))),
    )
    goal = links[at][which]

    def body(f: Flow) -> None:
        f.title(people[page[0]])
        for label, link in zip(("Phone:", "Email:", "City:"), links[page[0]], strict=True):
            f.line(label, link)
        f.space(4)
        f.line(back, onward, gap=20)

    def plan(h: Hand) -> Iterator[Action]:
        while page[0] != at:
            yield h.click(onward)
        yield from h.press(goal)
        yield h.end()

    k.show(body)
    label = ("phone number", "email address", "city")[which]
    return Job(
        k.ask(
            "Look up {P} and click the {l}.",
            "Turn the pages to {P}, then click the {l}.",
            "Click the {l} of {P}.",
            P=people[at],
            l=label,
        ),
        plan,
        lambda: goal.hits == 1,
    )


KINDS = {"mail": mail, "wizard": wizard, "paged": paged}
