"""In: a recipe and a seed. Out: packed batches, one after the other, each made from its number alone.

So a training that goes on sees what it would have seen, however many processes make its batches.
"""

from __future__ import annotations

import os
import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from torch.utils.data import IterableDataset, get_worker_info

from ppagent.errors import InputError
from ppagent.policy.prompts import EFFECT_NOTES
from ppagent.prune.pruner import Perception
from ppagent.train.conversation import Conversation, Scene, about, appended, asked_of, composed, scenes
from ppagent.train.drawn import Drawer
from ppagent.train.pack import Batch, packed
from ppagent.train.play import Player
from ppagent.train.questions import Question, questions
from ppagent.train.scale import enlarged, shrunk
from ppagent.train.scene import over, staged
from ppagent.train.sheet import Element, Episode, Sheet, item_from, shard_lines

_TALL = 44
"""Blocks of a screen's longer side above which it counts as large."""
_SHRUNK = 0.15
"""Share of the screens that are scaled down where their writing is large enough."""
_ENLARGED = 0.1
"""Share of the screens of which a part is shown enlarged."""
_LEFT_OUT = 500
"""Conversations of a batch that may be left out as too large."""
_AGAIN = 0.5
"""Share of the P-frames in which the task of the frame before is given again, with what became of the first answer."""
_MISTAKEN = 0.5
"""Share of those in which that answer was another thing's."""


class Recipe(BaseModel):
    """What a stage of training is fed with; a TOML file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    drawn: float = Field(1.0, ge=0)
    """Share of drawn sheets, beside those below."""
    play: float = Field(0.0, ge=0)
    """Share of tasks done on drawn screens."""
    held_out: bool = False
    """Draw with the words, fonts and icons that are kept from training."""
    shards: dict[str, float] = {}
    """Share of the items of shard files, by the beginning of their names: ``{"web-" = 0.3}``."""
    sizes: dict[Annotated[str, Field(pattern=r"^\d+x\d+$")], float] = {"1024x768": 1.0}
    """Sizes of drawn sheets, and how often each comes."""
    turns: int = Field(10, ge=1)
    """Questions asked of a screen, at most."""
    blocks: int = Field(12000, ge=1)
    """Blocks in a batch, about."""
    largest: int = Field(1_000_000, ge=1)
    """Blocks of a conversation above which it is left out: attention's cost grows with their square."""
    full: float = Field(0.25, ge=0, le=1)
    """Share of small screens that are not pruned; of large ones a third of that."""
    lossy: float = Field(0.1, ge=0, le=1)
    """Share of screens that are pruned with a tolerance."""
    changes: float = Field(0.2, ge=0, le=1)
    """Share of screens that come as a P-frame of another."""
    append: float = Field(0.3, ge=0, le=1)
    """Share of those, and of episodes, in the ``append`` layout; the others are composed."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Where batches come from.

    Attributes:
        recipe: what is in them.
        assets: fonts and icons of drawn sheets.
        shards: folder with the shard files of the recipe.
        seed: of all draws.
    """

    recipe: Recipe
    assets: Path
    shards: Path
    seed: int = 0


class Batches(IterableDataset[Batch]):
    """Batches ``first``, ``first + 1``, … of one of several trainers, made by however many workers.

    Args:
        feed: where they come from.
        first: number of the first batch.
        rank: which trainer they are for.
    """

    def __init__(self, feed: Feed, first: int, rank: int) -> None:
        super().__init__()
        self.feed, self.first, self.rank = feed, first, rank

    def __iter__(self) -> Iterator[Batch]:
        """Make batches without end."""
        import torch

        torch.set_num_threads(1)
        worker = get_worker_info()
        if worker:
            os.nice(5)  # who trains goes first: a late kernel costs more than a late batch
        number, step = (worker.id, worker.num_workers) if worker else (0, 1)
        kitchen = Kitchen(self.feed)
        place = self.first + number
        while True:
            yield kitchen.batch(place, self.rank)
            place += step


