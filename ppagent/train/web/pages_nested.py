"""In: a kit. Out: bodies of pages of files, chats, trees."""

from __future__ import annotations

from ppagent.train.web.kit import MINUS, NAVIGATION, Kit, esc


def files(k: Kit) -> str:
    """A file manager: as icons or as a list."""
    rng = k.rng
    places = "".join(
        f'<a href="#" data-role="list item">{k.icon(icon)[1]} {name}</a>'
        for name, icon in rng.sample(
            [
                ("Home", "home"),
                ("Documents", "file"),
                ("Downloads", "download"),
                ("Pictures", "image"),
                ("Music", "music"),
                ("Videos", "video"),
                ("Trash", "delete"),
                ("Cloud", "cloud"),
                ("Shared", "users"),
            ],
            rng.randint(3, 8),
        )
    )
    names = k.words.different(rng.randint(2, 5), "word") + k.words.different(rng.randint(4, 20), "file")
    size = rng.choice([26, 34, 44])
    if rng.random() < 0.5:
        inner = '<div class="rowx wrap" style="align-items:flex-start">' + "".join(
            f'<div role="listitem" data-role="file" aria-label="{esc(name)}" style="width:{size + 56}px;text-align:center;padding:4px;overflow-wrap:anywhere"{" class=hot aria-selected=true" if index == 2 else ""}><div style="font-size:{size}px;line-height:1.1">{k.icon("folder" if "." not in name else "file")[1]}</div>{esc(name)}</div>'
            for index, name in enumerate(names)
        ) + "</div>"  # fmt: skip
    else:
        inner = "<table style='width:100%'><thead><tr><th>Name</th><th>Size</th>" + ("<th>Modified</th>" if k.width > 520 else "") + "</tr></thead><tbody>" + "".join(
            f'<tr><td data-role="file" aria-label="{esc(name)}">{k.icon("folder" if "." not in name else "file")[1]} {esc(name)}</td><td>{rng.randint(1, 999)} KB</td>{f"<td>{k.words.date()}</td>" if k.width > 520 else ""}</tr>' for name in names
        ) + "</tbody></table>"  # fmt: skip
    crumbs = " / ".join(k.link(k.words.word()) for _ in range(rng.randint(1, 4)))
    tools = "".join(
        k.icon_button(name)
        for name in [
            "back",
            "forward",
            "up",
            "refresh",
            "search",
            "grid",
            "list",
            "add",
            "delete",
            "copy",
            "cut",
        ]
        if rng.random() < 0.6
    )
    side = (
        f'<nav class="nav card" style="width:{rng.randint(110, 170)}px;flex:none">{places}</nav>'
        if k.width > 420
        else ""
    )
    return f'<div class="rowx card" style="padding:2px">{tools}<span class="small">{crumbs}</span></div><div class="rowx" style="align-items:flex-start">{side}<main class="grow">{inner}</main></div>'


def chat(k: Kit) -> str:
    """People on the left, what they wrote on the right, a field below."""
    rng = k.rng
    people = k.words.different(rng.randint(3, 9), "person")
    left = "".join(
        f'<div class="rowx" role="listitem" aria-label="{esc(name)}" style="padding:5px"{" aria-selected=true" if index == 0 else ""}>{k.avatar(name)}<div><div class="bold">{esc(name)}</div></div>{f"<span class=badge>{rng.randint(1, 9)}</span>" if rng.random() < 0.3 else ""}</div>'
        for index, name in enumerate(people)
    )
    lines = "".join(
        f'<div style="display:flex;justify-content:{rng.choice(["flex-start", "flex-end"])};margin:5px"><div class="card" style="max-width:75%" data-role="text">{esc(k.words.sentence(2, 9))}</div></div>'
        for _ in range(rng.randint(3, 10))
    )
    send = k.icon_button("send", kind="btn main") if rng.random() < 0.5 else k.button("Send", main=True)
    extra = "".join(
        k.icon_button(name)
        for name in rng.sample(
            ["attach", "smile", "microphone", "image", "camera", "gift"], rng.randint(0, 3)
        )
    )
    side = (
        f'<aside style="width:{rng.randint(130, 220)}px;flex:none;border-right:1px solid var(--edge)">{left}</aside>'
        if k.width > 440
        else ""
    )
    return (
        f'<div class="rowx" style="align-items:stretch;gap:0;min-height:100vh">{side}<main class="grow" style="display:flex;flex-direction:column"><div class="bar">{k.avatar(people[0])}<span class="bold" data-role="text">{esc(people[0])}</span><span class="right"></span>{"".join(k.icon_button(name) for name in rng.sample(["phone", "video", "more", "search", "information"], 2))}</div>'
        f'<div style="flex:1">{lines}</div><div class="rowx" style="padding:6px">{extra}<input class="input grow" placeholder="{rng.choice(["Write a message", "Message", "Say something", "Type here"])}">{send}</div></main></div>'
    )


def tree(k: Kit) -> str:
    """Nodes within nodes beside some text; a documentation with its contents in a side bar."""
    rng = k.rng
    arrows = rng.choice([("▸", "▾"), ("+", MINUS), ("►", "▼")])

    def branch(depth: int) -> str:
        rows = []
        for _ in range(rng.randint(2, 5)):
            inner = branch(depth + 1) if depth < 2 and rng.random() < 0.45 else ""
            name = k.words.phrase(1, 2)
            folded = depth < 2 and not inner and rng.random() < 0.3
            mark = arrows[1] if inner else arrows[0] if folded else ""
            fold = (
                f'<button class="ib" style="font-size:.9em" aria-label="{"collapse" if inner else "expand"} {esc(name)}">{mark}</button>'
                if mark
                else '<span style="width:1.2em;display:inline-block"></span>'
            )
            rows.append(
                f'<div style="padding-left:{depth * 14}px;white-space:nowrap">{fold}<span role="treeitem">{esc(name)}</span></div>{inner}'
            )
        return "".join(rows)

    text = "".join(
        f"<h2>{esc(k.words.phrase(1, 3))}</h2><p>{esc(k.words.text(3))} {k.link(k.words.phrase(1, 2))}</p>"
        for _ in range(rng.randint(1, 5))
    )
    links = "".join(k.link(name) + " " for name in rng.sample(NAVIGATION, 3))
    return f'{k.top() if rng.random() < 0.5 else ""}<div class="rowx" style="align-items:flex-start;padding:6px"><aside class="card" style="flex:none;max-width:60%;overflow:hidden">{branch(0)}</aside>{f"<main class=grow><h1>{esc(k.words.phrase(1, 3))}</h1>{text}<div>{links}</div></main>" if k.width > 380 else ""}</div>'


PAGES = {"files": files, "chat": chat, "tree": tree}  # fmt: skip
