"""In: Controls, which make the parts. Out: whole windows of one kind: main windows, dialogs, settings, key pads."""

from __future__ import annotations

from ppagent.train.toolkits.controls import Controls
from ppagent.train.toolkits.parts import Node


def _grow(node: Node) -> Node:
    return {**node, "grow": True}


def _any(parts: Controls, depth: int = 0) -> Node:
    """Some content that fills what room there is."""
    rng, words = parts.rng, parts.words
    kind = rng.randrange(12 if depth < 2 else 8)
    if kind == 0:
        return {"k": "text", "text": "\n".join(words.sentence() for _ in range(rng.randint(0, 12)))}
    if kind in (1, 2):
        return parts.table()
    if kind == 3:
        return parts.tree()
    if kind == 4:
        return parts.files()
    if kind == 5:
        return parts.side()
    if kind in (6, 7):
        mixed = [
            rng.choice((parts.form, parts.group, parts.buttons, parts.switches))()
            for _ in range(rng.randint(1, 4))
        ]
        return {"k": "scroll", "c": parts.column(mixed)}
    if kind in (8, 9):
        pages: list[Node] = [{"name": name, "c": None} for name in words.labels(rng.randint(2, 6))]
        at = rng.randrange(len(pages))
        pages[at]["c"] = _any(parts, depth + 1)
        return {
            "k": "tabs",
            "pages": pages,
            "at": at,
            "side": rng.choice(("top", "top", "top", "top", "bottom", "left")),
        }
    split = [_any(parts, depth + 1), _any(parts, depth + 1)]
    return {"k": "paned", "c": split, "at": rng.uniform(0.25, 0.7), "upright": rng.random() < 0.3}


def main(parts: Controls, size: tuple[int, int]) -> Node:
    """A program's main window."""
    width, height = size
    rng = parts.rng
    found: list[Node] = [parts.toolbar(width) for _ in range(rng.choices((0, 1, 2), (20, 65, 15))[0])]
    body = _any(parts)
    middle: list[Node] = []
    if rng.random() < 0.2:
        middle.append(parts.toolbar(max(60, height - 200), upright=True))
    if rng.random() < 0.3 and width > 400:
        body = {"k": "paned", "c": [parts.side(), body], "at": rng.uniform(0.15, 0.35), "upright": False}
    middle.append(_grow(body))
    if rng.random() < 0.2:
        found.append({"k": "h", "c": [_grow(_search(parts)), parts.button()], "gap": 6, "pad": 4})
    found.append(_grow({"k": "h", "c": middle, "gap": 0}))
    if rng.random() < 0.6:
        found.append(
            {
                "k": "status",
                "texts": [parts.words.sentence(5), *(parts.words.number() for _ in range(rng.randint(0, 2)))],
            }
        )
    return _grow({"k": "v", "c": found, "gap": 0})


def _search(parts: Controls) -> Node:
    value = parts.words.word() if parts.rng.random() < 0.3 else ""
    hint = "" if value else parts.words.label()
    return {
        "k": "entry",
        "name": hint,
        "value": value,
        "hint": hint,
        "secret": False,
        "width": 12,
        "icon": "system-search",
    }


