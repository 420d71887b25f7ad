"""Small screens with known things on them, and a tiny model."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from transformers import Qwen3VLForConditionalGeneration

from ppagent.action.schema import Click, Done, Type
from ppagent.train.network import Size, configuration
from ppagent.train.sheet import Element, Episode, Sheet, Turn, write_shard
from ppagent.train.web.assets import MEANINGS
from ppagent.train.web.stage import Stage

WORDS = ("Open", "Save", "Close", "Print", "Undo", "Redo", "Help", "Find")


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Tensors are so small that on a busy machine threads mostly wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def made_sheet(seed: int, width: int = 192, height: int = 128) -> Sheet:
    """A few labelled buttons, and one with a drawing, at places that depend on the seed."""
    draws = np.random.default_rng(seed)
    pixels = np.full((height, width, 3), draws.integers(200, 256), np.uint8)
    elements, glyphs = [], []
    places = [(x, y) for y in range(4, height - 28, 32) for x in range(4, width - 60, 64)]
    names = draws.permutation(WORDS)[: len(places)]
    for (x, y), name in zip(draws.permutation(places).tolist(), names.tolist(), strict=False):
        cv2.rectangle(pixels, (x, y), (x + 54, y + 20), (120, 120, 160), 1)
        cv2.putText(pixels, name, (x + 4, y + 14), cv2.FONT_HERSHEY_PLAIN, 0.8, (20, 20, 20), 1)
        elements.append(Element("button", name, (x, y, x + 55, y + 21), (x + 4, y + 4, x + 44, y + 16)))
        glyphs += [(ord(letter), x + 8 + 8 * place, y + 10) for place, letter in enumerate(name)]
    cv2.circle(pixels, (width - 20, height - 20), 8, (200, 40, 40), -1)
    elements.append(
        Element("icon", "record", (width - 30, height - 30, width - 10, height - 10), None, written=False)
    )
    return Sheet(
        pixels,
        tuple(elements),
        "made",
        np.array(glyphs, np.int32),
        np.array([(3, width - 20, height - 20)], np.int32),
    )


@pytest.fixture
def sheet() -> Sheet:
    return made_sheet(1)


@pytest.fixture
def episode() -> Episode:
    """A window opens over the first screen, a text comes, and it is done."""
    first = made_sheet(2)
    second = Sheet(first.pixels.copy(), first.elements, "made", first.glyphs, first.pictograms)
    second.pixels[40:100, 20:120] = 90
    third = Sheet(second.pixels.copy(), second.elements, "made", second.glyphs, second.pictograms)
    cv2.putText(third.pixels, "abc", (30, 70), cv2.FONT_HERSHEY_PLAIN, 1, (255, 255, 255), 1)
    turns = (
        Turn(first, Click(point=(30, 15))),
        Turn(second, Type(text="abc")),
        Turn(third, Done()),
    )
    return Episode("write abc", turns)


@pytest.fixture
def shards(tmp_path: Path, episode: Episode) -> Path:
    """A folder with two shards, ``made-`` and ``ep-``."""
    write_shard(tmp_path / "made-0.zip", [made_sheet(seed) for seed in range(6)])
    write_shard(tmp_path / "ep-0.zip", [episode])
    return tmp_path


@pytest.fixture
def model() -> Qwen3VLForConditionalGeneration:
    """A tiny stock model with weights large enough for everything to matter."""
    torch.manual_seed(5)
    tiny = Size(
        vision_width=64, vision_layers=3, width=64, layers=4, inner=96, heads=2, key_heads=1, deep=(0, 1)
    )
    model = Qwen3VLForConditionalGeneration(configuration(tiny)).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.ndim > 1:
                parameter.normal_(0, 0.12)
            elif "bias" in name:
                parameter.normal_(0, 0.05)
    return model


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packages of icons as npm packs them, with drawings of our own: each meaning another polygon."""
    where = tmp_path_factory.mktemp("assets")
    (where / "icons").mkdir()
    for package, inside in (("lucide-static-1.0.0", "icons"), ("heroicons-2.0.0", "24/outline")):
        with tarfile.open(where / "icons" / f"{package}.tgz", "w:gz") as archive:
            for number, files in enumerate(MEANINGS.values()):
                points = f"2,2 22,{number % 20} {number % 17},22"
                data = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><polygon points="{points}"/></svg>'.encode()
                info = tarfile.TarInfo(f"package/{inside}/{files.split()[0]}.svg")
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
    return where


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """A Chromium that shows generated pages."""
    with Stage() as one:
        yield one
