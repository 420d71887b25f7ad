"""In: a kit. Out: bodies of pages whose rows and cards have icon buttons: mail, tables, shops, players, files, chats, issues."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ppagent.train.web.kit import Kit, esc
from ppagent.train.web.pages_lists import HEADS, cell
from ppagent.train.web.rows import Kind, Rows, cards, listed, tabled

KINDS = {
    "letters": Kind(("mail", "letter", "conversation", "note"), "person", "archive,delete,star,clock,reply,forward,flag,tag,pin,hide,folder,bookmark,eye,print", "archive,delete,refresh,tag,folder,warning,more,mail,print,search,settings", (" of ", " by ")),
    "machines": Kind(("machine", "server", "job", "service", "container"), "host", "play,stop,pause,refresh,power,terminal,settings,delete,chart,lock,information,history,eject,copy", "add,refresh,filter,download,settings,stop,play,more,columns,search,chart"),
    "accounts": Kind(("account", "member", "customer", "user"), "person", "edit,delete,key,lock,mail,user,shield,log out,eye,copy,unlock,flag,history,more", "add user,filter,download,upload,columns,print,refresh,more,search,users", (" of ", " ")),
    "goods": Kind(("product", "article", "offer", "item"), "product", "heart,compare,cart,eye,share,bookmark,gift,zoom in,notifications,information", "cart,heart,user,search,filter,grid,list,help,shopping bag,gift"),
    "songs": Kind(("song", "track", "album", "title"), "song", "play,heart,playlist,download,more,share,add,star,music,information,next,delete,repeat", "shuffle,repeat,search,playlist,cast,download,more,heart,grid,list", (" ",)),
    "documents": Kind(("file", "document", "folder", "picture"), "file", "download,share,edit,delete,star,copy,link,folder,information,eye,lock,history,more,rotate,print", "upload,new folder,grid,list,search,refresh,information,cut,copy,clipboard,delete,new file"),
    "talks": Kind(("chat", "message", "post", "thread"), "person", "reply,thumbs up,forward,pin,more,copy,smile,delete,silence,bookmark,translate,edit,hide", "phone,video,search,attach,smile,image,more,users,silence,settings", (" with ", " of ")),
    "issues": Kind(("issue", "ticket", "task", "request"), "sentence_short", "check,close,comment,user,tag,edit,link,up,down,merge,bug,notifications,clock,flag,delete,pin,copy", "add,filter,list,columns,chart,refresh,tag,users,search,more,calendar"),
    "people": Kind(("contact", "person", "friend", "guest"), "person", "phone,mail,chat,video,edit,delete,star,heart,calendar,share,map,gift,information,more", "add user,search,filter,users,upload,print,more,grid,list", (" ", " ")),
    "notices": Kind(("notice", "reminder", "alert", "event"), "sentence_short", "check,close,clock,silence,more,eye,archive,delete,flag,link,share,settings,calendar", "check,settings,refresh,filter,silence,delete,more,history"),
    "remarks": Kind(("remark", "answer", "review", "comment"), "person", "thumbs up,thumbs down,reply,flag,heart,link,more,share,translate,hide,award", "print,share,bookmark,text size,translate,link,edit,history,download,moon,sun,zoom in,zoom out,speaker", (" by ", " of ")),
}  # fmt: skip


def _bar(k: Kit, icons: str, kind: str = "") -> str:
    """A bar of icons alone, with a title and a field at times."""
    rng = k.rng
    names = icons.split(",")
    some = rng.sample(names, min(len(names), rng.randint(2, max(3, min(9, k.width // 60)))))
    buttons = [k.icon_button(name) for name in some]
    if rng.random() < 0.4:
        buttons.insert(rng.randrange(len(buttons)), '<span class="right"></span>')
    head = (
        f'<b data-role="text">{esc(k.words.phrase(1, 2))}</b>' if rng.random() < 0.5 and k.width > 360 else ""
    )
    check = '<input type="checkbox" aria-label="select all">' if kind == "rows" and rng.random() < 0.5 else ""
    return f'<div class="{k.some("bar", "card rowx", "rowx")}" style="gap:{rng.choice([1, 4, 8, 14])}px;padding:{rng.choice([1, 3, 6])}px">{check}{head}{"".join(buttons)}</div>'


def _rail(k: Kit, icons: str) -> str:
    """Icons one below the other at the side."""
    some = k.rng.sample(icons.split(","), 4)
    return f'<nav class="card col" style="padding:3px;flex:none;gap:{k.rng.choice([2, 6, 12])}px">{"".join(k.icon_button(name) for name in some)}</nav>'


def _player(k: Kit) -> str:
    """The bar of a player at the lower edge."""
    rng = k.rng
    parts = [
        k.icon_button(name)
        for name in ("shuffle", "previous", rng.choice(["play", "pause"]), "next", "repeat")
    ]
    end = [
        k.icon_button(name)
        for name in rng.sample(
            ["speaker", "mute", "playlist", "cast", "full screen", "heart", "music", "more", "minus"],
            rng.randint(1, 4),
        )
    ]
    now = f'<span class="small" style="min-width:0;overflow:hidden;white-space:nowrap"><b data-role="text">{esc(k.words.song())}</b></span>'
    line = f'<input type="range" aria-label="{k.some("position", "seek", "time")}" style="flex:1;min-width:40px" value="{rng.randint(0, 100)}"><span class="small" data-role="text">{rng.randint(0, 9)}:{rng.randint(10, 59)}</span>'
    loud = (
        '<input type="range" aria-label="volume" style="width:60px">'
        if rng.random() < 0.5 and k.width > 560
        else ""
    )
    keys = "".join(parts if rng.random() < 0.7 else parts[1:4])
    inner = [now, keys, line if k.width > 420 else "", "".join(end), loud]
    if rng.random() < 0.4:
        inner = [keys, now, line if k.width > 420 else "", loud, "".join(end)]
    return f'<footer class="bar" style="position:fixed;left:0;right:0;bottom:0;z-index:5;padding:{rng.choice([2, 5, 9])}px 8px;gap:{rng.choice([3, 8])}px;border-top:1px solid var(--edge)">{"".join(inner)}</footer>'


def things(k: Kit, name: str) -> str:
    """A page of things of a kind."""
    rng, kind = k.rng, KINDS[name]
    rows = Rows(kind, k)
    count = rng.randint(max(3, min(12, k.height // 90)), max(4, min(24, k.height // 28)))
    manner = rng.choice({"goods": ["cards", "cards", "table"], "machines": ["table", "table", "cards"], "accounts": ["table", "table", "list"], "songs": ["list", "list", "table", "cards"],
                         "documents": ["list", "table", "cards"], "notices": ["list", "cards"], "people": ["list", "cards"]}.get(name, ["list", "list", "list", "table"]))  # fmt: skip
    if manner == "table" and k.width > 380:
        heads = rng.sample(
            [head for head in HEADS if head not in {"Name", "Owner", "Email"}],
            rng.randint(1, max(1, min(4, k.width // 200))),
        )
        inner = tabled(rows, rows.titles(count), heads, cell)
    elif manner == "cards":
        inner = cards(rows, rows.titles(min(count, 12)))
    else:
        inner = listed(rows, rows.titles(count))
    top = _bar(k, kind.bar, "rows") if rng.random() < 0.75 else ""
    head = k.top() if rng.random() < 0.3 else ""
    title = f"<h2>{esc(k.words.phrase(1, 2))}</h2>" if rng.random() < 0.4 else ""
    rail = _rail(k, kind.bar) if rng.random() < 0.25 and k.width > 400 else ""
    below = _player(k) if name == "songs" and rng.random() < 0.8 else ""
    write = ""
    if name == "talks" and rng.random() < 0.7:
        ends = "".join(
            k.icon_button(one)
            for one in rng.sample(["attach", "smile", "microphone", "image", "send"], rng.randint(2, 4))
        )
        write = f'<div class="rowx card" style="padding:4px"><input class="input grow" placeholder="{k.some("Write a message", "Your text", "Say something")}">{ends}</div>'
    main = f'<main class="grow" style="min-width:0">{title}{top}{inner}{write}</main>'
    return f'{head}<div class="rowx" style="align-items:flex-start;padding:{rng.choice([0, 4, 10])}px">{rail}{main}</div>{below}<div style="height:50px"></div>'


def reading(k: Kit) -> str:
    """An article with tools: icons above or beside it, at its headings, below pictures, at what readers say of it."""
    rng, kind = k.rng, KINDS["remarks"]
    heads = k.words.different(rng.randint(1, 3), "phrase")
    acts = rng.sample(
        [
            ("edit", "edit"),
            ("link", "link to"),
            ("up", "fold up"),
            ("speaker", "read out"),
            ("bookmark", "bookmark"),
            ("print", "print"),
            ("comment", "comment on"),
        ],
        rng.randint(1, 3),
    )
    whole = rng.random() < 0.5

    def tool(icon: str, verb: str, head: str) -> str:
        name = (
            f"{verb.capitalize()} {k.some('the section ', '', 'the part ')}{head}"
            if whole
            else verb.removesuffix(" to").removesuffix(" on")
        )
        return f'<button type="button" class="ib" aria-label="{esc(name)}" style="font-size:1em">{k.icon(icon)[1]}</button>'

    parts = "".join(
        f'<div data-group="{esc(head)}"><div class="rowx" style="gap:4px"><h2 style="margin:.3em 0">{esc(head)}</h2>{"".join(tool(icon, verb, head) for icon, verb in acts)}</div><p>{esc(k.words.text(rng.randint(1, 3)))}</p></div>'
        for head in heads
    )
    rows = Rows(kind, k)
    rows.boxed = False
    said = listed(rows, rows.titles(rng.randint(2, 5))) if rng.random() < 0.7 else ""
    beside = rng.random() < 0.4 and k.width > 400
    tools = _rail(k, kind.bar) if beside else _bar(k, kind.bar)
    lead = k.words.sentence(3, 6)
    return f'{k.top() if rng.random() < 0.4 else ""}<div class="rowx" style="align-items:flex-start;padding:8px">{tools if beside else ""}<main class="grow"><h1>{esc(lead)}</h1>{"" if beside else tools}{parts}{said}</main></div>'


PAGES: dict[str, Callable[[Kit], str]] = {f"rows {name}": partial(things, name=name) for name in KINDS}
PAGES["rows article"] = reading
