"""In: a desk. Out: tasks of one step on a whole screen, after which nothing is left to do."""

from __future__ import annotations

from collections.abc import Callable

from ppagent.action.schema import Action, Click, Key, Move, Scroll
from ppagent.train.play import reactions
from ppagent.train.play.desk import Desk
from ppagent.train.play.story import Story
from ppagent.train.play.taps_deep import away, entry, typed
from ppagent.train.play.wording import DRAWN, TAKEN, alone, middle, quoted, said
from ppagent.train.sheet import Element, Episode

_PRESSED = frozenset({"button", "icon"})
_CORNERS = frozenset({"close", "close window", "minimize", "maximize", "window menu"})


def click(d: Desk) -> Episode | None:
    """Click what is asked for as in grounding; then it is done, whatever is to be seen."""
    before = d.sheet()
    found = d.asked(before)
    if found is None or found[1].name.casefold() in _CORNERS:
        return None
    question, one = found
    task = question.task
    if d.chance(0.3) and one in alone(d):
        what = quoted(d, one.name) if one.written else d.rng.choice(DRAWN).format(n=one.name)
        task = said(d, *TAKEN, w=what)
    return _once(d, Story(d, task, before), question.action, one)


def _once(d: Desk, story: Story, action: Action, one: Element) -> Episode | None:
    def happen() -> None:
        if not d.chance(0.1):
            reactions.react(d, one)
            if one.role in _PRESSED and d.chance(0.3):
                reactions.pressed(d, one)

    if story.do(action, one, happen, lasts=False):
        return story.end()
    return story.ended


def hover(d: Desk) -> Episode | None:
    """Move the pointer to a thing; at times what it is called comes up."""
    some = alone(d, *_PRESSED)
    if not some:
        return None
    one, before = d.rng.choice(some), d.sheet()
    what = quoted(d, one.name) if one.written else d.rng.choice(DRAWN).format(n=one.name)
    story = Story(
        d,
        said(d, "Move the pointer to {w}.", "Hover over {w}.", "Point at {w} without clicking.", w=what),
        before,
    )
    story.do(Move(point=middle(one)), one, lambda: reactions.told(d, one) if d.chance(0.6) else reactions.pressed(d, one),
             lasts=False, whole=False)  # fmt: skip
    return story.end()


_STATES: dict[str, tuple[str, ...]] = {
    "menu": ("Open the {w} menu.", "Open the menu {w}.", "Show the {w} menu.", "Pull down the {w} menu.", "Let me see what is in the {w} menu.", "Unfold the menu {w}"),
    "combo box": ("Open the {w} list.", "Unfold the drop-down list {w}.", "Show the choices of {w}.", "Open the {w} combo box."),
    "field": ("Put the cursor into the {w} field.", "Focus the field {w}.", "Click into the {w} box.", "Make the {w} field active.", "Set the focus on {w}."),
    "tab": ("Switch to the {w} tab.", "Show the tab {w}.", "Go to the {w} tab.", "Bring the {w} tab to the front.", "Open the tab {w}"),
    "list item": ("Select {w}.", "Mark {w} in the list.", "Select the entry {w}.", "Select {w} with one click."),
    "file": ("Select {w}.", "Mark the file {w}.", "Select {w} without opening it."),
    "cell": ("Select the cell {w}.", "Mark {w}."),
    "row": ("Select the row {w}.", "Mark the line {w}."),
    "radio button": ("Choose {w}.", "Select the option {w}.", "Set it to {w}."),
}  # fmt: skip
_ON = (
    "Tick {w}.",
    "Check {w}.",
    "Turn {w} on.",
    "Switch {w} on.",
    "Enable {w}.",
    "Make sure {w} is ticked.",
    "{w} should be on.",
)
_OFF = (
    "Untick {w}.",
    "Clear {w}.",
    "Turn {w} off.",
    "Switch {w} off.",
    "Disable {w}.",
    "Make sure {w} is not ticked.",
    "{w} should be off.",
)
_HAPPENS: dict[str, Callable[[Desk, Element], None]] = {
    "menu": reactions.menu, "combo box": reactions.menu, "field": reactions.focused, "tab": reactions.turned, "list item": reactions.chosen,
    "file": reactions.chosen, "cell": reactions.chosen, "row": reactions.chosen, "radio button": reactions.toggled,
    "check box": reactions.toggled, "switch": reactions.toggled,
}  # fmt: skip
_RARE = {"list item": 0.4, "cell": 0.15, "menu": 2.5, "combo box": 2.0, "tab": 2.0}


