"""A conversation, a stream, a fork of it and the tree, in a few seconds. `make demo CLIENT=chatroutes` runs it.

    python examples/demo.py

It starts an embedded ChatRoutes and ends it again. With URL=https://api.chatroutes.com/api/v1 and KEY it uses that
service instead, and takes away again only what it brought.
"""

import argparse
import contextlib
import os
import sys

from chatroutes import ChatRoutes, ChatRoutesError


def converse(client: ChatRoutes, conversation_id: str) -> None:
    """Send a message, stream an answer, go back and take another way, and print where that has led."""
    question = "What grows on a tree?"
    response = client.messages.send(conversation_id, {"content": question})
    print(f"Human:     {question}\nAssistant: {response['message']['content']}")

    print("Human:     And on a branch?\nAssistant: ", end="")
    with client.messages.stream(conversation_id, {"content": "And on a branch?"}) as stream:
        for text in stream.text:
            print(text, end="", flush=True)
    print()

    first = response["message"]["id"]
    fork = client.branches.fork(conversation_id, {"forkPointMessageId": first, "title": "Another way"})
    other = client.branches.send_message(conversation_id, fork["id"], {"content": "And below it?"})
    print(f"\nOn a fork, after the first answer:\nAssistant: {other['message']['content']}")

    print("\nThe tree:")
    for depth, node in client.conversations.get_tree(conversation_id).walk():
        print(f"  {'   ' * depth}{node['role']}: {node['content']}")


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with contextlib.ExitStack() as stack:
        url = os.environ.get("URL", "")
        if not url:
            from chatroutes.testing import EmbeddedChatRoutes

            # the shape of a tree that has messages, not only branches
            url = stack.enter_context(EmbeddedChatRoutes(tree="messages", sample=False)).url
        print(f"The service is at {url}\n")
        client = stack.enter_context(ChatRoutes(api_key=os.environ.get("KEY") or "demo", base_url=url))
        conversation = client.conversations.create({"title": "A demo"})
        try:
            converse(client, conversation["id"])
        finally:
            client.conversations.delete(conversation["id"])
            print("\nThe conversation is deleted.")


if __name__ == "__main__":
    try:
        main()
    except ChatRoutesError as error:
        sys.exit(f"failed: {error}")
