"""Count the lines of code that are written by hand: without docstrings, comments and blank lines.

    python scripts/code_lines.py FILE_OR_GLOB [...]

prints a line for each file, and the sum. A string that stands alone is documentation, wherever it stands. Files whose
first line says that a script of ours wrote them are left out.
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path

NOT_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}
GENERATED = "written by scripts/"


def main(patterns: list[str]) -> int:
    """Run the command line."""
    counts = {path: code_lines(text) for path, text in sources(patterns) if not is_generated(text)}
    if not counts:
        print(__doc__, file=sys.stderr)
        return 2
    for path, count in counts.items():
        print(f"{count:6,}  {path}")
    print(f"{sum(counts.values()):6,}  in {len(counts)} files")
    return 0


def sources(patterns: Iterable[str]) -> Iterator[tuple[Path, str]]:
    """Path and text of each file, in order.

    Raises:
        SystemExit: a pattern matches nothing.
    """
    for pattern in patterns:
        found = [Path(pattern)] if Path(pattern).is_file() else sorted(Path().glob(pattern))
        if not found:
            raise SystemExit(f"{pattern}: there is no such file")
        yield from ((path, path.read_text(encoding="utf-8")) for path in found)


def is_generated(text: str) -> bool:
    """Whether a file says that a script wrote it."""
    return GENERATED in text.partition("\n")[0].lower()


def code_lines(text: str) -> int:
    """The number of lines on which code stands."""
    documentation = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    code = {
        line
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in NOT_CODE
        for line in range(token.start[0], token.end[0] + 1)
    }
    return len(code - documentation)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
