"""In: a kit. Out: bodies of very small pages with an instruction line on top."""

from __future__ import annotations

from collections.abc import Callable

from ppagent.train.web.kit import Kit, esc
from ppagent.train.web.pages_forms import CANCEL, FIELDS, SUBMIT


def framed(k: Kit, line: str, inner: str) -> str:
    """An instruction in a coloured line on top, and what it is about."""
    paint = k.rng.choice(
        [
            "background:#fdf6b2;color:#111",
            "background:#cde;color:#111",
            "background:var(--main);color:var(--onmain)",
            "border-bottom:1px solid var(--edge)",
            "background:#222;color:#fff",
        ]
    )
    return f'<div style="{paint};padding:3px 4px;{k.some("", "font-weight:700;", "font-size:.95em;")}" data-role="text">{esc(line)}</div><div style="padding:{k.rng.randint(2, 8)}px">{inner}</div>'


def buttons(k: Kit) -> str:
    """Buttons, links and fields strewn about."""
    rng = k.rng
    names = rng.sample([*SUBMIT, *CANCEL, *k.words.different(6, "word")], rng.randint(3, 7))
    parts = [k.button(name) for name in names]
    parts += [k.link(k.words.word()) for _ in range(rng.randint(0, 3))]
    parts += [
        f'<input class="input" style="width:{rng.randint(60, 120)}px" aria-label="{k.words.word()}" placeholder="{k.words.word()}">'
        for _ in range(rng.randint(0, 2))
    ]
    rng.shuffle(parts)
    spread = "".join(
        f'<div style="margin:3px 0 3px {rng.randint(0, 40)}px">{part}</div>'
        if rng.random() < 0.5
        else f"{part} "
        for part in parts
    )
    return framed(k, f'Click on the "{names[0]}" button.', spread)


def boxes(k: Kit) -> str:
    """Check boxes or radio buttons and a button."""
    rng = k.rng
    kind, group = rng.choice(["checkbox", "radio"]), k.id()
    names = k.words.different(rng.randint(3, 7), rng.choice(["word", "phrase"]))
    lines = "".join(
        f"<div>{k.check(name, 'checked' if rng.random() < 0.2 else '', kind, group)}</div>" for name in names
    )
    return framed(k, f"Select {', '.join(names[:2])} and click {SUBMIT[0]}.", lines + k.button(SUBMIT[0]))


def fields(k: Kit) -> str:
    """A few fields and a button."""
    rng = k.rng
    inner = "".join(k.field(label, 'style="width:100%"') for label in rng.sample(FIELDS, rng.randint(1, 3)))
    return framed(
        k,
        f'Enter "{k.words.phrase(1, 2)}" and press {SUBMIT[1]}.',
        inner + k.button(rng.choice(SUBMIT), main=True),
    )


def texts(k: Kit) -> str:
    """Paragraphs with words to click on."""
    rng = k.rng
    words = k.words.text(rng.randint(2, 4)).split()
    marked = " ".join(k.link(word.strip(".,!?")) if rng.random() < 0.2 else esc(word) for word in words)
    return framed(
        k,
        f'Click on the link "{words[0].strip(".,!?")}".',
        f'<p style="font-size:{k.some("1em", ".9em", "1.15em")}">{marked}</p>{k.button("OK") if rng.random() < 0.3 else ""}',
    )


def rows(k: Kit) -> str:
    """A short list of people or things with icons beside them."""
    rng = k.rng
    icons = rng.sample(
        ["star", "delete", "reply", "share", "edit", "heart", "more", "check"], rng.randint(1, 3)
    )
    inner = "".join(
        f'<div class="rowx between" data-group="{esc(name)}" style="border-bottom:1px solid var(--edge)"><span data-role="list item">{esc(name)}</span><span>{"".join(k.icon_button(icon) for icon in icons)}</span></div>'
        for name in k.words.different(rng.randint(3, 5), rng.choice(["word", "product"]))
    )
    return framed(k, k.words.sentence(4, 7), inner)


def shapes(k: Kit) -> str:
    """Coloured shapes that have a name each."""
    rng = k.rng
    drawn = []
    across = 3
    wide = max(24, (k.width - 16) // across - 8)
    for name, value in k.colours(rng.randint(3, 6)):
        shape = rng.choice(["square", "circle", "triangle"])
        size = rng.randint(18, min(wide, 46))
        form = {
            "square": f'<rect width="{size}" height="{size}" fill="{value}"/>',
            "circle": f'<circle cx="{size / 2}" cy="{size / 2}" r="{size / 2}" fill="{value}"/>',
            "triangle": f'<path d="M0 {size}L{size / 2} 0L{size} {size}z" fill="{value}"/>',
        }[shape]
        drawn.append(
            f'<span class="art" role="button" aria-label="{name} {shape}" style="margin:{rng.randint(0, 12)}px {rng.randint(0, 10)}px;width:{size}px;height:{size}px"><svg width="{size}" height="{size}" stroke="#777" stroke-width=".5">{form}</svg></span>'
        )
    return framed(k, "Click on a shape.", f'<div class="rowx wrap">{"".join(drawn)}</div>')


def choices(k: Kit) -> str:
    """A closed list, a slider or tabs, and a button."""
    rng = k.rng
    names = k.words.different(rng.randint(3, 6), "word")
    kind = rng.random()
    if kind < 0.35:
        inner = k.select(names, f'aria-label="{rng.choice(["choice", "word", "option"])}"')
    elif kind < 0.7:
        inner = f'<div class="tabs" role="tablist">{"".join(f"<button class=tab role=tab aria-selected={str(at == 0).lower()}>{name}</button>" for at, name in enumerate(names[:3]))}</div><p>{esc(k.words.text(1))}</p>'
    else:
        inner = "".join(
            f'<div class="rowx"><span data-role="text">{name}</span><input type="range" aria-label="{name}" value="{rng.randint(0, 100)}" style="width:80px"></div>'
            for name in names[:2]
        )
    return framed(
        k, f"Choose {names[-1]}, then press the button.", f"{inner}<div>{k.button(rng.choice(SUBMIT))}</div>"
    )


def grid(k: Kit) -> str:
    """A field of small cells with figures, letters or colours in them."""
    rng = k.rng
    across, down, size = rng.randint(3, 6), rng.randint(3, 5), rng.randint(18, 28)
    kind = rng.random()
    values = [
        str(rng.randint(0, 99)) if kind < 0.5 else rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        for _ in range(across * down)
    ]
    inner = "".join(
        f'<button class="btn" style="padding:0;width:{size}px;height:{size}px">{value}</button>'
        for value in values
    )
    return framed(
        k,
        f"Click on {values[0]}.",
        f'<div style="display:grid;gap:2px;grid-template-columns:repeat({across},{size}px)">{inner}</div>',
    )


PAGES: dict[str, Callable[[Kit], str]] = {
    "tiny buttons": buttons, "tiny boxes": boxes, "tiny fields": fields, "tiny texts": texts, "tiny rows": rows,
    "tiny shapes": shapes, "tiny choices": choices, "tiny grid": grid,
}  # fmt: skip
