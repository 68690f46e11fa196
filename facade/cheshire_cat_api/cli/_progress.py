"""A bar on stderr, while something large goes on; only on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def bar(what: str) -> Iterator[Callable[[int, int | None], object]]:
    """A function that is told of progress, `(done, total)`, and draws it."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as drawn:
        task = drawn.add_task(what, total=None)

        def tell(done: int, total: int | None) -> None:
            drawn.update(task, completed=done, total=total)

        yield tell
