"""The byte tokenizer: ids as written down, any text comes back, and a folder that AutoTokenizer loads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoTokenizer, Qwen3VLConfig

from ppagent.train.tokenizer import (
    END,
    IM_END,
    IM_START,
    IMAGE,
    PAD,
    SPECIAL_IDS,
    SPECIAL_TOKENS,
    VIDEO,
    VISION_END,
    VISION_START,
    VOCABULARY,
    byte_tokenizer,
    encode,
    save_tokenizer,
)

TOKENIZER = byte_tokenizer()
texts = st.text() | st.lists(
    st.sampled_from([*SPECIAL_TOKENS, "<|", "|>", "<", " ", "\n", "<|im_", "a b", "é", "漢"]), max_size=8
).map("".join)


@given(texts)
def test_any_text_comes_back_and_has_a_token_for_each_byte_and_mark(text):
    tokens = TOKENIZER.encode(text, add_special_tokens=False)
    assert TOKENIZER.decode(tokens, skip_special_tokens=False, clean_up_tokenization_spaces=False) == text
    assert tokens == encode(text)
    if "<|" not in text:
        assert bytes(tokens) == text.encode()


def test_the_ids_are_those_that_are_written_down():
    assert SPECIAL_IDS == {
        "<|im_start|>": 256, "<|im_end|>": 257, "<|vision_start|>": 258, "<|vision_end|>": 259, "<|image_pad|>": 260,
        "<|video_pad|>": 261, "<|endoftext|>": 262, "<|pad|>": 263,
    }  # fmt: skip
    assert tuple(range(256, 264)) == (IM_START, IM_END, VISION_START, VISION_END, IMAGE, VIDEO, END, PAD)
    assert VOCABULARY == len(TOKENIZER) == 264
    assert TOKENIZER.get_added_vocab() == SPECIAL_IDS
    assert (TOKENIZER.eos_token_id, TOKENIZER.pad_token_id) == (262, 263)


def test_a_models_folder_gives_the_same_tokenizer(tmp_path):
    Qwen3VLConfig().save_pretrained(tmp_path)
    save_tokenizer(tmp_path)
    assert {"tokenizer.json", "tokenizer_config.json"} <= {file.name for file in tmp_path.iterdir()}
    loaded = AutoTokenizer.from_pretrained(tmp_path, local_files_only=True)
    text = "<|im_start|>click 'Größe'  漢\r\n\t<|im_end|>click 512,300<|endoftext|>"
    assert loaded.encode(text, add_special_tokens=False) == encode(text)
    assert loaded.decode(encode(text), skip_special_tokens=False, clean_up_tokenization_spaces=False) == text
    assert (loaded.eos_token_id, loaded.pad_token_id) == (262, 263)


def test_every_byte_is_its_own_token():
    assert [TOKENIZER.convert_ids_to_tokens(byte) for byte in range(256)] == list(dict.fromkeys(
        TOKENIZER.convert_ids_to_tokens(byte) for byte in range(256)
    ))  # fmt: skip
    for character in map(chr, range(128)):
        assert TOKENIZER.encode(character, add_special_tokens=False) == [ord(character)]


def test_half_a_surrogate_pair_is_no_text():
    with pytest.raises(UnicodeEncodeError):
        encode("\ud800")
