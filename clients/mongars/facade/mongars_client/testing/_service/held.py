"""Answers that wait until a test lets them go."""

from __future__ import annotations

from openapi_facade.testing.held import Held

from .record import Chat


class HeldAnswers(Held[Chat]):
    """The chats that have been accepted, and whose generation does not end. Any thread may look, and let them go."""

    @property
    def messages(self) -> list[str]:
        """The messages whose answers wait, in the order in which they came."""
        return [chat.message for chat in self._waits()]

    def release(self, message: str | None = None) -> None:
        """Let all go that wait now, or only the answer to a message. Raises KeyError if no such message waits."""
        if not self._release(lambda chat: message in (None, chat.message)) and message is not None:
            raise KeyError(message)
