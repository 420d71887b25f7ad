"""In: a kit. Out: bodies of pages like programs: dashboards, menus, calendars, editors, documents, tabs, mobile lists."""

from __future__ import annotations

from ppagent.train.web.kit import NAVIGATION, Kit, esc, quote
from ppagent.train.web.words import DAYS, MONTHS

COMMANDS = (
    "New", "Open", "Save", "Save as", "Close", "Print", "Undo", "Redo", "Cut", "Copy", "Paste", "Delete", "Find", "Replace", "Select all",
    "Zoom in", "Zoom out", "Full screen", "Rename", "Duplicate", "Move to", "Share", "Export", "Import", "Properties", "Preferences", "Help",
    "About", "Log out", "Profile", "Download", "Refresh", "Archive", "Mark as read", "Pin", "Mute", "Report", "Edit", "Hide", "Sort by name",
)  # fmt: skip


def dashboard(k: Kit) -> str:
    """Figures, bars, a list, tabs."""
    rng = k.rng
    tiles = "".join(
        f'<section class="card" style="min-width:110px"><div class="small faint" data-role="text">{esc(k.words.phrase(1, 2))}</div><div class="bold" style="font-size:1.5em" data-role="text">{k.words.number()}</div>{k.icon_button("more") if rng.random() < 0.3 else ""}</section>'
        for _ in range(rng.randint(2, 6))
    )
    bars = "".join(
        f'<rect x="{at * 22}" y="{100 - (tall := rng.randint(8, 98))}" width="{rng.randint(10, 20)}" height="{tall}" fill="var(--main)"/>'
        for at in range(rng.randint(5, 12))
    )
    line = " ".join(f"{at * 24},{rng.randint(5, 95)}" for at in range(10))
    chart = f'<section class="card"><h3>{esc(k.words.phrase(1, 3))}</h3><svg width="{min(k.width - 60, 270)}" height="100" role="img" aria-label="chart">{bars if rng.random() < 0.6 else f"<polyline points={quote(line)} fill=none stroke=currentColor stroke-width=2 />"}</svg></section>'
    todo = "".join(
        f"<li>{k.check(k.words.phrase(2, 4), 'checked' if rng.random() < 0.4 else '')}</li>"
        for _ in range(rng.randint(2, 6))
    )
    side = ""
    if k.width > 620:
        links = rng.sample(NAVIGATION, rng.randint(4, 9))
        side = (
            '<nav class="nav" style="width:150px;flex:none">'
            + "".join(
                f'<a href="#"{" aria-current=page" if at == 0 else ""}>{k.icon()[1]} {name}</a>'
                for at, name in enumerate(links)
            )
            + "</nav>"
        )
    return f'{k.top(title="Dashboard")}<div class="rowx" style="align-items:flex-start;padding:8px">{side}<main class="grow col"><div class="rowx wrap" style="align-items:stretch">{tiles}</div><div class="rowx wrap" style="align-items:flex-start">{chart}<section class="card"><h3>{rng.choice(["To do", "Tasks", "Checklist"])}</h3><ul class="list">{todo}</ul>{k.button(rng.choice(["Add task", "View all", "Refresh"]), icon="add")}</section></div></main></div>'


