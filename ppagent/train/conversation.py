"""In: screens, what was asked about them and the right answers. Out: Conversation: what the model reads, and what it must say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ppagent.action.brief import BriefDialect
from ppagent.action.schema import Action, Click, Drag, Fail, Move, Scroll
from ppagent.policy.families.base import mrope_positions
from ppagent.policy.prompts import EFFECT_NOTES, brief_turn
from ppagent.prune.diff import Mask
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import Look
from ppagent.train.questions import Question
from ppagent.train.sheet import Box, Episode, Sheet
from ppagent.train.tokenizer import END, IMAGE, VISION_END, VISION_START, encode

BLOCK = 32
CELLS = 16
"""Places for a character in a block, 2 rows of 8: 4 px wide, 16 px high."""
UNKNOWN = 255
"""In `Conversation.characters`: what is printed there is not known."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Where the model must know where to look.

    Attributes:
        token: index of the token that the answer begins behind.
        picture: which picture it is on.
        box: px of the canvas.
    """

    token: int
    picture: int
    box: Box


@dataclass(slots=True)
class Conversation:
    """A text with pictures, and what of it the model has to say.

    Attributes:
        blocks: per run of the vision tower, ``(n, 32, 32, 3)`` uint8.
        cells: per run, ``(n,)`` int64: the blocks' places in their grid.
        grids: per run, ``(rows, cols)``.
        characters: per run, ``(n, 16)`` uint8: code - 32 of what is printed in each cell, 0 for nothing, `UNKNOWN`.
        pictograms: ``(m, 2)`` int64: block, counted over all runs, and class of its icon.
        shown: per picture, ``(tokens,)`` int64: which block, counted over all runs, each of its tokens stands for.
        keeps: per picture, the mask of blocks that are in view.
        ids: token ids, one image token per block in view.
        said: per token, whether the one behind it is the model's to say.
        asked: places to be found.
        colours: the task speaks of colours, so they must stay as they are.
    """

    blocks: list[NDArray[np.uint8]] = field(default_factory=list)
    cells: list[NDArray[np.int64]] = field(default_factory=list)
    grids: list[tuple[int, int]] = field(default_factory=list)
    characters: list[NDArray[np.uint8]] = field(default_factory=list)
    pictograms: list[tuple[int, int]] = field(default_factory=list)
    shown: list[NDArray[np.int64]] = field(default_factory=list)
    keeps: list[Mask] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    said: list[bool] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    colours: bool = False

    @property
    def size(self) -> int:
        """Blocks that the vision tower runs on."""
        return sum(map(len, self.blocks))

    def positions(self) -> NDArray[np.int64]:
        """``(3, tokens)`` int64: the positions of a session that says the same."""
        return mrope_positions(self.ids, IMAGE, self.keeps, 0)[0]

    def see(self, look: Look, sheet: Sheet) -> NDArray[np.int64]:
        """Run the tower on a look's kept blocks; what is returned are their numbers."""
        keep = look.selection.keep
        cells, first = np.flatnonzero(keep), self.size
        self.blocks.append(look.kept_blocks())
        self.cells.append(cells)
        self.grids.append(look.canvas.grid)
        self.characters.append(_characters(sheet, look.canvas.grid)[cells])
        numbers = np.full(keep.size, -1, np.int64)
        numbers[cells] = first + np.arange(len(cells))
        if sheet.pictograms is not None:
            for kind, x, y in sheet.pictograms.tolist():
                place = _cell(x, y, look.canvas.grid)
                if place is not None and numbers[place] >= 0:
                    self.pictograms.append((int(numbers[place]), kind))
        return numbers[cells]

    def show(self, numbers: NDArray[np.int64], keep: Mask) -> None:
        """Put a picture into the text: blocks by their numbers, at the places of a mask."""
        self._text([VISION_START, *[IMAGE] * len(numbers), VISION_END])
        self.shown.append(numbers)
        self.keeps.append(keep)

    def turn(
        self, task: str, reply: str, box: Box | None = None, *, note: str = "", learn: bool = True
    ) -> None:
        """Ask, and answer; what is not learnt was said when the screen looked otherwise."""
        self._text(encode(brief_turn(task, note)))
        if learn and box is not None:
            self.asked.append(Asked(len(self.ids) - 1, len(self.shown) - 1, box))
        answer = [*reply.encode(), END]
        if learn:
            self.said[-1] = True
        self._text(answer, learnt=learn)

    def ask(self, scene: Scene, look: Look, *, learn: bool, point: bool) -> None:
        """All questions of a scene."""
        note = scene.note
        for question in scene.questions:
            box = question.ink or question.box
            answer = said(question.action, look)
            self.turn(question.task, answer, box if point else None, note=note, learn=learn)
            self.colours |= _speaks_of_colours(question.task)
            note = ""

    def _text(self, ids: Sequence[int], *, learnt: bool = False) -> None:
        self.ids += ids
        self.said += [learnt] * (len(ids) - 1) + [False]


@dataclass(frozen=True, slots=True)
class Scene:
    """One screen of an episode, and what is asked of it."""

    sheet: Sheet
    questions: Sequence[Question]
    note: str = ""
    """What became of the last answer, as the first question says it."""


def scenes(episode: Episode, until: int | None = None, more: Sequence[Question] = ()) -> list[Scene]:
    """The turns of an episode, each asked for its action.

    Args:
        episode: done right.
        until: the last turn; None: all.
        more: asked of the last screen besides.
    """
    turns = episode.turns if until is None else episode.turns[: until + 1]
    found = []
    for place, turn in enumerate(turns):
        box = _around(turn.action)
        asked = [Question(episode.task, turn.action, box, box, "act")]
        found.append(
            Scene(turn.sheet, asked + (list(more) if place + 1 == len(turns) else []), _note(episode, place))
        )
    return found


