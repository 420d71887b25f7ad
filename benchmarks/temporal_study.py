"""Fidelity of P-frames on a trained model that never saw one: every question in every arm, through the KV session.

    python benchmarks/temporal_study.py PAGES --model CHECKPOINT [--limit 6] [--out temporal_study.json]
    python benchmarks/temporal_study.py temporal_study.json --markdown docs/temporal.md --figures docs/temporal.png

In: the episodes of `temporal_pages`, and a Qwen3-VL in a folder that speaks bytes: tokens 0 to 255 are themselves, then
the structure (`temporal_arms.py`); ``im_start click 'X' im_end`` is answered by ``xxx,yyy``, thousandths of the canvas. Out: all
answers as JSON; of that, or of such a file in place of PAGES, tables, a chart and the tables of a document.

- **Arms** (`ARMS`): what the model has in view when it is asked. Alone: ``full``, every block of the asked frame, the
  reference; ``iframe``, its I-frame; ``stale``, the I-frame of the episode's first frame. One conversation, frame after frame:
  ``full-history``, ``spatial-history`` (I-frames only), and an I-frame and P-frames, ``append/…`` and ``canvas/…``, by what
  the vision tower runs on: the blocks that are sent (``changed``), those and 1 or 3 blocks around (``halo1``, ``halo3``), all that
  an I-frame would keep (``frame``); ``compose/…`` keeps the canvas's features, not its keys and values. In these no change is too large for a P-frame; ``…/default`` is as ppagent ships.
- **Protocols**: ``silent``: frame follows frame; ``talk``: after each frame its first question is asked, and the model's own
  answer stays in the memory. Both ask the same questions at the asked frames, and go back to the frame after each.
- **Greedy answers without single steps**: the question and the reference's answer go through in one pass, whose logits give
  the KL; while its choices equal that answer they *are* the decoded answer, and from the first other one on it is decoded.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain, zip_longest
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import torch
import transformers
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn
from temporal_arms import ARMS, EOS, Arm, Conversation, OnceEngine, Reference
from temporal_chart import chart
from temporal_report import Answers, into_document, sheets

from ppagent.catalog import ModelSettings
from ppagent.files import png, read_picture, write_atomically
from ppagent.policy.families.base import Features
from ppagent.policy.families.load import load_model
from ppagent.prune.selection import Look

ROOM = 16_384
"""Tokens that the memory has room for from the start: recorded passes are lost when it moves."""
PROTOCOLS = ("silent", "talk")


class Episode:
    """The frames and questions of one episode, put to every arm; the records are kept per protocol and asked frame."""

    def __init__(self, engine: OnceEngine, folder: Path, entry: dict[str, Any]) -> None:
        self.engine = engine
        self.frames = [read_picture(folder / frame["file"]) for frame in entry["frames"]]
        self.targets: list[list[dict[str, Any]]] = [frame["targets"] for frame in entry["frames"]]
        self.asked = [at for at, frame in enumerate(entry["frames"]) if frame["asked"] and frame["targets"]]
        self.whole: dict[int, Features] = {}
        self.references: dict[tuple[int, str], Reference] = {}
        engine.seen.clear()
        head = {name: entry[name] for name in ("id", "kind", "page")}
        self.records = {
            (protocol, at): {
                "protocol": protocol,
                **head,
                "frame": at,
                "looks": {},
                "targets": [
                    {"text": one["text"], "box": one["box"], "changed": when(one), "replies": {}, "kl": {}}
                    for one in self.targets[at]
                ],
            }
            for protocol in PROTOCOLS
            for at in self.asked
        }

    def run(self) -> list[dict[str, Any]]:
        """One record per protocol and asked frame."""
        for name, arm in ARMS.items():
            if arm.sees == "all":
                for protocol in PROTOCOLS:
                    self._history(name, arm, protocol)
                continue
            for at in self.asked:
                self._measure(name, at, *self._alone(arm, at), PROTOCOLS)
        return list(self.records.values())

    def _alone(self, arm: Arm, at: int) -> tuple[Conversation, Look]:
        conversation = Conversation(self.engine, arm)
        look = conversation.show(self.frames[at if arm.sees == "asked" else 0])
        if not arm.perception.prune:
            self.whole[at] = self.engine.see([look], [look.selection.keep])
            for protocol in PROTOCOLS:
                self.records[protocol, at]["canvas"] = look.canvas.size_px
            for target in self.targets[at]:
                self.references[at, target["text"]] = conversation.reference(target["text"])
        return conversation, look

    def _history(self, name: str, arm: Arm, protocol: str) -> None:
        conversation = Conversation(self.engine, arm)
        for at, frame in enumerate(self.frames[: self.asked[-1] + 1]):
            look = conversation.show(frame)
            if at in self.asked:
                conversation.settle()
                self._measure(name, at, conversation, look, (protocol,))
            if protocol == "talk" and at < self.asked[-1] and self.targets[at]:
                conversation.settle()
                conversation.keep(self.targets[at][0]["text"])

    def _measure(
        self, name: str, at: int, conversation: Conversation, look: Look, protocols: Sequence[str]
    ) -> None:
        """Note what an arm was sent of a frame, and what it answers."""
        seen: dict[str, Any] = {
            "kind": look.selection.kind,
            "sent": look.selection.kept,
            "tower": 0,
            "held": conversation.session.held,
        }
        if look.selection.kept:
            context = conversation.context(look)
            seen["tower"] = int(context.sum())
            if conversation.arm.sees != "first":
                seen |= self._likeness(at, look, self.engine.see([look], [context]))
        for protocol in protocols:
            self.records[protocol, at]["looks"][name] = seen
        for index, target in enumerate(self.targets[at]):
            reference = self.references[at, target["text"]]
            tokens, kl = conversation.answer(target["text"], reference)
            for protocol in protocols:
                record = self.records[protocol, at]["targets"][index]
                record["replies"][name], record["kl"][name] = spell(tokens), float(f"{max(kl, 0):.4g}")

    def _likeness(self, at: int, look: Look, features: Features) -> dict[str, float]:
        """Cosine of the sent blocks' features to those of the same blocks when the tower runs on the whole frame."""
        whole = self.whole[at]
        kept = torch.from_numpy(look.selection.keep.ravel()).to(whole.embeds.device)
        cosine = torch.cosine_similarity(features.embeds, whole.embeds[kept])
        return {
            "cosine": round(float(cosine.mean()), 5),
            "cosine_p5": round(float(torch.quantile(cosine, 0.05)), 5),
        }


