"""In: a seeded generator. Out: HTML that this set makes itself: whole application-like pages, and widgets to lay over foreign ones.

Words, looks and markup are in ``data/``; here is only what chance decides.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

import jinja2
from browser import DATA, STILL


def _data(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


APPS, THEMES, WORDS = _data("apps.json"), _data("themes.json"), _data("words.json")
STYLE = (DATA / "style.css").read_text(encoding="utf-8")
TEMPLATES = jinja2.Environment(loader=jinja2.FileSystemLoader(DATA), autoescape=True)
WIDGETS: Any = TEMPLATES.get_template("widgets.html").module


def style(random_: random.Random) -> str:
    """The style sheet of one look: for a made page, or for the shadow root of a foreign widget."""
    look = {
        **random_.choice(THEMES),
        "pad": random_.choice(("3px", "5px", "7px")),
        "shadow": random_.choice(("0 2px 8px #0004", "none")),
    }
    variables = "".join(f"--{name}: {value};" for name, value in look.items())
    return f"{STILL}:root, :host {{{variables}}}\n{STYLE}"


def menu_rows(random_: random.Random, menu: str) -> list[dict[str, Any]]:
    """The rows of a menu: some with a shortcut, one with a submenu, some with a line below."""
    items = random_.sample(WORDS["menus"][menu], 6)
    deep, rows = random_.randrange(len(items)), []
    for i, name in enumerate(items):
        key = random_.choice(WORDS["keys"]) if random_.random() < 0.35 else ""
        below = random_.sample(WORDS["submenu"], 4) if i == deep else []
        rows.append({"name": name, "key": key, "below": below, "line": random_.random() < 0.2})
    return rows


def menus(random_: random.Random, count: int) -> dict[str, list[dict[str, Any]]]:
    return {name: menu_rows(random_, name) for name in random_.sample(list(WORDS["menus"]), count)}


def context_menu(random_: random.Random) -> str:
    return str(WIDGETS.context_menu(menu_rows(random_, random_.choice(list(WORDS["menus"])))))


def tool_bar(random_: random.Random, kind: str, words: Sequence[str]) -> str:
    """A bar as a browser extension or a reader puts it over a page: menus, a search field, a count."""
    return str(WIDGETS.tool_bar(menus(random_, 4), kind, words))


def tab_box(random_: random.Random) -> str:
    """A box of three tabs with lines or switches."""
    return str(
        WIDGETS.tab_box({name: WORDS["tabs"][name] for name in random_.sample(list(WORDS["tabs"]), 3)})
    )


def panel_box(random_: random.Random, shape: str) -> tuple[str, bool]:
    """A panel with a button that closes it, and whether a veil lies below: every block changes, as with real modal dialogs."""
    panel = random_.choice(WORDS["panels"][shape])
    veil = shape == "dialog" and random_.random() < 0.35
    return str(WIDGETS.panel(shape=shape, veil=veil, **panel)), veil


def app_page(name: str, random_: random.Random) -> str:
    """One application-like page: menu bar, navigation, tabs with a table, a form, settings and questions, a status line."""
    app, nouns, people = APPS[name], APPS[name]["nouns"], WORDS["people"]
    rows = [
        (
            noun if i < len(nouns) else f"{noun} {random_.randint(2, 99)}",
            person,
            f"2024-{random_.randint(1, 12):02}-{random_.randint(1, 28):02}",
            f"{random_.uniform(4, 4000):,.2f}",
            random_.choice(WORDS["states"]),
        )
        for i, (noun, person) in enumerate(zip(nouns * 2, random_.sample(people, 12), strict=True))
    ]
    random_.shuffle(rows)

    def pane(kind: str) -> dict[str, Any]:
        return {"kind": kind, "name": random_.choice(WORDS["panes"][kind])}

    panes = [
        {**pane("list"), "rows": rows[: random_.randint(6, 9)]},
        pane("form"),
        {**pane("switches"), "switches": {one: random_.random() < 0.4 for one in app["settings"]}},
        {
            **pane("questions"),
            "questions": [
                {
                    "text": one,
                    "section": random_.choice(app["navigation"]),
                    "person": random_.choice(people),
                }
                for one in app["questions"]
            ],
        },
    ]
    return TEMPLATES.get_template("app.html").render(
        app=app,
        people=people,
        panes=random_.sample(panes, len(panes)),
        here=random_.randrange(len(app["navigation"])),
        menus=menus(random_, 5),
        style=style(random_),
        mirrored=random_.random() < 0.25,
    )
