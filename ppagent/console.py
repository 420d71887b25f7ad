"""In: results. Out: the terminal: tables on stdout, progress and errors on stderr, one JSON object when asked for."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer
from rich.console import Console

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout and nothing else there.")]


def print_json(value: Any) -> None:
    """Print a value as JSON on stdout; what JSON does not know becomes text."""
    sys.stdout.write(json.dumps(value, indent=2, default=str, ensure_ascii=False) + "\n")
