"""In: a kit. Out: bodies of pages to work with: sheets of cells, maps, changes to be read, lanes of cards."""

from __future__ import annotations

from ppagent.train.web.kit import Kit, esc
from ppagent.train.web.parts import face, tipped
from ppagent.train.web.rows import Kind, Rows

_KINDS = {
    "atlas": Kind(("place", "stop", "spot"), "phrase", "star,share,phone,bookmark,information,heart,map,more", "search"),
    "review": Kind(("change", "file", "remark"), "file", "eye,comment,copy,link,open outside,history,edit,download,more,check,hide", "refresh"),
    "lanes": Kind(("card", "job", "wish"), "sentence_short", "comment,attach,clock,check,edit,tag,user,flag,eye,move,heart,star,more,archive", "add,filter,search,users,more"),
}  # fmt: skip


def ledger(k: Kit) -> str:
    """A sheet of cells with letters and numbers at its edges, a bar of tools above, its sheets below."""
    rng = k.rng
    wide, tall = rng.choice([44, 56, 70, 90, 120]), rng.choice([17, 20, 24, 30])
    columns, lines = max(3, min(26, (k.width - 40) // wide + 1)), max(6, (k.height - 120) // tall + 1)
    full, numbers = rng.choice([0.3, 0.6, 0.9]), rng.random() < 0.6
    at = (rng.randrange(columns), rng.randrange(lines))
    style = f"width:{wide}px;height:{tall}px;flex:none;border-right:1px solid var(--edge);border-bottom:1px solid var(--edge);overflow:hidden;white-space:nowrap;text-overflow:ellipsis;padding:0 3px;line-height:{tall}px"
    letters = "".join(
        f'<div role="button" aria-label="{chr(65 + column)}" style="{style};text-align:center;background:var(--wash)">{chr(65 + column)}</div>'
        for column in range(columns)
    )
    body = []
    for line in range(lines):
        cells = []
        for column in range(columns):
            text = (
                ""
                if rng.random() > full
                else k.words.number()
                if numbers or rng.random() < 0.4
                else k.words.word()
            )
            text = text if len(text) * min(13, tall * 0.62) * 0.62 < wide - 6 else str(rng.randint(0, 999))
            mark = "outline:2px solid var(--main);outline-offset:-2px;" if (column, line) == at else ""
            name = f' aria-label="{chr(65 + column)}{line + 1}"' if not text else ""
            cells.append(
                f'<div role="gridcell"{name} style="{style};{mark}{"text-align:right" if numbers else ""}">{esc(text)}</div>'
            )
        body.append(
            f'<div style="display:flex"><div role="button" aria-label="{line + 1}" style="{style};width:34px;text-align:center;background:var(--wash)">{line + 1}</div>{"".join(cells)}</div>'
        )
    acts = [
        "undo",
        "redo",
        "print",
        "bold",
        "italic",
        "underline",
        "align left",
        "align center",
        "align right",
        "cut",
        "copy",
        "clipboard",
        "chart",
        "filter",
        "sort",
        "table",
        "link",
        "comment",
        "search",
        "save",
        "share",
        "percent",
        "image",
        "lock",
    ]
    some = [name for name in acts if name != "percent"]
    bar = "".join(k.icon_button(name) for name in rng.sample(some, max(3, min(14, k.width // 60))))
    formula = f'<div class="rowx" style="padding:2px;gap:3px"><input class="input" aria-label="{k.some("name box", "cell", "place")}" value="{chr(65 + at[0])}{at[1] + 1}" style="width:56px">{k.icon_button("close")}{k.icon_button("check")}<input class="input grow" aria-label="{k.some("formula", "content", "input line")}" value="{k.some("", k.words.number(), "=A1+B2", "=SUM(B2:B9)")}"></div>'
    sheets = "".join(
        f'<button class="tab" role="tab" aria-selected="{str(n == 0).lower()}" style="padding:2px 8px;color:inherit">{esc(name)}</button>'
        for n, name in enumerate(k.words.different(rng.randint(2, 5 if k.width > 500 else 2), "phrase"))
    )
    end = f"{k.icon_button('zoom out')}{k.icon_button('zoom in')}" if rng.random() < 0.5 else ""
    foot = f'<footer class="bar" style="position:fixed;left:0;right:0;bottom:0;padding:1px 4px;gap:2px">{k.icon_button("add")}{k.icon_button("list")}{sheets}<span class="right"></span>{end}</footer>'
    return f'<div class="{k.some("bar", "rowx")} wrap" style="padding:2px;gap:{rng.choice([1, 4])}px">{bar}</div>{formula}<div style="overflow:hidden;font-size:{min(13, tall * 0.62):.0f}px"><div style="display:flex"><div style="{style};width:34px"></div>{letters}</div>{"".join(body)}</div>{foot}'


def atlas(k: Kit) -> str:
    """A map with buttons at its edges, marks on it, what was found beside it."""
    rng = k.rng
    hue = rng.choice([90, 120, 200, 45])
    lines = "".join(
        f'<polyline points="{" ".join(f"{rng.randint(-50, 1050)},{rng.randint(-50, 1050)}" for _ in range(5))}" fill="none" stroke="{k.some("#fff", "#fd7", "#abc", "#999")}" stroke-width="{rng.randint(3, 16)}"/>'
        for _ in range(rng.randint(4, 12))
    )
    blots = "".join(
        f'<ellipse cx="{rng.randint(0, 1000)}" cy="{rng.randint(0, 1000)}" rx="{rng.randint(50, 250)}" ry="{rng.randint(40, 200)}" fill="{k.some("#9cd", "#bdb", "#cdb", "#dcc")}"/>'
        for _ in range(rng.randint(2, 7))
    )
    ground = f'<svg style="position:absolute;left:0;top:0;width:100%;height:100%" viewBox="0 0 1000 1000" preserveAspectRatio="none"><rect width="1000" height="1000" fill="hsl({hue} 25% 82%)"/>{blots}{lines}</svg>'
    found = k.words.different(rng.randint(3, 9), k.some("phrase", "product"))
    size = rng.choice([14, 18, 24, 30])
    called, worded = k.some("needle", "sight", "place"), rng.random() < 0.8
    marks = "".join(
        f'<div style="position:absolute;left:{rng.randint(4, 80)}%;top:{rng.randint(8, 88)}%;display:flex;align-items:center;white-space:nowrap;font-size:{max(10, size // 2)}px;color:#222" data-group="{esc(name)}">'
        f'<button type="button" aria-label="{esc(f"{called} {name}" if worded else str(at))}" title="{esc(name)}" style="border:0;background:none;padding:0;color:{k.some("#c22", "#15c", "#060")};font-size:{size}px;line-height:1">{k.icon("location")[1] if worded else f"<b style=font-size:.7em>{at}</b>"}</button>'
        f"{f'<span data-role=text>{esc(name)}</span>' if worded else ''}</div>"
        for at, name in enumerate(found, 1)
    )
    names = "".join(
        f'<span data-role="text" style="position:absolute;left:{rng.randint(5, 80)}%;top:{rng.randint(5, 90)}%;color:#222;font-size:{rng.choice([10, 12, 15])}px">{esc(k.words.pick("city"))}</span>'
        for _ in range(rng.randint(2, 7))
    )
    acts = [("zoom in", "zoom in", "Nearer to the ground"), ("zoom out", "zoom out", "Farther away"), ("add", "closer", "Come closer"), ("minus", "farther", "Go farther off"), ("layers", "layers", "What is drawn on the map"), ("locate", "my position", "Show where I am"), ("compass", "north up", "Turn the map so that north is on top"),
            ("ruler", "measure", "How far it is"), ("full screen", "full screen", "Only the map"), ("route", "route", "How to get there"), ("print", "print", "The map on paper"), ("share", "share", "Pass this view on"), ("camera", "street view", "Look around down there"), ("eye", "names on the map", "Names on or off"), ("refresh", "traffic", "How full the roads are")]  # fmt: skip
    corner = k.some(
        "right:8px;top:8px",
        "left:8px;top:8px",
        "right:8px;bottom:26px",
        "left:8px;bottom:20px",
        "right:8px;top:40%",
    )
    flow = k.some("column", "column", "row")
    tip = rng.random() < 0.6
    tools = "".join(
        f'<button type="button" class="btn" aria-label="{name}"{f" title={chr(34)}{long}{chr(34)}" if tip else ""} style="padding:{rng.choice([3, 5])}px;font-size:{size}px;line-height:1">{k.icon(icon)[1]}</button>'
        for icon, name, long in rng.sample(acts, rng.randint(3, 6))
    )
    box = f'<div style="position:absolute;{corner};display:flex;flex-direction:{flow};gap:{rng.choice([0, 2, 6])}px;background:var(--card)">{tools}</div>'
    scale = f'<span data-role="text" class="small" style="position:absolute;right:4px;bottom:2px;background:#fffa;color:#222">{rng.choice([50, 100, 200, 500])} m</span>'
    rows = Rows(_KINDS["atlas"], k)
    rows.acts = rows.acts[:2]
    listed = "".join(
        f'<div class="rowx" data-group="{esc(name)}" style="padding:{rng.choice([3, 6])}px;border-bottom:1px solid var(--edge)"><span class="grow" data-role="list item">{esc(name)}</span><span class="small faint">{rng.randint(1, 90) / 10} km</span>{"".join(tipped(rows, icon, verb, name) for icon, verb in rows.acts)}</div>'
        for name in found
    )
    tall = k.height
    look = (
        f'<div class="rowx" style="position:absolute;left:{8 if "left:8px;top" not in corner else 70}px;top:8px;background:var(--card);padding:2px">{k.icon_button("menu")}<input class="input" placeholder="{k.some("Search here", "Where to", "Find a place")}" style="width:9em">{k.icon_button("search")}{k.icon_button("route") if rng.random() < 0.5 else ""}</div>'
        if rng.random() < 0.6
        else ""
    )
    chart = f'<div class="grow" style="position:relative;height:{tall if k.width > 560 else tall // 2}px;overflow:hidden">{ground}{names}{marks}{look}{box}{scale}</div>'
    side = f'<aside style="width:{rng.choice([200, 260, 320])}px;flex:none;height:{tall}px;overflow:hidden">{listed}</aside>'
    if k.width <= 560:
        return f"<div>{chart.replace('class=' + chr(34) + 'grow' + chr(34), '')}</div>{listed}"
    return f'<div style="display:flex">{side if rng.random() < 0.6 else ""}{chart}</div>'


def review(k: Kit) -> str:
    """Changes to be read: files at the side, lines with numbers, remarks with buttons."""
    rng = k.rng
    rows = Rows(_KINDS["review"], k, most=3)
    files = rows.titles(rng.randint(2, 5))
    px, start = rng.choice([10, 11, 12, 13]), rng.randint(1, 400)
    blocks, fold = [], k.some("fold the lines", "put out of sight", "hide the lines", "fold this file")
    for name in files:
        lines = []
        for at in range(rng.randint(4, 14)):
            sign = k.some(" ", " ", "+", "-")
            paint = {"+": "background:#2a44;", "-": "background:#d334;"}.get(sign, "")
            code = k.some(
                f"{k.words.word()} = {k.words.word()}({rng.randint(0, 99)})",
                f"if {k.words.word()}:",
                f"return {k.words.word()}",
                f"# {k.words.sentence(2, 5)}",
                f"{k.words.word()}.{k.words.word()}()",
            )
            lines.append(
                f'<div style="display:flex;{paint}white-space:pre"><button type="button" style="border:0;background:none;color:var(--faint);width:4em;text-align:right;font:inherit;padding:0 6px">{start + at}</button><span style="width:1em">{sign}</span><span data-role="text">{"    " * rng.randint(0, 2)}{esc(code)}</span></div>'
            )
        start += rng.randint(20, 200)
        tools = "".join(tipped(rows, icon, verb, name) for icon, verb in rows.acts)
        seen = (
            f'<label class="check small"><input type="checkbox">{k.some("Viewed", "Read", "Seen")}</label>'
            if rng.random() < 0.5
            else ""
        )
        who = k.words.person()
        remark = (
            f'<div class="card" data-group="{esc(who)}" style="margin:3px 20px;padding:5px"><div class="rowx">{face(k, who, 22)}<b data-role="text">{esc(who)}</b><span class="right"></span>{k.icon_button("smile")}{k.icon_button("more")}</div><p>{esc(k.words.sentence())}</p>{k.button("Reply")} {k.button("Resolve")}</div>'
            if rng.random() < 0.5
            else ""
        )
        blocks.append(
            f'<section class="card" data-group="{esc(name)}" style="padding:0;margin-bottom:8px"><div class="rowx" style="padding:3px 6px;background:var(--wash)"><button type="button" class="ib" aria-label="{fold}" style="font-size:.95em">{k.icon("down")[1]}</button><b data-role="text">{esc(name)}</b><span class="right"></span>{seen}{tools}</div><div style="font-family:monospace;font-size:{px}px;overflow:hidden">{"".join(lines)}</div>{remark}</section>'
        )
    tree = "".join(
        f'<div data-role="list item" style="padding:2px 4px">{k.icon("file")[1]} {esc(name)}</div>'
        for name in files
    )
    side = (
        f'<aside style="width:{rng.choice([150, 200])}px;flex:none">{tree}</aside>'
        if k.width > 620 and rng.random() < 0.7
        else ""
    )
    acts = "".join(
        f'<button type="button" class="ib" aria-label="{name}" title="{tip}">{k.icon(icon)[1]}</button>'
        for icon, name, tip in rng.sample(
            [
                ("approve", "approve", "All of it can go in"),
                ("reject", "request changes", "It cannot go in like this"),
                ("branch", "branch", "Where it comes from"),
                ("merge", "merge", "Put it in"),
                ("comment", "remarks", "What was said of it"),
                ("history", "commits", "Step by step"),
                ("settings", "view settings", "How changes are shown"),
            ],
            rng.randint(2, 6),
        )
    )
    tabs = "".join(
        f'<button class="tab" role="tab" aria-selected="{str(at == 2).lower()}" style="padding:3px 8px">{name}</button>'
        for at, name in enumerate(["Talk", "Commits", "Files"])
    )
    return f'<div class="rowx wrap" style="padding:4px"><h2 style="margin:0" class="grow">{esc(k.words.sentence(3, 6))}</h2>{acts}</div><div class="tabs">{tabs}</div><div class="rowx" style="align-items:flex-start;padding:6px">{side}<main class="grow" style="overflow:hidden">{"".join(blocks)}</main></div>'


def lanes(k: Kit) -> str:
    """Lanes of work, one below the other: cards with faces, labels, and icons at their lower edge."""
    rng = k.rng
    rows = Rows(_KINDS["lanes"], k, most=3)
    wide, faced, tagged = rng.choice([120, 150, 190, 230]), rng.random() < 0.7, rng.random() < 0.6
    across = max(1, (k.width - 110) // (wide + 8))
    out = []
    for name in k.words.different(
        rng.randint(max(2, min(6, k.height // 140)), max(3, min(9, k.height // 90))),
        k.some("phrase", "person"),
    ):
        cards = []
        for title in rows.titles(rng.randint(max(1, across // 3), across)):
            tools = "".join(tipped(rows, icon, verb, title) for icon, verb in rows.acts)
            who = k.words.person()
            label = (
                "".join(
                    f'<span class="badge" data-role="text" style="background:{k.some("#c33", "#27a", "#383", "#a60")};color:#fff;margin-right:3px">{esc(k.words.word())}</span>'
                    for _ in range(rng.randint(0, 2))
                )
                if tagged
                else ""
            )
            cards.append(
                f'<div class="card" data-group="{esc(title)}" style="width:{wide}px;padding:6px;flex:none;display:flex;flex-direction:column;gap:3px"><div data-role="text">{esc(title)}</div><div>{label}</div><div class="rowx between" style="margin-top:auto">{face(k, who, rng.choice([18, 24])) if faced else ""}<span style="flex:none">{tools}</span></div></div>'
            )
        count = f'<span class="small faint" data-role="text">{len(cards)}</span>'
        plus = k.icon("add")[1]
        more = f'<button type="button" class="ib" aria-label="{k.some("new card", f"add to {esc(name)}", "one more card")}">{plus}</button>'
        out.append(
            f'<div style="display:flex;gap:8px;align-items:stretch;padding:6px;border-bottom:1px solid var(--edge);overflow:hidden"><div data-group="{esc(name)}" style="width:96px;flex:none"><h3 style="margin:0">{esc(name)}</h3>{count}{more}</div>{"".join(cards)}</div>'
        )
    bar = "".join(k.icon_button(name) for name in rng.sample(rows.k.bar.split(","), rng.randint(2, 4)))
    return f'<header class="{k.some("bar", "rowx")}" style="padding:4px"><b data-role="text">{esc(k.words.phrase(1, 2))}</b><span class="right"></span>{bar}</header>{"".join(out)}'


PAGES = {"work ledger": ledger, "work atlas": atlas, "work review": review, "work lanes": lanes}
