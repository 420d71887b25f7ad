"""In: a kit. Out: tasks on rows and cards of icon buttons: one button of one row; some rows ticked, then a button above them."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.action.schema import Action
from ppagent.train.web.job import HiddenError, Job, Scene, ask, done, place
from ppagent.train.web.kit import Kit
from ppagent.train.web.pages_rows import KINDS
from ppagent.train.web.rows import Rows, cards, listed
from ppagent.train.web.stage import repr_js
from ppagent.train.web.tips import OPEN


def _inside(title: str, name: str) -> str:
    return f"[data-group={repr_js(title)}] [aria-label={repr_js(name)}]"


def _some(k: Kit, *, boxed: bool) -> tuple[Rows, list[str], str]:
    """Rows, their titles, their HTML."""
    if k.width < 300:
        raise HiddenError("rows need more room")
    rng = k.rng
    rows = Rows(KINDS[rng.choice([name for name in KINDS if name != "notices"])], k)
    rows.boxed = boxed or rows.boxed
    if boxed:
        rows.ticked = 0
    titles = rows.titles(rng.randint(3, max(4, min(12, k.height // 45))))
    make = cards if rng.random() < 0.3 and not boxed else listed
    return rows, titles, make(rows, titles)


def press(k: Kit) -> Job:
    """The icon of one row."""
    rng = k.rng
    rows, titles, inner = _some(k, boxed=False)
    goal, (_, verb) = rng.choice(titles), rng.choice(rows.acts)
    name = rows.name(verb, goal)
    asked = rows.whole_name(verb, goal)
    task = ask(
        k,
        ["{a}.", "{a}.", "Please {b}.", "In the row of {G}, press {v}.", "Press {v} for {G}."],
        a=asked,
        b=asked[0].lower() + asked[1:],
        v=verb.rsplit(" ", 1)[0] if verb.endswith(OPEN) else verb,
        G=goal,
    )

    def plan(s: Scene) -> Iterator[Action]:
        yield from s.reach(_inside(goal, name))
        yield s.click(_inside(goal, name))
        yield done()

    return Job(
        task, place(k, task, inner, plain=True), plan, f"log.length > 0 && log.at(-1)[1] === {repr_js(name)}"
    )


def gather(k: Kit) -> Job:
    """Tick the boxes of some rows, then press an icon of the bar above."""
    rng = k.rng
    rows, titles, inner = _some(k, boxed=True)
    rows_box = rows.name(rows.check_verb, "{}")
    wanted = sorted(rng.sample(range(len(titles)), rng.randint(1, min(3, len(titles)))))
    bar = rng.sample(
        ["delete", "archive", "print", "download", "tag", "folder", "share", "star", "copy", "lock"], 4
    )
    act = rng.choice(bar)
    tools = "".join(k.icon_button(one, f' data-key="bar {one}"') for one in bar)
    listed_up = ", ".join(titles[at] for at in wanted)
    task = ask(
        k,
        [
            "Tick {w} and press {a} above the list.",
            "Mark {w}, then click the {a} icon on top.",
            "Choose {w} with the boxes and click {a}.",
        ],
        w=listed_up,
        a=act,
    )

    def plan(s: Scene) -> Iterator[Action]:
        for at in wanted:
            query = _inside(titles[at], rows_box.format(titles[at]))
            if s.ask(f"document.querySelector({repr_js(query)}).checked") != "True":
                yield from s.reach(query)
                yield s.click(query)
        yield from s.reach(f"[data-key='bar {act}']")
        yield s.click(f"[data-key='bar {act}']")
        yield done()

    return Job(
        task,
        place(k, task, f'<div class="rowx card" style="padding:2px">{tools}</div>{inner}', plain=True),
        plan,
        f"log.length > 0 && log.at(-1)[1] === 'bar {act}'",
    )


JOBS = {"press": press, "gather": gather}
