"""A question, a conversation token by token, a branch, a stored chat, a tool, and a run that fails. In a second.

`make demo CLIENT=cheshire_cat_v2` runs it.

    python examples/demo.py

It starts an embedded Cat 2.x and ends it again. With URL=http://localhost:1865 and KEY it uses that server instead, and
takes away again what it stored.
"""

import argparse
import contextlib
import os
import sys

import cheshire_cat_v2 as ccat

FAILING = "And if you cannot?"


def converse(cat: ccat.CatClient) -> None:
    """Ask, stream, and store what was said."""
    print(f"Human: Hello Cat!\nCat:   {cat.ask('Hello Cat!').text}")

    conversation = cat.conversation(agent="default")
    print("Human: Tell me a story.\nCat:   ", end="")
    for token in conversation.stream("Tell me a story."):
        print(token, end="", flush=True)
    print()
    print(f"Human: What did I ask first?\nCat:   {conversation.ask('What did I ask first?').text}")

    branch = conversation.copy()
    print(f"On a branch.\nHuman: Another one.\nCat:   {branch.ask('Another one.').text}")

    chat = conversation.save("A demo")
    try:
        stored = cat.load_conversation(chat.id)
        print(f"\nStored as {chat.name!r}, with {len(stored.messages)} messages, and two more on the branch.")
    finally:
        cat.chats.delete(chat.id)
        print("The chat is deleted.")


def show_more(cat: ccat.CatClient) -> None:
    """Show how a tool and a failure are told; the embedded server does both when it is told to."""
    print("\nThe agent probe has a tool:")
    for event in cat.stream('/say+tool add {"a": 2, "b": 40}', agent="probe").events():
        if isinstance(event, ccat.ToolCalled):
            print(f"  {event.name}({event.args})")
        elif isinstance(event, ccat.ToolResult):
            print(f"  gave {event.content}")
        elif isinstance(event, ccat.RunFinished):
            print(f"Cat:   {event.reply.text}")
    try:
        cat.ask(FAILING)
    except ccat.RunFailed as error:
        print(f"A run that fails says so: {error} (it had said {error.partial!r})")


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with contextlib.ExitStack() as stack:
        url, key = os.environ.get("URL", ""), os.environ.get("KEY") or "meow"
        embedded = not url
        if embedded:
            from cheshire_cat_v2.testing import EmbeddedCat, Reply

            answers: dict[str, str | Reply] = {
                "Tell me a story.": "Once upon a time a cat left its grin behind.",
                "What did I ask first?": "For a story, in this conversation.",
                FAILING: Reply("Then I", fails="I lost my head"),
            }
            url = stack.enter_context(EmbeddedCat(api_key=key, answers=answers)).url
        print(f"The server is at {url}\n")
        cat = stack.enter_context(ccat.CatClient(ccat.Config(url, auth_key=key)))
        converse(cat)
        if embedded:
            show_more(cat)


if __name__ == "__main__":
    try:
        main()
    except ccat.CatError as error:
        sys.exit(f"failed: {error}")
