"""In: a kit. Out: tasks where something must be found first: scrolling, rows, search."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.action.schema import Action, Fail, Type
from ppagent.train.web.job import FINISHED, Job, Scene, ask, done, ended, place
from ppagent.train.web.kit import Kit, esc, quote
from ppagent.train.web.pages_lists import HEADS, cell
from ppagent.train.web.stage import repr_js

_ACTS = {
    "delete": "delete",
    "star": "star",
    "edit": "edit",
    "share": "share",
    "reply": "reply",
    "forward": "forward",
    "copy": "copy",
    "download": "download",
    "like": "heart",
    "archive": "package",
    "pin": "bookmark",
}


def scroll(k: Kit) -> Job:
    """Scroll until something is seen, then click it; the page or a box of its own scrolls."""
    rng = k.rng
    boxed = rng.random() < 0.4
    names = k.words.different(rng.randint(18, 40), rng.choice(["word", "person", "product"]))
    goal = rng.choice(names[6:])
    rows = "".join(
        f'<div style="padding:{rng.randint(3, 5)}px;border-bottom:1px solid var(--edge)" role="{rng.choice(["option", "option"])}" data-select data-key="{esc(name)}">{esc(name)}</div>'
        for name in names
    )
    style = (
        f"height:{rng.randint(90, max(100, k.height * 6 // 10))}px;overflow-y:auto;border:1px solid var(--edge);width:{rng.randint(110, max(120, min(320, k.width - 40)))}px"
        if boxed
        else ""
    )
    end = rng.random() < 0.4
    inner = f'<div class="list" id="box" style="{style}">{rows}</div>{k.button("Submit", f"id=go {ended(k)}") if end else ""}'
    task = ask(
        k,
        [
            "Scroll until you find {G} and click it{e}",
            "Find {G} in the list and select it{e}",
            "Select {G} in the list{e}",
            "Click on {G}{e}",
            "Choose {G}, which may be further down{e}",
        ],
        G=goal,
        e=", then click Submit." if end else ".",
    )

    def plan(s: Scene) -> Iterator[Action]:
        query = f"[data-key={repr_js(goal)}]"
        yield from s.reach(query, "#box" if boxed else "")
        yield s.click(query)
        if end:
            yield from s.reach("#go")
            yield s.click("#go")
        yield done()

    return Job(
        task,
        place(k, task, inner, plain=True),
        plan,
        f"document.querySelector('[data-key={repr_js(goal)}]').getAttribute('aria-selected') === 'true'"
        + (f" && {FINISHED}" if end else ""),
    )


def row(k: Kit) -> Job:
    """Do something with one row of a list or table; now and then there is no such row."""
    rng = k.rng
    names = k.words.different(
        rng.randint(3, max(4, min(9, k.height // 40))), rng.choice(["person", "product", "file", "word"])
    )
    goal = rng.choice(names)
    acts = rng.sample(list(_ACTS), rng.randint(1, 3))
    act = rng.choice(acts)
    words = rng.random() < 0.35
    short = k.width < 260
    lines = []
    missing = rng.random() < 0.07
    for name in names:
        if missing and name == goal:
            continue
        tools = "".join(
            k.button(one.capitalize(), f'data-key="{one} {esc(name)}"{" data-drop=.line" if one == "delete" else " data-press"}') if words and not short
            else k.icon_button(_ACTS[one], f' data-key="{one} {esc(name)}"{" data-drop=.line" if one == "delete" else " data-press"}')
            for one in acts
        )  # fmt: skip
        lines.append((name, tools))
    if k.width > 420 and rng.random() < 0.6:
        heads = rng.sample(HEADS[1:], 2)
        inner = (
            f'<table class="{rng.choice(["", "grid", "striped"])}"><thead><tr><th>Name</th>{"".join(f"<th>{head}</th>" for head in heads)}<th></th></tr></thead>'
            + "".join(
                f'<tr class="line"><td data-head>{esc(name)}</td>{"".join(f"<td>{esc(cell(k, head))}</td>" for head in heads)}<td>{tools}</td></tr>'
                for name, tools in lines
            )
            + "</table>"
        )
    else:
        inner = "".join(
            f'<div class="line rowx between" data-group="{esc(name)}" style="border-bottom:1px solid var(--edge);padding:3px"><span data-role="list item" style="overflow-wrap:anywhere">{esc(name)}</span><span style="white-space:nowrap">{tools}</span></div>'
            for name, tools in lines
        )
    verb = {"like": "Like", "star": "Star", "pin": "Pin"}.get(act, act.capitalize())
    task = ask(
        k,
        [
            "{v} {G}.",
            "{v} the row {G}.",
            "{v} the entry {G}.",
            "Click {a} for {G}.",
            "In the row of {G}, click {a}.",
            "{v} the item called {G}.",
            "Find {G} and {a} it.",
        ],
        v=verb,
        a=act,
        G=goal,
    )

    def plan(s: Scene) -> Iterator[Action]:
        if missing:
            yield Fail(reason=f"there is no {goal}")
            return
        query = f"[data-key={repr_js(f'{act} {goal}')}]"
        yield from s.reach(query)
        yield s.click(query)
        yield done()

    return Job(
        task,
        place(k, task, inner, plain=True),
        plan,
        "true" if missing else f"log.some(e => e[1] === {repr_js(f'{act} {goal}')})",
    )


def search(k: Kit) -> Job:
    """Search for a word, open a result; it may be on a later page."""
    rng = k.rng
    word = k.words.phrase(1, 1).lower()
    per, pages = rng.randint(2, max(2, min(5, (k.height - 90) // 50))), rng.randint(1, 3)
    results = k.words.different(per * pages, "phrase")
    at = rng.randrange(len(results))
    nth = rng.random() < 0.5

    def entry(name: str) -> str:
        about = f'<div class="small faint">{esc(k.words.phrase(2, 4))}</div>'
        return f'<div style="margin:4px"><a href="#" data-key={quote(name)}>{esc(name)}</a>{about}</div>'

    sheets = "".join(
        f'<div data-sheet="{page + 1}"{" hidden" if page else ""}>{"".join(map(entry, results[page * per : page * per + per]))}</div>'
        for page in range(pages)
    )
    pager = (
        "".join(
            f'<a href="#" class="btn" data-page="{page}" data-key="page {page}">{page}</a> '
            for page in range(1, pages + 1)
        )
        if pages > 1
        else ""
    )
    go = (
        k.icon_button("search", " id=go data-open=found data-again", "btn")
        if rng.random() < 0.5
        else k.button("Search", "id=go data-open=found data-again", main=True)
    )
    inner = f'<div class="rowx"><input class="input grow" id="f" aria-label="search">{go}</div><div id="found" hidden>{sheets}<div style="margin-top:6px">{pager}</div></div>'
    number = at + 1
    ending = "th" if 10 < number < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    task = ask(
        k,
        [
            "Search for {W} and open the {n} result.",
            "Enter {W} in the search field, then find and click the {n} search result.",
            "Use the search to find {W} and click result number {i}.",
        ]
        if nth
        else ["Search for {W} and open {R}.", "Look for {W} and click the result {R}."],
        W=word,
        n=f"{number}{ending}",
        i=str(number),
        R=results[at],
    )

    def plan(s: Scene) -> Iterator[Action]:
        yield s.click("#f")
        yield Type(text=word)
        yield s.click("#go")
        for page in range(2, at // per + 2):
            yield from s.reach(f"[data-key='page {page}']")
            yield s.click(f"[data-key='page {page}']")
        query = f"[data-key={repr_js(results[at])}]"
        yield from s.reach(query)
        yield s.click(query)
        yield done()

    return Job(
        task,
        place(k, task, inner, plain=True),
        plan,
        f"f.value === {repr_js(word)} && log.at(-1)[1] === {repr_js(results[at])}",
    )


JOBS = {"scroll": scroll, "row": row, "search": search}  # fmt: skip
