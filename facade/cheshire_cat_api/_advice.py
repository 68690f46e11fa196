"""What to do about failures for which a Cat has the wrong words, or none: of HTTP and of the chat, in one place."""

from __future__ import annotations

MASKED_RECALL = ("AttributeError", "'dict' object has no attribute 'model_dump'")
"""The error frame of every turn that could recall nothing, whatever the reason (CONTRACT §4.4)."""
_OF_THE_STORE = (
    "operands could not be broadcast together",
    "Payload and ids_inv must be the same size",
    "disk I/O error",
    "attempt to write a readonly database",
)
"""How what the local store says begins when two use it at once, or it is wiped in between (CONTRACT §3.3)."""
_OF_A_MESSAGE = (
    "cannot identify image file",
    "HTTPConnectionPool(",
    "HTTPSConnectionPool(",
    "('Connection aborted.'",
    "Invalid URL '",
    "Failed to parse: http",
    "1 validation error for AIMessage",
)
"""How what Pillow, requests and langchain say begins of a message that cannot be handed to a model (CONTRACT §4.2)."""

_STORE = (
    "Beside an upload that is being read this may pass. But if it comes again, uploads or turns at the same time have "
    "ruined the Cat's local store, and the server must be restarted; docs/store.md has the cure"
)
_HISTORY = (
    "a message of the conversation, or an image in it, cannot be read. The Cat reads them all in each turn: later "
    "turns of this user fail as well, with an image or without, until memory.wipe_conversation_history() as this user; "
    "see docs/chat.md"
)
_MESSAGE = (
    "the turn failed; the server's log says why, and so does the TurnFailed that ask() raises. What makes every turn "
    "fail, and what mends it: docs/store.md for all users, docs/chat.md for one"
)


def of_turn(name: str, description: str) -> str:
    """Return what to do about a turn that failed with this error frame, in parentheses; "" where that is unknown."""
    if (name, description) == MASKED_RECALL:
        return f" (the Cat could not search its memory, which is masked; or the prompt has no text. {_STORE})"
    if description.startswith(_OF_THE_STORE):
        return f" (the Cat's memory failed. {_STORE})"
    refused_by_model = name == "BadRequestError" and "image" in description  # OpenAI's and Anthropic's alike
    return f" ({_HISTORY})" if refused_by_model or description.startswith(_OF_A_MESSAGE) else ""


def of_answer(path: str) -> str:
    """Return what to do about a 500 that gives no reason, of a request with this path, in parentheses."""
    if path.partition("/memory/")[2].startswith(("collections", "recall")):
        return f" (the Cat's memory failed; its log says why. {_STORE})"
    return f" ({_MESSAGE})" if path.endswith("/message") else " (the server's log has the reason)"
