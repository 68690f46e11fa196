"""What is wrong with a document, and where: the one exception, and a way to find more than the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import ParamSpec

_P = ParamSpec("_P")

_SHOWN = 100  # problems of one run; a document that is something else altogether has thousands


class Refused(Exception):
    """Nothing is done with a document. Each problem names its place and what to do."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        more = len(self.problems) - _SHOWN
        return "\n".join((*self.problems[:_SHOWN], *([f"... and {more} more"] if more > 0 else [])))


class Problems:
    """The refusals of several steps, each of which is tried whatever became of the others.

    Enter it for each step; at the end, `refuse`. It may be entered within itself: the inner step ends, the outer goes
    on.
    """

    def __init__(self) -> None:
        self._found: dict[str, None] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def note(self, *problems: str) -> None:
        """Keep problems that no step raised."""
        self._found.update(dict.fromkeys(problems))

    def attempt(self, step: Callable[_P, object], *arguments: _P.args, **named: _P.kwargs) -> None:
        """Take one step, and keep its refusal."""
        with self:
            step(*arguments, **named)

    def __enter__(self) -> Problems:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        """Keep a refusal, so that the next step is tried too; let any other error pass."""
        if not isinstance(error, Refused):
            return False
        self.note(*error.problems)
        return True

    def refuse(self) -> None:
        """Raise what was found.

        Raises:
            Refused: with every problem once, in the order in which they were found; nothing, if there was none.
        """
        if self._found:
            raise Refused(*self._found)


def short(value: object) -> str:
    """A value of a stranger's document as a message shows it: ASCII, without control characters, not long."""
    text = ascii(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
