"""In: a kit. Out: bodies of pages of cards and players: marks and hearts per card, pictures with captions, transport bars."""

from __future__ import annotations

from ppagent.train.web.kit import Kit, esc
from ppagent.train.web.parts import Stars, Steppers, drawn, face, pages, tipped
from ppagent.train.web.rows import Kind, Rows

_CARDS = {
    "dishes": Kind(("dish", "recipe", "meal"), "product", "heart,bookmark,print,share,cart,comment,add,calendar,timer", "search,filter,heart,cart,user,grid"),
    "books": Kind(("book", "novel", "title"), "song", "cart,heart,bookmark,compare,eye,share,download,headphones,gift", "search,filter,cart,heart,list,grid,sort"),
    "wares": Kind(("thing", "offer", "set", "ware"), "product", "cart,heart,compare,zoom in,share,notifications,gift,truck,eye", "cart,compare,heart,filter,user,sort"),
    "films": Kind(("film", "show", "episode"), "song", "play,add,heart,thumbs up,thumbs down,information,download,share,captions", "search,cast,user,history,filter"),
    "rooms": Kind(("room", "flat", "house", "tent"), "phrase", "heart,map,share,calendar,compare,information,phone", "map,filter,sort,heart,search"),
    "courses": Kind(("course", "talk", "class"), "sentence_short", "bookmark,play,share,calendar,add user,information,award", "search,calendar,filter,list,user"),
}  # fmt: skip
_KINDS = {
    "dishes": "dish photo",
    "books": "cover",
    "wares": "product image",
    "films": "poster",
    "rooms": "outside view",
    "courses": "thumbnail",
}


def _bar(k: Kit, icons: str) -> str:
    some = k.rng.sample(icons.split(","), k.rng.randint(2, 4))
    return f'<header class="{k.some("bar", "rowx", "card rowx")}" style="padding:{k.rng.choice([2, 5])}px"><b data-role="text">{esc(k.words.phrase(1, 2))}</b><span class="right"></span>{"".join(k.icon_button(name) for name in some)}</header>'


