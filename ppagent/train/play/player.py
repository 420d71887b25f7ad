"""In: an asset folder and a seed. Out: episodes: tasks on simulated screens, done by one who knows their state."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ppagent.action.schema import END, Action, Click
from ppagent.train.drawn import pages
from ppagent.train.drawn.art import Art
from ppagent.train.drawn.bars import title_bar
from ppagent.train.drawn.fonts import FontBook
from ppagent.train.drawn.icons import IconSet
from ppagent.train.drawn.look import any_colour, light
from ppagent.train.drawn.painter import Painter
from ppagent.train.drawn.themes import ThemeIcons
from ppagent.train.drawn.words import Words as DrawnWords
from ppagent.train.play import kinds, taps
from ppagent.train.play.board import Board, CrowdedError, Frame
from ppagent.train.play.desk import make_desk
from ppagent.train.play.kit import Hand, Job, Kit, Texts
from ppagent.train.play.skin import DESK, MODERN, PLAIN, make_skin
from ppagent.train.sheet import Episode, Turn

MOST_TURNS = 20
SLIPS = 0.12
"""Share of episodes in which one click goes astray."""
REFUSED = 0.05
"""Share of episodes in which one action is not carried out."""
TAPS = 0.16
"""Share of episodes on whole screens of the drawn set."""
_SHARES = {
    **{name: share / sum(kinds.SHARES.values()) * (1 - TAPS) for name, share in kinds.SHARES.items()},
    **{name: share / sum(taps.SHARES.values()) * TAPS for name, share in taps.SHARES.items()},
}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a task is done: px of the screen, its scale, and the box of what is shown, before its height is known."""

    kind: str
    size: tuple[int, int]
    scale: float
    box: tuple[int, int, int, int]


class Player:
    """Makes episodes; each depends on its seed and on the player's alone.

    Args:
        assets: what `ppagent.train.assets` prepared.
        seed: of all episodes.
        held_out: write and draw with the words, fonts and icons that are kept from training.
    """

    def __init__(self, assets: Path, seed: int, held_out: bool = False) -> None:
        self._text = DrawnWords(assets / "words.txt", held_out=held_out)
        self._fonts = FontBook(assets / "fonts", held_out=held_out)
        self._icons = IconSet(assets, held_out=held_out)
        self._themes = ThemeIcons(assets, held_out=held_out)
        self._seed, self._held = seed, held_out

    def episode(self, seed: int, kind: str | None = None) -> Episode:
        """The episode of a number; ``kind``: of that kind, one of `kinds.MAKERS` or `taps.KINDS`."""
        first = random.Random(f"{self._seed}/{seed}/kind")
        name = ""
        for again in range(60):
            if again % 20 == 0:  # a kind for which no screen has room gives way to another one
                name = kind or first.choices(list(_SHARES), list(_SHARES.values()))[0]
            rng = random.Random(f"{self._seed}/{seed}/{again}/{self._held}/{name}")
            found = self._tap(rng, name, kind is None) if name in taps.KINDS else self._attempt(rng, name)
            if found is not None:
                return found
        raise CrowdedError(name)

    def _tap(self, rng: random.Random, name: str, any_kind: bool) -> Episode | None:
        desk = make_desk(rng, self._text, self._fonts, self._icons, self._themes, f"play/{name}")
        self._text.accents = 0.0  # the board's texts are without
        found = taps.KINDS[name](desk)
        # A screen takes long to draw: what lacks fields or menus has other things to click.
        return taps.KINDS["tap"](desk) if found is None and any_kind else found

    def _attempt(self, rng: random.Random, name: str) -> Episode | None:
        place = _place(rng)
        skin = make_skin(rng, place.kind, place.scale, self._fonts, self._icons, self._themes)
        source = random.Random(0)
        art = Art(source, skin.look, self._icons, self._themes)
        frame = Frame(place.box)
        board = Board(place.size, rng.getrandbits(32), skin, source, art, self._text, frame)
        room = int(
            (place.size[1] / place.scale - 60) / (skin.look.base / place.scale * 1.3 + skin.gap + skin.pad_y)
        )
        words = Texts(rng, held=self._held)
        kit = Kit(rng, words, board, max(3, min(room, 9)), place.size[0] / place.scale < 300)
        try:
            job = kinds.MAKERS[name](kit)
            _settle(board, place, job, rng, words)
            turns = play(board, job, kit, f"play/{name}")
        except CrowdedError:
            return None
        return Episode(job.task, turns) if turns else None


def _place(rng: random.Random) -> _Place:
    share = rng.random()
    if share < 0.62:
        width = rng.choice((160, 160, 160, 180, 200, 220, 260, 300, 340, 400, 500))
        scale = rng.choice((1, 1.5, 2, 2, 3, 3, 3) if width < 230 else (1, 1, 1.5, 2))
        wide, high = int(width * scale), int(rng.choice((210, 210, 210, 180, 240, 260, 300)) * scale)
        if width > 230:
            high = int(width * rng.uniform(0.7, 1.2) * scale)
        size = (wide, high)
        if rng.random() < 0.12 and wide < 500:  # a page that fills a corner of the window only
            size = (int(wide * rng.uniform(1.2, 2)), int(high * rng.uniform(1.1, 1.5)))
        return _Place(PLAIN, size, scale, (0, 0, wide, high))
    if share < 0.82:
        size = rng.choice(
            ((480, 600), (640, 480), (640, 640), (800, 600), (1024, 640), (1024, 768), (1280, 720))
        )
        scale = rng.choice((1, 1, 1, 1.25, 1.5))
        wide = min(size[0] - 20, int(rng.randint(280, 560) * scale))
        left = (size[0] - wide) // 2 if rng.random() < 0.6 else rng.randint(8, size[0] - wide - 8)
        top = int(rng.randint(8, 90) * scale)
        return _Place(MODERN, size, scale, (left, top, left + wide, size[1] - 10))
    size = rng.choice(((640, 480), (800, 600), (1024, 768), (1280, 720), (1280, 800), (1366, 768)))
    scale = rng.choice((1, 1, 1, 1.25))
    wide = min(size[0] - 20, int(rng.randint(280, 560) * scale))
    left, top = rng.randint(4, size[0] - wide - 6), rng.randint(6, int(size[1] * 0.3))
    return _Place(DESK, size, scale, (left, top, left + wide, size[1] - 50))


