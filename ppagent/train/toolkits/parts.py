"""In: Words and a seeded generator. Out: parts of windows as plain dicts that both toolkits build: bars, menus, tables."""

from __future__ import annotations

import random
from typing import Any

from ppagent.train.toolkits.icons import ACTIONS, FILES, PLACES, plain
from ppagent.train.toolkits.words import Words

Node = dict[str, Any]
_ACCELS = [
    "Ctrl+N",
    "Ctrl+O",
    "Ctrl+S",
    "Ctrl+Q",
    "Ctrl+P",
    "Ctrl+Z",
    "Ctrl+Y",
    "Ctrl+F",
    "Ctrl+H",
    "Ctrl+A",
    "F1",
    "F2",
    "F5",
    "F11",
    "Alt+Left",
    "Ctrl+Shift+S",
]
_MENUS = [
    "File",
    "Edit",
    "View",
    "Insert",
    "Format",
    "Tools",
    "Help",
    "Go",
    "Bookmarks",
    "Window",
    "Search",
    "Project",
    "Options",
    "Settings",
    "Image",
    "Layer",
]


class Parts:
    """Makes the parts; every choice comes from one generator."""

    def __init__(self, rng: random.Random, words: Words) -> None:
        self.rng = rng
        self.words = words

    def icon(self, among: list[str] | None = None) -> tuple[str, str]:
        """An icon and what it is called."""
        name = self.rng.choice(among or ACTIONS)
        return name, plain(name)

    def item(self) -> Node:
        """One line of a menu."""
        rng = self.rng
        if rng.random() < 0.35:
            icon, name = self.icon()
            if not self.words.allowed(name):
                name = self.words.label()
        else:
            icon, name = "", self.words.label()
        node: Node = {"name": name + rng.choice(("", "", "", "…")), "icon": icon}
        kind = rng.random()
        if kind < 0.12:
            node |= {"check": rng.random() < 0.5, "icon": ""}
        elif kind < 0.2:
            node |= {"radio": rng.random() < 0.5, "icon": ""}
        elif kind < 0.28:
            node |= {"sub": [{"name": each, "icon": ""} for each in self.words.labels(3)]}
        elif kind < 0.36:
            node["disabled"] = True
        if rng.random() < 0.3 and "sub" not in node:
            accel = rng.choice(_ACCELS)
            node |= {"accel": accel} if self.words.allowed(accel) else {}
        return node

    def items(self, most: int = 14) -> list[Node]:
        """The lines of a menu, no name twice, parted by lines."""
        found: list[Node] = []
        names: set[str] = set()
        for _ in range(self.rng.randint(2, most)):
            item = self.item()
            if item["name"] not in names:
                names.add(item["name"])
                found.append(item)
            if found and "sep" not in found[-1] and self.rng.random() < 0.2:
                found.append({"sep": True})
        if "sep" in found[-1]:
            found.pop()
        return found

    def menubar(self) -> Node:
        """A menu bar; its menus are filled only where one is to be opened."""
        names = [name for name in _MENUS if self.words.allowed(name)]
        count = self.rng.randint(2, 8)
        titles = names[:count] if self.rng.random() < 0.5 else self.rng.sample(names, min(count, len(names)))
        if self.rng.random() < 0.15 or self.words.held_out:
            titles = self.words.labels(count)
        return {"k": "menubar", "menus": [{"name": name, "items": []} for name in titles]}

    def tool(self, *, toggles: bool = True) -> Node:
        """A tool button."""
        icon, name = self.icon()
        # Where a theme lacks the icon, a word stands in for it.
        node: Node = {"name": name, "icon": icon, "else": self.words.label()}
        if self.rng.random() < 0.08:
            node["disabled"] = True
        if toggles and self.rng.random() < 0.1:
            node["on"] = self.rng.random() < 0.6
        return node

    def tools(self, count: int, *, toggles: bool = True) -> list[Node]:
        """Tool buttons, none twice."""
        found: dict[str, Node] = {}
        for _ in range(count):
            tool = self.tool(toggles=toggles)
            found.setdefault(tool["name"], tool)
        return list(found.values())

    def toolbar(self, width: int, *, upright: bool = False) -> Node:
        """A tool bar that about fits into so many pixels."""
        rng = self.rng
        style = "icons" if upright else rng.choice(("icons", "icons", "icons", "both", "both-h", "text"))
        size = rng.choice((16, 16, 22, 24, 24, 32))
        each = {"icons": size + 14, "both": 70, "both-h": 100, "text": 70}[style]
        items = self.tools(max(1, min(22, rng.randint(width // each // 3, max(1, width // each)))))
        if style != "icons":
            for item in items:
                if not self.words.allowed(item["name"]):
                    item["name"] = item["else"]
        for place in sorted(rng.sample(range(len(items)), len(items) // 5), reverse=True):
            items.insert(place, {"sep": True})
        return {"k": "toolbar", "items": items, "style": style, "size": size, "upright": upright}

    def header(self, title: str) -> Node:
        """A title bar of the program's own, with buttons in it."""
        rng = self.rng
        return {
            "k": "header",
            "title": title,
            "start": self.tools(rng.randint(0, 4)),
            "end": self.tools(rng.randint(0, 4)),
            "controls": rng.random() < 0.8,
            "left": rng.random() < 0.2,
        }

    def rows(self, count: int) -> list[Node]:
        """Lines of a list, some with icons."""
        rng = self.rng
        icons = rng.random()
        found: list[Node] = []
        for name in (
            self.words.labels(count) if rng.random() < 0.6 else [self.words.file() for _ in range(count)]
        ):
            among = FILES if "." in name else PLACES
            found.append({"name": name, "icon": self.icon(among)[0] if icons < 0.6 else ""})
        return found

    def side(self) -> Node:
        """Categories or places at the left."""
        rows = self.rows(self.rng.randint(3, 12))
        return {
            "k": "list",
            "rows": rows,
            "at": self.rng.randrange(len(rows)),
            "size": self.rng.choice((16, 16, 24, 32)),
        }

    def table(self) -> Node:
        """A table with a head."""
        rng = self.rng
        columns = self.words.labels(rng.randint(2, 6))
        kinds = [rng.choice(("word", "number", "number", "value")) for _ in columns]
        rows = [
            [
                self.words.file() if rng.random() < 0.5 else self.words.label(),
                *(getattr(self.words, kind)() for kind in kinds[1:]),
            ]
            for _ in range(rng.choice((2, 4, 8, 14, 25, 40)))
        ]
        return {
            "k": "table",
            "cols": columns,
            "rows": rows,
            "icon": self.icon(FILES)[0] if rng.random() < 0.4 else "",
            "at": rng.randrange(-1, min(5, len(rows))),
            "checks": [rng.random() < 0.5 for _ in rows] if rng.random() < 0.25 else None,
            "lines": rng.random() < 0.3,
        }

    def tree(self) -> Node:
        """A tree with open branches."""
        rng = self.rng
        return {
            "k": "tree",
            "icons": rng.random() < 0.6,
            "rows": [
                {
                    "name": self.words.label(),
                    "icon": "folder",
                    "c": self.rows(rng.randint(0, 5)),
                    "open": rng.random() < 0.7,
                }
                for _ in range(rng.randint(2, 8))
            ],
        }

    def files(self) -> Node:
        """Pictures with names below, as a file manager shows."""
        rng = self.rng
        items: list[Node] = []
        for _ in range(rng.choice((3, 8, 15, 30))):
            if rng.random() < 0.4:
                items.append({"name": self.words.label(), "icon": "folder"})
            elif rng.random() < 0.7:
                items.append({"name": self.words.file(), "icon": self.icon(FILES)[0]})
            else:
                items.append({"name": self.words.label(), "icon": self.icon(PLACES)[0]})
        unique = list({each["name"]: each for each in items}.values())
        return {
            "k": "icons",
            "items": unique,
            "size": rng.choice((32, 48, 48, 64)),
            "at": rng.randrange(-1, len(unique)),
        }