def shelf(k: Kit) -> str:
    """Cards of dishes, books, wares: a picture, marks, and what can be done with it at the lower edge."""
    rng = k.rng
    name = rng.choice(list(_CARDS))
    rows, stars, steps = Rows(_CARDS[name], k), Stars(k), Steppers(k)
    rows.acts = rows.acts[: rng.choice([1, 2, 2, 3])]
    wide = rng.choice([110, 140, 170, 200, 240, 300])
    columns = max(1, (k.width - 16) // (wide + 12))
    wide = min(wide if rng.random() < 0.5 else (k.width - 16) // columns - 12, 420)
    tall = int(wide * rng.choice([0.3, 0.5, 0.75, 1.2 if columns > 2 else 0.4]))
    count = min(
        36,
        columns
        * rng.randint(max(1, min(3, k.height // (tall + 110))), max(1, min(6, 1 + k.height // (tall + 110)))),
    )
    lower, framed, rated, priced, counted = (
        rng.choice(["spread", "left", "right", "grow"]), rng.random() < 0.75, rng.random() < 0.65, rng.random() < 0.6, rng.random() < 0.2,
    )  # fmt: skip
    lying = rng.random() < 0.2 and k.width > 500  # the picture at the left
    where = rng.choice(["end", "end", "end", "title", "picture"])
    cards = []
    for title in rows.titles(count):
        tools = [tipped(rows, icon, verb, title) for icon, verb in rows.acts]
        picture = drawn(k, _KINDS[name], title, wide - 18 if not lying else wide // 3, tall)
        marks = stars.row(title) if rated else ""
        price = (
            f'<b data-role="text">{k.words.price()}</b>'
            if priced
            else f'<span class="small faint" data-role="text">{esc(k.words.phrase(1, 3))}</span>'
        )
        head = f'<div class="bold" data-role="text" style="overflow:hidden">{esc(title)}</div>'
        number = steps.of(title, rng.randint(1, 9)) if counted else ""
        spread = {"spread": "justify-content:space-between", "right": "justify-content:flex-end"}.get(
            lower, ""
        )
        foot = (
            f'<div class="rowx" style="margin-top:auto;gap:{rows.tight}px;{spread}">{number}{"".join(tools)}</div>'
            if where == "end"
            else number
        )
        if where == "title":
            head = f'<div class="rowx between">{head}<span style="flex:none">{"".join(tools)}</span></div>'
        if where == "picture":
            picture = f'<div style="position:relative">{picture}<span style="position:absolute;right:3px;bottom:3px;background:var(--card);border-radius:4px;display:flex">{"".join(tools)}</span></div>'
        inner = f'{picture}<div class="grow col" style="gap:2px;align-items:stretch">{head}<div>{price}</div>{marks}{foot}</div>'
        flow = "display:flex;gap:6px" if lying else "display:flex;flex-direction:column;gap:3px"
        cards.append(
            f'<div class="{"card" if framed else ""}" data-group="{esc(title)}" style="width:{wide}px;padding:8px;overflow:hidden;{flow}">{inner}</div>'
        )
    return f'{_bar(k, rows.k.bar)}<div class="rowx wrap" style="align-items:stretch;gap:{rng.choice([4, 8, 12])}px;padding:4px">{"".join(cards)}</div>{pages(k) if rng.random() < 0.4 else ""}<div style="height:20px"></div>'


_TRANSPORT = {
    "previous": ("previous", "one track back", "to the start of the piece", "last chapter again"), "rewind": ("rewind", "hurry back", "back by 10 seconds", "a little earlier"),
    "play": ("play", "let it run", "begin", "go on playing", "resume"), "pause": ("pause", "hold it", "take a break", "freeze it"), "stop": ("stop", "halt and go to zero", "end playback"),
    "fast forward": ("fast forward", "hurry on", "on by 30 seconds", "a little later"), "next": ("next", "one track on", "skip this one", "chapter after this"),
    "shuffle": ("shuffle", "any order", "mix them up", "play at random"), "repeat": ("repeat", "over and over", "play it in a circle", "loop this list"),
    "record": ("record", "take down", "tape this"), "eject": ("eject", "hand out the disc"), "speaker": ("volume", "how loud", "sound level"), "mute": ("mute", "not a sound", "be quiet"),
    "playlist": ("play queue", "what comes next", "list of the pieces"), "cast": ("cast", "play on another device", "send to the living room"), "captions": ("captions", "show what is said", "subtitles on or off"),
    "full screen": ("full screen", "use all of the screen", "as large as can be"), "small window": ("small window", "keep it on top", "float above others"), "speed": ("speed", "faster or slower", "tempo"),
    "timer": ("sleep timer", "go silent after a while"), "equalizer": ("equalizer", "treble and bass", "sound settings"), "heart": ("like", "one of my dearest", "love this piece"),
    "download": ("download", "keep for the train"), "share": ("share", "play it to a friend"), "information": ("information", "who sings here"), "bookmark": ("bookmark", "mark this second"),
    "camera": ("snapshot", "picture of this moment"), "settings": ("settings", "quality and more"), "music": ("lyrics", "words of the song"),
}  # fmt: skip
"""Buttons of players, and what their tool tips may say."""


def _key(k: Kit, icon: str, px: int, how: int) -> str:
    """A player's button: named shortly, by an unusual tool tip, or both."""
    short, *long = _TRANSPORT[icon]
    tip = k.rng.choice(long or [short]).capitalize()
    said = (f'aria-label="{short}"', f'title="{tip}"', f'aria-label="{short}" title="{tip}"')[how]
    big = px + (px // 2 if icon in {"play", "pause"} and k.rng.random() < 0.6 else 0)
    return f'<button type="button" class="ib" {said} style="font-size:{big}px">{k.icon(icon)[1]}</button>'


def deck(k: Kit) -> str:
    """A player of music, talks or films: its cover, its full transport bar, what comes next."""
    rng = k.rng
    rows = Rows(
        Kind(
            ("song", "talk", "chapter", "piece"),
            "song",
            "heart,download,more,add,share,playlist,delete,information",
            "search",
        ),
        k,
    )
    rows.boxed = False
    px, how, tight = rng.choice([12, 15, 18, 22, 28]), rng.randrange(3), rng.choice([0, 2, 5, 10])
    moves = [*(["shuffle"] if rng.random() < 0.6 else []), "previous", *(["rewind"] if rng.random() < 0.5 else []), k.some("play", "pause"), *(["stop"] if rng.random() < 0.4 else []),
             *(["fast forward"] if rng.random() < 0.5 else []), "next", *(["repeat"] if rng.random() < 0.6 else []), *(["record"] if rng.random() < 0.15 else [])]  # fmt: skip
    more = rng.sample(
        [
            name
            for name in _TRANSPORT
            if name not in moves and name not in {"play", "pause", "record", "previous", "next"}
        ],
        rng.randint(1, 7 if k.width > 640 else 3),
    )
    keys = "".join(_key(k, icon, px, how) for icon in moves)
    ends = "".join(_key(k, icon, max(12, px * 3 // 4), how) for icon in more)
    title, artist = k.words.song(), k.words.person()
    cover = rng.choice([40, 60, 90, 140, 220]) if k.height > 420 else 44
    kind = k.some("cover", "album art", "sleeve", "cover picture", "artwork")
    seek = f'<div class="rowx grow" style="min-width:90px"><span class="small" data-role="text">{rng.randint(0, 9)}:{rng.randint(0, 59):02}</span><input type="range" aria-label="{k.some("position", "where it is", "seek")}" style="flex:1;min-width:30px" value="{rng.randint(0, 100)}"><span class="small" data-role="text">-{rng.randint(0, 9)}:{rng.randint(0, 59):02}</span></div>'
    loud = (
        f'<input type="range" aria-label="{k.some("volume", "loudness")}" style="width:{rng.choice([50, 80])}px">'
        if rng.random() < 0.4
        else ""
    )
    now = f'<div class="rowx" data-group="{esc(title)}">{drawn(k, kind, title, cover, cover)}<div><h{2 if cover > 50 else 4} style="margin:2px 0">{esc(title)}</h{2 if cover > 50 else 4}>{k.link(artist)}</div></div>'
    moving = f'<div class="rowx" style="gap:{tight}px;flex:none">{keys}</div>'
    ending = f'<div class="rowx" style="gap:{tight}px;flex:none">{ends}</div>'
    count = rng.randint(max(3, min(12, k.height // 60)), max(4, min(30, k.height // 34)))
    pad = rng.choice([1, 3, 6, 10])
    queue = "".join(
        f'<div class="rowx{" on" if at == 1 else ""}" data-group="{esc(name)}" style="padding:{pad}px 4px;border-bottom:1px solid var(--edge)">{face(k, name, 22, "cover") if rows.lead else f"<span class={chr(34)}small faint{chr(34)}>{at}</span>"}<span class="grow" data-role="list item">{esc(name)}</span>{rows.tools(name)[1]}<span class="small" data-role="text">{rng.randint(1, 9)}:{rng.randint(0, 59):02}</span></div>'
        for at, name in enumerate(rows.titles(count), 1)
    )
    place = rng.choice(["below", "below", "above", "card"])
    bar = f'<div class="{k.some("bar", "card", "bar")}" style="display:flex;gap:8px;align-items:center;flex-wrap:wrap;justify-content:{k.some("center", "space-between")};padding:{rng.choice([2, 6, 10])}px;{"position:fixed;left:0;right:0;bottom:0;z-index:5" if place == "below" else ""}">{moving}{seek}{ending}{loud}</div>'
    if place == "card":
        return f'<div class="rowx wrap" style="align-items:flex-start;padding:6px"><section class="card col" style="flex:1 1 260px">{now}{seek}<div class="rowx center">{moving}</div><div class="rowx center">{ending}{loud}</div></section><section class="card" style="flex:2 1 300px"><h3>{k.some("Coming up", "Queue", "Also in this list", "Chapters")}</h3>{queue}</section></div>'
    return f'{bar if place == "above" else ""}<main style="padding:8px"><div class="card">{now}</div>{queue}</main>{bar if place == "below" else ""}<div style="height:90px"></div>'


def album(k: Kit) -> str:
    """Photographs with captions, each with buttons; some chosen."""
    rng = k.rng
    rows = Rows(
        Kind(
            ("photo", "picture", "shot"),
            k.some("phrase", "file", "sentence_short"),
            "heart,rotate,delete,download,share,zoom in,crop,edit,eye,tag,star,information",
            "upload,filter,sort,grid,share,play,delete,search",
        ),
        k,
    )
    rows.acts, side = rows.acts[: rng.randint(1, 4)], rng.choice([80, 110, 140, 190, 260])
    tall, gap = int(side * rng.choice([0.6, 0.75, 1])), rng.choice([2, 6, 10])
    count = min(
        40,
        max(
            2,
            (k.width // (side + gap))
            * rng.randint(max(1, k.height // (2 * tall + 120)), max(1, k.height // (tall + 30))),
        ),
    )
    where, kind = (
        rng.choice(["below", "below", "over", "beside"]),
        k.some("thumbnail", "small photo", "album picture"),
    )
    cells, cut = (
        [],
        k.some(
            "text-overflow:ellipsis;white-space:nowrap", "overflow-wrap:anywhere", "overflow-wrap:anywhere"
        ),
    )
    for title in rows.titles(count):
        tools = "".join(tipped(rows, icon, verb, title) for icon, verb in rows.acts)
        picture = drawn(k, kind, title, side, tall)
        caption = f'<div class="small" data-role="text" style="width:{side}px;overflow:hidden;{cut};{k.some("", "text-align:center")}">{esc(title)}</div>'
        box = rows.box(title) if rows.boxed else ""
        if where == "over":
            inner = f'<div style="position:relative">{picture}<div style="position:absolute;left:0;right:0;top:0;background:#000a;color:#fff;display:flex">{box}<span class="right"></span>{tools}</div></div>{caption}'
        elif where == "beside":
            inner = f'<div style="display:flex;gap:2px">{picture}<div class="col" style="gap:0">{box}{tools}</div></div>{caption}'
        else:
            inner = f'{picture}{caption}<div class="rowx" style="gap:{rows.tight}px;max-width:{side}px">{box}{tools}</div>'
        cells.append(f'<figure data-group="{esc(title)}" style="margin:0">{inner}</figure>')
    return f'{_bar(k, rows.k.bar)}<div class="rowx wrap" style="align-items:flex-start;gap:{gap}px;padding:4px">{"".join(cells)}</div><div style="height:14px"></div>'


PAGES = {"card shelf": shelf, "card deck": deck, "card album": album}