def when(target: dict[str, Any]) -> str:
    """When any pixel of a target's box last changed: ``now``, with the asked frame; ``before`` in the episode; ``never``."""
    return "now" if target["changed_last"] else "before" if target["changed_ever"] else "never"


def spell(tokens: Sequence[int]) -> str:
    """An answer as text; an end that is missing, and structure inside, are spelt out."""
    said, ended = (tokens[:-1], True) if tokens[-1] == EOS else (tokens, False)
    return "".join(chr(one) if one < 256 else f"<{one}>" for one in said) + ("" if ended else "…")


def in_turns(episodes: Sequence[dict[str, Any]], limit: int | None) -> list[dict[str, Any]]:
    """So many episodes, their kinds in turn."""
    if limit is None:
        return list(episodes)
    kinds: dict[str, list[dict[str, Any]]] = {}
    for episode in episodes:
        kinds.setdefault(episode["kind"], []).append(episode)
    mixed = chain.from_iterable(zip_longest(*kinds.values()))
    return [episode for episode in mixed if episode is not None][:limit]


class _Worker:
    """What a process needs to run episodes; `here` is that of this process."""

    here: _Worker

    def __init__(self, options: argparse.Namespace) -> None:
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
        if options.workers > 1:
            torch.set_num_threads(max(1, (os.cpu_count() or 1) // options.workers))
        family = load_model(ModelSettings(id=str(options.model), dtype="float32", device=options.device))
        self.engine = OnceEngine(family, graphs=False if options.eager else None)
        self.engine.memory.reserve(ROOM)
        self.folder: Path = options.pages
        self.about = {
            "model": options.model.name,
            "parameters": sum(each.numel() for each in family.model.parameters()),
            "device": torch.cuda.get_device_name() if family.device.type == "cuda" else "CPU",
            "recorded_passes": self.engine.graphs,
            "torch": torch.__version__,
            "transformers": transformers.__version__,
        }


def _start(options: argparse.Namespace) -> None:
    _Worker.here = _Worker(options)


def _run(entry: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    worker = _Worker.here
    return worker.about, Episode(worker.engine, worker.folder, entry).run()


def _results(
    options: argparse.Namespace, episodes: Sequence[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    if options.workers == 1:
        _start(options)
        yield from map(_run, episodes)
        return
    with ProcessPoolExecutor(
        options.workers, get_context("spawn"), initializer=_start, initargs=(options,)
    ) as pool:
        yield from pool.map(_run, episodes)


def study(options: argparse.Namespace) -> dict[str, Any]:
    """Run every episode."""
    begin = time.perf_counter()
    index = json.loads((options.pages / "index.json").read_text(encoding="utf-8"))
    episodes = in_turns(index["episodes"], options.limit)
    about: dict[str, Any] = {}
    records: list[dict[str, Any]] = []
    columns = (*Progress.get_default_columns(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        results = _results(options, episodes)
        for of_model, of_episode in progress.track(results, len(episodes), description="episodes"):
            about = of_model
            records += of_episode
    return {
        "about": {
            **about,
            "pages": len({episode["page"] for episode in episodes}),
            "episodes": len(episodes),
            "browser": index.get("browser"),
            "workers": options.workers,
            "seconds": round(time.perf_counter() - begin, 1),
        },
        "records": records,
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description="Fidelity of P-frames, paired and without training.")
    arguments.add_argument("pages", type=Path, help="folder of temporal_pages, or a file that --out wrote")
    arguments.add_argument("--model", type=Path, metavar="CHECKPOINT")
    arguments.add_argument("--device", default="auto")
    arguments.add_argument(
        "--limit", type=int, metavar="EPISODES", help="only so many, of every kind in turn"
    )
    arguments.add_argument(
        "--workers", type=int, default=1, help="processes side by side, each with the model"
    )
    arguments.add_argument("--eager", action="store_true", help="record no passes on a GPU")
    arguments.add_argument("--out", type=Path, default=Path("temporal_study.json"))
    arguments.add_argument(
        "--markdown", type=Path, metavar="PAGE.md", help="put the tables between its markers"
    )
    arguments.add_argument("--figures", type=Path, metavar="OUT.png")
    options = arguments.parse_args()
    if options.pages.is_file():
        found = json.loads(options.pages.read_text(encoding="utf-8"))
    elif options.model is None:
        arguments.error("--model is needed to ask about pages")
    else:
        found = study(options)
        lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in found["records"])
        head = json.dumps({"about": found["about"]}, indent=1).removesuffix("\n}")
        write_atomically(options.out, f'{head},\n "records": [\n{lines}\n]}}\n'.encode())
    answers = {protocol: Answers(found["records"], protocol) for protocol in PROTOCOLS}
    shown = sheets(answers)
    for sheet in shown:
        Console(width=160).print(f"[bold]{sheet.title}[/]", sheet.rich(), "", sep="\n")
    if options.markdown:
        page = options.markdown.read_text(encoding="utf-8")
        write_atomically(options.markdown, into_document(page, found["about"], shown).encode())
    if options.figures:
        write_atomically(options.figures, png(chart(answers)))


if __name__ == "__main__":
    main()