def state(d: Desk) -> Episode | None:
    """See to it that something is open, ticked, selected: one click, more only when it shows that the first did nothing."""
    some = alone(d, *_HAPPENS)
    if not some:
        return None
    one = d.rng.choices(some, [_RARE.get(one.role, 1.0) for one in some])[0]
    what = quoted(d, one.name)
    happen = _HAPPENS[one.role]
    story = Story(d, "", d.sheet())
    if one.role in {"check box", "switch"}:
        on = d.chance(0.6)
        story.task = said(d, *(_ON if on else _OFF), w=what)
        if (one.state == "on") == on:
            return story.end() if d.chance(0.5) else None
    else:
        story.task = said(d, *_STATES[one.role], w=what)
        if one.state == ("on" if one.role == "radio button" else "selected"):
            return story.end() if d.chance(0.4) else None
    if story.do(Click(point=middle(one)), one, lambda: happen(d, one), lasts=True):
        return story.end()
    return story.ended


def twice(d: Desk) -> Episode | None:
    """A double click, or one with the right button."""
    right = d.chance(0.5)
    some = alone(
        d,
        "file",
        "list item",
        "row",
        *(("cell", "button", "icon", "tab", "link", "image", "heading") if right else ("icon",)),
    )
    if not some:
        return None
    one = d.rng.choice(some)
    what = quoted(d, one.name) if one.written else d.rng.choice(DRAWN).format(n=one.name)
    if right:
        task = said(d, "Right-click {w}.", "Open the context menu of {w}.", "Click {w} with the right mouse button.", "right click {w}",
                     "Show the right-click menu of {w}.", w=what)  # fmt: skip
        action, other = Click(point=middle(one), button="right"), Key(keys=("shift", "f10"))
    else:
        task = said(
            d,
            "Double-click {w}.",
            "Open {w} with a double click.",
            "double click {w}",
            "Give {w} a double click.",
            "Open {w} by two quick clicks.",
            w=what,
        )
        action, other = Click(point=middle(one), count=2), Key(keys=("enter",))
    story = Story(d, task, d.sheet())
    if story.do(
        action,
        one,
        lambda: (reactions.context if right else reactions.opened)(d, one),
        lasts=True,
        other=other,
    ):
        return story.end()
    return story.ended


_KEYS = (
    ("ctrl", "s"), ("ctrl", "o"), ("ctrl", "n"), ("ctrl", "z"), ("ctrl", "c"), ("ctrl", "v"), ("ctrl", "a"), ("ctrl", "f"), ("ctrl", "p"), ("ctrl", "w"),
    ("ctrl", "shift", "t"), ("alt", "f4"), ("alt", "tab"), ("f1",), ("f5",), ("f11",), ("escape",), ("enter",), ("tab",), ("delete",), ("pagedown",),
    ("pageup",), ("home",), ("end",), ("super", "d"), ("alt", "left"), ("ctrl", "t"), ("ctrl", "l"),
)  # fmt: skip


def keys(d: Desk) -> Episode | None:
    """A key, or a turn of the wheel; then it is done."""
    before = d.sheet()
    width, height = d.p.width, d.p.height
    action: Action
    if d.chance(0.35):
        up, much = d.chance(0.3), d.rng.choice((3, 5, 5, 10))
        action = Scroll(point=(width / 2, height / 2), dy=-much if up else much)
        task = said(
            d,
            "Scroll {d}.",
            "Scroll {d} a bit.",
            "Turn the wheel {d}.",
            "Scroll the page {d}.",
            d="up" if up else "down",
        )
    else:
        keys = d.rng.choice(_KEYS)
        action = Key(keys=keys)
        name = (
            d.rng.choice(("+", "-", "+", " ")).join(keys)
            if d.chance(0.5)
            else "+".join(key.capitalize() for key in keys)
        )
        task = said(
            d,
            "Press {k}.",
            "Press the {k} key." if len(keys) == 1 else "Press {k} on the keyboard.",
            "Hit {k}.",
            "Use the shortcut {k}." if len(keys) > 1 else "Press {k} once.",
            k=name,
        )
    story = Story(d, task, before)
    story.say(action)
    if d.chance(0.8) and d.p.elements:
        one = d.rng.choice(d.p.elements)
        d.rng.choice((reactions.below, reactions.dialog, reactions.opened, reactions.chosen))(d, one)
    story.see()
    return story.end()


KINDS: dict[str, Callable[[Desk], Episode | None]] = {
    "tap": click, "tap_state": state, "tap_twice": twice, "tap_away": away, "tap_entry": entry, "tap_typed": typed, "tap_keys": keys, "tap_hover": hover,
}  # fmt: skip
SHARES = {
    "tap": 5.0,
    "tap_state": 3.5,
    "tap_twice": 1.0,
    "tap_away": 1.3,
    "tap_entry": 2.5,
    "tap_typed": 2.0,
    "tap_keys": 0.4,
    "tap_hover": 0.4,
}
