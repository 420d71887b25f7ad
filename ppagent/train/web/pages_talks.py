"""In: a kit. Out: bodies of pages where people talk: threads with votes, chats, opinions with marks."""

from __future__ import annotations

from ppagent.train.asked.known import LONGEST
from ppagent.train.web.kit import Kit, esc
from ppagent.train.web.parts import Stars, face, framed, pages, tipped
from ppagent.train.web.rows import Kind, Rows

_KINDS = {
    "forum": Kind(("post", "answer", "question", "thread", "idea"), "sentence_short", "comment,share,bookmark,flag,reply,eye,award,hide,link,quote,edit,more", "search,filter,notifications,user,add"),
    "chats": Kind(("chat", "message", "line"), "person", "reply,smile,thumbs up,forward,pin,copy,edit,delete,star,translate,more,bookmark", "phone,video,search,more"),
    "reviews": Kind(("review", "opinion", "verdict"), "person", "thumbs up,thumbs down,flag,reply,share,translate,heart,more", "filter,sort,search"),
}  # fmt: skip


def _long(k: Kit) -> str:
    """A name of many words, not longer than what is asked for."""
    name = k.words.sentence(4, 9).rstrip(".!") if k.rng.random() < 0.7 else k.words.phrase(3, 5)
    while len(name) > LONGEST:
        name = name.rsplit(" ", 1)[0].rstrip(",")
    return name


def _vote(k: Kit, said: tuple[str, str], title: str, how: str, px: int) -> str:
    """Votes beside a thing: up, how many, down."""
    pair = {
        "arrows": ("vote up", "vote down"),
        "chevrons": ("up", "down"),
        "thumbs": ("thumbs up", "thumbs down"),
        "signs": ("add", "minus"),
    }[how]
    whole = k.words.rng.random() < 0.3
    up, down = (
        f'<button type="button" class="ib" aria-label="{esc(f"{name} {title}" if whole else name)}" title="{name.capitalize()}" style="font-size:{px}px;padding:1px">{k.icon(icon)[1]}</button>'
        for name, icon in zip(said, pair, strict=True)
    )
    return f'{up}<span data-role="text" class="small">{k.rng.choice([k.rng.randint(-9, 40), k.rng.randint(0, 3000)])}</span>{down}'


