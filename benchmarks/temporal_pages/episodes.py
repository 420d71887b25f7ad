"""In: a stage. Out: what is done on it: the kinds of episodes, each a script of what a person could do, drawn by chance."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from made import WORDS
from stage import Spot, Stage, Unit

NATIVE_MENUS = "#mdbook-theme-toggle,#theme-toggle,#settings-menu > a,.settings-menu > a,.picker-header > a"
CHECK, TAB, DETAILS, FOLD = (
    "input[type=checkbox]",
    "[data-do=tab][aria-selected=false]",
    "details > summary",
    "[data-do=fold]",
)
FIELD = "input[type=text]"


def panel(stage: Stage) -> str:
    """One or two foreign panels over the page, closed by their own buttons; the last frame is the page itself."""
    stage.open()
    shapes = stage.random.sample(list(WORDS["panels"]), stage.random.choice((1, 2, 2)))
    shapes = [stage.put_panel(shape) for shape in shapes]
    stage.shot()
    one_by_one = stage.random.random() < 0.2
    for _ in shapes:
        closers = stage.spots("[data-do=close]")
        if not closers:  # the other panel covers the button
            break
        stage.click(closers[-1])
        stage.rest()
        if one_by_one:
            stage.shot()
    stage.browser.run("pp.drop()")
    stage.shot()
    return " + ".join(shapes)


def menu(stage: Stage) -> str:
    """A menu or popup opens over the page; in some, a submenu after it."""
    stage.open()
    native = [] if stage.page.app else stage.spots(NATIVE_MENUS)
    if stage.page.app:
        how = "menu bar"
    elif native and stage.random.random() < 0.6:
        how = "the page's own"
    else:
        how = stage.random.choice(("context menu", "context menu", "context menu", "bar"))
    if how == "bar":
        stage.put_bar("find", [])
    stage.shot()
    if how == "context menu":
        stage.put_context_menu()
    else:
        stage.click(stage.random.choice(native if how == "the page's own" else stage.spots("[data-do=menu]")))
    stage.shot()
    deep = stage.spots(".deep")
    if deep and stage.random.random() < 0.4:
        stage.hover(deep[0])
        stage.shot()
        how += ", submenu"
    return how


def typing(stage: Stage) -> str:
    """A field gets the focus and then text, piece by piece; a search marks, filters or suggests as it goes."""
    stage.open()
    if stage.page.app:
        if not stage.spots(FIELD):
            show_tab_with_fields(stage)
        stage.shot()
        chosen = stage.random.choice(stage.spots(FIELD))
        filters = stage.spots("input[data-filter]")
        if filters:
            chosen, text = filters[0], frequent_word(stage.spots("tbody td"), stage.random)
        else:
            text = stage.random.choice([*WORDS["people"], *WORDS["submenu"], "24 Mill Lane", "Room 7 B"])
    else:
        kind = stage.random.choice(("find", "suggest"))
        units = stage.units()
        stage.put_bar(kind, texts(units))
        stage.shot()
        chosen = stage.spots(FIELD)[0]
        text = frequent_word(units, stage.random)
    stage.click(chosen)
    stage.shot()
    for piece in pieces(text, stage.random, stage.random.choice((2, 3)) if stage.page.app else 2):
        stage.type(piece)
        stage.shot()
    return f"typed {text!r}"


def show_tab_with_fields(stage: Stage) -> None:
    for tab in stage.spots("[data-do=tab]"):
        stage.click(tab)
        stage.rest()
        if stage.spots(FIELD):
            return


def texts(units: Sequence[Unit]) -> list[str]:
    return sorted({unit["text"] for unit in units})


def frequent_word(units: Sequence[dict[str, Any]], random_: random.Random) -> str:
    words = {word.lower() for unit in units for word in unit["text"].split()}
    return random_.choice(sorted(w for w in words if w.isalpha() and 3 < len(w) < 10) or ["example"])


def pieces(text: str, random_: random.Random, most: int) -> list[str]:
    """Cut a text into what is typed between two frames."""
    cuts = sorted(random_.sample(range(1, len(text)), min(most - 1, len(text) - 1)))
    return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def toggle(stage: Stage) -> str:
    """Check boxes, tabs, accordions."""
    stage.open()
    how = "own controls"
    if not stage.page.app:
        native = stage.spots("main details > summary, #content details > summary")
        how = stage.random.choice(
            ("own controls", "sections", "box") if native else ("sections", "sections", "box")
        )
        if how == "sections":
            stage.browser.run("pp.foldable()")
            how = how if stage.spots(FOLD) else "box"
        if how == "box":
            stage.put_tabs(200)
    stage.shot()
    kinds = {"sections": [FOLD], "box": [f".pp {CHECK}", f".pp {TAB}"]}.get(how, [CHECK, TAB, DETAILS])
    done = []
    for _ in range(stage.random.choice((1, 1, 2))):
        choices = [(kind, spots) for kind in kinds if (spots := stage.spots(kind))]
        if not choices:
            break
        kind, spots = stage.random.choice(choices)
        stage.click(stage.random.choice(spots))
        stage.rest()
        if stage.shot():
            done.append(kind.removeprefix(".pp "))
    return f"{how}: {', '.join(done)}"


def scroll(stage: Stage) -> str:
    """The wheel turns: what was there is still there, at another place."""
    stage.open()
    stage.shot()
    steps_px = 32, 40, 57, 64, 100, 100, 120, 120, 160, 240, stage.random.randint(13, 400)
    step_px = stage.random.choice(steps_px)
    width, height = stage.page.size
    stage.browser.mouse("mouseWheel", width // 2, height // 2, deltaX=0, deltaY=step_px)
    stage.rest()
    stage.shot()
    return f"{step_px} px"


def long(stage: Stage) -> str:
    """Eight to ten frames of menus, typing, toggles, dialogs on one page."""
    stage.open()
    if not stage.page.app:
        words = texts(stage.units())
        stage.put_bar(stage.random.choice(("find", "suggest")), words)
        stage.put_tabs()
    stage.shot()
    wanted, done = stage.random.randint(8, 10), ""
    to_type: list[str] = []
    for _ in range(40):
        if len(stage.frames) == wanted:
            break
        if to_type:
            act = "type"
            stage.type(to_type.pop(0))
        else:
            act, to_type = one_move(stage, done[-1:])
        if stage.shot():
            done += "y" if act == "type" else act[0]
    return done


def one_move(stage: Stage, last: str) -> tuple[str, list[str]]:
    """Something a person could do now; what is still to be typed comes back."""
    closers, items = stage.spots("[data-do=close]"), stage.spots(".item")
    if closers:
        stage.click(closers[0])
        stage.rest()
        return "close", []
    if items:
        deep = stage.spots(".deep")
        if deep and last == "m" and stage.random.random() < 0.5:
            stage.hover(deep[0])
            return "hover", []
        stage.click(stage.random.choice(items))
        stage.rest()
        return "item", []
    options: dict[str, list[Spot]] = {
        "menu": stage.spots("[data-do=menu]"),
        "toggle": [
            stage.random.choice(spots)
            for kind in (CHECK, TAB, DETAILS)
            if (spots := stage.spots(f".pp {kind}"))
        ],
        "focus": stage.spots(f".pp {FIELD}"),
        "dialog": [{}] if stage.random.random() < 0.4 else [],
    }
    names = [
        name
        for name, spots in options.items()
        if spots and name[0] != last and not (name == "focus" and last == "y")
    ] or ["menu"]
    act = "focus" if "focus" in names and stage.random.random() < 0.4 else stage.random.choice(names)
    if act == "dialog":
        stage.put_panel(stage.random.choice(list(WORDS["panels"])))
        return act, []
    stage.click(stage.random.choice(options[act]))
    if act == "focus":
        person = stage.random.choice(WORDS["people"])
        return act, pieces(person[: stage.random.randint(3, 9)], stage.random, 2)
    if act == "toggle":
        stage.rest()
    return act, []


KINDS: dict[str, Callable[[Stage], str]] = {
    "panel": panel,
    "menu": menu,
    "typing": typing,
    "toggle": toggle,
    "scroll": scroll,
    "long": long,
}
ON_DOCUMENTS = (  # what is done on one document after the other; a second episode only where it costs one picture
    "panel", "menu", "toggle", "scroll", "menu", "panel", "toggle", "scroll", "menu", "panel scroll", "toggle", "typing",
    "scroll", "menu", "toggle", "panel", "menu", "scroll panel", "toggle", "panel", "menu", "toggle panel", "scroll", "long",
    "typing", "panel", "menu", "scroll", "toggle",
)  # fmt: skip
ON_APPS = "panel menu toggle toggle long", "panel menu menu typing toggle"