def _settle(board: Board, place: _Place, job: Job, rng: random.Random, words: Texts) -> None:
    """Give the board the height that its content needs, and a surrounding."""
    frame, (x0, y0, x1, y1) = board.frame, place.box
    if (place.kind == PLAIN and rng.random() < 0.68) or (place.kind == MODERN and rng.random() < 0.25):
        frame.strip = job.task
        dark = rng.random() < 0.2
        frame.bold = rng.random() < 0.2
        frame.least = board.p.u(rng.choice((0, 0, 0, 30, 50, 50)))
        while (light(frame.strip_fill) < 150) != dark or frame.strip_fill == (255, 255, 0):
            frame.strip_fill = any_colour(rng, 0, 90) if dark else any_colour(rng, 150, 255)
    high = board.high()
    if place.kind == PLAIN:
        if not board.scrolls and high > y1:
            if (high > 2.2 * x1 and high > 1.5 * y1) or high > 1400:
                raise CrowdedError
            frame.box = (0, 0, x1, high)
            board.size = (board.size[0], max(board.size[1], high))
        return
    slack = board.p.u(rng.choice((0, 8, 40, 90)))
    bottom = y1 if board.scrolls else min(y1, y0 + high + slack)
    if not board.scrolls and y0 + high > y1:
        raise CrowdedError
    frame.box = (x0, y0, x1, bottom)
    if place.kind == DESK:
        frame.backdrop = _window(frame.box, words.phrase(1, 3), full=rng.random() < 0.5)
    else:
        frame.backdrop = _card(frame.box, framed=rng.random() < 0.7, head=rng.random() < 0.6)


def _window(box: tuple[int, int, int, int], title: str, *, full: bool) -> Callable[[Painter], None]:
    def draw(p: Painter) -> None:
        x0, y0, x1, y1 = box
        bar = p.look.base + p.u(12)
        if full:
            pages.desktop(p)
        else:
            pages.wallpaper(p)
        p.ink = p.look.ink
        y0 = max(0, y0 - bar)
        p.raise_panel(x0 - 1, y0, x1 + 1, y1 + 1, p.look.ground)
        title_bar(p, x0, y0 + 1, x1 - x0, bar - 1, title)
        p.rect(x0, box[1], x1, y1, p.look.ground)

    return draw


def _card(box: tuple[int, int, int, int], *, framed: bool, head: bool) -> Callable[[Painter], None]:
    def draw(p: Painter) -> None:
        x0, y0, x1, y1 = box
        if framed:
            p.rect(0, 0, p.width, p.height, p.look.panel)
        if head and y0 > p.u(30):
            p.rect(0, 0, p.width, y0 - p.u(6), p.look.accent)
            p.text(p.u(10), (y0 - p.u(6)) / 2, p.words.label(2), p.look.strong, p.look.on_accent, role="text")
        p.rect(x0, y0, x1, y1, p.look.ground, p.look.border if framed else None, p.look.radius)

    return draw


def play(board: Board, job: Job, kit: Kit, source: str) -> tuple[Turn, ...]:
    """Do a job on its board; no turns when it is not done in the end, or takes too long."""
    rng, turns = kit.rng, list[Turn]()
    astray = rng.randrange(4) if rng.random() < SLIPS else -1
    refused = rng.randrange(4) if rng.random() < REFUSED else -1
    sheet = board.sheet(source)
    for action in job.plan(Hand(kit)):
        if isinstance(action, END):
            turns.append(Turn(sheet, action))
            break
        turns.append(Turn(sheet, action, refused=len(turns) == refused))
        if turns[-1].refused:
            continue
        if len(turns) >= MOST_TURNS:
            return ()
        happens = _slipped(board, action, rng) if len(turns) - 1 == astray else action
        if happens is not None:
            board.apply(happens)
        sheet = board.sheet(source)
    return tuple(turns) if job.done() else ()


def _slipped(board: Board, action: Action, rng: random.Random) -> Action | None:
    """What becomes of a click that goes astray: it hits a thing nearby, or comes to nothing."""
    if not isinstance(action, Click) or action.point is None or action.count > 1:
        return action
    meant = board.at(action.point)
    if meant is None or board.opened is not None:
        return action
    reach = 60 * board.skin.look.scale
    near = [
        part for part in board.hits
        if part is not meant and part.slips and meant.slips and part.spot is not None and abs(part.spot[1] - action.point[1]) < reach
    ]  # fmt: skip
    if near and rng.random() < 0.5:
        return Click(point=rng.choice(near).spot, modifiers=action.modifiers)
    return None if meant.shows else action
