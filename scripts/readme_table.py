"""Write the table of the API in a client's README.md from its generated operations.

python scripts/readme_table.py [FOLDER]            write it; FOLDER is the client's, without: this repository's own
python scripts/readme_table.py [FOLDER] --check    change nothing, compare

Exit status: 0 done, 1 the table is out of date or cannot be written, 2 misused.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from repository import ROOT, Client

BEGIN = "<!-- the API: written by `make readme` -->"
END = "<!-- end of the API -->"
HEAD = """\
| attribute | HTTP | path | method | what it does |
|---|---|---|---|---|
"""
ORDER = ("GET", "POST", "PUT", "PATCH", "DELETE")


def table(module: str) -> str:
    """The table of a generated package: a line an operation, by attribute and path."""
    operations = import_module(f"{module}.operations").OPERATIONS
    return HEAD + "".join(map(line, sorted(operations.values(), key=place)))


def place(operation: Any) -> tuple[str, str, int]:
    """Where an operation stands."""
    return operation.tag, operation.path, ORDER.index(operation.method)


def line(operation: Any) -> str:
    """One line of the table."""
    summary = operation.summary.removesuffix(".").replace("|", "\\|")
    return f"| `{operation.tag}` | {operation.method} | `{operation.path}` | `{operation.name}` | {summary} |\n"


def with_table(text: str, module: str) -> str:
    """The text with a new table of a generated package between its two marks.

    Raises:
        ValueError: it has not each mark once, in their order.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in after or END in before + after:
        raise ValueError(f"the table goes between {BEGIN!r} and {END!r}, each once")
    return f"{before}{BEGIN}\n\n{table(module)}\n{END}{after}"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Write the table of the API in a client's README.md.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT, metavar="FOLDER", help="the client's folder")
    parser.add_argument("--check", action="store_true", help="change nothing, compare")
    options = parser.parse_args(arguments)
    readme = options.folder / "README.md"
    try:
        old = readme.read_text(encoding="utf-8")
        new = with_table(old, Client(ROOT, options.folder.resolve()).module)
    except (OSError, ValueError) as error:
        print(f"{readme}: {error}", file=sys.stderr)
        return 1
    if options.check and new != old:
        print(f"{readme}: the table of the API is out of date: make readme", file=sys.stderr)
        return 1
    if new != old:
        readme.write_text(new, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
