r"""In: the words for one thing on the screen. Out: a Target: its name, what kind of thing, which of several.

Quoted words arrive hidden, as ``\0number\0``, so that no rule looks into them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

ROLES = {
    "button": ("button", "icon"),
    "link": ("link", "hyperlink"),
    "tab": ("tab",),
    "checkbox": ("checkbox", "check box", "tick box", "radio button", "option"),
    "item": ("item", "menu item", "list item", "entry", "option", "menu entry", "folder or file", "file or folder", "folder", "file"),
    "menu": ("menu",),
    "field": (
        "field", "text field", "textfield", "textbox", "text box", "input", "text input", "input textbox", "input field",
        "text area", "textarea", "search box", "box", "form",
    ),
    "section": ("section", "heading"),
    "list": ("list", "dropdown", "drop-down", "dropdown list", "scroll list", "combo box", "menu"),
    "window": ("window", "dialog", "dialog box", "app", "application", "program"),
}  # fmt: skip
_ROLE_OF = {word: role for role, words in reversed(ROLES.items()) for word in words}
_ROLE = "|".join(re.escape(word) for word in sorted(_ROLE_OF, key=len, reverse=True))
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_HIDDEN = r"\0[0-9]+\0"
_ARTICLE = re.compile(
    r"^(?:on|in|into|to)?\s*\b(?:the|an?|my|your|this|both|all|all\s+the|each)\s+", re.IGNORECASE
)
# "the first field" is one of several, but "the First name field" is called so.
_NTH = re.compile(
    rf"^(?:([0-9]+)(?:st|nd|rd|th)\s+|({'|'.join(_ORDINALS)}|last)\s+(?=(?:{_ROLE})s?(?:\s|$)))",
    re.IGNORECASE,
)
_SAID = r"(?:labell?ed|named|called|titled|saying|that\s+says|with\s+the\s+(?:text|label|name|title))"
_QUOTED = re.compile(
    rf"(?P<before>[^\0]*?)\s*(?:{_SAID}\s+)?(?P<name>{_HIDDEN})\s*(?P<after>.*)", re.IGNORECASE | re.DOTALL
)
_SPOKEN = re.compile(
    rf"(?P<role>{_ROLE})s?\s+(?:in\s+.*?\s+)?{_SAID}\s+(?P<name>.+)", re.IGNORECASE | re.DOTALL
)
_LEADING = re.compile(rf"(?P<role>{_ROLE})\s+(?P<name>.+)", re.IGNORECASE | re.DOTALL)
_TRAILING = re.compile(rf"(?P<name>.*\S)\s+(?P<role>{_ROLE})s?", re.IGNORECASE | re.DOTALL)
_PLACE = re.compile(
    rf"\s+(?:from|in|on|of|with|below)\s+(?:the\s+)?(?:\w+\s+)?(?P<role>{_ROLE})s?(?:\s+(?:below|above))?$|\s+(?:below|above)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Target:
    """A thing on the screen.

    Attributes:
        names: what may be written on it, the likeliest first; empty when only its kind is said ("the button").
        role: a key of `ROLES`, or empty.
        nth: which of several, from 0; -1 for the last; None when it is not said.
        many: all of them ("both text fields").
        phrase: the whole of the words, for somebody who can see what they mean.
    """

    names: tuple[str, ...] = ()
    role: str = ""
    nth: int | None = None
    many: bool = False
    phrase: str = field(default="", compare=False)

    @property
    def said(self) -> str:
        """How to call it in a message."""
        return self.names[0] if self.names else f"the {self.role or 'thing'}"


def target(text: str, show: Callable[[str], str] = lambda text: text) -> Target:
    """Read a noun phrase.

    Args:
        text: such as ``the 2nd "Name" field``, its quotations hidden.
        show: puts hidden quotations back.
    """
    text = text.strip()
    # A name and nothing more needs no quotation marks: models find it a little more often without.
    alone = re.fullmatch(_HIDDEN, text)
    phrase = show(text) if alone else re.sub(_HIDDEN, lambda hidden: _in_quotes(show(hidden[0])), text)
    many = bool(re.match(r"(?:into\s+|in\s+)?(?:both|all|each)\b", text, re.IGNORECASE))
    text = _ARTICLE.sub("", text)
    nth = None
    if found := _NTH.match(text):
        word = (found[2] or "").lower()
        nth = int(found[1]) - 1 if found[1] else -1 if word == "last" else _ORDINALS.index(word)
        text = text[found.end() :]
    names, role = _names(text)
    return Target(
        tuple(dict.fromkeys(name for name in map(show, names) if name.strip())), role, nth, many, phrase
    )


def _in_quotes(literal: str) -> str:
    """A quotation as it is said to somebody else; one that has quotations in it is a description, not a name."""
    return literal if re.search(r"[\"'“”‘’]", literal) else f"'{literal}'"


def _names(text: str) -> tuple[list[str], str]:
    if found := _QUOTED.fullmatch(text):
        role = _role_in(found["after"]) or _role_in(found["before"])
        return [found["name"]], role
    if _is_role(text):
        return [], _role_in(text)
    if found := _SPOKEN.fullmatch(text):
        return [found["name"]], _role_in(found["role"])
    place = _PLACE.search(text)
    if place and (_is_role(text[: place.start()]) or place["role"]):
        names, role = _names(text[: place.start()])
        if not names:
            return [], role
        return [*names, text], (_role_in(place["role"]) if place["role"] else "") or role
    if found := _TRAILING.fullmatch(text):
        # "the Open Source window": the kind, last, is not part of the name.
        return [found["name"]], _role_in(found["role"])
    if found := _LEADING.fullmatch(text):
        # "button ONE" is called ONE, but "Tab #2" is called Tab #2.
        return [text, found["name"]], _role_in(found["role"])
    return [text], ""


def _is_role(text: str) -> bool:
    return text.lower() in _ROLE_OF or text.lower().removesuffix("s") in _ROLE_OF


def _role_in(text: str) -> str:
    """The kind named at the start or the end of some words."""
    words = text.strip().lower().rstrip(".!,")
    if found := re.match(rf"(?:the\s+)?({_ROLE})s?\b", words) or re.search(rf"\b({_ROLE})s?$", words):
        return _ROLE_OF[found[1]]
    return ""
