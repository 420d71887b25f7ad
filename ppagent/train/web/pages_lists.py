"""In: a kit. Out: bodies of pages of many like things: tables, mail, results, shops."""

from __future__ import annotations

from ppagent.train.web.kit import Kit, esc

HEADS = (
    "Name",
    "Status",
    "Date",
    "Owner",
    "City",
    "Amount",
    "Type",
    "Size",
    "Total",
    "Email",
    "Priority",
    "Score",
    "Price",
    "Version",
    "Team",
    "Due",
)
STATUS = (
    "Open",
    "Closed",
    "Active",
    "Paused",
    "Pending",
    "Paid",
    "Failed",
    "Done",
    "Draft",
    "New",
    "Shipped",
    "Late",
)


def cell(k: Kit, head: str) -> str:
    """What a column of that head holds."""
    words = k.words
    match head:
        case "Name" | "Owner":
            return words.person()
        case "Status":
            return k.rng.choice(STATUS)
        case "Date" | "Due":
            return words.date()
        case "City":
            return words.pick("city")
        case "Email":
            return words.email()
        case "Priority":
            return k.rng.choice(["High", "Low", "Medium", "Urgent"])
        case "Type" | "Team":
            return words.phrase(1, 1)
        case "Version":
            return f"{k.rng.randint(0, 9)}.{k.rng.randint(0, 20)}.{k.rng.randint(0, 9)}"
        case _:
            return words.number()


