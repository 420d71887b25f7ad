"""In: which icon buttons, and where. Out: a strip of them; besides, find bars, players and the like, which are such strips."""

from __future__ import annotations

from collections.abc import Sequence

from ppagent.train.drawn.controls import button, field, slider, tick
from ppagent.train.drawn.look import Colour, mix
from ppagent.train.drawn.painter import Painter
from ppagent.train.drawn.tools import FIND, MANAGE, MANAGE_END, PLAY, SOUND, WAYS, Tool


def one_of(p: Painter, texts: str) -> str:
    """One of the alternatives, which are parted by bars."""
    return p.rng.choice(texts.split("|"))


def tool(
    p: Painter, x: float, yc: float, h: float, it: Tool, *, size: int, pitch: float, colour: Colour | None = None, plain: bool = False,
    state: str = "", group: str | None = None,
) -> None:  # fmt: skip
    """One icon button whose icon begins at ``x``; it is as high as told and reaches half way to its neighbours."""
    icon, names, hints = it
    known, half = p.art.knows(icon), max(2.0, (pitch - size) / 2)
    box = (x - half, yc - h / 2, x + size + half, yc + h / 2)
    p.icon(x, yc, size, icon, colour, role="button", box=box, plain=plain, state=state, group=group,
           called=one_of(p, names) if known and names else "",
           hint=one_of(p, hints) if known and hints and p.chance(0.7) else "")  # fmt: skip


def strip(
    p: Painter, x: float, yc: float, h: float, tools: Sequence[Tool], *, size: int, pitch: float, right: float,
    colour: Colour | None = None, plain: bool = False, group: str | None = None,
) -> float:  # fmt: skip
    """Icon buttons from left to right as far as there is room; returns where they end."""
    for it in tools:
        if x + pitch > right:
            break
        state = "disabled" if p.chance(0.06) else ""
        tool(
            p,
            x + (pitch - size) / 2,
            yc,
            h,
            it,
            size=size,
            pitch=pitch,
            colour=colour,
            plain=plain,
            state=state,
            group=group,
        )
        x += pitch
    return x


def chosen(p: Painter, tools: Sequence[Tool], low: int, high: int) -> list[Tool]:
    """Some of the tools, in their order."""
    count = min(len(tools), p.rng.randint(low, high))
    places = sorted(p.rng.sample(range(len(tools)), count))
    return [tools[place] for place in places]


