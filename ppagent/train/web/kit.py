"""In: a random generator, words, a look, icons. Out: pieces of HTML that templates are made of."""

from __future__ import annotations

import html
import random
from collections.abc import Sequence
from dataclasses import dataclass

from ppagent.train.web.assets import MEANINGS, Family, some_icon
from ppagent.train.web.tips import tip
from ppagent.train.web.words import Words

MINUS = "\N{MINUS SIGN}"
_COLOURS = {
    "red": "#d22", "orange": "#f80", "yellow": "#fd0", "green": "#2a3", "blue": "#25d", "purple": "#83c", "pink": "#f6b",
    "brown": "#852", "gray": "#888", "black": "#111", "white": "#fff", "cyan": "#1cd", "magenta": "#d2c", "lime": "#9e2", "navy": "#126",
}  # fmt: skip


@dataclass
class Kit:
    """What a template draws from; ids are counted, so that the same seed gives the same page."""

    rng: random.Random
    words: Words
    family: Family
    spare: Family
    width: int
    height: int
    ids: int = 0

    def id(self) -> str:
        """A new one."""
        self.ids += 1
        return f"n{self.ids}"

    def icon(self, meaning: str | None = None) -> tuple[str, str]:
        """Meaning and SVG: of another family when this one has no such drawing; any icon of the family when no meaning is given."""
        if meaning is None:
            return some_icon(self.rng, self.family)
        for family in (self.family, self.spare):
            if drawing := family.find(meaning):
                return meaning, drawing
        raise KeyError(meaning)

    def icons(self, count: int) -> list[tuple[str, str]]:
        """So many icons that differ in meaning and drawing."""
        found: dict[str, str] = {}
        while len(found) < count:
            name, drawing = self.icon()
            if drawing not in found.values():
                found[name] = drawing
        return list(found.items())

    def icon_button(self, meaning: str | None = None, more: str = "", kind: str = "ib") -> str:
        """A button without words; what its drawing means is its accessible name, often its tool tip says it too, or more."""
        name, drawing = self.icon(meaning)
        title = f' title="{esc(tip(self.rng, name))}"' if self.rng.random() < 0.55 else ""
        return f'<button class="{kind}" type="button" aria-label="{name}"{title}{more}>{drawing}</button>'

    def button(self, words: str, more: str = "", *, main: bool = False, icon: str | None = None) -> str:
        """A button with words, now and then with an icon before them."""
        drawing = self.icon(icon)[1] + " " if icon and self.rng.random() < 0.4 else ""
        return f'<button type="button" class="btn{" main" if main else ""}" {more}>{drawing}{esc(words)}</button>'

    def link(self, words: str, more: str = "") -> str:
        """A link to nowhere."""
        return f'<a href="#" {more}>{esc(words)}</a>'

    def field(
        self, label: str, more: str = "", kind: str = "text", value: str = "", *, side: bool = False
    ) -> str:
        """A labelled field; at times the label is its placeholder alone."""
        name = self.id()
        hold = f' value="{esc(value)}"' if value else ""
        if self.rng.random() < 0.2 and not value and "placeholder" not in more:
            return f'<div class="field"><input class="input" id="{name}" type="{kind}" placeholder="{esc(label)}" {more}></div>'
        mark = self.rng.choice(["", "", ":", " *"])
        return (
            f'<div class="field{" side" if side else ""}"><label for="{name}">{esc(label)}{mark}</label>'
            f'<input class="input{" grow" if side else ""}" id="{name}" type="{kind}"{hold} {more}></div>'
        )

    def check(self, label: str, more: str = "", kind: str = "checkbox", group: str = "") -> str:
        """A check box or radio button within its label."""
        name = f' name="{group}"' if group else ""
        return f'<label class="check"><input type="{kind}"{name} {more}>{esc(label)}</label>'

    def switch(self, label: str, *, on: bool, more: str = "") -> str:
        """A switch alone; its label is for its accessible name."""
        return f'<button type="button" class="sw" role="switch" aria-checked="{str(on).lower()}" aria-label="{esc(label)}" {more}></button>'

    def select(self, options: Sequence[str], more: str = "", chosen: int | None = None) -> str:
        """A closed list of the browser's own."""
        at = self.rng.randrange(len(options)) if chosen is None else chosen
        inner = "".join(
            f"<option{' selected' if index == at else ''}>{esc(option)}</option>"
            for index, option in enumerate(options)
        )
        return f'<select class="input" {more}>{inner}</select>'

    def picture(self, width: int, height: int, name: str = "") -> str:
        """A flat drawing of some shapes, as a photograph's stand-in."""
        rng = self.rng
        shapes = []
        for _ in range(rng.randint(1, 4)):
            colour = rng.choice(list(_COLOURS.values()))
            x, y, size = rng.randint(0, 100), rng.randint(0, 100), rng.randint(10, 50)
            shapes.append(
                f'<circle cx="{x}" cy="{y}" r="{size}" fill="{colour}"/>' if rng.random() < 0.5
                else f'<rect x="{x}" y="{y}" width="{size}" height="{size}" fill="{colour}"/>'
            )  # fmt: skip
        label = f' role="img" aria-label="{esc(name)}"' if name else ""
        ground = rng.choice(list(_COLOURS.values()))
        return (
            f'<span class="art"{label} style="width:{width}px;height:{height}px"><svg width="{width}" height="{height}" viewBox="0 0 100 100" '
            f'preserveAspectRatio="none"><rect width="100" height="100" fill="{ground}"/>{"".join(shapes)}</svg></span>'
        )

    def avatar(self, name: str, size: int = 28) -> str:
        """Initials in a disc."""
        colour = self.rng.choice(["#c33", "#27a", "#383", "#848", "#a60", "#456"])
        initials = "".join(part[0] for part in name.split()[:2])
        return (
            f'<span style="width:{size}px;height:{size}px;border-radius:50%;background:{colour};color:#fff;display:inline-flex;flex:none;'
            f'align-items:center;justify-content:center;font-size:{size * 0.42:.0f}px">{initials}</span>'
        )

    def menu(
        self, entries: Sequence[str], name: str, *, hidden: bool = True, style: str = "", keys: bool = False
    ) -> str:
        """A list of commands that opens; a dash among the entries is a line."""
        rows = []
        for entry in entries:
            if entry == "-":
                rows.append("<hr>")
                continue
            icon = (
                self.icon(entry.lower())[1] if entry.lower() in MEANINGS and self.rng.random() < 0.5 else ""
            )
            keyed = (
                f'<span class="keys" aria-hidden="true">Ctrl+{self.rng.choice("ABCDEFGHJKLMNOPQRSTUVWXYZ")}</span>'
                if keys and self.rng.random() < 0.5
                else ""
            )
            off = ' aria-disabled="true"' if self.rng.random() < 0.06 and hidden is False else ""
            rows.append(
                f'<button type="button" role="menuitem" aria-label="{esc(entry)}" data-key="{esc(entry)}"{off}>{icon}<span>{esc(entry)}</span>{keyed}</button>'
            )
        return f'<div class="menu" id="{name}" data-menu style="{style}"{" hidden" if hidden else ""}>{"".join(rows)}</div>'

    def colours(self, count: int) -> list[tuple[str, str]]:
        """Names of colours and their values."""
        return self.rng.sample(sorted(_COLOURS.items()), count)

    def some(self, *choices: str) -> str:
        """One of them."""
        return self.rng.choice(choices)

    def top(self, *, title: str = "") -> str:
        """A page's upper bar: name, links, icons."""
        rng = self.rng
        links = "".join(
            self.link(word) for word in rng.sample(NAVIGATION, rng.randint(0, 5 if self.width > 700 else 2))
        )
        parts = [self.icon_button("menu")] if rng.random() < 0.4 else []
        parts.append(f'<span class="bold" data-role="text">{esc(title or self.words.phrase(1, 2))}</span>')
        icons = "".join(self.icon_button(name) for name in rng.sample(TOP_ICONS, rng.randint(0, 3)))
        look = (
            f'<input class="input" placeholder="{rng.choice(["Search", "Search...", "Find", "Type to search"])}" style="width:10em">'
            if rng.random() < 0.4 and self.width > 500
            else ""
        )
        return f'<header class="bar">{"".join(parts)}{links}<span class="right"></span>{look}{icons}</header>'


NAVIGATION = (
    "Home", "About", "Contact", "Products", "Blog", "Help", "Pricing", "Support", "News", "Downloads", "Account", "Sign in", "Docs",
    "Team", "Events", "Gallery", "Services", "Projects", "Reports", "Settings", "Log out", "Profile", "Messages", "Orders", "Careers",
)  # fmt: skip
TOP_ICONS = (
    "search",
    "notifications",
    "settings",
    "user",
    "cart",
    "help",
    "mail",
    "menu",
    "more",
    "home",
    "sun",
    "moon",
    "log out",
    "grid",
    "heart",
)


def esc(text: str) -> str:
    """Text as HTML has it."""
    return html.escape(text, quote=True)


def flag(name: str, on: bool) -> str:
    """An attribute without a value, or nothing."""
    return f" {name}" if on else ""


def quote(text: str) -> str:
    """A value of an attribute, in quotation marks."""
    return f'"{esc(text)}"'