def forum(k: Kit) -> str:
    """Threads or answers with votes beside them; what can be done with each below it."""
    rng = k.rng
    rows = Rows(_KINDS["forum"], k, most=4)
    how, px, side = (
        rng.choice(["arrows", "arrows", "chevrons", "thumbs", "signs"]),
        rng.choice([12, 15, 18, 22]),
        rng.random() < 0.7,
    )
    said = rng.choice(
        [
            ("vote up", "vote down"),
            ("upvote", "downvote"),
            ("useful", "not useful"),
            ("agree", "disagree"),
            ("good answer", "bad answer"),
            ("I like this", "I do not like this"),
        ]
    )
    worded, faces, open_one = rng.random() < 0.4, rng.random() < 0.5, rng.random() < 0.4
    pad, inset = rng.choice([2, 5, 9]), rng.choice([0, 0, 14, 26])
    parts, titles = (
        [],
        list(
            dict.fromkeys(
                _long(k)
                for _ in range(rng.randint(max(3, min(8, k.height // 110)), max(4, min(16, k.height // 55))))
            )
        ),
    )
    for title in titles:
        votes = _vote(k, said, title, how, px)
        tools = "".join(
            f'<button type="button" class="ib small" aria-label="{esc(verb)}" style="padding:1px 4px">{k.icon(icon)[1]} {verb}</button>'
            if worded
            else tipped(rows, icon, verb, title)
            for icon, verb in rows.acts
        )
        head = (
            f'<a href="#" class="bold">{esc(title)}</a>'
            if not faces or rng.random() < 0.5
            else f'<b data-role="text">{esc(title)}</b>'
        )
        who, by = k.words.person(), k.some("by", "asked by", "from", "")
        line = f'<div class="small faint rowx" style="gap:4px">{face(k, who, 18) if faces else ""}<span data-role="text">{by} {esc(who)}, {k.words.date()}</span></div>'
        text = f"<p>{esc(k.words.text(rng.randint(1, 3)))}</p>" if open_one else ""
        body = f'<div class="grow">{head}{line}{text}<div class="rowx wrap" style="gap:{rows.tight}px">{"" if side else votes}{tools}</div></div>'
        column = (
            f'<div style="display:flex;flex-direction:column;align-items:center;flex:none;width:{px + 26}px">{votes}</div>'
            if side
            else ""
        )
        left = inset * rng.randint(0, 2)
        parts.append(
            f'<article class="{k.some("", "card") if pad > 4 else ""}" data-group="{esc(title)}" style="display:flex;gap:6px;padding:{pad}px 4px;border-bottom:1px solid var(--edge);margin-left:{left}px">{column}{body}</article>'
        )
    bar = "".join(k.icon_button(name) for name in rng.sample(rows.k.bar.split(","), rng.randint(1, 4)))
    tabs = "".join(
        f'<button class="tab" role="tab" aria-selected="{str(at == 0).lower()}">{name}</button>'
        for at, name in enumerate(rng.sample(["New", "Best", "Rising", "Unanswered", "Old", "Followed"], 3))
    )
    return framed(
        k,
        f'<div class="rowx wrap between"><h1>{esc(k.words.phrase(1, 3))}</h1><span>{bar}</span></div><div class="tabs">{tabs}</div>{"".join(parts)}{pages(k) if rng.random() < 0.5 else ""}',
    )


def chats(k: Kit) -> str:
    """Conversations with faces at the left, messages with icons at the right, the line to write below."""
    rng = k.rng
    rows = Rows(_KINDS["chats"], k, most=3)
    people = k.words.different(
        rng.randint(max(4, min(9, k.height // 70)), max(5, min(22, k.height // 36))), "person"
    )
    size, pad, low = rng.choice([20, 26, 32, 40, 48]), rng.choice([1, 3, 6]), rng.random() < 0.6
    kind = k.some("", "", "avatar image", "portrait", "profile photo")
    entries = "".join(
        f'<div class="rowx{" on" if at == 1 else ""}" data-group="{esc(name)}" style="padding:{pad}px 6px;gap:6px">{face(k, name, size, kind)}<div class="grow" style="overflow:hidden"><div data-role="list item" class="{k.some("", "bold")}">{esc(name)}</div><div class="small faint" data-role="text" style="white-space:nowrap;overflow:hidden;text-overflow:ellipsis">{esc(k.words.sentence(3, 7))}</div></div>'
        f'<span class="small" style="text-align:right">{rng.randint(0, 23)}:{rng.randint(0, 59):02}{f"<br><span class=badge data-role=text>{rng.randint(1, 9)}</span>" if rng.random() < 0.25 else ""}</span>{"".join(tipped(rows, icon, verb, name) for icon, verb in rows.acts[:1]) if rows.lead else ""}</div>'
        for at, name in enumerate(people)
    )
    find = f'<div class="rowx" style="padding:3px"><input class="input grow" placeholder="{k.some("Find a chat", "Look for people", "Search")}">{k.icon_button(k.some("edit", "add", "add user"))}</div>'
    own = "".join(
        k.icon_button(name)
        for name in rng.sample(
            ["chat", "phone", "users", "settings", "archive", "user", "calendar"], rng.randint(2, 5)
        )
    )
    left = f'<aside style="display:flex;flex-direction:column;height:{k.height}px;border-right:1px solid var(--edge);{f"width:{rng.choice([190, 240, 300])}px;flex:none" if k.width > 560 else "width:100%"}">{find}<div style="flex:1;overflow:hidden">{entries}</div>{f"<div class={chr(34)}bar between{chr(34)} style=padding:2px>{own}</div>" if low else ""}</aside>'
    if k.width <= 560:
        return left
    lines = []
    for at in range(max(3, k.height // rng.choice([60, 75, 95]))):
        text, mine = k.words.sentence(2, 9), rng.random() < 0.4
        tools = "".join(
            f'<button type="button" class="ib" aria-label="{esc(rows.name(verb, text) if not rows.whole else verb)}" style="font-size:.95em;padding:1px">{k.icon(icon)[1]}</button>'
            for icon, verb in rows.acts
        )
        look = f'<span class="card" data-role="text" style="padding:4px 8px;{"background:var(--wash)" if mine else ""}">{esc(text)}</span>'
        inner = [face(k, people[at % 2], 24, kind) if not mine else "", look, f"<span>{tools}</span>"]
        lines.append(
            f'<div class="rowx" data-group="{esc(text)}" style="margin:3px 0;gap:5px;{"flex-direction:row-reverse" if mine else ""}">{"".join(inner)}</div>'
        )
    bar = "".join(
        k.icon_button(name)
        for name in rng.sample(
            ["phone", "video", "search", "more", "pin", "users", "silence"], rng.randint(2, 4)
        )
    )
    ends = rng.sample(["attach", "smile", "microphone", "image", "location", "clock"], rng.randint(1, 4))
    write = f'<div class="rowx" style="padding:4px;gap:3px;border-top:1px solid var(--edge)">{"".join(k.icon_button(name) for name in ends[:2])}<input class="input grow" placeholder="{k.some("Write something", "Your message", "Say it")}">{"".join(k.icon_button(name) for name in ends[2:])}{k.icon_button("send")}</div>'
    right = f'<main class="grow" style="display:flex;flex-direction:column;height:{k.height}px"><header class="rowx" style="padding:4px;border-bottom:1px solid var(--edge)">{face(k, people[1], 28, kind)}<h3 class="grow" style="margin:0">{esc(people[1])}</h3>{bar}</header><div style="flex:1;overflow:hidden;padding:6px">{"".join(lines)}</div>{write}</main>'
    return f'<div style="display:flex">{left}{right}</div>'


def reviews(k: Kit) -> str:
    """What buyers say: faces, marks to give, thumbs, long names; one's own marks on top."""
    rng = k.rng
    rows, stars = Rows(_KINDS["reviews"], k, most=3), Stars(k)
    wares = k.words.different(rng.randint(2, max(3, min(9, k.height // 90))), "product")
    size = rng.choice([36, 50, 70])
    bought = "".join(
        f'<div class="rowx" data-group="{esc(name)}" style="padding:4px;border-bottom:1px solid var(--edge)">{k.picture(size, size * 3 // 4, k.some("product image", f"image of {name}", "thumbnail"))}<span class="grow" data-role="list item">{esc(name)}</span>{stars.row(name)}</div>'
        for name in wares
    )
    said = "".join(
        f'<article data-group="{esc(name)}" style="padding:5px 0;border-bottom:1px solid var(--edge)"><div class="rowx">{face(k, name, 26)}<b data-role="text">{esc(name)}</b><span class="faint small" data-role="text">{k.words.date()}</span><span class="right"></span>{"".join(tipped(rows, icon, verb, name) for icon, verb in rows.acts)}</div><p>{esc(k.words.text(rng.randint(1, 2)))}</p></article>'
        for name in rows.titles(rng.randint(2, 7))
    )
    order = [
        f"<section><h2>{k.some('Bought lately', 'Your orders', 'How was it?', 'Give your marks')}</h2>{bought}</section>",
        f"<section><h2>{k.some('What others say', 'Opinions', 'Verdicts')}</h2>{said}</section>",
    ]
    if rng.random() < 0.4:
        order.reverse()
    return framed(k, "".join(order))


PAGES = {"talk forum": forum, "talk chats": chats, "talk reviews": reviews}