def dialog(parts: Controls, size: tuple[int, int]) -> Node:
    """A form with answers at its foot."""
    width, height = size
    rng = parts.rng
    found: list[Node] = []
    if rng.random() < 0.4:
        found.append({"k": "label", "text": parts.words.label(), "heading": True})
    if rng.random() < 0.4:
        found.append({"k": "label", "text": parts.words.sentence(9)})
    most = max(1, height // 130)
    inside = [
        rng.choice((parts.form, parts.group, parts.form, parts.buttons, parts.switches))()
        for _ in range(rng.randint(1, min(4, most)))
    ]
    if rng.random() < 0.15:
        inside.append(
            {
                "k": "progress",
                "value": rng.random(),
                "text": f"{rng.randint(0, 100)} %" if rng.random() < 0.5 else "",
            }
        )
    if rng.random() < 0.15:
        inside.append({"k": "link", "name": parts.words.label()})
    found += inside
    body: Node = {
        "k": "v",
        "c": found,
        "gap": rng.choice((6, 12)),
        "pad": rng.choice((6, 12, 18)),
        "grow": True,
    }
    if width * height < 150_000:
        body = _grow({"k": "scroll", "c": body})
    return _grow({"k": "v", "c": [body, {**parts.answers(), "pad": 8}], "gap": 0})


def message(parts: Controls, size: tuple[int, int]) -> Node:
    """A short question."""
    width, _ = size
    rng = parts.rng
    texts = [
        {"k": "label", "text": parts.words.sentence(6), "heading": True},
        {"k": "label", "text": parts.words.sentence(10 if width > 300 else 4)},
    ]
    if rng.random() < 0.2:
        texts.append({"k": "progress", "value": rng.random(), "text": ""})
    if rng.random() < 0.2:
        texts.append({"k": "check", "name": parts.words.label(), "on": rng.random() < 0.5})
    row: list[Node] = [_grow({"k": "v", "c": texts[rng.randrange(2) :], "gap": 8})]
    if rng.random() < 0.7:
        row.insert(
            0,
            {
                "k": "image",
                "icon": rng.choice(
                    ("dialog-information", "dialog-warning", "dialog-error", "dialog-question")
                ),
                "size": 48,
            },
        )
    return _grow(
        {
            "k": "v",
            "c": [_grow({"k": "h", "c": row, "gap": 14, "pad": 12}), {**parts.answers(), "pad": 8}],
            "gap": 4,
        }
    )


def settings(parts: Controls, size: tuple[int, int]) -> Node:
    """Preferences: categories at the left or as tabs, settings at the right."""
    width, _ = size
    rng = parts.rng
    page = {
        "k": "scroll",
        "c": parts.column(
            [rng.choice((parts.group, parts.switches, parts.form))() for _ in range(rng.randint(1, 4))]
        ),
    }
    if rng.random() < 0.6 and width > 350:
        body: Node = {"k": "paned", "c": [parts.side(), page], "at": rng.uniform(0.2, 0.38), "upright": False}
    else:
        pages: list[Node] = [{"name": name, "c": None} for name in parts.words.labels(rng.randint(2, 5))]
        at = rng.randrange(len(pages))
        pages[at]["c"] = page
        body = {"k": "tabs", "pages": pages, "at": at, "side": "top"}
    found = [_grow(body)]
    if rng.random() < 0.7:
        found.append({**parts.answers(), "pad": 8})
    return _grow({"k": "v", "c": found, "gap": 0})


def pad(parts: Controls, size: tuple[int, int]) -> Node:
    """A calculator, a dial or a keyboard."""
    del size
    rng = parts.rng
    found: list[Node] = []
    if rng.random() < 0.7:
        found.append(
            {
                "k": "entry",
                "name": "",
                "value": str(rng.randint(0, 10**6)),
                "hint": "",
                "secret": False,
                "width": 10,
                "end": True,
            }
        )
    found += [parts.pad() for _ in range(rng.choice((1, 1, 1, 2)))]
    if rng.random() < 0.2:
        found.append(parts.control(labelled=False))
    return _grow({"k": "v", "c": found, "gap": 4, "pad": rng.choice((2, 6, 12))})


def files(parts: Controls, size: tuple[int, int]) -> Node:
    """A file chooser or manager."""
    width, _ = size
    rng = parts.rng
    view = rng.choice((parts.files, parts.table, parts.tree))()
    body = (
        {"k": "paned", "c": [parts.side(), view], "at": rng.uniform(0.18, 0.35), "upright": False}
        if width > 320
        else view
    )
    path = [
        {"k": "button", "name": name, "icon": "", "show": "text", "on": False}
        for name in parts.words.labels(rng.randint(1, 4))
    ]
    path[-1]["on"] = True
    found: list[Node] = [
        {"k": "h", "c": [*path, *([_search(parts)] if width > 500 else [])], "gap": 0, "pad": 4},
        _grow(body),
    ]
    if rng.random() < 0.6:
        found.insert(0, parts.toolbar(width))
    if rng.random() < 0.5:
        found.append({**parts.answers(), "pad": 6})
    return _grow({"k": "v", "c": found, "gap": 0})


def dense(parts: Controls, size: tuple[int, int]) -> Node:
    """Much at once."""
    width, height = size
    columns = [
        _grow(
            {
                "k": "v",
                "c": [
                    parts.rng.choice((parts.group, parts.buttons, parts.form))()
                    for _ in range(max(1, height // 160))
                ],
                "gap": 6,
                "pad": 4,
            }
        )
        for _ in range(max(1, width // 330))
    ]
    return _grow(
        {
            "k": "v",
            "gap": 0,
            "c": [parts.toolbar(width), _grow({"k": "scroll", "c": {"k": "h", "c": columns, "gap": 6}})],
        }
    )


def pick(parts: Controls, size: tuple[int, int]) -> Node:
    """A colour or font dialog, or a calendar."""
    del size
    rng = parts.rng
    if rng.random() < 0.5:
        body: Node = {
            "k": "colors",
            "seed": rng.randrange(10**6),
            "rows": rng.randint(2, 6),
            "cols": rng.randint(4, 10),
        }
    else:
        body = {
            "k": "calendar",
            "year": rng.randint(1995, 2040),
            "month": rng.randint(1, 12),
            "day": rng.randint(1, 28),
        }
    return _grow({"k": "v", "c": [_grow(body), {**parts.answers(), "pad": 8}], "gap": 4})
