"""In: a place on a task bar. Out: what stands there beside menu and windows: launchers, workspaces, tray icons, clock, user, power."""

from __future__ import annotations

from ppagent.train.drawn.look import Colour, mix
from ppagent.train.drawn.painter import Painter

TRAY = ("wifi", "volume", "battery", "bell", "bluetooth", "mail", "mute", "printer", "chat", "usb", "shield", "headphones", "keyboard",
         "microphone", "chevron up", "camera", "download", "cloud", "sun", "moon", "search", "settings")  # fmt: skip
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def far_end(p: Painter, box: tuple[int, int, int, int], left: float, right: float, size: int) -> float:
    """Tray, clock and what else stands at the far end; returns where it begins."""
    rng, look = p.rng, p.look
    y0, y1 = box[1], box[3]
    middle, most = (y0 + y1) / 2, (left + right) / 2
    if p.chance(0.15):
        name = rng.choice(("show desktop", "show the desktop", "minimize all windows"))
        p.line(right - p.u(8), y0 + 2, right - p.u(8), y1 - 3, mix(p.ink, look.bar, 0.5))
        p.mark("button", name, (right - p.u(8), y0, right, y1), written=False)
        right -= p.u(12)
    parts = ["clock", "tray"] if p.chance(0.8) else ["tray", "clock"]
    if p.chance(0.2):
        parts.insert(0, "user")
    if p.chance(0.2):
        parts.insert(rng.randint(0, 2), "power")
    for part in parts:
        if part == "tray":
            step = min(size, p.u(20)) + p.u(rng.choice((4, 6, 8, 12)))
            for name in rng.sample(TRAY, rng.choice((0, 0, 1, 2, 3, 4, 5, 6, 7))):
                icon, right = min(size, p.u(20)), right - step
                if right > most:
                    hit = (right - 2, y0, right + step - 2, y1)
                    p.icon(right, middle, icon, name, role="button", box=hit, plain=p.chance(0.7))
            right -= p.u(6)
            continue
        text = {"clock": _time(p), "user": p.words.person()}.get(part, "")
        if part == "power":
            p.icon(right - size, middle, size, "power", role="button", plain=p.chance(0.5),
                   box=(right - size - p.u(4), y0, right + p.u(4), y1))  # fmt: skip
            right -= size + p.u(8)
            continue
        wide = look.text.width(text)
        if right - wide - p.u(8) > most:
            hit = (right - wide - p.u(8), y0, right, y1)
            p.text(
                right - p.u(4),
                middle,
                text,
                align="r",
                role="button",
                box=hit,
                hint="clock" if part == "clock" else "user menu",
            )
            right -= wide + p.u(12)
    return right


def _time(p: Painter) -> str:
    rng = p.rng
    hour, minute = rng.randint(0, 23), rng.randint(0, 59)
    time = (
        f"{hour:02}:{minute:02}"
        if p.chance(0.7)
        else f"{hour % 12 + 1}:{minute:02} {rng.choice(('AM', 'PM'))}"
    )
    if p.chance(0.45):
        return time
    day, month, week = rng.randint(1, 28), rng.randint(1, 12), rng.choice(_DAYS)
    date = rng.choice(
        (
            f"{week} {day} {_MONTHS[month - 1]},",
            f"{_MONTHS[month - 1]} {day}",
            f"{day:02}/{month:02}/2026",
            f"2026-{month:02}-{day:02}",
            week,
        )
    )
    return f"{date} {time}"


def pager(p: Painter, x: float, box: tuple[int, int, int, int], right: float, ground: Colour) -> float:
    """Small fields, one for each workspace; returns where they end."""
    rng, count = p.rng, p.rng.randint(2, 6)
    y0, y1 = box[1] + p.u(2), box[3] - p.u(2)
    wide = max(p.u(16), int((y1 - y0) * rng.choice((0.8, 1.2, 1.6))))
    if x + count * (wide + 2) > right - p.u(80):
        return x
    numbered, active = p.chance(0.5), rng.randrange(count)
    word = rng.choice(("workspace", "workspace", "desktop", "desktop"))
    for place in range(count):
        hit = (x, y0, x + wide, y1)
        on = place == active
        p.rect(
            *hit,
            p.look.accent if on and p.chance(0.6) else mix(ground, p.ink, 0.3 if on else 0.1),
            mix(ground, p.ink, 0.4),
        )
        state = "selected" if on else ""
        if numbered:
            p.text((x + x + wide) / 2, (y0 + y1) / 2, str(place + 1), p.look.small, align="c")
        elif on or p.chance(0.4):
            p.rect(x + wide * 0.2, y0 + (y1 - y0) * 0.25, x + wide * 0.7, y0 + (y1 - y0) * 0.75, None, p.ink)
        p.mark("button", f"{word} {place + 1}", hit, written=False, state=state)
        x += wide + 2
    return x + p.u(6)


def launchers(p: Painter, x: float, box: tuple[int, int, int, int], right: float, size: int) -> float:
    """Icons that start programs; returns where they end."""
    middle, gap = (box[1] + box[3]) / 2, p.u(p.rng.choice((6, 8, 12)))
    for _ in range(p.rng.randint(2, 8)):
        if x + size + gap > right:
            break
        p.icon(x + gap / 2, middle, size, role="button", box=(x, box[1], x + size + gap, box[3]))
        x += size + gap
    return x + p.u(4)
