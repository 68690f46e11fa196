"""A history, an answer that ends, one that fails without a word, and tools. `make demo CLIENT=thread_chat` runs it.

    python examples/demo.py

It starts an embedded thread chat of each dialect, one after the other. With URL=http://localhost:8000 it uses that
server instead, with the token in KEY.
"""

import argparse
import os
import sys

from thread_chat import EmptyReply, ThreadChat, ThreadChatError, TurnFailed

THREAD = "123e4567-e89b-42d3-a456-426614174000"


def converse(url: str, token: str) -> None:
    """Talk to a server, and show how a failure is told, and what the thread has."""
    print(f"The chat is at {url}")
    with ThreadChat(url, token=token) as chat:
        thread = chat.thread(THREAD)
        for said in ("What is a DAO?", "FAIL, please"):
            print(f"user:      {said}\nassistant: ", end="")
            try:
                for text in thread.stream(said):
                    print(text, end="", flush=True)
                print()
            except (EmptyReply, TurnFailed) as error:
                print(f"({type(error).__name__}: {error})")
        said = "Use a TOOL"
        reply = thread.ask(said)
        print(f"user:      {said}\nassistant: {reply.content} {[tool.name for tool in reply.tools]}")
        found = chat.tools.search("bitcoin")
        print(f"Tools that know of bitcoin, over HTTP: {[tool.name for tool in found]}")
        print("The history:")
        for message in thread.history(may_be_missing=True):
            print(f"  {message.role}: {message.content or message.tool}")


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    if url := os.environ.get("URL", ""):
        converse(url, os.environ.get("KEY") or "demo")
        return
    from thread_chat.testing import EmbeddedThreadChat

    for dialect in ("srv", "doc", "later"):
        with EmbeddedThreadChat(dialect) as server:
            server.create_thread(THREAD)
            print(f"\n{dialect}:")
            converse(server.url, "demo")


if __name__ == "__main__":
    try:
        main()
    except ThreadChatError as error:
        sys.exit(f"failed: {error}")
