"""In: a kit. Out: bodies of pages with bars at their edges: encyclopaedias, administrators' tables, standings."""

from __future__ import annotations

from ppagent.train.web.kit import Kit, esc, flag
from ppagent.train.web.pages_lists import HEADS, cell
from ppagent.train.web.parts import Steppers, drawn, face, framed, pages, tipped
from ppagent.train.web.rows import Kind, Rows

_TOOLS = (
    ("edit", "edit", "Write on this page|Mend a mistake here"), ("history", "history", "Who changed what, and when|Older states of this page"), ("bookmark", "bookmark", "Keep this article|Put on my reading list"),
    ("notifications", "watch this page", "Tell me when this article changes|Keep an eye on this page"), ("share", "share", "Pass this article on|Show this to friends"), ("print", "print", "This article on paper"),
    ("translate", "languages", "Read it in another tongue|This article in other languages"), ("link", "permanent link", "Address of this very state"), ("quote", "cite", "How to cite this article"),
    ("star", "star", "Among the best articles"), ("download", "download", "Take this article along"), ("speaker", "read aloud", "Have it read out"), ("text size", "letter size", "Larger or smaller letters"),
    ("moon", "dark", "White on black"), ("full screen", "wide", "Use the full width"), ("comment", "talk", "What others say about this page"), ("location", "place", "Where on the map this is"), ("flag", "report", "Something is wrong here"),
    ("heart", "thank", "Thank whoever wrote this"), ("lock", "page protection", "Who may change this page"), ("more", "page tools", "What links here, and other tools"),
)  # fmt: skip
_LINKS = (
    "Main page", "Contents", "Current events", "Random article", "Recent changes", "Portals", "Special pages", "Upload file", "Cite this page", "Page information", "Related pages",
    "What links here", "Print version", "Other projects", "Glossary", "Index", "Authors", "Sources", "Timeline", "Images", "Questions", "Getting started", "Tutorials", "Reference", "Install", "Examples",
)  # fmt: skip


def _header(k: Kit, count: int) -> str:
    """Icons of an article's header, with long tool tips."""
    rng = k.rng
    how, px, gap = (
        rng.choice(["both", "both", "name", "tip"]),
        rng.choice([12, 14, 16, 20, 26]),
        rng.choice([0, 2, 6, 12]),
    )
    out = []
    for icon, name, tips in rng.sample(_TOOLS, count):
        tip = rng.choice(tips.split("|"))
        said = {
            "both": f'aria-label="{name}" title="{tip}"',
            "name": f'aria-label="{k.some(name, tip)}"',
            "tip": f'title="{tip}"',
        }[how]
        out.append(
            f'<button type="button" class="{k.some("ib", "ib", "btn")}" {said} style="font-size:{px}px;padding:3px">{k.icon(icon)[1]}</button>'
        )
    return f'<span style="display:inline-flex;gap:{gap}px;flex:none">{"".join(out)}</span>'


def wiki(k: Kit) -> str:
    """An article: icons in its header, links at the side with the words of its headings, a box of facts."""
    rng = k.rng
    heads = list(dict.fromkeys(k.words.phrase(1, 3) for _ in range(rng.randint(3, 8))))
    title = k.words.phrase(1, 4)
    narrow = k.width < 560
    tools = _header(k, rng.randint(2, 4 if narrow else 7))
    edits = rng.choice(["", "icon", "word"])

    def end(head: str) -> str:
        if edits == "icon":
            return f'<button type="button" class="ib" aria-label="{esc(k.some("edit", f"edit {head}"))}" style="font-size:.9em">{k.icon("edit")[1]}</button>'
        return f'<span class="small">[{k.link("edit")}]</span>' if edits else ""

    parts = "".join(
        f'<section data-group="{esc(head)}"><div class="rowx" style="border-bottom:1px solid var(--edge);gap:6px"><h2 style="margin:.3em 0 0">{esc(head)}</h2>{end(head)}</div><p>{esc(k.words.text(rng.randint(1, 4)))} {k.link(k.words.phrase(1, 2))} {esc(k.words.text(1))}</p></section>'
        for head in heads
    )
    known = "".join(
        f'<li style="padding:{rng.choice([0, 2])}px 0">{f"{at} " if edits == "word" else ""}{k.link(head)}</li>'
        for at, head in enumerate(heads, 1)
    )
    contents = f'<div class="{k.some("card", "")}"><b data-role="text">{k.some("Contents", "On this page", "In this article")}</b><ul class="list" style="font-size:.92em">{known}</ul></div>'
    drawn_links, px = rng.random() < 0.5, rng.choice([0, 2, 5, 8])
    entries = rng.sample(_LINKS, rng.randint(4, 14))
    side = "".join(
        f'<a href="#" style="padding:{px}px 4px"{" aria-current=page" if at == 1 else ""}>{k.icon()[1] + " " if drawn_links else ""}{entry}</a>'
        for at, entry in enumerate(entries)
    )
    facts = "".join(
        f'<tr><th style="padding:2px 5px">{esc(k.words.word().capitalize())}</th><td style="padding:2px 5px">{esc(k.some(k.words.number(), k.words.pick("city"), k.words.date()))}</td></tr>'
        for _ in range(rng.randint(2, 8))
    )
    box = (
        f'<aside class="card" style="float:right;width:200px;margin:0 0 6px 8px">{drawn(k, k.some("map", "flag image", "coat of arms", "photograph"), title, 170, rng.choice([60, 110]))}<table>{facts}</table></aside>'
        if k.width > 640 and rng.random() < 0.7
        else ""
    )
    head = f'<div class="rowx between wrap"><h1 style="margin:.2em 0">{esc(title)}</h1>{tools}</div>'
    tabs = (
        f'<div class="tabs">{"".join(f"<button class=tab role=tab aria-selected={str(at == 0).lower()}>{name}</button>" for at, name in enumerate(["Article", "Talk", "History", "Source"][: rng.randint(2, 4)]))}</div>'
        if rng.random() < 0.4
        else ""
    )
    where = rng.choice(["side", "top"]) if not narrow else "top"
    left = (
        f'<aside style="width:{rng.choice([120, 150, 190])}px;flex:none"><nav class="nav">{side}</nav>{contents if where == "side" else ""}</aside>'
        if not narrow
        else ""
    )
    return f'{k.top() if rng.random() < 0.5 else ""}<div class="rowx" style="align-items:flex-start;padding:8px;gap:12px">{left}<main class="grow">{tabs}{head}{box}<p>{esc(k.words.text(2))}</p>{contents if where == "top" else ""}{parts}</main></div>'