def menus(k: Kit) -> str:
    """A menu bar with one menu open, or a context menu somewhere, over an editor."""
    rng = k.rng
    names = ["File", "Edit", "View", "Insert", "Format", "Tools", "Window", "Help"][
        : rng.randint(3, max(3, min(8, k.width // 60)))
    ]
    at = rng.randrange(len(names))
    entries = rng.sample(COMMANDS, rng.randint(4, 10))
    if rng.random() < 0.5:
        entries.insert(rng.randint(1, len(entries) - 1), "-")
    bar, context = [], rng.random() < 0.35
    for index, name in enumerate(names):
        opened = (
            k.menu(entries, k.id(), hidden=False, style="top:100%;left:0", keys=True)
            if index == at and not context
            else ""
        )
        bar.append(
            f'<span style="position:relative"><button class="tab{" hot" if opened else ""}" data-role="menu">{name}</button>{opened}</span>'
        )
    free = ""
    if context:
        free = k.menu(
            entries,
            k.id(),
            hidden=False,
            style=f"left:{rng.randint(5, max(6, k.width - 200))}px;top:{rng.randint(30, max(31, k.height - 240))}px",
            keys=rng.random() < 0.4,
        )
    text = "".join(f"<p>{esc(k.words.text(2))}</p>" for _ in range(rng.randint(2, 6)))
    icons = "".join(k.icon_button() for _ in range(rng.randint(0, 8)))
    return f'<div class="rowx" style="gap:0;border-bottom:1px solid var(--edge)">{"".join(bar)}</div><div class="rowx" style="gap:2px">{icons}</div><div style="padding:10px;min-height:{k.height - 90}px">{text}</div>{free}'


def calendar(k: Kit) -> str:
    """A month with entries, or a small one to choose a day from."""
    rng = k.rng
    month, year, first = rng.choice(MONTHS), rng.randint(2018, 2032), rng.randint(0, 6)
    days = rng.choice([28, 30, 31])
    small = rng.random() < 0.5 or k.width < 500
    cells, head = [], "".join(f"<th>{name[: rng.choice([2]) if small else 3]}</th>" for name in DAYS)
    today = rng.randint(1, days)
    for week in range((first + days + 6) // 7):
        row = []
        for day in range(week * 7 - first + 1, week * 7 - first + 8):
            if not 1 <= day <= days:
                row.append("<td></td>")
            elif small:
                row.append(
                    f'<td style="padding:1px"><button class="ib" data-role="cell" style="font-size:1em;width:2.1em;padding:.4em 0"{" aria-pressed=true" if day == today else ""}>{day}</button></td>'
                )
            else:
                event = (
                    f'<div class="badge" style="border-radius:3px" role="button">{esc(k.words.word())}</div>'
                    if rng.random() < 0.25
                    else ""
                )
                row.append(
                    f'<td style="width:13%;height:{max(30, k.height // 9)}px;vertical-align:top"><span data-role="text">{day}</span>{event}</td>'
                )
        cells.append(f"<tr>{''.join(row)}</tr>")
    bar = f'<div class="rowx between">{k.icon_button("left")}<h3>{month} {year}</h3>{k.icon_button("right")}</div>'
    table = f'<table class="{"" if small else "grid"}"{"" if small else " style=width:100%;table-layout:fixed"}><thead><tr>{head}</tr></thead><tbody>{"".join(cells)}</tbody></table>'
    around = f"{k.field('Date', value=f'{today} {month[:3]} {year}')}" if small and rng.random() < 0.5 else ""
    views = "".join(
        f'<button class="tab" role="tab" aria-selected="{str(at == 2).lower()}">{name}</button>'
        for at, name in enumerate(["Day", "Week", "Month", "Year"])
    )
    return f'<div style="padding:{rng.randint(4, 20)}px">{around}{"" if small else f"<div class=tabs>{views}</div>"}<div class="{"card" if small else ""}" style="{"display:inline-block" if small else ""}">{bar}{table}<div class="rowx">{k.button("Today")}{k.button("OK", main=True) if small else k.button("Add event", main=True, icon="add")}</div></div></div>'


def document(k: Kit) -> str:
    """An article with headings, lists, links, a table of contents and code."""
    rng = k.rng
    heads = k.words.different(rng.randint(2, 6), "phrase")
    contents = "".join(f"<li>{k.link(head)}</li>" for head in heads)
    parts = []
    for head in heads:
        words = k.words.text(rng.randint(2, 4)).split()
        at = rng.randrange(len(words))
        words[at] = k.link(words[at].strip(".,!?"))
        body = (
            " ".join(word if word.startswith("<a") else esc(word) for word in " ".join(words).split(" "))
            if False
            else " ".join(words)
        )
        bullets = (
            "<ul>"
            + "".join(
                f'<li data-role="text">{esc(k.words.phrase(2, 5))}</li>' for _ in range(rng.randint(2, 4))
            )
            + "</ul>"
            if rng.random() < 0.4
            else ""
        )
        code = (
            f'<pre class="card" data-role="text" style="overflow:hidden">{esc(k.words.word())} = {esc(k.words.word())}({rng.randint(0, 99)})\nprint({esc(k.words.word())})</pre>'
            if rng.random() < 0.3
            else ""
        )
        parts.append(f"<section><h2>{esc(head)}</h2><p>{body}</p>{bullets}{code}</section>")
    crumbs = " / ".join(k.link(k.words.phrase(1, 1)) for _ in range(rng.randint(2, 3)))
    side = (
        f'<aside class="card" style="width:{rng.randint(120, 200)}px;flex:none"><h3>{rng.choice(["Contents", "On this page", "Topics"])}</h3><ul class="list">{contents}</ul></aside>'
        if k.width > 420
        else ""
    )
    ends = f'<div class="rowx between">{k.link("← " + k.words.phrase(1, 2))}{k.link(k.words.phrase(1, 2) + " →")}</div><p class="small">Was this helpful? {k.button("Yes")} {k.button("No")}</p>'
    columns = [
        side,
        f'<main class="grow"><div class="small">{crumbs}</div><h1>{esc(k.words.phrase(2, 4))}</h1>{"".join(parts)}{ends}</main>',
    ]
    return f'{k.top() if rng.random() < 0.6 else ""}<div class="rowx" style="align-items:flex-start;padding:10px">{"".join(columns if rng.random() < 0.7 else columns[::-1])}</div>'


def tabs(k: Kit) -> str:
    """Tabs and a folded list under them."""
    rng = k.rng
    names = [k.words.phrase(1, 1).capitalize() for _ in range(rng.randint(2, max(2, min(7, k.width // 90))))]
    at = rng.randrange(len(names))
    icons = rng.random() < 0.3
    line = "".join(
        f'<button class="tab" role="tab" aria-selected="{str(index == at).lower()}">{k.icon()[1] + " " if icons else ""}{esc(name)}</button>'
        for index, name in enumerate(names)
    )
    folds = []
    for _ in range(rng.randint(2, 6)):
        opened = rng.random() < 0.35
        name = k.words.phrase(2, 4)
        mark = k.icon("down" if opened else "right")[1] if rng.random() < 0.5 else "▾" if opened else "▸"
        folds.append(
            f'<div class="card" style="padding:0;margin-top:3px"><button class="tab" style="width:100%;text-align:left" aria-label="{esc(name)}">{mark} {esc(name)}</button>{f"<p style=padding:6px>{esc(k.words.text(2))} {k.link(k.words.phrase(1, 1))}</p>" if opened else ""}</div>'
        )
    return f'{k.top() if rng.random() < 0.5 else ""}<main style="padding:8px"><h2>{esc(k.words.phrase(1, 3))}</h2><div class="tabs" role="tablist">{line}</div><p>{esc(k.words.text(2))}</p>{"".join(folds)}<div class="rowx" style="margin-top:8px">{k.button("Expand all")}{k.button("Close")}</div></main>'


def mobile(k: Kit) -> str:
    """A narrow screen: title bar, list, bottom bar of icons."""
    rng = k.rng
    rows = "".join(
        f'<div class="rowx" role="listitem" aria-label="{esc(name)}" style="padding:9px;border-bottom:1px solid var(--edge)">{k.avatar(name) if rng.random() < 0.5 else k.icon()[1]}<div class="grow"><div>{esc(name)}</div></div>{rng.choice([k.switch(name, on=rng.random() < 0.5), k.icon("right")[1], ""])}</div>'
        for name in k.words.different(rng.randint(4, 10), rng.choice(["person", "product", "phrase"]))
    )
    named = rng.random() < 0.5
    below = "".join(
        f'<button class="tab" style="flex:1;padding:6px 2px;text-align:center" aria-label="{name}"><div style="font-size:1.4em;line-height:1">{drawing}</div>{f"<span class=small>{name.capitalize()}</span>" if named else ""}</button>'
        for name, drawing in k.icons(rng.randint(3, 5))
    )
    fab = (
        f'<button class="btn main" aria-label="add" style="position:fixed;right:14px;bottom:70px;width:46px;height:46px;border-radius:50%;padding:0;font-size:22px">{k.icon("add")[1]}</button>'
        if rng.random() < 0.5
        else ""
    )
    return f'<div style="max-width:560px;margin:auto;padding-bottom:70px"><header class="bar">{k.icon_button(rng.choice(["back", "menu", "left", "close"]))}<span class="bold" data-role="text">{esc(k.words.phrase(1, 2))}</span><span class="right"></span>{k.icon_button("more")}</header>{rows}</div>{fab}<footer class="card" style="position:fixed;left:0;right:0;bottom:0;display:flex;padding:0">{below}</footer>'


def icons(k: Kit) -> str:
    """Many icons in a grid, as a launcher or a symbol picker; some with words under them."""
    rng = k.rng
    size, named = rng.choice([16, 20, 24, 32, 40]), rng.random() < 0.35
    cell = size + (50 if named else rng.choice([8, 16, 26]))
    many = max(4, min(70, (k.width // (cell + 4)) * (k.height // (cell + 10)) - 2))
    grid = "".join(
        f'<button class="{rng.choice(["ib", "ib"])}" style="width:{cell}px;padding:4px 0;text-align:center" aria-label="{name}"><div style="font-size:{size}px;line-height:1.1">{drawing}</div>{f"<span class=small style=font-size:.62em;line-height:1.1;display:block>{name.capitalize()}</span>" if named else ""}</button>'
        for name, drawing in k.icons(rng.randint(4, many))
    )
    return f'<div style="padding:6px"><div class="rowx wrap" style="gap:{rng.choice([2, 4, 8])}px;align-items:flex-start">{grid}</div></div>'


PAGES = {
    "dashboard": dashboard,
    "menus": menus,
    "calendar": calendar,
    "article": document,
    "tabs": tabs,
    "mobile": mobile,
    "icons": icons,
}
