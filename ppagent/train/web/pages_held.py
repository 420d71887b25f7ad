"""In: a kit. Out: bodies of pages that training never sees: they tell whether it has learned pages or our pages."""

from __future__ import annotations

from ppagent.train.web.kit import MINUS, Kit, esc
from ppagent.train.web.pages_apps import COMMANDS
from ppagent.train.web.pages_tiny import framed


def player(k: Kit) -> str:
    """A music player: a list of songs, keys, sliders."""
    rng = k.rng
    songs = "".join(
        f'<li class="rowx" data-group="{esc(name)}"><span class="faint small">{at}</span><span class="grow" data-role="list item">{esc(name)}</span>{k.icon_button("heart")}<span class="small" data-role="text">{rng.randint(1, 6)}:{rng.randint(0, 59):02}</span></li>'
        for at, name in enumerate(k.words.different(rng.randint(3, 9), "phrase"), 1)
    )
    keys = "".join(
        k.icon_button(name, ' style="font-size:1.6em"')
        for name in ("previous", "play", "next", "stop", "refresh", "speaker")
    )
    return (
        f'<main style="padding:10px"><div class="rowx">{k.picture(90, 90, "cover")}<div><h2>{esc(k.words.phrase(1, 3))}</h2><p>{esc(k.words.person())}</p>{k.button("Follow")} {k.button("Shuffle play", main=True)}</div></div>'
        f'<ul class="list">{songs}</ul></main><footer class="bar" style="position:fixed;bottom:0;left:0;right:0">{keys}<input type="range" aria-label="volume" style="width:90px"></footer>'
    )


def board(k: Kit) -> str:
    """A board of cards in columns."""
    rng = k.rng
    columns = []
    for name in rng.sample(
        ["Backlog", "To do", "Doing", "Review", "Done", "Blocked", "Ideas"], max(2, min(5, k.width // 190))
    ):
        cards = "".join(
            f'<div class="card" style="margin:4px 0"><div data-role="text">{esc(k.words.phrase(2, 4))}</div><div class="rowx between">{k.avatar(k.words.person(), 20)}{k.icon_button("edit")}</div></div>'
            for _ in range(rng.randint(1, 4))
        )
        columns.append(
            f'<section class="grow" data-group="{name}" style="background:var(--wash);padding:5px"><h3>{name}</h3>{cards}{k.button("Add card")}</section>'
        )
    return f'{k.top(title=k.words.phrase(1, 2))}<div class="rowx" style="align-items:flex-start;padding:6px">{"".join(columns)}</div>'


def seats(k: Kit) -> str:
    """Seats to choose from, a summary beside them."""
    rng = k.rng
    size, rows = rng.randint(22, 34), rng.randint(4, 8)
    letters = "ABCDEF"[: rng.randint(4, 6)]
    plan = "".join(
        f'<button class="btn{" main" if rng.random() < 0.1 else ""}" style="width:{size + 8}px;height:{size}px;padding:0;font-size:.8em"{" disabled" if rng.random() < 0.2 else ""}>{row}{letter}</button>'
        for row in range(1, rows + 1)
        for letter in letters
    )
    return f'<h2>Choose your seat</h2><div class="rowx wrap" style="align-items:flex-start"><div class="card" style="display:grid;gap:3px;grid-template-columns:repeat({len(letters)},{size + 8}px)">{plan}</div><section class="card"><h3>Trip</h3><p>{k.words.pick("city")} to {k.words.pick("city")}</p><p>{k.words.date()}</p>{k.field("Passenger")}{k.button("Reserve", main=True)}{k.button("Start over")}</section></div>'


def recipe(k: Kit) -> str:
    """A recipe with steps to tick off, a stepper and ratings."""
    rng = k.rng
    parts = "".join(
        f"<li>{k.check(f'{rng.randint(1, 500)} g {k.words.word()}')}</li>" for _ in range(rng.randint(3, 8))
    )
    stars = "".join(
        f'<button class="ib" aria-label="rate {n}">{k.icon("star")[1]}</button>' for n in range(1, 6)
    )
    return f'{k.top()}<main style="padding:10px"><h1>{esc(k.words.phrase(2, 3))}</h1><div class="rowx"><button class="btn" aria-label="fewer">{MINUS}</button><span data-role="text">{rng.randint(1, 9)} servings</span><button class="btn" aria-label="more">+</button>{k.icon_button("print")}{k.icon_button("bookmark")}</div><h2>Ingredients</h2><ul class="list">{parts}</ul><h2>Steps</h2><p>{esc(k.words.text(3))}</p><div>{stars}</div>{k.link("Show comments")}</main>'


def console(k: Kit) -> str:
    """An administrator's page: machines in rows, a menu open at one of them."""
    rng = k.rng
    rows = "".join(
        f"<tr><td data-head>{k.words.word()}-{rng.randint(1, 40):02}</td><td>{k.some('running', 'stopped', 'starting')}</td><td>{rng.randint(1, 64)} GB</td><td>{k.button('Connect')} {k.icon_button('more')}</td></tr>"
        for _ in range(rng.randint(3, 8))
    )
    menu = k.menu(
        rng.sample(COMMANDS, 5),
        k.id(),
        hidden=False,
        style=f"right:{rng.randint(10, 60)}px;top:{rng.randint(70, 140)}px",
    )
    return f'<div class="bar"><span data-role="text" class="bold">{esc(k.words.phrase(1, 2))}</span>{k.link("Machines")}{k.link("Networks")}{k.link("Keys")}<span class="right"></span>{k.icon_button("terminal")}</div><main style="padding:8px"><div class="rowx between"><h2>Machines</h2>{k.button("Launch", main=True)}</div><table class="grid">{rows}</table></main>{menu}'


def tiny_poll(k: Kit) -> str:
    """A question with answers as buttons."""
    names = k.words.different(k.rng.randint(2, 4), "phrase")
    return framed(
        k,
        f"Vote for {names[-1]}.",
        f'<p>{esc(k.words.sentence(4, 6))}</p><div class="col">{"".join(k.button(name) for name in names)}</div>{k.link("Show results")}',
    )


def tiny_player(k: Kit) -> str:
    """Keys of a player without words."""
    keys = "".join(
        k.icon_button(name, ' style="font-size:1.5em"')
        for name in ("previous", "play", "pause", "next", "speaker")
    )
    return framed(
        k,
        "Press a key.",
        f'<div class="card center"><h3>{esc(k.words.phrase(1, 2))}</h3>{keys}<input type="range" aria-label="position" style="width:80%"></div>',
    )


PAGES = {"player": player, "board": board, "seats": seats, "recipe": recipe, "console": console}
TINY = {"tiny poll": tiny_poll, "tiny player": tiny_player}