class Kitchen:
    """Makes batches by their numbers.

    Args:
        feed: where they come from.

    Raises:
        InputError: the recipe asks for shards that are not there.
    """

    def __init__(self, feed: Feed) -> None:
        self.feed, self.recipe = feed, feed.recipe
        self._pools = {prefix: _Pool(feed.shards, prefix) for prefix in self.recipe.shards}
        self._makers = {
            **{prefix: pool.draw for prefix, pool in self._pools.items()},
            "play": self._played,
            "": self._drawn,
        }
        self._shares = [
            *(self.recipe.shards[prefix] for prefix in self._pools),
            self.recipe.play,
            self.recipe.drawn,
        ]
        self._sizes = [_size(size) for size in self.recipe.sizes]
        self._weights = list(self.recipe.sizes.values())
        self._drawer: Drawer | None = None
        self._player: Player | None = None

    def batch(self, number: int, rank: int = 0) -> Batch:
        """The batch of a number, the same every time."""
        rng = random.Random(f"{self.feed.seed}/{rank}/{number}")
        return packed(self.talks(rng))

    def talks(self, rng: random.Random) -> list[Conversation]:
        """Conversations of about as many blocks as the recipe says.

        Raises:
            InputError: nothing is as small as the recipe wants it.
        """
        made: list[Conversation] = []
        names: list[str] = []
        total = left_out = 0
        while total < self.recipe.blocks:
            item = self._item(rng)
            sheet = item if isinstance(item, Sheet) else item.turns[-1].sheet
            talk = self._talk(item, rng, names)
            if talk is not None and talk.size > self.recipe.largest:
                left_out += 1
                if left_out > _LEFT_OUT:
                    raise InputError(
                        f"{_LEFT_OUT} conversations had more than {self.recipe.largest} blocks",
                        "raise `largest` in the stage's recipe, or give smaller screens",
                    )
                continue
            names += [element.name for element in sheet.elements if element.written][:40]
            if talk is not None:
                made.append(talk)
                total += talk.size
        return made

    def _item(self, rng: random.Random) -> Sheet | Episode:
        kind = self._kind(rng)
        item = self._makers[kind](rng)
        if not isinstance(item, Sheet):
            return item
        # Without drawn sheets there may be no assets to draw task bars with.
        bar, front = (self._bar, self._front) if self.recipe.drawn else (None, None)
        sheet = staged(item, lambda: self._sheet(kind, rng), rng, bar, front)
        chance = rng.random()
        if chance < _SHRUNK:
            return shrunk(sheet, rng)
        return enlarged(sheet, rng) if chance > 1 - _ENLARGED else sheet

    def _kind(self, rng: random.Random) -> str:
        return rng.choices(list(self._makers), self._shares)[0]

    def _sheet(self, kind: str, rng: random.Random) -> Sheet:
        item = self._makers[kind](rng)
        return item if isinstance(item, Sheet) else rng.choice(item.turns).sheet

    def _played(self, rng: random.Random) -> Episode:
        if self._player is None:
            self._player = Player(self.feed.assets, self.feed.seed, self.recipe.held_out)
        return self._player.episode(rng.getrandbits(64))

    def _drawn(self, rng: random.Random) -> Sheet:
        width, height = rng.choices(self._sizes, self._weights)[0]
        return self._drawing().sheet(width, height, rng.getrandbits(64))

    def _bar(self, width: int, height: int, titles: Sequence[str], seed: int) -> Sheet:
        return self._drawing().bar(width, height, titles, seed)

    def _front(self, most: tuple[int, int], behind: Sequence[Element], seed: int) -> Sheet:
        return self._drawing().front(most, behind, seed)

    def _drawing(self) -> Drawer:
        if self._drawer is None:
            self._drawer = Drawer(self.feed.assets, self.feed.seed, self.recipe.held_out)
        return self._drawer

    def _talk(self, item: Sheet | Episode, rng: random.Random, absent: Sequence[str]) -> Conversation | None:
        count = rng.randint(max(1, self.recipe.turns // 2), self.recipe.turns)

        def asked(sheet: Sheet, most: int) -> list[Question]:
            return questions(sheet, most, rng, absent)

        if isinstance(item, Episode):
            return self._acted(item, rng, asked)
        found = asked(item, count)
        if not found:
            return None
        if rng.random() < self.recipe.changes:
            return self._changed(item, found, rng, asked)
        return about(item, found, self._perception(item, rng))

    def _acted(
        self, episode: Episode, rng: random.Random, asked: Callable[[Sheet, int], list[Question]]
    ) -> Conversation:
        """An episode up to some turn; one time in three only that turn's screen, as if all before was forgotten."""
        until = rng.randrange(len(episode.turns))
        if rng.random() < self.recipe.append:
            return appended(scenes(episode, until), Perception(layout="append"))
        more = asked(episode.turns[until].sheet, 4)
        return composed(scenes(episode, until, more), self._session(rng))

    def _session(self, rng: random.Random) -> Perception:
        """How an episode is looked at: P-frames, or every screen anew, pruned or whole."""
        if rng.random() < self.recipe.full:
            return Perception(prune=False)
        every = rng.choice((0, 0, 1))
        return Perception(layout="compose", keyframe_every=every, keyframe_change=rng.uniform(0.3, 1.0))

    def _changed(
        self,
        sheet: Sheet,
        found: Sequence[Question],
        rng: random.Random,
        asked: Callable[[Sheet, int], list[Question]],
    ) -> Conversation:
        """A sheet as a P-frame: something lay over it before, or something came over it."""
        other = over(sheet, self._sheet(self._kind(rng), rng), rng)
        before, now = (other, sheet) if rng.random() < 0.6 else (sheet, other)
        if now is other:
            found = asked(other, len(found))
        found = found or asked(now, 4)
        append = rng.random() < self.recipe.append
        if found and rng.random() < _AGAIN:
            again = asked_of(before, found[0], now)
            others = asked(before, 1) if not append and rng.random() < _MISTAKEN else []
            # What was answered first is not learnt here, so it may be a mistake: one that must not be made twice.
            first = Scene(before, [replace(again, action=others[0].action) if others else again])
            second = Scene(now, found, rng.choice([note for note in EFFECT_NOTES.values() if note]))
        else:
            first, second = Scene(before, asked(before, 2)), Scene(now, found)
        if append:
            return appended([first, second], Perception(layout="append", keyframe_change=1.0))
        return composed([first, second], Perception(layout="compose", keyframe_change=1.0))

    def _perception(self, sheet: Sheet, rng: random.Random) -> Perception:
        large = max(sheet.pixels.shape[:2]) > _TALL * 32
        chance = rng.random()
        if chance < self.recipe.full * (1 / 3 if large else 1):
            return Perception(prune=False)
        if rng.random() < self.recipe.lossy:
            return Perception(threshold=rng.uniform(0.005, 0.06))
        return Perception()


def _size(text: str) -> tuple[int, int]:
    width, height = text.split("x")
    return int(width), int(height)


class _Pool:
    """The items of some shard files, read one at a time."""

    def __init__(self, folder: Path, prefix: str) -> None:
        files = sorted(folder.glob(f"{prefix}*.zip"))
        if not files:
            raise InputError(
                f"no shards named {prefix}*.zip in {folder}", "make them with `ppagent train data`"
            )
        self._archives = [zipfile.ZipFile(file) for file in files]
        self._lines = [(archive, line) for archive in self._archives for line in shard_lines(archive)]

    def draw(self, rng: random.Random) -> Sheet | Episode:
        """One of them."""
        return item_from(*rng.choice(self._lines))
