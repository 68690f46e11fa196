"""Write README.md's table of the API from the generated operations.

python scripts/readme_table.py            write it
python scripts/readme_table.py --check    change nothing, compare

Exit status: 0 done, 1 the table is out of date or cannot be written, 2 misused.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from cheshire_cat_openapi.operations import OPERATIONS, Operation

README = Path(__file__).resolve().parents[1] / "README.md"
BEGIN = "<!-- the API: written by `make readme` -->"
END = "<!-- end of the API -->"
HEAD = """\
| attribute | HTTP | path | method | what it does |
|---|---|---|---|---|
"""
ORDER = ("GET", "POST", "PUT", "DELETE")


def table() -> str:
    """The table: a line an operation, by attribute and path."""
    return HEAD + "".join(map(line, sorted(OPERATIONS.values(), key=place)))


def place(operation: Operation[..., Any]) -> tuple[str, str, int]:
    """Where an operation stands."""
    return operation.tag, operation.path, ORDER.index(operation.method)


def line(operation: Operation[..., Any]) -> str:
    """One line of the table."""
    summary = operation.summary.removesuffix(".").replace("|", "\\|")
    return f"| `{operation.tag}` | {operation.method} | `{operation.path}` | `{operation.name}` | {summary} |\n"


def with_table(text: str) -> str:
    """The text with a new table between its two marks.

    Raises:
        ValueError: it has not each mark once, in their order.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in after or END in before + after:
        raise ValueError(f"the table goes between {BEGIN!r} and {END!r}, each once")
    return f"{before}{BEGIN}\n\n{table()}\n{END}{after}"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Write README.md's table of the API.")
    parser.add_argument("--check", action="store_true", help="change nothing, compare")
    options = parser.parse_args(arguments)
    try:
        old = README.read_text(encoding="utf-8")
        new = with_table(old)
    except (OSError, ValueError) as error:
        print(f"{README.name}: {error}", file=sys.stderr)
        return 1
    if options.check and new != old:
        print(f"{README.name}: the table of the API is out of date: make readme", file=sys.stderr)
        return 1
    if new != old:
        README.write_text(new, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
