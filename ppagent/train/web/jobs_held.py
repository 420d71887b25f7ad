"""In: a kit. Out: tasks that training never sees."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.action.schema import Action, Type
from ppagent.train.web.job import FINISHED, Job, Scene, ask, done, ended, place
from ppagent.train.web.kit import Kit, esc, quote
from ppagent.train.web.stage import repr_js


def book(k: Kit) -> Job:
    """From, to, class: a small trip."""
    rng = k.rng
    start, end, seat = k.words.pick("city"), k.words.pick("city"), rng.choice(["Economy", "Business"])
    inner = f'<div class="field"><input class="input" id="a" placeholder="From"></div><div class="field"><input class="input" id="b" placeholder="To"></div>{k.check("Economy", "id=Economy", "radio", "g")}{k.check("Business", "id=Business", "radio", "g")}<div>{k.button("Search flights", f"id=go {ended(k)}", main=True)}</div>'
    task = ask(
        k,
        ["Search for a {c} flight from {S} to {E}.", "Look up flights from {S} to {E} in {c}."],
        S=start,
        E=end,
        c=seat.lower(),
    )

    def plan(s: Scene) -> Iterator[Action]:
        yield from s.write("#a", start)
        yield from s.write("#b", end)
        yield s.click(f"label:has(#{seat})")
        yield s.click("#go")
        yield done()

    return Job(task, place(k, task, inner), plan, f"{FINISHED} && b.value === {repr_js(end)}")


def post(k: Kit) -> Job:
    """Like or share what someone has written."""
    rng = k.rng
    names = list(dict.fromkeys(k.words.pick("first") for _ in range(5)))[:3]
    goal, act = rng.choice(names), rng.choice(["heart", "share", "comment"])
    verb = {"heart": "like", "share": "share", "comment": "comment on"}[act]
    inner = "".join(
        f'<section class="card" data-group="{name}" style="padding:4px;margin:3px 0"><b data-role="text">{name}</b><div data-role="text">{esc(k.words.sentence(3, 6))}</div>{"".join(k.icon_button(one, " data-press data-key=" + quote(f"{one} {name}")) for one in ("comment", "heart", "share"))}</section>'
        for name in names
    )
    task = ask(k, ["{v} the post by {g}.", "Please {v} what {g} has written."], v=verb, g=goal)

    def plan(s: Scene) -> Iterator[Action]:
        query = f"[data-key='{act} {goal}']"
        yield from s.reach(query)
        yield s.click(query)
        yield done()

    return Job(
        task[0].upper() + task[1:],
        place(k, task, inner, plain=True),
        plan,
        f"log.some(e => e[1] === '{act} {goal}')",
    )


def review(k: Kit) -> Job:
    """Stars and a few words."""
    rng = k.rng
    stars, text = rng.randint(1, 5), k.words.phrase(1, 3)
    row = "".join(
        k.icon_button("star", f' data-press data-key="star{n}"').replace(
            'aria-label="star"', f'aria-label="star {n}"'
        )
        for n in range(1, 6)
    )
    inner = f'<div>{row}</div><textarea class="input" id="f" rows="2" aria-label="review" style="width:90%"></textarea><div>{k.button("Publish", f"id=go {ended(k)}")}</div>'
    task = ask(
        k,
        [
            "Give {n} stars, write {T} and publish it.",
            "Leave a review of {n} stars that says {T}, then press Publish.",
        ],
        n=str(stars),
        T=text,
    )

    def plan(s: Scene) -> Iterator[Action]:
        yield s.click(f"[data-key=star{stars}]")
        yield s.click("#f")
        yield Type(text=text)
        yield s.click("#go")
        yield done()

    return Job(task, place(k, task, inner, plain=True), plan, f"{FINISHED} && f.value === {repr_js(text)}")


def sort(k: Kit) -> Job:
    """Sort a table by one of its columns."""
    rng = k.rng
    heads = rng.sample(["Name", "Price", "Date", "City", "Size"], 3)
    goal = rng.choice(heads)
    top = "".join(
        f'<th><button class="tab" data-key="{head}" data-press>{head} ⇅</button></th>' for head in heads
    )
    rows = "".join(f"<tr>{''.join(f'<td>{esc(k.words.word())}</td>' for _ in heads)}</tr>" for _ in range(4))
    task = ask(k, ["Sort the table by {g}.", "Order the rows by {g}."], g=goal.lower())

    def plan(s: Scene) -> Iterator[Action]:
        yield s.click(f"[data-key={goal}]")
        yield done()

    return Job(
        task,
        place(k, task, f"<table><tr>{top}</tr>{rows}</table>", plain=True),
        plan,
        f"log.some(e => e[1] === '{goal}')",
    )


JOBS = {"book": book, "post": post, "review": review, "sort": sort}
