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


class _Box:
    """A box of mails: its list, a mail that is open, an answer that is being written.

    Attributes:
        goal: the mail that the task is about.
        who: how the task calls its sender.
        do: what is to be done with it.
    """

    def __init__(self, k: Kit) -> None:
        people = k.words.different(k.rng.randint(3, min(6, k.room)), "person")
        self.mails = [Mail(name, k.words.phrase(1, 3), k.words.sentence(4, 8)) for name in people]
        self.goal = k.rng.choice(self.mails)
        first = self.goal.name.split()[0]
        alone = [name.split()[0] for name in people].count(first) == 1
        self.who = first if alone and k.chance(0.6) else self.goal.name
        self.do = k.some("open", "star", "delete", "reply", "forward")
        self.opened: list[Mail] = []
        self.gone: list[Mail] = []
        self.text = k.words.phrase(1, 3)
        self.to = k.words.pick("first")
        self.send = Button(k.some("Send", "Send", "Submit"), k.finish, main=True)
        self.reply, self.back = Button("reply", icon="reply"), Button(k.some("Back", "Inbox"))
        self.forward, self.bin = Button("forward", icon="forward"), Button("delete", icon="delete")
        self.written, self.address = Field("message", rows=2), Field("To")
        self.writing: list[int] = []
        self.in_list = k.chance(0.5)
        for one in self.mails:
            one.effect = partial(self.opened.append, one)
            one.bin.effect = partial(self.gone.append, one)
        self.reply.effect = self.forward.effect = lambda: self.writing.append(1)
        self.bin.effect = lambda: self.gone.append(self.opened.pop())
        self.back.effect = self.opened.clear

    def body(self, f: Flow) -> None:
        """What is to be seen of it."""
        if self.writing:
            if self.do == "forward":
                f.line("To:", self.address)
            f.line(self.written)
            f.line(self.send)
        elif self.opened:
            f.line(self.back, self.reply, self.forward, self.bin)
            f.text(self.opened[-1].name, f.skin.look.strong)
            f.text(self.opened[-1].subject)
            f.text(self.opened[-1].text)
        else:
            for one in self.mails:
                if one not in self.gone:
                    one.icons = self.in_list
                    f.line(one)

    def plan(self, h: Hand) -> Iterator[Action]:
        """How the task is done."""
        if self.do == "star":
            yield from h.until(self.goal.star, lambda: self.goal.starred)
        elif self.do == "delete" and self.in_list:
            yield from h.press(self.goal.bin)
        else:
            yield from h.until(self.goal, lambda: bool(self.opened))
            if self.do == "delete":
                yield from h.press(self.bin)
            elif self.do in {"reply", "forward"}:
                yield from self._write(h)
        yield h.end()

    def _write(self, h: Hand) -> Iterator[Action]:
        yield from h.until(self.reply if self.do == "reply" else self.forward, lambda: bool(self.writing))
        if self.do == "forward":
            yield from h.write(self.address, self.to)
        else:
            yield from h.write(self.written, self.text)
        yield from h.press(self.send)

    def right(self) -> bool:
        """Whether it is done."""
        if self.do == "open":
            return self.opened == [self.goal]
        if self.do == "star":
            return self.goal.starred
        if self.do == "delete":
            return self.gone == [self.goal]
        return self.send.hits == 1 and (self.written.value == self.text or self.address.value == self.to)


def mail(k: Kit) -> Job:
    """Open, star, delete or answer the mail of a sender."""
    box = _Box(k)
    k.show(box.body)
    if box.do not in {"reply", "forward"}:
        k.board.after = None
    return Job(_mail_task(k, box.do, box.who, box.text, box.to), box.plan, box.right)


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
