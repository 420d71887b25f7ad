"""In: a desk. Out: tasks on whole screens that change twice or back: dialogs that go, menus and what is in them, texts for fields."""

from __future__ import annotations

from ppagent.action.schema import Click, Fail, Key, Type
from ppagent.train.play import reactions
from ppagent.train.play.desk import Desk
from ppagent.train.play.story import Story
from ppagent.train.play.wording import TAKEN, alone, middle, quoted, said
from ppagent.train.sheet import Element, Episode

_PRESSED = frozenset({"button", "icon"})
_ENDS = frozenset(
    {
        "close",
        "close window",
        "ok",
        "cancel",
        "yes",
        "no",
        "close this window",
        "done",
        "don't save",
        "skip",
        "abort",
    }
)


def away(d: Desk) -> Episode | None:
    """A dialog or window in front is answered or closed; then what was behind is seen."""
    kept = d.keep()
    (reactions.dialog if d.chance(0.75) else reactions.opened)(
        d, kept.sheet.elements[0] if kept.sheet.elements else Element("text", "x", (0, 0, 9, 9))
    )
    came = d.new(kept)
    before = d.sheet()
    ends = [one for one in came if one.name.casefold() in _ENDS and one.role in _PRESSED]
    story = Story(d, "", before)
    if ends and d.chance(0.55):
        one = d.rng.choice(ends)
        others = [each for each in ends if each is not one]
        general = d.chance(0.6) and one.name.casefold() in {"close", "close window", "cancel", "ok"}
        if general and len(ends) == len(came):
            return None
        story.task = said(d, "Close the dialog.", "Close the window in front.", "Dismiss the dialog.", "Get rid of the window in front.", "Make the dialog go away.") if general else (
            said(d, *TAKEN, w=quoted(d, one.name) if one.written else f"the {one.name} icon"))  # fmt: skip
        if not general and one not in alone(d):
            return None
        if general:
            one = min(
                ends,
                key=lambda each: _ORDER.index(each.name.casefold()) if each.name.casefold() in _ORDER else 9,
            )
            others = [each for each in ends if each is not one]
        other = (
            Click(point=middle(others[0]))
            if general and others
            else Key(keys=("escape",))
            if general
            else None
        )
        done = story.do(Click(point=middle(one)), one, lambda: d.restore(kept), lasts=general, other=other)
    else:
        found = d.asked(before, [one for one in came if one.role in {"button", "icon"}])
        if found is None:
            return None
        story.task = found[0].task
        goes = found[1].name.casefold() in _ENDS or d.chance(0.4)
        done = story.do(
            found[0].action,
            found[1],
            lambda: d.restore(kept) if goes else reactions.pressed(d, found[1]),
            lasts=False,
        )
    return story.end() if done else story.ended


_ORDER = ("close", "close window", "cancel", "ok")


def entry(d: Desk) -> Episode | None:
    """An entry of a menu or list that is open, or is to be opened first."""
    heads = alone(d, "menu", "combo box")
    if not heads:
        return None
    head = d.rng.choice(heads)
    shut = d.keep()
    reactions.menu(d, head)
    unfolded = d.keep()
    some = alone(d, among=[one for one in d.new(shut) if one.role == "menu item"])
    if not some or not any(one is head for one in d.p.elements):
        return None
    one, menu, missing = d.rng.choice(some), head.role == "menu", d.chance(0.08)
    name = d.p.words.short(0.8) if missing else one.name
    if missing and any(name.casefold() == each.name.casefold() for each in d.p.elements):
        return None
    w, m = quoted(d, name), quoted(d, head.name)
    if d.chance(0.65):
        d.restore(shut)
        task = said(d, *(_PATHS if menu else _CHOICES), m=m, w=w, h=head.name, n=name)
        story = Story(d, task, shut.sheet)
        if not story.do(Click(point=middle(head)), head, lambda: d.restore(unfolded), lasts=True):
            return story.ended
    else:
        task = (
            said(d, *TAKEN, w=w)
            if menu
            else said(d, "Choose {w}.", "Pick {w} from the list.", "Select {w}", w=w)
        )
        story = Story(d, task, unfolded.sheet)
    if missing:
        return story.end(Fail(reason=f"there is no {name}"))

    def happen() -> None:
        d.restore(shut)
        if not menu:
            reactions.filled(d, head, name)
        elif d.chance(0.5):
            d.rng.choice((reactions.dialog, reactions.below, reactions.opened))(d, head)

    if story.do(Click(point=middle(one)), one, happen, lasts=False):
        return story.end()
    return story.ended


_PATHS = (
    "Open the {m} menu and choose {w}.", "In the {m} menu, click {w}.", "{h} > {n}", "Choose {w} from the {m} menu.", "Click {m}, then {w}.",
    "Use the menu: {h} > {n}.", "Open {m}, then click {w}.", "Click {m} and after that {w}.",
)  # fmt: skip
_CHOICES = (
    "Set {m} to {w}.",
    "Choose {w} in the {m} list.",
    "Pick {w} for {m}.",
    "Open the list {m} and take {w}.",
)


def typed(d: Desk) -> Episode | None:
    """A text for a field: it is clicked, what it holds is marked, the text is typed, and Enter pressed where that is asked for."""
    some = [
        one
        for one in alone(d, "field")
        if one.box[2] - one.box[0] > d.p.u(70) and one.box[3] - one.box[1] < d.p.u(60)
    ]
    if not some:
        return None
    one = d.rng.choice(some)
    text = d.rng.choice((d.p.words.word, d.p.words.phrase, lambda: d.p.words.label(2), d.p.words.number))()
    case = d.rng.choice(("", "", "", "", "upper", "lower")) if text.isalpha() else ""
    result = {"upper": text.upper(), "lower": text.lower()}.get(case, text)
    letters = {
        "": "",
        "upper": d.rng.choice((" in capitals", " in upper case", " in capital letters")),
        "lower": d.rng.choice((" in lower case", " in small letters")),
    }[case]
    enters = d.chance(0.35)
    end = (
        d.rng.choice((" and press Enter.", ", then hit Enter.", " and confirm with the Enter key."))
        if enters
        else "."
    )
    task = said(d, "Type {t}{c} into the {w} field" + end, "Write {t}{c} in {w}" + end, "Enter {t}{c} in the field {w}" + end, "Put {t}{c} into {w}" + end,
                 "Fill the {w} field with {t}{c}" + end, t=quoted(d, text), c=letters, w=quoted(d, one.name))  # fmt: skip
    story = Story(d, task, d.sheet())
    held = [one]

    def focus() -> None:
        before = list(d.p.elements)
        (reactions.chosen if one.value and one.ink else reactions.focused)(d, one)
        held[0] = next((each for each in d.p.elements if each not in before), one)

    if not story.do(Click(point=middle(one), count=3 if one.value else 1), one, focus, lasts=False):
        return story.ended
    if not reactions.filled(d, held[0], result):
        return None
    story.say(Type(text=result))
    if not story.see():
        return None
    if enters:
        story.say(Key(keys=("enter",)))
        if d.chance(0.7):
            d.rng.choice((reactions.below, reactions.dialog, reactions.opened))(d, one)
        story.see()
    return story.end()
