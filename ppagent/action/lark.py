"""In: nothing. Out: the words that the dialects' grammars share, in the variant of Lark that llguidance reads.

Spaces stand where ``json.dumps`` puts them and nowhere else: what can be said in one way only is not asked of the model.
"""

from __future__ import annotations

from ppagent.action.keys import ALIASES, NAMED

_HEX = "[0-9a-fA-F]"
# A lone half of a surrogate pair is no text, so the halves only come together.
_ESCAPE = (
    rf'\\(["\\\/bfnrt]|u([0-9a-cefA-CEF]{_HEX}{{3}}|[dD][0-7]{_HEX}{{2}}'
    rf"|[dD][89abAB]{_HEX}{{2}}\\u[dD][c-fC-F]{_HEX}{{2}}))"
)
CHARACTER = rf'([^"\\\x00-\x1f]|{_ESCAPE})'
"""Regular expression of one character inside a JSON string, itself or escaped."""

_NAMES = sorted({spelt for name in (*NAMED, *ALIASES) for spelt in (name, name.capitalize())})

SECONDS = r"60(\.0{1,20})?|[1-5]?[0-9](\.[0-9]{1,20})?(e-[0-9]{1,3})?"
"""Regular expression of 0 to 60, as Python prints it."""

WORDS = rf"""
KEY: /"({"|".join(_NAMES)}|{CHARACTER})"/
NUMBER: /(0|[1-9][0-9]{{0,5}})(\.[0-9]{{1,20}})?(e-[0-9]{{1,3}})?/
SECONDS: /{SECONDS}/
keys: "[" KEY (", " KEY){{0,5}} "]"
point: "[" NUMBER ", " NUMBER "]"
"""
"""``KEY``: a name of `ppagent.action.keys`, lower case or capitalised, or one character.
``NUMBER``: 0 to below a million, as Python prints it; no coordinate is negative. ``SECONDS``: 0 to 60."""
