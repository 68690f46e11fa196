"""Everything once, in a few seconds: chat, plugins, an upload and what becomes of it. `make demo` runs it.

    python examples/demo.py

It starts an embedded Cat and ends it again. With CCAT_URL=http://host:1865 (and CCAT_API_KEY, CCAT_API_KEY_WS) it uses
that Cat instead, and takes away again only what it brought; so does `make demo URL=http://host:1865 KEY=key`.
"""

import argparse
import contextlib
import json
import os
import queue
import sys
from typing import Any

import cheshire_cat_api as ccat

PATIENCE = 60  # seconds for one answer of the Cat
NOTES = b"The Cheshire Cat can vanish slowly, beginning with the end of the tail and ending with the grin. " * 3

events: "queue.Queue[dict[str, Any] | Exception]" = queue.Queue()


def next_event() -> dict[str, Any]:
    """The Cat's next frame."""
    event = events.get(timeout=PATIENCE)
    if isinstance(event, Exception):
        raise event
    return event


def chat(cat: ccat.CatClient, prompt: str) -> None:
    print(f"Human: {prompt}\nCat:   ", end="", flush=True)
    cat.send(message=prompt)
    streamed = False
    while (event := next_event())["type"] != "chat":
        if event["type"] == "error":
            raise ccat.TurnFailed(event["name"], event["description"])
        if event["type"] == "chat_token":
            print(event["content"], end="", flush=True)
            streamed = True
    print("" if streamed else event["content"])


def list_plugins(cat: ccat.CatClient) -> None:
    print("\nPlugins:")
    for plugin in cat.plugins.get_available_plugins().installed:
        print(f"  {plugin.id}: {len(plugin.hooks)} hooks, {len(plugin.tools)} tools{'' if plugin.active else ' (off)'}")


def upload(cat: ccat.CatClient, name: str) -> None:
    print(f"\n{cat.rabbit_hole.upload_file(NOTES, name=name).info}: {name}")
    while not (event := next_event()).get("content", "").startswith(f"Finished reading {name}"):
        print(f"  {event.get('content')}")
    print(f"  {event['content']}")
    points = cat.memory.get_points_in_collection("declarative").points
    for point in points:
        if point.payload.metadata.get("source") == name:
            print(f"  in memory: {point.payload.page_content[:60]}…")
    cat.memory.delete_memory_points_by_metadata("declarative", {"source": name})
    left = cat.memory.get_points_in_collection("declarative").points
    print(f"  wiped; points of it left: {sum(1 for point in left if point.payload.metadata.get('source') == name)}")


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with contextlib.ExitStack() as stack:
        names = ("CCAT_URL", "CCAT_API_KEY", "CCAT_API_KEY_WS")
        if not os.environ.get("CCAT_URL"):
            names = ("URL", "KEY", "WS_KEY")  # as make has them
        url, key, ws_key = (os.environ.get(name, "") for name in names)
        if not url:
            from cheshire_cat_api.testing import EmbeddedCat

            url = stack.enter_context(EmbeddedCat()).url
        config = ccat.Config(
            base_url=url,
            user_id="demo",
            auth_key=key,
            auth_key_ws=ws_key or None,
        )
        cat = ccat.CatClient(config, on_message=lambda message: events.put(json.loads(message)), on_error=events.put)
        stack.enter_context(cat)
        print(f"A Cat {cat.status.status().version} at {url}\n")
        cat.connect_ws(timeout=10)
        chat(cat, "How are you, Cat? [slow:0.1]")
        list_plugins(cat)
        upload(cat, f"demo-{os.getpid()}.txt")
        cat.close()
        print("\nclosed")


if __name__ == "__main__":
    try:
        main()
    except ccat.CatError as error:
        sys.exit(f"failed: {error}")
    except queue.Empty:
        sys.exit(f"failed: the Cat said nothing for {PATIENCE} seconds")
