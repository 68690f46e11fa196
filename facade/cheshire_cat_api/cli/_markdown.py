"""An answer on a terminal: Markdown, drawn as it comes.

Paragraphs that are complete are printed for good; only the last one, which is still being written, is drawn again and
again. So an answer may be longer than the screen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.markdown import Markdown

from cheshire_cat_api.cli._output import plain

if TYPE_CHECKING:
    import cheshire_cat_api as ccat

FENCES = ("```", "~~~")


def draw(stream: ccat.Stream) -> None:
    """Draw an answer while it comes; what has come stays, where it is broken off."""
    console = Console()
    tail = ""
    written = False
    with Live(console=console, transient=True, auto_refresh=False, vertical_overflow="crop") as live:
        try:
            for token in stream:
                written = written or bool(token)
                done, tail = complete(tail + plain(token))
                if done:
                    console.print(Markdown(done))
                live.update(Markdown(tail), refresh=True)
        finally:
            live.update("", refresh=True)
            if tail.strip():
                console.print(Markdown(tail))
    if not written:
        console.print(Markdown(plain(stream.reply.text)))


def complete(text: str) -> tuple[str, str]:
    """Return the paragraphs that are complete, and the rest: an empty line ends one, but for code between fences."""
    end = 0
    fenced = False
    place = 0
    for each in _lines(text):
        place += len(each)
        if each.lstrip().startswith(FENCES):
            fenced = not fenced
        if not each.strip() and each.endswith("\n") and not fenced:
            end = place
    return text[:end], text[end:]


def _lines(text: str) -> Iterable[str]:
    return text.splitlines(keepends=True)
