"""Keep masks equal those of the reference implementation of PixelPrune, bit for bit, on real screens."""

from pathlib import Path

import numpy as np
import pytest

from ppagent.files import picture_files, read_picture
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import reconstruct

DATA = Path(__file__).parent.parent / "data"
MASKS = dict(np.load(DATA / "goldens" / "masks.npz"))
RULES = [key for key in MASKS if "|loco-" in key]


@pytest.mark.parametrize("key", RULES)
def test_masks_are_the_references(key):
    image, rule = key.split("|")
    method, metric, threshold = rule.split("-")
    perception = Perception(method=method, metric=metric, threshold=float(threshold))
    keep = Pruner(perception).look(read_picture(DATA / "goldens" / f"{image}.png")).selection.keep
    golden = np.unpackbits(MASKS[key])[: keep.size].reshape(keep.shape).astype(bool)
    assert np.array_equal(keep, golden)


def test_there_are_goldens():
    assert len(RULES) >= 10


def test_a_real_sequence_is_sent_as_change_and_rebuilt_exactly():
    pruner = Pruner(Perception())
    shown, sent = None, []
    for file in picture_files(DATA / "settings_open"):
        look = pruner.look(read_picture(file))
        sent.append((look.selection.kind, look.selection.kept, look.selection.full))
        shown = reconstruct(look.selection, look.kept_blocks(), shown)
        assert np.array_equal(shown, look.canvas.pixels)
    assert sent == [("I", 770, 2040), ("P", 20, 2040), ("P", 42, 2040), ("P", 254, 2040)]
