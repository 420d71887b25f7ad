"""In: a folder of goldens. Out: a table of how ppagent compares with the reference implementation of PixelPrune on them.

    python benchmarks/goldens.py FOLDER

FOLDER/masks holds keep masks on real screens, FOLDER/tiny_qwen3_vl a small random checkpoint with the logits and greedy
tokens of the reference's patched model. Exit status 1 if anything differs.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table
from transformers import Qwen3VLForConditionalGeneration

from ppagent.policy.engine import Engine
from ppagent.policy.families.qwen3_vl import Qwen3VL
from ppagent.policy.session import Session
from ppagent.prune.canvas import fit_canvas
from ppagent.prune.limits import METRICS
from ppagent.prune.predict import METHODS, predict
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import Look, Predictor
from ppagent.screen.frame import Pixels

BLOCK = 32
LARGEST_LOGIT_GAP = 1e-4


def read_image(path: Path) -> Pixels:
    image = cv2.imread(str(path))
    if image is None:
        raise SystemExit(f"{path} is not a picture")
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def check_masks(folder: Path, table: Table) -> bool:
    """Compare every mask; one row per rule, metric and τ."""
    masks = np.load(folder / "masks.npz")
    images: dict[str, Pixels] = {}
    counts: dict[str, list[int]] = {}
    for key in masks.files:
        name, rule = key.split("|")
        spelled, metric_name, threshold = rule.split("-")
        method = next(method for method in METHODS if method == spelled)
        metric = next(metric for metric in METRICS if metric == metric_name)
        if name not in images:
            images[name] = read_image(folder / "images" / f"{name}.png")
        canvas = fit_canvas(images[name], BLOCK)
        ours = predict(canvas, method, metric, float(threshold)) == Predictor.KEPT
        theirs = np.unpackbits(masks[key])[: ours.size].reshape(ours.shape).astype(bool)
        count = counts.setdefault(rule, [0, 0, 0])
        count[0] += 1
        count[1] += ours.size
        count[2] += int(np.count_nonzero(ours != theirs))
    for rule, (screens, blocks, differ) in counts.items():
        table.add_row(
            f"{rule} ({screens} screens)", f"{blocks} blocks", f"{differ} differ", verdict(differ == 0)
        )
    return bool(counts) and all(differ == 0 for *_, differ in counts.values())


def check_model(folder: Path, images: Path, table: Table) -> bool:
    """Compare selection, logits and greedy tokens of every case."""
    stock: Any = Qwen3VLForConditionalGeneration.from_pretrained(folder, local_files_only=True)
    model = Qwen3VL(stock)
    reference = np.load(folder / "reference.npz")
    right = True
    for case in json.loads((folder / "cases.json").read_text(encoding="utf-8")):
        name, looks = case["name"], []
        for picture in case["images"]:
            left, top, right_edge, bottom = picture["box"]
            crop = read_image(images / picture["file"])[top:bottom, left:right_edge]
            looks.append(Pruner(Perception(block=BLOCK)).look(np.ascontiguousarray(crop)))
        kept = [np.flatnonzero(look.selection.keep) for look in looks]
        selected = all(np.array_equal(kept[i], reference[f"{name}|keep{i}"]) for i in range(len(looks)))
        ids = pruned_ids(reference[f"{name}|input_ids"][0].tolist(), looks, model.image_token_id)
        session = Session(Engine(model))
        logits = session.append(ids, looks, all_logits=True).numpy()
        gap = float(np.abs(logits - reference[f"{name}|logits"]).max())
        expected = reference[f"{name}|greedy"].tolist()
        same = session.decode(len(expected)) == expected
        what = f"{len(ids)}/{case['tokens_full']} tokens"
        table.add_row(f"{name}: selection", what, f"{sum(map(len, kept))} blocks kept", verdict(selected))
        table.add_row(f"{name}: logits", what, f"{gap:.1e} apart", verdict(gap <= LARGEST_LOGIT_GAP))
        table.add_row(f"{name}: greedy", what, f"{len(expected)} tokens", verdict(same))
        right &= selected and gap <= LARGEST_LOGIT_GAP and same
    return right


def pruned_ids(ids: list[int], looks: list[Look], image_token_id: int) -> list[int]:
    """Leave out the image tokens of the blocks that are not kept."""
    keep = iter(np.concatenate([look.selection.keep.ravel() for look in looks]).tolist())
    return [token for token in ids if token != image_token_id or next(keep)]


def verdict(right: bool) -> str:
    return "[green]equal[/]" if right else "[red]DIFFERENT[/]"


def main() -> int:
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        raise SystemExit("usage: python benchmarks/goldens.py FOLDER")
    folder = Path(sys.argv[1])
    table = Table("check", "on", "result", "")
    masks = check_masks(folder / "masks", table)
    model = check_model(folder / "tiny_qwen3_vl", folder / "masks" / "images", table)
    Console().print(table)
    return 0 if masks and model else 1


if __name__ == "__main__":
    sys.exit(main())
