"""In: a kit. Out: pages that look like desktops: windows with title bars, a task bar; and a browser's bars round any page."""

from __future__ import annotations

from ppagent.train.web.kit import Kit, esc

PROGRAMS = (
    "Writer", "Sheets", "Draw", "Mail", "Browser", "Notes", "Player", "Viewer", "Editor", "Console", "Monitor", "Chess", "Maps", "Recorder",
    "Disks", "Logs", "Photos", "Reader", "Contacts", "Tasks", "Clock", "Studio", "Archive", "Boards", "Ledger", "Scanner", "Atlas",
)  # fmt: skip
"""Programs that do not exist."""


def window_title(k: Kit) -> str:
    """What a window's title bar says: a document and a program, mostly."""
    rng, words = k.rng, k.words
    what = rng.choice(
        [
            words.file(),
            words.phrase(1, 3),
            words.phrase(1, 4),
            words.person(),
            f"{words.file()} ({words.word()}/{words.word()})",
            f"/home/{words.user()}/{words.word()}",
        ]
    )
    program = rng.choice(PROGRAMS)
    return rng.choice(
        [
            f"{what} - {program}",
            f"{what} - {program}",
            f"{what} \N{EM DASH} {program}",
            f"{program}: {what}",
            f"*{what} - {program}",
            what,
            program,
            f"{program} - {what}",
        ]
    )


def _cut(text: str, style: str = "") -> str:
    """Words that are cut off with an ellipsis when there is no room."""
    return f'<span style="overflow:hidden;text-overflow:ellipsis;white-space:nowrap;min-width:0;{style}">{esc(text)}</span>'


def _pane(k: Kit) -> str:
    """What is in a window."""
    rng = k.rng
    lines = "".join(
        f'<div data-role="list item" style="padding:{rng.choice([1, 3])}px 4px">{k.icon(rng.choice(["file", "folder", "image", "music"]))[1]} {esc(name)}</div>'
        for name in k.words.different(rng.randint(3, 9), "file")
    )
    text = f"<p>{esc(k.words.text(rng.randint(2, 5)))}</p>"
    tools = f'<div class="rowx" style="gap:{rng.choice([1, 4])}px;border-bottom:1px solid var(--edge)">{"".join(k.icon_button() for _ in range(rng.randint(3, 9)))}</div>'
    menu = f'<div class="rowx" style="gap:0">{"".join(f"<button class=tab data-role=menu style=padding:2px>{name}</button>" for name in ["File", "Edit", "View", "Tools", "Help"][: rng.randint(2, 5)])}</div>'
    return f'{menu if rng.random() < 0.5 else ""}{tools if rng.random() < 0.6 else ""}<div style="padding:4px">{lines if rng.random() < 0.5 else text}</div>'


def _window(k: Kit, title: str, place: str, active: bool) -> str:
    """A window of its own: a title bar with buttons of icons."""
    rng = k.rng
    keys = [("minimize", "minus"), ("maximize", "full screen"), ("close", "close")]
    buttons = "".join(
        f'<button type="button" class="ib" aria-label="{name}" title="{name.capitalize()}{k.some(" the window", " this window", "")}" style="font-size:.95em;padding:2px 4px">{k.icon(icon)[1]}</button>'
        for name, icon in keys[rng.choice([0, 0, 1, 2]) :]
    )
    head = f'<span style="flex:none">{k.icon()[1]}</span>' if rng.random() < 0.6 else ""
    text = f'<span data-role="text" style="overflow:hidden;text-overflow:ellipsis;white-space:nowrap;min-width:0;flex:1;{k.some("", "text-align:center;")}">{esc(title)}</span>'
    order = [buttons, head, text] if rng.random() < 0.15 else [head, text, buttons]
    paint = "" if active else "background:var(--wash);color:var(--faint);"
    return f'<div data-group="{esc(title)}" style="position:absolute;{place};background:var(--paper);border:1px solid var(--edge);box-shadow:0 3px 14px #0007;overflow:hidden;border-radius:{k.some("0", "4px", "8px")}"><div class="bar" style="padding:{rng.choice([1, 3, 5])}px 6px;gap:4px;{paint}">{"".join(order)}</div>{_pane(k)}</div>'


