"""`cheshire-cat chat`: the conversation, line by line."""

from __future__ import annotations

from typing import Annotated

import typer

import cheshire_cat_api as ccat
from cheshire_cat_api.cli._chat_screen import Screen
from cheshire_cat_api.cli._chat_words import Leave, Talk
from cheshire_cat_api.cli._options import command, group, where
from cheshire_cat_api.cli._where import connected

app = group("Talk with the Cat.")

GONE = (ccat.ConnectionFailed, ccat.HandshakeRefused, ccat.ConnectionLost, ccat.NotConnected)


@command(app, "chat", "chat", "chat --user alice", "chat --json < questions.txt")
def chat(
    as_json: Annotated[bool, typer.Option("--json", help="Print each reply whole, with its `why`, as JSON.")] = False,
) -> None:
    """Talk with the Cat: each line is a prompt; an empty one, or Ctrl-D, leaves. Ctrl-C ends the answer.

    \b
    /image FILE|URL [TEXT]  send an image with the next prompt, or with TEXT
    /upload FILE|URL ...    let the Cat read documents or a page; alone: which kinds it takes
    /why                    what the last answer comes from
    /history                the latest messages
    /user NAME              go on as another user
    /help                   this list
    """
    failed = False
    with connected(where()) as cat, Talk(cat, Screen(as_json), where().patience) as talk:
        talk.begin()
        while True:
            try:
                talk.take(talk.screen.read())
            except (EOFError, Leave):
                break
            except KeyboardInterrupt:
                if not talk.screen.typed:
                    raise
                talk.screen.interrupted()
            except BrokenPipeError:
                raise
            except (ccat.CatError, OSError) as error:
                if isinstance(error, GONE) and (talk.silent or not talk.screen.typed):
                    raise  # a Cat that was never there, or nobody who could see to it
                talk.screen.failed(error)
                failed = True
        if failed and not talk.screen.typed:
            raise typer.Exit(1)
