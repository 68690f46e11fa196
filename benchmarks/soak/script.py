"""What users ask and what the Cat answers: known beforehand, so that each answer shows whose it is."""

from __future__ import annotations

TOKENS = 20
SLOW = f"[tok:{TOKENS}][slow:0.02]"
LATE = "[wait:3]"
FAILING = "[raise:boom]"


def echo(text: str, user_id: str) -> str | None:
    """What the Cat says; None: as its own script has it."""
    return None if text.startswith("[") else f"{user_id} said {text}"


def expected(text: str, user_id: str) -> str | None:
    """The answer to a prompt; None: any text will do."""
    if text.startswith(SLOW):
        return "".join(f"t{number} " for number in range(TOKENS))
    return echo(text, user_id)
