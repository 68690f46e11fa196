"""An account, a chat and its event, a failure that is told as one, suggestions, and what was said.

`make demo CLIENT=mongars` runs it.

    python examples/demo.py

It starts an embedded monGARS and ends it again. With URL=http://localhost:8000 it uses that server instead, with the
account in MONGARS_USERNAME and MONGARS_PASSWORD, or a new one.
"""

import argparse
import contextlib
import os
import secrets
import sys

from mongars_client import ChatMessage, ConflictError, GenerationFailed, MonGARS, MonGARSError

FAILING = "Fail, please"


def converse(client: MonGARS) -> None:
    """Ask, show how a failure is told, and what the server remembers."""
    question = "What is a circuit?"
    with client.events() as events:
        chat = client.conversation.chat(question, session_id="demo")
        print(f"Human:     {question}\nAssistant: {chat.response}")
        print(f"           confidence {chat.confidence:.4f}, {chat.processing_time:.2f} s")
        told = next(event for event in events if isinstance(event, ChatMessage))
        print(f"event:     {told.type}: {told.query!r}, {told.response!r}")
    print(f"Human:     {FAILING}    (a second later: the server takes one a second)")
    try:
        print(f"Assistant: {client.conversation.chat(FAILING).response}")
    except GenerationFailed as error:
        print(f"failed: {error}")
    suggested = client.ui.suggestions("Shorten this report", ["code", "summarize"])
    print(f"\nFor a report: {', then '.join(suggested.actions)}")
    known = len(client.conversation.history())
    print(f"The server's history has {known} turns, for it was asked before the first. What was said:")
    for turn in client.transcript:
        print(f"  {turn.timestamp:%H:%M:%S} {turn.query}")


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with contextlib.ExitStack() as stack:
        url = os.environ.get("URL", "")
        if not url:
            from mongars_client.testing import EmbeddedMonGARS

            url = stack.enter_context(EmbeddedMonGARS(answers=answer)).url
        print(f"The server is at {url}\n")
        name = os.environ.get("MONGARS_USERNAME") or f"demo-{secrets.token_hex(4)}"
        password = os.environ.get("MONGARS_PASSWORD") or secrets.token_urlsafe(16)
        client = stack.enter_context(MonGARS(url, username=name, password=password))
        with contextlib.suppress(ConflictError):
            client.users.register(name, password)
        converse(client)


def answer(message: str, user: str) -> str | None:
    """Say what the embedded server says by itself, but to one message."""
    if message == FAILING:
        raise RuntimeError(message)
    return None


if __name__ == "__main__":
    try:
        main()
    except MonGARSError as error:
        sys.exit(f"failed: {error}")
