"""In: frames. Out: what transformers takes to answer them, as it comes: ``generate`` over the whole conversation.

The model is one of its own that nothing of ppagent has touched. Only the newest frame's preprocessing is counted: pixels
of earlier frames stay on the device.
"""

from __future__ import annotations

import statistics
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
import transformers
from torch import Tensor
from torch.utils.hooks import RemovableHandle
from transformers import DynamicCache, GenerationConfig
from transformers.utils import is_torchvision_available

from ppagent.bench.policy_script import Script
from ppagent.bench.policy_step import Gauge, Step, Ticked
from ppagent.policy.families.base import mrope_positions
from ppagent.policy.families.qwen3_vl import Qwen3VL
from ppagent.prune.selection import Look
from ppagent.screen.frame import Pixels

PROCESSOR = "Qwen2VLImageProcessor" if is_torchvision_available() else "Qwen2VLImageProcessorPil"
"""The stock one: by torchvision where there is such, else by PIL."""
_MOST_PIXELS = 16_777_216
"""Qwen3-VL's own limit."""
_ROUNDS = 5


class Stock:
    """The stock way.

    Args:
        model: a ``Qwen3VLForConditionalGeneration``.
        script: what is said.
        cache: ``cache_implementation`` of ``generate``; None for its default. With ``static`` it compiles decoding.
    """

    def __init__(self, model: Any, script: Script, cache: str | None = None) -> None:
        self._model, self._script, self._gauge = model, script, Gauge(model.device)
        vision = model.config.vision_config
        self._merge: int = vision.spatial_merge_size
        self._process = getattr(transformers, PROCESSOR)(
            patch_size=vision.patch_size, merge_size=self._merge, temporal_patch_size=vision.temporal_patch_size,
            size={"shortest_edge": 1024, "longest_edge": _MOST_PIXELS}, image_mean=[0.5] * 3, image_std=[0.5] * 3,
        )  # fmt: skip
        self._config = GenerationConfig(
            max_new_tokens=script.reply_tokens, min_new_tokens=script.reply_tokens, do_sample=False,
            eos_token_id=None, pad_token_id=script.ids["<|endoftext|>"], cache_implementation=cache,
        )  # fmt: skip

    def episode(
        self, frames: Sequence[Pixels], measured: Collection[int], tick: Ticked = lambda _: None
    ) -> tuple[list[Step], str]:
        """Go through frames.

        Args:
            frames: in order.
            measured: which of them, from 0, are answered; the others only enter the conversation, with the script's reply.
            tick: called after each frame.

        Returns:
            The steps that were measured, and the conversation's text.
        """
        steps: list[Step] = []
        ids: list[int] = []
        pixels: Tensor | None = None
        grids: list[list[int]] = []
        for number, frame in enumerate(frames):
            begin = self._gauge.begin()
            new, grid = self._prepared(frame)
            pixels = new if pixels is None else torch.cat([pixels, new])
            grids.append(grid)
            prepared = self._gauge.now()
            blocks = self._blocks(grid)
            ids += self._script.turn(number, blocks)
            reply = self._script.reply(number)
            if number in measured:
                phases = self._generate(ids, pixels, grids)
                replied = self._gauge.now()
                self._script.parse(number, reply)
                end = self._gauge.now()
                phases |= {"prepare": prepared - begin, "parse": end - replied}
                seen, held = sum(map(self._blocks, grids)), len(ids) + len(reply)
                memory = self._gauge.memory()
                step = Step(
                    number + 1, "all", seen, blocks, held, len(reply) - 1, phases, end - begin, memory
                )
                steps.append(step)
            ids += reply
            tick("stock")
        return steps, self._script.text(ids)

    def _blocks(self, grid: Sequence[int]) -> int:
        return grid[1] * grid[2] // self._merge**2

    def _prepared(self, frame: Pixels) -> tuple[Tensor, list[int]]:
        done = self._process(images=[frame], return_tensors="pt")
        pixels = done["pixel_values"].to(self._model.device, self._model.dtype)
        return pixels, done["image_grid_thw"][0].tolist()

    @torch.inference_mode()
    def _generate(self, ids: list[int], pixels: Tensor, grids: list[list[int]]) -> dict[str, float]:
        device, image = self._model.device, self._script.ids["<|image_pad|>"]
        begin = self._gauge.now()
        told = torch.tensor([ids], device=device)
        with self._watched() as times:
            said = self._model.generate(
                input_ids=told, attention_mask=torch.ones_like(told), mm_token_type_ids=(told == image).int(),
                pixel_values=pixels, image_grid_thw=torch.tensor(grids, device=device), generation_config=self._config,
            )  # fmt: skip
        end = self._gauge.now()
        if said.shape[1] != len(ids) + self._script.reply_tokens:
            raise ValueError(f"generate said {said.shape[1] - len(ids)} tokens")
        vit = times["seen"] - times["look"]
        return {"vit": vit, "prefill": times["filled"] - begin - vit, "decode": end - times["filled"]}

    @contextmanager
    def _watched(self) -> Iterator[dict[str, float]]:
        """The times at which the vision tower begins and ends and the language model's first pass ends."""
        times: dict[str, float] = {}
        inner = self._model.model
        hooks: list[RemovableHandle] = []

        def filled(*_: object) -> None:
            times["filled"] = self._gauge.now()
            # It must not be there when generate compiles what comes next.
            hooks[-1].remove()

        hooks += [
            inner.visual.register_forward_pre_hook(lambda *_: times.update(look=self._gauge.now())),
            inner.visual.register_forward_hook(lambda *_: times.update(seen=self._gauge.now())),
            inner.language_model.register_forward_hook(filled),
        ]
        try:
            yield times
        finally:
            for hook in hooks:
                hook.remove()


@torch.inference_mode()
def first_turn_ms(model: Any, ids: Sequence[int], look: Look) -> dict[str, float]:
    """Vision and prefill of one pruned frame by the stock classes, pruning given as arguments, no graph, no compiling.

    Args:
        model: as `Stock` takes it.
        ids: of the turn, one image token per kept block.
        look: the frame.

    Returns:
        ``vit`` and ``prefill``, medians.
    """
    family, gauge, taken = Qwen3VL(model), Gauge(model.device), []
    keep = look.selection.keep
    for _ in range(_ROUNDS + 2):
        begin = gauge.now()
        features = family.encode(family.pixel_values(look.kept_blocks()), family.arguments([keep]))
        seen = gauge.now()
        told = torch.tensor([ids], device=family.device)
        images = told == family.image_token_id
        embeds = family.language.embed_tokens(told)
        embeds[images] = features.embeds
        positions, _ = mrope_positions(ids, family.image_token_id, [keep], 0)
        output = family.language(
            inputs_embeds=embeds, position_ids=torch.from_numpy(positions)[:, None].to(family.device),
            past_key_values=DynamicCache(config=model.config), use_cache=True,
            visual_pos_masks=images, deepstack_visual_embeds=list(features.deep),
        )  # fmt: skip
        model.lm_head(output.last_hidden_state[:, -1])
        taken.append((seen - begin, gauge.now() - seen))
    vit, prefill = (statistics.median(times[2:]) for times in zip(*taken, strict=True))
    return {"vit": vit, "prefill": prefill}
