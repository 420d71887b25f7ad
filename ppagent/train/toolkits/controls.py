"""In: Words and a seeded generator. Out: forms, key pads and the things in them, as plain dicts both toolkits build."""

from __future__ import annotations

from ppagent.train.toolkits.parts import Node, Parts

_PADS = (
    ("789/C", "456*(", "123-)", "0.=+%"),
    ("C()%", "789÷", "456×", "123\N{MINUS SIGN}", "0.=+"),
    ("123", "456", "789", "*0#"),
    ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"),
    ("DEF", "ABC", "789", "456", "123", "0.="),
    ("<>&|^", "78901", "√π!²³", "∑∫∞±≤"),
    ("ABCDEFGH", "IJKLMNOP", "QRSTUVWX", "YZ012345"),
)
_KEYS = [
    "sin",
    "cos",
    "tan",
    "log",
    "ln",
    "exp",
    "sqrt",
    "Esc",
    "Tab",
    "Shift",
    "Ctrl",
    "Alt",
    "Del",
    "Ins",
    "F1",
    "F2",
    "F3",
    "F4",
    "F5",
    "M+",
    "M-",
    "MR",
    "MC",
    "AC",
    "CE",
    "Ans",
    "1/x",
    "x²",
    "10ˣ",
    "mod",
]


class Controls(Parts):
    """Parts, and what people change by clicking."""

    def button(self, *, icon: float = 0.3) -> Node:
        """A push button; sometimes with an icon, sometimes the icon alone."""
        rng = self.rng
        if rng.random() < icon:
            name, said = self.icon()
            show = rng.choice(("icon", "both"))
            if show == "icon" or self.words.allowed(said):
                return {"k": "button", "name": said, "icon": name, "show": show, "else": self.words.label()}
        return {"k": "button", "name": self.words.label(), "icon": "", "show": "text"}

    def buttons(self, count: int | None = None) -> Node:
        """A row of buttons."""
        found = [self.button() for _ in range(count or self.rng.randint(1, 4))]
        for each in found:
            if self.rng.random() < 0.1:
                each["disabled"] = True
            elif self.rng.random() < 0.1 and each["show"] != "icon":
                each["on"] = self.rng.random() < 0.5
        return {"k": "h", "c": list({each["name"]: each for each in found}.values()), "gap": 6}

    def answers(self) -> Node:
        """What a dialog offers at its foot."""
        rng = self.rng
        sets = (
            ("Cancel", "OK"),
            ("OK",),
            ("Help", "Apply", "Cancel", "OK"),
            ("No", "Yes"),
            ("Cancel", "Save"),
            ("Close",),
        )
        names: list[str] = [each for each in rng.choice(sets) if self.words.allowed(each)]
        if not names or rng.random() < 0.4 or self.words.held_out:
            names = self.words.labels(rng.randint(1, 3))
        if rng.random() < 0.3:
            names.reverse()
        shown = [{"k": "button", "name": name, "icon": "", "show": "text"} for name in names]
        return {"k": "h", "c": shown, "gap": 6, "end": rng.random() < 0.8, "same": True}

    def control(self, *, labelled: bool) -> Node:
        """One thing to set; `labelled` when a label stands before it."""
        rng, words = self.rng, self.words
        kinds = (
            ["entry", "combo", "spin", "slider", "entry", "combo"]
            if labelled
            else ["check", "radio", "check", "button"]
        )
        kind = rng.choice([*kinds, "switch"] if labelled else kinds)
        node: Node = {"k": kind, "name": "" if labelled else words.label()}
        if kind == "entry":
            node["value"] = words.value() if rng.random() < 0.6 else ""
            node["hint"] = words.label() if not node["value"] and rng.random() < 0.6 else ""
            node["secret"] = bool(node["value"]) and rng.random() < 0.1
            node["width"] = rng.randint(6, 30)
        elif kind == "combo":
            node["options"] = words.labels(rng.randint(2, 6))
            node["at"] = rng.randrange(len(node["options"]))
        elif kind == "spin":
            node["value"] = rng.choice(
                (0, 1, rng.randint(0, 20), rng.randint(0, 1000), rng.randint(-50, 5000))
            )
        elif kind == "slider":
            node |= {
                "value": rng.randint(0, 100),
                "width": rng.randint(80, 240),
                "figure": rng.random() < 0.3,
            }
        elif kind == "radio":
            node["options"] = words.labels(rng.randint(2, 4))
            node["at"] = rng.randrange(len(node["options"]))
            node["flat"] = rng.random() < 0.4
        elif kind == "button":
            node |= self.button()
        if kind in ("check", "switch"):
            node["on"] = rng.random() < 0.5
        if rng.random() < 0.07:
            node["disabled"] = True
        return node

    def form(self, rows: int | None = None) -> Node:
        """Labels at the left, controls at the right."""
        rng = self.rng
        labels = self.words.labels(rows or rng.randint(2, 8))
        colon = rng.choice(("", ":", ":"))
        fields = [
            {"label": label + colon, "name": label, "c": self.control(labelled=True)} for label in labels
        ]
        for field in fields:
            if isinstance(field["c"], dict):
                field["c"]["name"] = field["name"]
        return {"k": "form", "rows": fields, "wide": rng.random() < 0.5}

    def group(self) -> Node:
        """A frame with a title round some controls."""
        rng = self.rng
        inside = [
            self.form(rng.randint(1, 4)) if rng.random() < 0.4 else self.control(labelled=False)
            for _ in range(rng.randint(1, 3))
        ]
        return {
            "k": "frame",
            "name": self.words.label(),
            "flat": rng.random() < 0.5,
            "c": self.column(inside),
        }

    def column(self, nodes: list[Node]) -> Node:
        """Things below one another."""
        return {
            "k": "v",
            "c": nodes,
            "gap": self.rng.choice((3, 6, 6, 12)),
            "pad": self.rng.choice((0, 6, 12)),
        }

    def switches(self) -> Node:
        """Rows of a modern settings page: a name, a line below it, a switch at the right."""
        rng = self.rng
        rows: list[Node] = []
        for name in self.words.labels(rng.randint(2, 7)):
            kind = rng.choice(("switch", "switch", "combo", "button", "slider"))
            control: Node = {
                "k": kind,
                "name": name,
                "value": rng.randint(0, 100),
                "width": 120,
                "figure": False,
            }
            if kind == "switch":
                control["on"] = rng.random() < 0.5
            if kind == "combo":
                control |= {"options": self.words.labels(4), "at": 0}
            if kind == "button":
                control = self.button(icon=0.5)
            rows.append(
                {"name": name, "line": self.words.sentence(6) if rng.random() < 0.4 else "", "c": control}
            )
        return {"k": "rows", "rows": rows}

    def pad(self) -> Node:
        """A key pad: mostly single characters."""
        rng = self.rng
        rows = [list(row) for row in rng.choice(_PADS)]
        if rng.random() < 0.4:
            allowed = [key for key in _KEYS if self.words.allowed(key)]
            width = len(rows[0])
            rows[:0] = [rng.sample(allowed, width) for _ in range(rng.randint(1, 3))] if width < 8 else []
        if rng.random() < 0.3:
            rng.shuffle(rows)
        return {
            "k": "pad",
            "rows": rows,
            "size": rng.choice((24, 30, 36, 44, 56)),
            "gap": rng.choice((0, 2, 4, 6)),
        }