def _panel(k: Kit, titles: list[str], side: str) -> str:
    """The task bar: a start button, a button per window, little icons, the time."""
    rng = k.rng
    wide = rng.choice([70, 90, 110, 130, 160, 200])
    tall = rng.choice([22, 26, 30, 38])
    drawn = rng.random() < 0.75
    style = k.some("btn", "tab", "ib", "btn")
    lead = rng.randrange(len(titles))
    buttons = "".join(
        f'<button type="button" class="{style}{" on" if at == lead else ""}" data-task{" aria-pressed=true" if at == lead else ""} aria-label="{esc(title)}"{k.some("", f" title={chr(34)}{esc(title)}{chr(34)}")} '
        f'style="display:inline-flex;gap:4px;align-items:center;flex:0 1 {wide}px;min-width:24px;height:{tall}px;padding:0 5px;font-size:.92em;text-align:left;color:{"var(--ink)" if at == lead or style == "btn" else "inherit"}">{f"<span style=flex:none>{k.icon()[1]}</span>" if drawn else ""}{_cut(title)}</button>'
        for at, title in enumerate(titles)
    )
    quick = "".join(k.icon_button() for _ in range(rng.choice([0, 0, 2, 4])))
    start = rng.choice(
        [k.button(k.some("Menu", "Start", "Apps", "Programs")), k.icon_button("menu"), k.icon_button("grid")]
    )
    tray = "".join(
        k.icon_button(name)
        for name in rng.sample(
            [
                "wifi",
                "speaker",
                "battery",
                "bluetooth",
                "notifications",
                "mail",
                "clipboard",
                "cloud",
                "download",
                "shield",
            ],
            rng.randint(1, 4),
        )
    )
    time = f'<span class="small" data-role="text">{rng.randint(0, 23):02}:{rng.randint(0, 59):02}</span>'
    desks = "".join(
        f'<button type="button" class="btn" style="padding:0 5px" aria-label="workspace {n}">{n}</button>'
        for n in range(1, rng.choice([1, 1, 3, 5]))
    )
    return f'<footer class="bar" style="position:fixed;left:0;right:0;{side}:0;padding:1px 4px;gap:{rng.choice([1, 3])}px;z-index:9">{start}{quick}{desks}<div class="grow rowx" style="gap:2px;overflow:hidden">{buttons}</div>{tray}{time}{k.icon_button(k.some("log out", "power", "user")) if rng.random() < 0.3 else ""}</footer>'