def find_bar(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A field for what to find, arrows, switches for how, and a cross."""
    rng, look = p.rng, p.look
    p.rect(x, y, x + w, y + h, rng.choice((look.panel, look.bar)))
    middle, size = y + h / 2, min(p.u(rng.choice((14, 16, 18))), int(h) - p.u(6))
    pitch, cx, end = float(size + p.u(rng.choice((6, 10, 14)))), x + p.u(8), x + w - p.u(6)
    if p.chance(0.85):
        at_end = p.chance(0.6)
        hide = ("close", "close|close find bar" if at_end else "close", "Hide the search")
        if at_end:
            end -= pitch
            tool(p, end + (pitch - size) / 2, middle, h - 2, hide, size=size, pitch=pitch, plain=True)
        else:
            cx = strip(p, cx, middle, h - 2, [hide], size=size, pitch=pitch, right=end, plain=True)
    cx = _to_find(p, cx, y, w, h)
    plain, colour = p.chance(0.7), rng.choice((p.ink, look.muted))
    arrows = FIND if p.chance(0.8) else FIND[::-1]
    cx = strip(p, cx, middle, h - 2, arrows, size=size, pitch=pitch, right=end, plain=plain, colour=colour)
    cx = (_letter_keys if p.chance(0.5) else _ticks)(p, cx + p.u(6), y, h, end)
    if p.chance(0.4):
        found = f"{rng.randint(1, 9)} of {rng.randint(9, 99)}"
        room = max(0.0, end - cx - p.u(8))
        p.text(end - p.u(4), middle, found, look.small, look.muted, align="r", room=room)


def _to_find(p: Painter, cx: float, y: float, w: float, h: float) -> float:
    """The field for the words, with or without a word before it; returns where what follows begins."""
    if p.chance(0.5):
        cx += p.text(cx, y + h / 2, p.words.fixed("Find:", "Search:", "Find"), room=w / 5) + p.u(8)
    wide = min(w * 0.45, float(p.u(p.rng.randint(120, 300))))
    value = p.words.lower() if p.chance(0.5) else ""
    empty = "" if value else p.words.fixed("Find", "Search", "Find in page")
    field(p, cx, y + p.u(3), wide, h - p.u(6), "", value=value, placeholder=empty)
    if value:
        p.mark("field", "find", (cx, y + p.u(3), cx + wide, y + h - p.u(3)), written=False, value=value)
    return cx + wide + p.u(6)


def _letter_keys(p: Painter, cx: float, y: float, h: float, end: float) -> float:
    """The ways to search, as letters on small keys; returns where they end."""
    look = p.look
    for letters, name, hint in WAYS[: p.rng.randint(1, 3)]:
        wide = look.small.width(letters) + p.u(10)
        if cx + wide < end:
            on = p.chance(0.3)
            box = (cx, y + p.u(3), cx + wide, y + h - p.u(3))
            fill = mix(look.bar, look.accent, 0.3) if on else None
            p.rect(*box, fill, look.border if p.chance(0.4) else None, look.radius)
            p.text(cx + wide / 2, y + h / 2, letters, look.small, align="c")
            p.mark("button", name, box, written=False, state="selected" if on else "", hint=hint)
            cx += wide + p.u(4)
    return cx


def _ticks(p: Painter, cx: float, y: float, h: float, end: float) -> float:
    """The ways to search, as boxes to tick; returns where they end."""
    ways = (
        p.words.fixed("Match case", "Case sensitive"),
        p.words.fixed("Whole words", "Highlight all", "Wrap around"),
    )
    for text in ways[: p.rng.randint(0, 2)]:
        if cx + p.look.text.width(text) + p.u(40) < end:
            cx += tick(p, cx, y + h / 2, text, room=end - cx, on=p.chance(0.3)) + p.u(14)
    return cx


def player_bar(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """What steers a player: play, stop, skip, a slider with the time, volume, and more."""
    rng, look = p.rng, p.look
    p.rect(x, y, x + w, y + h, rng.choice((look.bar, look.panel, look.ground)))
    size = min(p.u(rng.choice((16, 20, 24, 28))), int(h) - p.u(4))
    pitch, plain = float(size + p.u(rng.choice((8, 12, 16)))), p.chance(0.6)
    played = PLAY[2] if p.chance(0.6) else PLAY[3]
    main = [it for it in chosen(p, PLAY, 3, 7) if it[0] not in {"play", "pause"}]
    main.insert(len(main) // 2, played)
    more = chosen(p, SOUND, 2, 7)
    two, low = h > p.u(44) and p.chance(0.7), p.look.base + p.u(4)
    lengths = f"{rng.randint(0, 9)}:{rng.randint(0, 59):02}", f"{rng.randint(10, 59)}:{rng.randint(0, 59):02}"
    name = rng.choice(("seek", "position", "playback position", "time"))
    if two:
        line = y + low * 0.6
        start = p.text(x + p.u(8), line, lengths[0], look.small, look.muted) + p.u(20)
        back = p.text(x + w - p.u(8), line, lengths[1], look.small, look.muted, align="r") + p.u(20)
        _seek(p, x + start, line, w - start - back, name)
        middle = y + low + (h - low) / 2
        size = min(size, int(h - low) - 4)
    else:
        middle = y + h / 2
    high = (h - low if two else h) - 4
    end = x + w - p.u(8)
    taken = pitch * len(more)
    at = x + (w - pitch * len(main)) / 2 if two and p.chance(0.4) else x + p.u(6)
    cx = strip(p, at, middle, high, main, size=size, pitch=pitch, right=end, plain=plain)
    left = end - taken
    if left < cx + p.u(10):
        left, more = cx + p.u(6), more[:2]
    if not two:
        room = left - cx - p.u(120)
        if room > p.u(60):
            took = p.text(cx + p.u(6), middle, lengths[0], look.small, look.muted)
            _seek(p, cx + took + p.u(16), middle, room - took, name)
            p.text(cx + room + p.u(24), middle, lengths[1], look.small, look.muted)
    small = max(10, min(size, p.u(20)))
    strip(p, left, middle, high, more, size=small, pitch=pitch, right=end + 1, plain=plain)


def _seek(p: Painter, x: float, yc: float, w: float, name: str) -> None:
    if w < p.u(40):
        return
    slider(p, x, yc, w, name)
    p.unwritten()


def location_bar(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Where a file manager is: arrows, folders or a field, and icons at the far end."""
    rng, look = p.rng, p.look
    p.rect(x, y, x + w, y + h, rng.choice((look.panel, look.bar, look.ground)))
    size = min(p.u(rng.choice((16, 16, 20, 24))), int(h) - 4)
    pitch, plain = float(size + p.u(rng.choice((8, 10, 14)))), p.chance(0.4)
    cx = strip(
        p,
        x + p.u(4),
        y + h / 2,
        h - 2,
        chosen(p, MANAGE, 2, 5),
        size=size,
        pitch=pitch,
        right=x + w / 2,
        plain=plain,
    )
    last = chosen(p, MANAGE_END, 1, 4)
    end = max(cx, x + w - p.u(4) - pitch * len(last))
    strip(p, end, y + h / 2, h - 2, last, size=size, pitch=pitch, right=x + w, plain=plain)
    cx += p.u(6)
    if p.chance(0.4):
        value = "/".join(("", p.words.lower(), p.words.lower(), p.words.lower())[: rng.randint(2, 4)])
        if end - cx > p.u(80):
            box = (cx, y + 3, end - p.u(6), y + h - 3)
            field(p, cx, y + 3, end - p.u(6) - cx, h - 6, "", value=value)
            p.mark(
                "field",
                rng.choice(("location", "path", "address")),
                box,
                written=False,
                value=value if look.text.width(value) < box[2] - cx - p.u(14) else "",
            )
        return
    for _ in range(rng.randint(2, 5)):
        text = p.words.word()
        wide = look.text.width(text) + p.u(16)
        if cx + wide > end - p.u(6):
            break
        button(p, cx, y + 3, wide, h - 6, text, "o" if look.radius else "g")
        cx += wide + p.u(2)
