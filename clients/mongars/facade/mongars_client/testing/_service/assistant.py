"""What the assistant says, and the circuit that a failure opens (CONTRACT §1, addendum M4, M6, M7)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from openapi_facade.testing.clock import Clock

CIRCUIT_OPEN = "Ollama circuit is temporarily open."
FAILED = "Unable to generate response at this time."
FILLER = " De plus, il convient de noter que des détails supplémentaires peuvent être pertinents."
_FULL = 512
"""Words of an answer that the server is quite confident of."""


@dataclass(frozen=True)
class Reply:
    """An answer, and how confident the server says it is."""

    text: str
    confidence: float | None = None
    """None: as the server has it, a 512th for each word, 1.0 at most. 0.0 is that of a failure, whatever the text."""

    @property
    def told(self) -> float:
        """The confidence as it is told."""
        return min(len(self.text.split()) / _FULL, 1.0) if self.confidence is None else self.confidence


Answers = Mapping[str, str | Reply] | Callable[[str, str], str | Reply | None]


class Assistant:
    """Answers, or fails where it is told to.

    Args:
        answers: What it says.
        circuit: Seconds after a failure for which nothing is generated for anybody.
        clock: The time.
    """

    def __init__(self, answers: Answers | None, circuit: float, clock: Clock) -> None:
        self._answers = answers
        self._circuit = circuit
        self._clock = clock
        self.failures: deque[Reply] = deque()
        """What comes of the next generations: each fails with its text."""
        self.closes_at = 0.0
        """When the circuit is closed again."""

    @property
    def is_open(self) -> bool:
        """Whether the circuit is open: nothing is generated."""
        return self._clock.now() < self.closes_at

    def reply(self, message: str, query: str, user: str) -> Reply:
        """Return the answer to a message. A failure opens the circuit; what an answer's callable raises is one."""
        if self.failures:
            return self._failed(self.failures.popleft())
        try:
            answer = self._answers(message, user) if callable(self._answers) else (self._answers or {}).get(message)
        except Exception:
            return self._failed(Reply(FAILED, 0.0))
        if answer is None:
            answer = f"You said: {query}"
        return answer if isinstance(answer, Reply) else Reply(answer)

    def _failed(self, reply: Reply) -> Reply:
        self.closes_at = self._clock.now() + self._circuit
        return reply