def about(sheet: Sheet, questions: Sequence[Question], perception: Perception) -> Conversation:
    """Questions about one screen, asked one after the other."""
    return composed([Scene(sheet, questions)], perception)


def composed(scenes: Sequence[Scene], perception: Perception) -> Conversation:
    """Screens in one session in the ``compose`` layout: one picture, as the last scene has it; only its answers are learnt.

    Args:
        scenes: in order.
        perception: how they are looked at.
    """
    talk = Conversation()
    pruner = Pruner(perception)
    looks = [pruner.look(scene.sheet.pixels) for scene in scenes]
    begin = max(place for place, look in enumerate(looks) if look.selection.kind == "I")
    held: dict[int, int] = {}
    for scene, look in zip(
        scenes[begin:], looks[begin:], strict=True
    ):  # nothing of what was before is in view
        view = look.selection.keep if look.selection.kind == "I" else look.selection.held
        if look.selection.kept:
            numbers = talk.see(look, scene.sheet)
            held.update(zip(np.flatnonzero(look.selection.keep).tolist(), numbers.tolist(), strict=True))
        held = {cell: held[cell] for cell in np.flatnonzero(view).tolist()}
    talk.show(np.fromiter(held.values(), np.int64, len(held)), view)
    for scene, look in zip(scenes, looks, strict=True):
        talk.ask(scene, look, learn=look is looks[-1], point=True)
    return talk


def appended(scenes: Sequence[Scene], perception: Perception) -> Conversation:
    """The same in the ``append`` layout: each P-frame is a picture of its own behind what was said before; all answers are learnt."""
    talk = Conversation()
    pruner = Pruner(perception)
    for scene in scenes:
        look = pruner.look(scene.sheet.pixels)
        if look.selection.kept:
            talk.show(talk.see(look, scene.sheet), look.selection.keep)
        # The target may be in an earlier picture: there is no one place to point at.
        talk.ask(scene, look, learn=True, point=False)
    return talk


def asked_of(sheet: Sheet, question: Question, other: Sheet) -> Question:
    """A question about another screen of the same size, asked of this one: where its target looks otherwise, it is not there."""
    if question.box is None:
        return question
    left, top, right, bottom = (max(0, round(edge)) for edge in question.box)
    here, there = (one.pixels[top:bottom, left:right] for one in (sheet, other))
    if np.array_equal(here, there):
        return question
    return replace(question, action=Fail(), box=None, ink=None, kind="absent")


def said(action: Action, look: Look) -> str:
    """An action as the model says it: points in thousandths of the canvas."""
    width, height = look.canvas.size_px

    def place(point: tuple[float, float]) -> tuple[float, float]:
        x, y = look.canvas.from_frame(*point)
        return min(999.0, max(0.0, 1000 * x / width)), min(999.0, max(0.0, 1000 * y / height))

    match action:
        case Drag():
            start = None if action.start is None else place(action.start)
            action = action.model_copy(update={"start": start, "end": place(action.end)})
        case Click() | Move() | Scroll() if action.point is not None:
            action = action.model_copy(update={"point": place(action.point)})
        case _:
            pass
    return BriefDialect().print(action)


def _note(episode: Episode, place: int) -> str:
    """What the loop would have said of the action before: whether it was carried out, and changed the screen."""
    if place == 0:
        return ""
    if episode.turns[place - 1].refused:
        return EFFECT_NOTES["refused"]
    before, now = (episode.turns[each].sheet.pixels for each in (place - 1, place))
    return EFFECT_NOTES["no_effect" if np.array_equal(before, now) else "confirmed"]


def _around(action: Action) -> Box | None:
    if isinstance(action, Click) and action.point is not None:
        x, y = action.point
        return x - 4, y - 4, x + 4, y + 4
    return None


def _speaks_of_colours(text: str) -> bool:
    words = set(text.casefold().replace('"', " ").replace("'", " ").split())
    return bool(words & _COLOURS)


_COLOURS = frozenset(
    [
        "red",
        "green",
        "blue",
        "yellow",
        "orange",
        "purple",
        "pink",
        "brown",
        "black",
        "white",
        "gray",
        "grey",
        "cyan",
        "magenta",
        "violet",
        "olive",
        "teal",
        "navy",
        "color",
        "colour",
        "colors",
        "colours",
    ]
)


def _cell(x: int, y: int, grid: tuple[int, int]) -> int | None:
    row, col = y // BLOCK, x // BLOCK
    return row * grid[1] + col if 0 <= row < grid[0] and 0 <= col < grid[1] else None


def _characters(sheet: Sheet, grid: tuple[int, int]) -> NDArray[np.uint8]:
    """``(rows * cols, 16)`` uint8: what is printed in each cell of each block."""
    rows, cols = grid
    if sheet.glyphs is None:
        return np.full((rows * cols, CELLS), UNKNOWN, np.uint8)
    printed = np.zeros((rows * cols, CELLS), np.uint8)
    code, x, y = sheet.glyphs.T
    good = (x >= 0) & (y >= 0) & (x < cols * BLOCK) & (y < rows * BLOCK) & (code > 32) & (code < 127)
    code, x, y = code[good], x[good], y[good]
    cell = (y % BLOCK) // 16 * 8 + (x % BLOCK) // 4
    printed[(y // BLOCK) * cols + x // BLOCK, cell] = code - 32
    return printed
