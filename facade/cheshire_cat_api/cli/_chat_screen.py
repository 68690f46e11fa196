"""Where a conversation is seen: a terminal, on which an answer is drawn as it comes, or plain text, for programs."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import cheshire_cat_api.cli._profiles as _profiles
from cheshire_cat_api.cli._output import plain, put_json, remark

if TYPE_CHECKING:
    import cheshire_cat_api as ccat

PROMPT = "Human: "
KEPT = 1000
"""Lines of the input that are kept."""


class Screen:
    """One conversation's. What the Cat says goes to stdout, what goes wrong to stderr.

    Args:
        as_json: Whether replies are printed whole, as JSON.
    """

    def __init__(self, as_json: bool) -> None:
        self.typed = sys.stdin.isatty()
        """Whether somebody types."""
        self.drawn = sys.stdout.isatty() and not as_json
        self._as_json = as_json
        self._reading = False
        self._readline = _history() if self.typed else None

    def read(self) -> str:
        """Return the next line of the input.

        Raises:
            EOFError: there is none.
        """
        if not self.typed:
            text = sys.stdin.readline()
            if not text:
                raise EOFError
            return text.rstrip("\r\n")
        self._reading = True
        try:
            text = input(PROMPT)
        except EOFError:
            print()
            raise
        finally:
            self._reading = False
        if self._readline is not None and text.strip():
            with suppress(OSError):
                _keep(self._readline)
        return text

    def answer(self, stream: ccat.Stream) -> ccat.Reply:
        """Show an answer as it comes, and return it."""
        if self.drawn:
            from cheshire_cat_api.cli._markdown import draw

            draw(stream)
        elif self._as_json:
            put_json(stream.wait().raw)
        else:
            self._print(stream)
        return stream.reply

    def tell(self, text: str) -> None:
        """Say something that is no answer."""
        print(plain(text), flush=True)

    def notified(self, notification: ccat.Notification) -> None:
        """Say what the Cat notifies of; this may come at any time, on another thread."""
        self._between(f"[{plain(notification.content)}]")

    def remarked(self, error: ccat.ServerError) -> None:
        """Say what a plugin has remarked; what fails a turn is raised where the answer is awaited."""
        if error.name == "GenericError":
            self._between(f"[{plain(error.description)}]")

    def failed(self, problem: Any) -> None:
        """Say why there is no answer."""
        remark(f"failed: {problem}")

    def interrupted(self) -> None:
        """Ctrl-C was pressed."""
        print(flush=True)

    def _print(self, stream: ccat.Stream) -> None:
        written = False
        try:
            for token in stream:
                print(token, end="", flush=True)
                written = written or bool(token)
        finally:
            if written:
                print(flush=True)
        if not written:
            print(stream.reply.text, flush=True)

    def _between(self, text: str) -> None:
        if not self._reading:
            (print if self.drawn else remark)(text)
            return
        typed = "" if self._readline is None else self._readline.get_line_buffer()
        print(f"\r\033[K{text}\n{PROMPT}{typed}", end="", flush=True)


def _history() -> Any:
    """What edits lines, where there is such a thing, with the lines of the times before."""
    try:
        import readline
    except ImportError:  # on Windows
        return None
    path = _profiles.folder() / "history"
    with suppress(OSError):
        readline.read_history_file(path)
    readline.set_history_length(KEPT)
    return readline


def _keep(readline: Any) -> None:
    """Write the lines down at once, in a file of this user's alone: a program may end at any time."""
    path = _profiles.folder() / "history"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    readline.write_history_file(path)
