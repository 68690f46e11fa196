"""What the command prints: tables and JSON on stdout, remarks and complaints on stderr, colours on a terminal only.

What a server says cannot steer a terminal, and no key is shown: a value whose name is that of a secret reads `***`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import typer

from openapi_facade.secrets import MASK, is_secret_name

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead.")]

LONGEST = 60
"""Characters of a cell, where nobody asks for all."""


def plain(text: object) -> str:
    """Return a text without characters that a terminal would obey."""
    return "".join(each if each.isprintable() or each in "\n\t" else "\N{REPLACEMENT CHARACTER}" for each in str(text))


def line(text: object, longest: int | None = LONGEST) -> str:
    """Return a text as one line of a table."""
    words = " ".join(plain(text).split())
    return words if longest is None or len(words) <= longest else f"{words[: longest - 1]}…"


def masked(value: Any, name: str = "") -> Any:
    """Return data in which no secret is to be read."""
    if isinstance(value, Mapping):
        return {key: masked(each, str(key)) for key, each in value.items()}
    if isinstance(value, list | tuple):
        if value and isinstance(value[0], float):  # a vector, of thousands
            return value
        return [masked(each, name) for each in value]
    return MASK if isinstance(value, str) and value and is_secret_name(name) else value


def put_json(data: Any) -> None:
    """Print data as JSON, indented."""
    print(json.dumps(masked(data), indent=2, ensure_ascii=False, default=str))


def put_line(data: Any) -> None:
    """Print data as one line of JSON, at once."""
    print(json.dumps(masked(data), ensure_ascii=False, default=str), flush=True)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows: with lines and colours on a terminal, else as columns of text, nothing cut off."""
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        drawn = Table(*columns, header_style="bold", box=None, pad_edge=False)
        for row in rows:
            drawn.add_row(*(Text(line(cell, None)) for cell in row))
        Console().print(drawn)
        return
    cells = [list(columns), *([line(cell, None) for cell in row] for row in rows)]
    widths = [max(len(row[number]) for row in cells) for number in range(len(columns))]
    for row in cells:
        print("  ".join(map(str.ljust, row, widths)).rstrip())


def details(facts: Mapping[str, object]) -> None:
    """Print names and values, one a line."""
    width = max(map(len, facts), default=0)
    for name, value in masked(facts).items():
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        print(f"{name.ljust(width)}  {line(shown, None)}".rstrip())


def say(text: object) -> None:
    """Print what was done."""
    print(plain(text), flush=True)


def remark(text: object) -> None:
    """Print what is good to know beside the result, on stderr."""
    print(plain(text), file=sys.stderr, flush=True)


def complain(problem: object) -> None:
    """Print why it failed, on stderr."""
    remark(f"cheshire-cat: {str(problem) or type(problem).__name__}")
