"""In: a kit. Out: bodies of pages with tools: bars of icons, keypads, dialogs."""

from __future__ import annotations

from ppagent.train.web.kit import MINUS, Kit, esc, quote


def toolbar(k: Kit) -> str:
    """Bars of icons over a text, as an editor has them; dense or roomy."""
    rng = k.rng
    size = rng.choice([14, 16, 18, 20, 24, 28])
    bars = []
    for _ in range(rng.randint(1, 3)):
        many = max(3, min(24, (k.width - 30) // (size + 16)))
        icons = k.icons(rng.randint(min(4, many), many))
        pressed = ' aria-pressed="true"' if rng.random() < 0.3 else ""
        line = "".join(
            f'<button class="ib" style="font-size:{size}px" aria-label="{name}"{pressed if index == 2 else ""}{f" title={quote(name.capitalize())}" if rng.random() < 0.3 else ""}>{drawing}</button>'
            + (
                '<span style="border-left:1px solid var(--edge);height:1.4em"></span>'
                if rng.random() < 0.15
                else ""
            )
            for index, (name, drawing) in enumerate(icons)
        )
        bars.append(
            f'<div class="{rng.choice(["bar", "rowx card", "rowx"])}" style="gap:{rng.choice([0, 2, 6])}px;padding:3px">{line}</div>'
        )
    menus = "".join(
        f'<button class="tab" role="menuitem" data-role="menu">{name}</button>'
        for name in ["File", "Edit", "View", "Insert", "Format", "Tools", "Help"][: rng.randint(3, 7)]
    )
    left = (
        "".join(
            f'<button class="ib" style="font-size:{size}px;display:block" aria-label="{name}">{drawing}</button>'
            for name, drawing in k.icons(rng.randint(3, 8))
        )
        if rng.random() < 0.5
        else ""
    )
    text = "".join(f"<p>{esc(k.words.text(rng.randint(1, 3)))}</p>" for _ in range(rng.randint(1, 4)))
    status = (
        f'<div class="bar small" style="position:fixed;bottom:0;left:0;right:0"><span data-role="text">{esc(k.words.phrase(1, 2))}</span><span class="right" data-role="text">{rng.randint(1, 300)} words</span></div>'
        if rng.random() < 0.5
        else ""
    )
    return f'<div class="rowx" style="gap:0">{menus if rng.random() < 0.6 else ""}</div>{"".join(bars)}<div class="rowx" style="align-items:flex-start">{f"<div class=card style=padding:2px>{left}</div>" if left else ""}<div class="grow" style="padding:10px"><h1>{esc(k.words.phrase(2, 4))}</h1>{text}</div></div>{status}'


def keypad(k: Kit) -> str:
    """A calculator or a telephone's keys."""
    rng = k.rng
    phone = rng.random() < 0.35
    if phone:
        keys = list("123456789*0#")
    else:
        keys = rng.choice(
            [
                "C ( ) ÷ 7 8 9 × 4 5 6 - 1 2 3 + 0 . % =",
                "7 8 9 / 4 5 6 * 1 2 3 - 0 . = +",
                f"AC +/- % ÷ 7 8 9 × 4 5 6 {MINUS} 1 2 3 + 0 . ⌫ =",
            ]
        ).split()
    columns = 3 if phone else 4
    size, main = rng.randint(26, 64), f"=÷×+-{MINUS}/*"
    named = {
        "÷": "divide",
        "×": "multiply",
        MINUS: "minus",
        "⌫": "backspace",
        "*": "multiply",
        "/": "divide",
        "-": "minus",
        "+": "plus",
        "=": "equals",
    }
    buttons = "".join(
        f'<button class="btn{" main" if key in main else ""}" style="width:{size}px;height:{size * 3 // 4}px;padding:0"'
        f"{f' aria-label={named[key]}' if key in named and not phone and rng.random() < 0.5 else ''}>{key}</button>"
        for key in keys
    )
    shown = str(rng.randint(0, 999999)) if not phone else f"{rng.randint(100, 999)} {rng.randint(1000, 9999)}"
    history = "".join(
        f'<li data-role="text">{rng.randint(1, 99)} + {rng.randint(1, 99)} = {rng.randint(2, 198)}</li>'
        for _ in range(rng.randint(0, 4))
    )
    return (
        f'<div class="rowx" style="align-items:flex-start;gap:20px;padding:{rng.randint(2, 30)}px"><div class="card" style="display:inline-block"><input class="input" readonly aria-label="display" value="{shown}" style="width:{columns * (size + 4) - 4}px;text-align:right;font-size:1.4em;margin-bottom:6px">'
        f'<div style="display:grid;gap:4px;grid-template-columns:repeat({columns},{size}px)">{buttons}</div></div>{f"<section><h3>History</h3><ul class=list>{history}</ul></section>" if history and k.width > 420 else ""}</div>'
    )


def dialog(k: Kit) -> str:
    """A page dimmed behind a dialog, or with a banner about cookies."""
    rng = k.rng
    back = "".join(
        f'<section class="card" style="margin:6px"><h3>{esc(k.words.phrase(1, 3))}</h3><p>{esc(k.words.text(2))}</p>{k.button(k.words.phrase(1, 1).capitalize())}</section>'
        for _ in range(rng.randint(2, 5))
    )
    if rng.random() < 0.35:
        place = rng.choice(
            ["bottom:0;left:0;right:0", "bottom:10px;left:10px;max-width:340px", "top:0;left:0;right:0"]
        )
        banner = f'<div role="dialog" class="card" style="position:fixed;{place};z-index:9"><h3>{rng.choice(["Cookies", "We value your privacy", "This site uses cookies", "Your choice"])}</h3><p class="small">{esc(k.words.text(1))} {k.link("Cookie policy")}</p><div class="rowx wrap">{k.button(rng.choice(["Accept all", "Accept", "Agree", "Got it"]), main=True)}{k.button(rng.choice(["Reject all", "Decline", "Only necessary"]))}{k.button("Manage options") if rng.random() < 0.5 else ""}</div></div>'
        return k.top() + back + banner
    yes, no = rng.choice(
        [
            ("Delete", "Cancel"),
            ("Yes", "No"),
            ("OK", "Cancel"),
            ("Save", "Don't save"),
            ("Leave", "Stay"),
            ("Allow", "Block"),
            ("Confirm", "Back"),
            ("Discard", "Keep editing"),
            ("Retry", "Ignore"),
        ]
    )
    buttons = [k.button(yes, main=True), k.button(no)]
    rng.shuffle(buttons)
    inner = rng.choice(
        [
            "",
            k.field(rng.choice(["Name", "Reason", "New name", "Code"])),
            k.check("Do not ask again"),
            k.check("Apply to all"),
        ]
    )
    close = k.icon_button("close", ' style="float:right"') if rng.random() < 0.6 else ""
    return f'{k.top()}{back}<div class="dim" data-clear><div class="dialog" role="dialog" style="width:{rng.choice([240, 300, 380, 460])}px">{close}<h3>{esc(rng.choice([k.words.phrase(2, 3), "Delete file?", "Are you sure?", "Unsaved changes", "Rename", "Permission"]))}</h3><p>{esc(k.words.text(1))}</p>{inner}<div class="rowx wrap" style="justify-content:flex-end">{"".join(buttons)}</div></div></div>'


PAGES = {"toolbar": toolbar, "keypad": keypad, "dialog": dialog}  # fmt: skip
