"""In: a grounding set whose questions have a past (`ppagent train exam`). Out: how often `nano` is right when it was shown only what changed.

The frame before, then the asked frame, no word in between: an I-frame of the asked one alone, against a P-frame in each layout.

    python benchmarks/nano_layouts.py SET --count 70
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

import torch
from rich.console import Console
from rich.table import Table

from ppagent.action.dialect import DialectError
from ppagent.action.dialects import dialect_named
from ppagent.action.remap import to_canvas
from ppagent.action.schema import Click
from ppagent.catalog import catalogue_folder, find_agent
from ppagent.errors import OutsideError
from ppagent.files import read_picture
from ppagent.policy.composition import ComposedSession
from ppagent.policy.engine import Engine
from ppagent.policy.families.load import load_model
from ppagent.policy.prompts import brief_turn
from ppagent.policy.session import Session
from ppagent.prune.pruner import Layout, Perception, Pruner
from ppagent.screen.frame import Pixels
from ppagent.train.tokenizer import END, IMAGE, VISION_END, VISION_START, encode

ARMS: dict[str, Layout] = {"I-frame": "append", "compose": "compose", "canvas": "canvas", "append": "append"}


def shown(engine: Engine, layout: Layout, frames: list[Pixels]) -> tuple[Session, Pruner, int]:
    """A conversation that has seen the frames, and the blocks of the last one."""
    session = (ComposedSession if layout == "compose" else Session)(engine)
    pruner = Pruner(Perception(layout=layout, keyframe_change=1.0))
    for number, frame in enumerate(frames):
        look = pruner.look(frame)
        kept = look.selection.kept
        ids = [IMAGE] * kept
        if number and layout != "append":
            if kept:
                session.append([] if layout == "compose" else ids, [look])
        elif kept:
            session.append([VISION_START, *ids, VISION_END], [look])
    return session, pruner, kept


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("set", type=Path)
    parser.add_argument("--count", type=int, default=70)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    card = find_agent("nano")
    assert card.model is not None
    settings = card.model.model_copy(update={"id": str(catalogue_folder("agents") / "nano")})
    engine, dialect = Engine(load_model(settings)), dialect_named(card.dialect)
    questions = json.loads((options.set / "annotations.json").read_text(encoding="utf-8"))
    random.Random(options.seed).shuffle(questions)
    hits: dict[str, list[bool]] = {arm: [] for arm in ARMS}
    sent: dict[str, int] = dict.fromkeys(ARMS, 0)
    for question in questions[: options.count]:
        now = read_picture(options.set / question["img_filename"])
        before = read_picture(options.set / question["frames"][0])
        left, top, width, height = question["bbox"]
        for arm, layout in ARMS.items():
            session, pruner, kept = shown(engine, layout, [now] if arm == "I-frame" else [before, now])
            session.append(encode(brief_turn(f'click "{question["instruction"]}"')))
            said = bytes(token for token in session.decode(24, (END,)) if token < IMAGE - 4)
            canvas = pruner.look(now).canvas
            try:
                action = dialect.parse(said.decode())
                assert isinstance(action, Click)
                assert action.point is not None
                x, y = canvas.to_frame(*to_canvas(action.point, card.space, canvas))
                right = left <= x <= left + width and top <= y <= top + height
            except (DialectError, OutsideError, AssertionError):
                right = False
            hits[arm].append(right)
            sent[arm] += kept
    table = Table("layout", "right", "questions", "blocks of the asked frame", box=None)
    for arm, rights in hits.items():
        count = len(rights)
        table.add_row(arm, f"{sum(rights) / count:.1%}", str(count), f"{sent[arm] / count:.0f}")
    Console().print(table)
    return 0


if __name__ == "__main__":
    torch.set_num_threads(2)
    sys.exit(main())
