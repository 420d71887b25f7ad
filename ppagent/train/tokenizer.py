"""In: nothing. Out: the tokenizer of ppagent's own models: one token per UTF-8 byte, and the marks of a conversation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SPECIAL_TOKENS = (
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|image_pad|>",
    "<|video_pad|>",
    "<|endoftext|>",
    "<|pad|>",
)
"""Tokens 256 to 263, in this order; 0 to 255 are the bytes."""
SPECIAL_IDS = {token: 256 + place for place, token in enumerate(SPECIAL_TOKENS)}
IM_START, IM_END, VISION_START, VISION_END, IMAGE, VIDEO, END, PAD = SPECIAL_IDS.values()
VOCABULARY = 256 + len(SPECIAL_TOKENS)
IM_START, IM_END, VISION_START, VISION_END, IMAGE, VIDEO, END, PAD = SPECIAL_IDS.values()


def byte_tokenizer() -> Any:
    """A new tokenizer, as transformers wraps it; any text comes back from its tokens as it was."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    vocabulary = {letter: byte for byte, letter in enumerate(_letters())}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(
        [AddedToken(each, special=True, normalized=False) for each in SPECIAL_TOKENS]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token="<|endoftext|>",  # noqa: S106
        pad_token="<|pad|>",  # noqa: S106
        clean_up_tokenization_spaces=False,
    )


def save_tokenizer(folder: Path) -> None:
    """Write ``tokenizer.json`` and ``tokenizer_config.json`` into a model's folder."""
    byte_tokenizer().save_pretrained(str(folder))


def encode(text: str) -> list[int]:
    """The tokens of a text with its marks, as the saved tokenizer gives them; quicker for the many texts of a training.

    Raises:
        UnicodeEncodeError: half a surrogate pair stands in it, which is no text.
    """
    tokens: list[int] = []
    done = 0
    while (start := text.find("<|", done)) >= 0:
        mark = next((each for each in SPECIAL_TOKENS if text.startswith(each, start)), None)
        end = start if mark else start + 2
        tokens += text[done:end].encode("utf-8")
        if mark:
            tokens.append(SPECIAL_IDS[mark])
            end += len(mark)
        done = end
    return [*tokens, *text[done:].encode("utf-8")]


def _letters() -> list[str]:
    """The letter that stands for each byte inside byte-level tokenizers: itself if it can be seen, else one above 255."""
    seen = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    above = iter(range(0x100, 0x200))
    return [chr(byte) if byte in seen else chr(next(above)) for byte in range(256)]
