"""A recogniser that knows bytes alone, so that grammars are tested without any model's tokens."""

from collections.abc import Callable

import pytest
from llguidance import LLMatcher, LLTokenizer


@pytest.fixture(scope="session")
def follows() -> Callable[[str, str], bool]:
    """Whether a text is a complete sentence of a grammar."""
    tokenizer = LLTokenizer("byte")
    compiled: dict[str, LLMatcher] = {}

    def check(grammar: str, text: str) -> bool:
        if grammar not in compiled:
            compiled[grammar] = LLMatcher(tokenizer, grammar, log_level=0)
            assert not compiled[grammar].is_error(), compiled[grammar].get_error()
        matcher, tokens = compiled[grammar].deep_copy(), list(text.encode("utf-8", "surrogatepass"))
        return matcher.try_consume_tokens(tokens) == len(tokens) and matcher.is_accepting()

    return check