_ADMIN = {
    "staff": Kind(("member", "employee", "user"), "person", "edit,delete,lock,key,mail,eye,log out,shield,history,user,copy,unlock,more", "add user,filter,download,upload,columns,print,refresh,search"),
    "stock": Kind(("part", "ware", "lot"), "product", "edit,delete,copy,tag,truck,print,chart,eye,archive,history,image,more", "add,filter,upload,download,columns,sort,search"),
    "nodes": Kind(("host", "node", "device"), "host", "power,refresh,terminal,settings,chart,stop,play,lock,eject,database,information,more", "add,refresh,filter,settings,chart,search"),
    "bills": Kind(("bill", "order", "claim"), "sentence_short", "eye,download,print,mail,approve,reject,edit,delete,clock,wallet,attach,more", "add,filter,calendar,download,print,columns,search"),
    "jobs": Kind(("run", "task", "build"), "sentence_short", "play,stop,refresh,eye,delete,download,clock,branch,bug,open outside,more", "add,refresh,filter,history,settings,search"),
}  # fmt: skip


def admin(k: Kit) -> str:
    """A dense table: figures in columns, switches, small steppers, icons at the end of each row, pages below."""
    rng = k.rng
    rows = Rows(_ADMIN[rng.choice(list(_ADMIN))], k)
    steps, pad = Steppers(k), rng.choice([0, 1, 2, 4, 8])
    heads = rng.sample(
        [head for head in HEADS if head not in {"Name", "Owner"}], max(1, min(9, k.width // 150))
    )
    if k.width < 420:
        heads, rows.acts = heads[:1], rows.acts[:2]
    extra = rng.choice(["", "", "switch", "stepper", "list", "check"]) if k.width > 500 else ""
    label = {
        "switch": k.some("active", "enabled", "public"),
        "stepper": k.some("copies", "amount", "quota"),
        "list": "role",
        "check": k.some("paid", "urgent", "seen"),
    }.get(extra, "")
    faces, wide, lower = rng.random() < 0.3, rng.random() < 0.7, rng.random() < 0.5
    options = k.words.different(4, "word")

    def special(title: str) -> str:
        match extra:
            case "switch":
                return f"<td>{k.switch(label, on=rng.random() < 0.5)}</td>"
            case "stepper":
                return f'<td style="white-space:nowrap;padding:{pad}px">{steps.of(label, rng.randint(0, 99))}</td>'
            case "list":
                return f'<td style="padding:{pad}px">{k.select(options, f"aria-label={chr(34)}{label} of {esc(title)}{chr(34)}")}</td>'
            case "check":
                return f'<td><input type="checkbox" aria-label="{label}"{flag("checked", rng.random() < 0.4)}></td>'
        return ""

    lines = []
    for title in rows.titles(
        rng.randint(max(5, min(16, k.height // 60)), max(6, min(48, (k.height - 40) // (22 + 2 * pad))))
    ):
        tools = "".join(tipped(rows, icon, verb, title) for icon, verb in rows.acts)
        box = f"<td>{rows.box(title)}</td>" if rows.boxed else ""
        picture = f"<td>{face(k, title, 22)}</td>" if faces else ""
        cells = "".join(
            f'<td style="padding:{pad}px 6px;white-space:nowrap">{esc(cell(k, head))}</td>' for head in heads
        )
        lines.append(
            f'<tr data-group="{esc(title)}">{box}{picture}<td data-head style="padding:{pad}px 6px">{k.link(title) if rows.worded else esc(title)}</td>{cells}{special(title)}<td style="padding:{pad}px 4px;white-space:nowrap">{tools}</td></tr>'
        )
    top = "".join(f"<th>{head} {k.icon('sort')[1] if rng.random() < 0.2 else ''}</th>" for head in heads)
    lead = ("<th></th>" if rows.boxed else "") + ("<th></th>" if faces else "")
    bar = "".join(
        k.icon_button(name)
        for name in rng.sample(rows.k.bar.split(","), rng.randint(2, 6 if k.width > 420 else 3))
    )
    table = f'<table class="{k.some("", "grid", "striped", "striped grid")}" style="{"width:100%" if wide else ""};font-size:{rng.choice([0.8, 0.9, 1])}em"><thead><tr>{lead}<th>{rows.noun.capitalize()}</th>{top}{f"<th>{label.capitalize()}</th>" if extra else ""}<th></th></tr></thead><tbody>{"".join(lines)}</tbody></table>'
    return framed(
        k,
        f'<div class="{k.some("bar", "rowx", "card rowx")}" style="padding:3px"><h2 style="margin:0">{esc(k.words.phrase(1, 2))}</h2><span class="right"></span>{bar}{k.button("Export") if lower else ""}</div><div style="overflow:hidden">{table}</div>{pages(k)}',
    )


def standings(k: Kit) -> str:
    """A league's table: ranks, crests, many little figures in columns, and a star at each side."""
    rng = k.rng
    rows = Rows(
        Kind(
            ("team", "club", "player", "crew"),
            k.some("person", "product", "phrase"),
            "star,heart,information,chart,notifications,calendar,video,more",
            "refresh,filter,calendar",
        ),
        k,
    )
    rows.acts = rows.acts[: rng.randint(1, 2)]
    short = ["P", "W", "D", "L", "F", "A", "+/-", "Pts", "GP", "PF", "PA", "Avg", "Best", "Last", "Ø"]
    heads = rng.sample(short, max(2, min(10, (k.width - 190) // 44)))
    pad, crest, kind = (
        rng.choice([0, 1, 3, 6]),
        rng.choice([0, 14, 18, 24]),
        k.some("crest", "badge", "team logo", "emblem"),
    )
    lines = []
    for at, title in enumerate(
        rows.titles(
            rng.randint(max(6, min(20, k.height // 55)), max(8, min(40, (k.height - 60) // (20 + 2 * pad))))
        ),
        1,
    ):
        cells = "".join(
            f'<td style="padding:{pad}px 5px;text-align:right">{k.some(str(rng.randint(0, 99)), str(rng.randint(0, 40)), f"{rng.randint(0, 9)}.{rng.randint(0, 9)}", f"+{rng.randint(0, 30)}", f"{rng.randint(0, 9)}:{rng.randint(0, 9)}")}</td>'
            for _ in heads
        )
        mark = f'<td style="padding:{pad}px 2px">{drawn(k, kind, title, crest, crest)}</td>' if crest else ""
        lines.append(
            f'<tr data-group="{esc(title)}"><td style="padding:{pad}px 5px">{at}</td>{mark}<td data-head style="padding:{pad}px 5px;white-space:nowrap">{k.link(title) if rows.worded else esc(title)}</td>{cells}<td style="padding:{pad}px 2px;white-space:nowrap">{"".join(tipped(rows, icon, verb, title) for icon, verb in rows.acts)}</td></tr>'
        )
    top = "".join(f'<th style="padding:{pad}px 5px">{head}</th>' for head in heads)
    turns = f'<div class="rowx" style="padding:3px">{k.icon_button("left")}<b data-role="text">{k.some("Round", "Day", "Stage", "Heat")} {rng.randint(1, 38)}</b>{k.icon_button("right")}<span class="right"></span>{k.icon_button(k.some("refresh", "calendar", "filter"))}</div>'
    return framed(
        k,
        f'<h2>{esc(k.words.phrase(1, 3))}</h2>{turns}<table class="{k.some("", "grid", "striped")}" style="font-size:{rng.choice([0.8, 0.9, 1, 1.1])}em"><thead><tr><th>#</th>{"<th></th>" if crest else ""}<th>{rows.noun.capitalize()}</th>{top}<th></th></tr></thead><tbody>{"".join(lines)}</tbody></table>',
    )


PAGES = {"site wiki": wiki, "site admin": admin, "site standings": standings}
