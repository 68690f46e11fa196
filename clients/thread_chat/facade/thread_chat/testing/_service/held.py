"""Turns that wait until a test lets them go."""

from __future__ import annotations

from openapi_facade.testing import Watch
from openapi_facade.testing.held import Held, Look

from .record import Turn


class HeldTurns(Held[Turn]):
    """The turns that have begun and do not go on. Any thread may look, and let them go.

    Args:
        after: How many frames of a reply are sent before it is held.
    """

    def __init__(self, look: Look, watch: Watch, after: int) -> None:
        super().__init__(look, watch)
        self.after = after

    @property
    def contents(self) -> list[object]:
        """What was said in the turns that wait, in the order in which they were held."""
        return [turn.content for turn in self._waits()]

    def release(self) -> None:
        """Let all go that wait now."""
        self._release()