def table(k: Kit) -> str:
    """A table with check boxes, buttons or icons in its rows."""
    rng = k.rng
    heads = [
        "Name",
        *rng.sample(
            [head for head in HEADS if head != "Name"], rng.randint(1, max(1, min(6, k.width // 130 - 1)))
        ),
    ]
    boxes, how = rng.random() < 0.4, rng.choice(["words", "icons", "none", "link"])
    pairs = rng.sample(
        [
            ("Edit", "edit"),
            ("Delete", "delete"),
            ("View", "eye"),
            ("Copy", "copy"),
            ("Share", "share"),
            ("Star", "star"),
            ("Download", "download"),
            ("Archive", "package"),
        ],
        rng.randint(1, 3),
    )
    rows = []
    named = k.words.different(
        rng.randint(4, max(5, min(24, k.height // 34))), rng.choice(["person", "product", "file"])
    )
    for at, name in enumerate(named):
        cells = "".join(f"<td>{esc(cell(k, head))}</td>" for head in heads[1:])
        acts = "".join(
            k.button(word, f'data-key="{word}"') if how == "words" else k.icon_button(icon) if how == "icons" else k.link(word)
            for word, icon in pairs
        ) if how != "none" else ""  # fmt: skip
        box = (
            f'<td><input type="checkbox" aria-label="select {esc(name)}"{" checked" if rng.random() < 0.2 else ""}></td>'
            if boxes
            else ""
        )
        first = f"<td data-head>{k.link(name) if rng.random() < 0.0 else esc(name)}</td>"
        rows.append(
            f"<tr{' class=hot' if at == 1 and rng.random() < 0.3 else ''}>{box}{first}{cells}{f'<td><span class=rowx>{acts}</span></td>' if acts else ''}</tr>"
        )
    top = "".join(
        f"<th>{head}</th>" if rng.random() < 0.8 else f'<th><a href="#">{head} ▾</a></th>' for head in heads
    )
    pager = "".join(
        f'<a href="#" aria-label="page {n}" class="btn"{" aria-current=page" if n == 1 else ""}>{n}</a>'
        for n in range(1, rng.randint(3, 7))
    )
    tools = f'<div class="rowx wrap">{k.button(rng.choice(["New", "Add", "Create", "Import", "Export"]), main=True, icon="add")}{k.button("Filter", icon="filter")}<input class="input" placeholder="{rng.choice(["Filter", "Search", "Search rows"])}" style="width:9em"></div>'
    return (
        f'{k.top() if rng.random() < 0.6 else ""}<main style="padding:8px"><h2>{esc(rng.choice(["Customers", "Orders", "Invoices", "Members", "Tasks", "Tickets", k.words.phrase(1, 2)]))}</h2>{tools if rng.random() < 0.6 else ""}'
        f'<table class="{rng.choice(["", "striped", "grid", "striped grid"])}"{" border=1" if rng.random() < 0.1 else ""}><thead><tr>{"<th></th>" if boxes else ""}{top}{"<th></th>" if how != "none" else ""}</tr></thead><tbody>{"".join(rows)}</tbody></table><div class="rowx" style="margin-top:6px">{pager}</div></main>'
    )


def mail(k: Kit) -> str:
    """Folders, letters with check boxes and stars, a bar of icons."""
    rng = k.rng
    folders = rng.sample(
        [
            "Inbox",
            "Sent",
            "Drafts",
            "Spam",
            "Trash",
            "Archive",
            "Starred",
            "Important",
            "Work",
            "Family",
            "Receipts",
        ],
        rng.randint(3, 8),
    )
    at = rng.randrange(len(folders))
    nav = "".join(
        f'<a href="#" data-role="list item" aria-label="{name}"{" aria-current=page" if index == at else ""}>{k.icon()[1] if rng.random() < 0.5 else ""} {name}{f" <span class=badge>{rng.randint(1, 99)}</span>" if rng.random() < 0.3 else ""}</a>'
        for index, name in enumerate(folders)
    )
    rows = []
    for name in k.words.different(rng.randint(4, 16), "person"):
        unread = ' class="bold"' if rng.random() < 0.3 else ""
        ends = (k.icon_button("star", ' style="font-size:1em"') if rng.random() < 0.8 else "") + (
            k.icon_button("delete", ' style="font-size:1em"') if rng.random() < 0.3 else ""
        )
        rows.append(
            f'<div class="rowx" data-group="{esc(name)}" style="padding:5px;border-bottom:1px solid var(--edge)"><input type="checkbox" aria-label="select {esc(name)}">{ends if rng.random() < 0.5 else ""}'
            f'<span style="width:9em;flex:none"{unread} data-role="list item">{esc(name)}</span>{f"<span class=grow style=overflow:hidden;white-space:nowrap data-role=text>{esc(k.words.phrase(2, 5))}</span>" if k.width > 420 else "<span class=grow></span>"}<span class="small faint" data-role="text">{esc(k.words.date())}</span></div>'
        )
    tools = "".join(
        k.icon_button(name)
        for name in rng.sample(
            ["reply", "forward", "delete", "refresh", "tag", "more", "package", "warning", "print", "folder"],
            rng.randint(3, 6),
        )
    )
    side = (
        f'<nav class="nav" style="width:{rng.randint(110, 180)}px;flex:none">{k.button(rng.choice(["Compose", "New mail", "Write"]), main=True, icon="edit")}{nav}</nav>'
        if k.width > 400
        else ""
    )
    return f'{k.top(title="Mail") if rng.random() < 0.6 else ""}<div class="rowx" style="align-items:flex-start;padding:6px">{side}<main class="grow"><div class="rowx card" style="padding:2px">{tools}</div>{"".join(rows)}</main></div>'


def results(k: Kit) -> str:
    """What a search found."""
    rng = k.rng
    found = "".join(
        f'<section style="margin:10px 0"><div class="small faint" data-role="text">{k.words.word()}.example/{k.words.word()}</div><h3 style="margin:0">{k.link(k.words.phrase(2, 5))}</h3><p class="small">{esc(k.words.text(rng.randint(1, 2)))}</p></section>'
        for _ in range(rng.randint(3, 9))
    )
    tabs = "".join(
        f'<button class="tab" role="tab" aria-selected="{str(index == 0).lower()}">{name}</button>'
        for index, name in enumerate(
            ["All", "Images", "News", "Maps", "Videos", "Books"][: rng.randint(2, 6)]
        )
    )
    pages = "".join(
        f'<a href="#" class="btn" aria-label="page {n}">{n}</a>' for n in range(1, rng.randint(3, 9))
    )
    return (
        f'<div style="padding:8px 12px"><div class="rowx"><input class="input grow" aria-label="search" value="{esc(k.words.phrase(1, 3).lower())}" style="max-width:420px">{k.icon_button("search", kind="btn main") if rng.random() < 0.5 else k.button("Search", main=True)}</div>'
        f'<div class="tabs" role="tablist">{tabs}</div><p class="faint small">About {rng.randint(100, 99999):,} results</p>{found}<div class="rowx">{k.button("Previous")}{pages}{k.button("Next")}</div></div>'
    )


def shop(k: Kit) -> str:
    """Cards with pictures, prices and buttons; filters beside them."""
    rng = k.rng
    wide = rng.choice([110, 140, 170, 210])
    word = rng.choice(["Add to cart", "Buy", "Buy now", "Add", "Details", "Choose"])
    cards = []
    for name in k.words.different(rng.randint(3, 12), "product"):
        heart = k.icon_button("heart") if rng.random() < 0.5 else ""
        stars = (
            f'<span class="small" style="color:#c80" role="img" aria-label="{(n := rng.randint(1, 5))} stars">{"★" * n}{"☆" * (5 - n)}</span>'
            if rng.random() < 0.5
            else ""
        )
        cards.append(
            f'<section class="card" data-group="{esc(name)}" style="width:{wide}px">{k.picture(wide - 24, wide * 2 // 3, name if rng.random() < 0.5 else "")}<h3>{esc(name)}</h3>{stars}<div class="rowx between"><span class="bold" data-role="text">{k.words.price()}</span>{heart}</div>{k.button(word, main=rng.random() < 0.5, icon="cart")}</section>'
        )
    filters = "".join(
        k.check(k.words.pick("adjective").capitalize(), "checked" if rng.random() < 0.2 else "")
        for _ in range(rng.randint(3, 7))
    )
    prices = f'<input type="range" aria-label="price" style="width:100px" value="{rng.randint(0, 100)}">'
    side = (
        f'<fieldset style="flex:none"><legend>{rng.choice(["Filter", "Colour", "Style"])}</legend><div class="col" style="gap:2px">{filters}</div>{prices}</fieldset>'
        if k.width > 560
        else ""
    )
    sort = k.select(["Price: low to high", "Price: high to low", "Newest", "Rating"], 'aria-label="sort by"')
    return f'{k.top(title=k.words.phrase(1, 2))}<div class="rowx" style="align-items:flex-start;padding:8px">{side}<main class="grow"><div class="rowx between"><h2>{esc(k.words.phrase(1, 2))}</h2>{sort}</div><div class="rowx wrap" style="align-items:stretch">{"".join(cards)}</div></main></div>'


PAGES = {"table": table, "mail": mail, "results": results, "shop": shop}  # fmt: skip