def desk(k: Kit) -> str:
    """One to three windows over a background with icons, and a task bar that names more of them."""
    rng = k.rng
    titles = list(
        dict.fromkeys(window_title(k) for _ in range(rng.randint(2, max(2, min(8, (k.width - 200) // 95)))))
    )
    side = k.some("bottom", "bottom", "top")
    low, high = (0, 44) if side == "bottom" else (44, 0)
    if rng.random() < 0.25:
        low, high = 44, 44
    open_ones = rng.sample(titles, min(len(titles), rng.randint(0, 3)))
    windows = "".join(
        _window(
            k, title,
            f"left:{rng.randint(0, k.width // 3)}px;top:{low + rng.randint(0, k.height // 3)}px;width:{rng.randint(min(220, k.width // 2), max(230, k.width * 2 // 3))}px;height:{rng.randint(120, max(130, k.height * 2 // 3))}px",
            title == open_ones[-1],
        )
        for title in open_ones
    )  # fmt: skip
    icons = "".join(
        f'<div data-role="file" aria-label="{esc(name)}" style="width:84px;text-align:center;padding:4px;color:#fff;text-shadow:0 1px 2px #000;overflow-wrap:anywhere"><div style="font-size:32px;line-height:1.1">{k.icon(rng.choice(["folder", "file", "image", "delete", "home", "globe", "terminal"]))[1]}</div>{esc(name)}</div>'
        for name in k.words.different(rng.randint(1, 7), rng.choice(["file", "word"]))
    )
    hue = rng.randint(0, 359)
    ground = k.some(
        f"linear-gradient({rng.randint(0, 180)}deg,hsl({hue} 45% 30%),hsl({hue + 40} 50% 45%))",
        f"hsl({hue} 40% 35%)",
        "#345",
        "radial-gradient(#688,#234)",
    )
    second = ""
    if low and high and rng.random() < 0.7:
        tools = "".join(k.icon_button() for _ in range(rng.randint(2, 5)))
        second = f'<header class="bar" style="position:fixed;left:0;right:0;{"top" if side == "bottom" else "bottom"}:0;padding:1px 6px;z-index:8"><b data-role="text">{esc(rng.choice(PROGRAMS))}</b><span class="right"></span>{tools}</header>'
    return f'<div style="position:fixed;inset:0;background:{ground}"><div style="position:absolute;left:6px;top:{low + 6}px;bottom:{high}px;display:flex;flex-direction:column;flex-wrap:wrap;gap:8px;align-content:flex-start">{icons}</div>{windows}</div>{second}{_panel(k, titles, side)}'


TOP = 74
"""Height of a browser's bars, CSS px."""


def browser(k: Kit, body: str) -> str:
    """A browser's own tabs and tool bar above a page, as that page's window would have them."""
    rng = k.rng
    titles = list(
        dict.fromkeys(
            k.some(
                k.words.phrase(1, 4),
                f"{k.words.phrase(1, 3)} \N{EM DASH} {k.words.word().capitalize()}",
                k.words.sentence(2, 6).strip(".!?"),
            )
            for _ in range(rng.randint(1, 7))
        )
    )
    at = rng.randrange(len(titles))
    wide = rng.choice([90, 120, 150, 190])
    tabs = "".join(
        f'<div data-group="{esc(title)}" style="display:flex;align-items:center;flex:0 1 {wide}px;min-width:34px;height:28px;padding:0 4px;gap:2px;border-radius:{k.some("6px 6px 0 0", "0", "8px")};{"background:var(--card);color:var(--ink)" if index == at else "opacity:.85"}">'
        f'<div role="tab" aria-selected="{str(index == at).lower()}" aria-label="{esc(title)}" style="flex:1;min-width:0;display:flex;gap:4px;height:100%;align-items:center;background:none;color:inherit"><span style="flex:none">{k.icon()[1]}</span>{_cut(title)}</div>'
        f'<button type="button" class="ib" aria-label="close" title="{k.some("Shut this page", "Close", "Close this one (Ctrl+F4)")}" style="padding:1px;font-size:.8em;flex:none">{k.icon("close")[1]}</button></div>'
        for index, title in enumerate(titles)
    )
    new = f'<button type="button" class="ib" aria-label="{k.some("new tab", "open another page")}" style="font-size:1em">{k.icon("add")[1]}</button>'
    keys = "".join(
        f'<button type="button" class="ib" aria-label="{name}" title="{k.some("Show the menu of windows", "Hide this window")}" style="padding:1px 5px;font-size:.9em">{k.icon(icon)[1]}</button>'
        for name, icon in (("minimize", "minus"), ("maximize", "full screen"), ("close window", "close"))
    ) if rng.random() < 0.6 else ""  # fmt: skip
    left = "".join(
        k.icon_button(name) for name in ("back", "forward", "refresh", "home")[: rng.randint(2, 4)]
    )
    right = "".join(
        k.icon_button(name)
        for name in rng.sample(
            [
                "download",
                "bookmark",
                "user",
                "settings",
                "menu",
                "more",
                "shield",
                "package",
                "history",
                "share",
            ],
            rng.randint(1, 4),
        )
    )
    address = (
        f"{k.words.word()}.example/{k.words.word()}{k.some('', '/' + k.words.word(), f'?q={k.words.word()}')}"
    )
    inside = k.icon_button(k.some("star", "bookmark", "heart")) if rng.random() < 0.6 else ""
    field = f'<span class="grow card" style="display:flex;align-items:center;padding:0 4px;min-width:0">{k.icon_button("lock") if rng.random() < 0.5 else ""}<input aria-label="{k.some("address", "address bar", "address and search")}" value="{k.some("", "https://")}{esc(address)}" style="flex:1;min-width:0;border:0;background:none;color:inherit;height:24px">{inside}</span>'
    return (
        f'<header style="position:fixed;left:0;right:0;top:0;height:{TOP}px;background:var(--card);z-index:60;overflow:hidden">'
        f'<div class="bar" style="padding:4px 4px 0;gap:2px;height:34px;align-items:flex-end" role="none">{tabs}{new}<span class="right"></span>{keys}</div><div class="rowx" style="padding:4px;gap:3px;height:40px">{left}{field}{right}</div></header>'
        f'<div data-scroller style="position:fixed;left:0;right:0;bottom:0;top:{TOP}px;overflow:auto;transform:translateZ(0);background:var(--paper)">{body}</div>'
    )


PAGES = {"desk": desk}
