"""A question, a conversation that is streamed, a branch of it, and what the server keeps of it, in a second.

    python examples/demo.py

It starts an embedded Cat and ends it again. With URL=http://localhost:1865 and KEY it uses that server instead, and
takes away again only what it brought.
"""

import argparse
import contextlib
import os
import sys

import cheshire_cat_v2 as ccat


def converse(cat: ccat.CatClient) -> None:
    """Ask, stream, branch, store, and print what comes of it."""
    print(f"Human: Hello Cat!\nCat:   {cat.ask('Hello Cat!').text}")
    conversation = cat.conversation()
    print("Human: Tell me a story.\nCat:   ", end="")
    for token in conversation.stream("Tell me a story."):
        print(token, end="", flush=True)
    branch = conversation.copy()
    print(f"\nHuman: Another one.\nCat:   {branch.ask('Another one.').text}")
    chat = branch.save("A demo")
    try:
        print(f"\nThe server keeps {len(chat.messages)} messages as {chat.name!r}.")
    finally:
        cat.chats.delete(chat.id)
        print("The chat is deleted.")


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with contextlib.ExitStack() as stack:
        url = os.environ.get("URL", "")
        if not url:
            from cheshire_cat_v2.testing import EmbeddedCat

            url = stack.enter_context(EmbeddedCat()).url
        print(f"The Cat is at {url}\n")
        config = ccat.Config(url, auth_key=os.environ.get("KEY") or "meow")
        converse(stack.enter_context(ccat.CatClient(config)))


if __name__ == "__main__":
    try:
        main()
    except ccat.CatError as error:
        sys.exit(f"failed: {error}")
