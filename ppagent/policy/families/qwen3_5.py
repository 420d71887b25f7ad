"""Qwen3.5 and its mixture-of-experts sister: Qwen3-VL's pictures without DeepStack, and recurrent layers."""

from __future__ import annotations

from ppagent.policy.families.qwen3_vl import Qwen3VL


class Qwen3_5(Qwen3VL):  # noqa: N801 - the model's own name
    """``Qwen3_5ForConditionalGeneration`` or ``Qwen3_5MoeForConditionalGeneration``."""

    recurrent = True
