"""The command `cheshire-cat`: a Cat on the command line.

It needs some packages that the client itself does not: `pip install "cheshire-cat-api[cli]"`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import find_spec

__all__ = ["main"]

_NEEDED = ("typer", "rich", "jsonschema")
"""What the extra brings."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit status: 0, 1 refused or missing, 2 misused, 3 nobody there, 130 interrupted.

    Args:
        arguments: Without the program's name. None: those of this process.
    """
    missing = [name for name in _NEEDED if _absent(name)]
    if missing:
        print(
            f'cheshire-cat needs {", ".join(missing)}, not installed here: pip install "cheshire-cat-api[cli]"',
            file=sys.stderr,
        )
        return 1
    try:
        from cheshire_cat_api.cli._run import run

        return run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:  # while modules are imported, or at the very end
        return 130


def _absent(name: str) -> bool:
    try:
        return find_spec(name) is None
    except ValueError:  # an import of it is blocked
        return True
