"""`cheshire-cat ask`."""

from __future__ import annotations

import sys
from typing import Annotated

import click
import typer

import cheshire_cat_api as ccat
from cheshire_cat_api.cli._options import command, group, where
from cheshire_cat_api.cli._output import plain, put_json, remark
from cheshire_cat_api.cli._where import connected

app = group("Ask once, and print the answer.")


@command(
    app,
    "ask",
    'ask "What time is it?"',
    'ask --image tea.png "What is this?"',
    "ask < question.txt > answer.txt",
)
def ask(
    text: Annotated[list[str] | None, typer.Argument(help="The prompt; `-` or none: it comes from stdin.")] = None,
    image: Annotated[str | None, typer.Option(metavar="FILE|URL", help="An image to ask about.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole reply, with its `why`.")] = False,
    why: Annotated[bool, typer.Option("--why", help="Say on stderr what the answer comes from.")] = False,
    http: Annotated[bool, typer.Option("--http", help="Ask over HTTP, without a WebSocket.")] = False,
) -> None:
    """Ask the Cat once, and print the answer, and nothing but the answer, on stdout.

    On a terminal it appears as it is written; in a pipe it comes whole, or not at all.
    """
    prompt = _prompt(text or [])
    with connected(where()) as cat:
        live = sys.stdout.isatty() and not as_json
        reply = _over_http(cat, prompt, image, live) if http else _over_chat(cat, prompt, image, live)
        if as_json:
            put_json(reply.raw)
        elif not live:
            print(reply.text)
        if why:
            from cheshire_cat_api.cli._why import lines

            for each in lines(reply):
                remark(each)


def _prompt(words: list[str]) -> str:
    if words and words != ["-"]:
        return " ".join(words)
    if not words and sys.stdin.isatty():
        raise click.UsageError("no text: give it, or send it by stdin")
    text = sys.stdin.read().strip()
    if not text:
        raise click.UsageError("no text came by stdin")
    return text


def _over_chat(cat: ccat.CatClient, prompt: str, image: str | None, live: bool) -> ccat.Reply:
    patience = where().patience
    if not live:
        return cat.ask(prompt, image=image, timeout=patience)
    written = False
    with cat.stream(prompt, image=image, timeout=patience) as answer:
        for token in answer:
            print(plain(token), end="", flush=True)
            written = written or bool(token)
    print("" if written else plain(answer.reply.text))
    return answer.reply


def _over_http(cat: ccat.CatClient, prompt: str, image: str | None, live: bool) -> ccat.Reply:
    if image is not None and not image.startswith(("http://", "https://", "data:")):
        raise click.UsageError("--http takes the URL of an image, no file")
    body = {"text": prompt} if image is None else {"text": prompt, "image": image}
    message = cat.with_options(timeout=where().patience).status.message_with_cat(body)
    reply = ccat.Reply(message)
    if live:
        print(plain(reply.text))
    return reply
