"""The command as tests run it: in this process, as a process of its own, or in a pseudo-terminal."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cheshire_cat_api.cli import main

INSTALLED = str(Path(sys.executable).with_name("cheshire-cat"))
PATIENCE = 60.0  # seconds in which any of them has long ended


class Ended(NamedTuple):
    """How a run ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it wrote to stdout, as JSON."""
        return json.loads(self.out)


class Command:
    """The command in this process: `command("memory", "list")`."""

    def __init__(self, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[bytes]) -> None:
        self._patch = patch
        self._capture = capture

    def __call__(self, *arguments: str, text: str = "") -> Ended:
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
        self._capture.readouterr()
        code = main(arguments)
        out, err = self._capture.readouterr()
        return Ended(code, out.decode(), err.decode())

    def good(self, *arguments: str, text: str = "") -> Ended:
        """Run it, and see that it ends well."""
        ended = self(*arguments, text=text)
        assert ended.code == 0, ended
        return ended


def environment(env: Mapping[str, str] | None = None) -> dict[str, str]:
    """The tests' own environment, in UTF-8, warnings as errors."""
    return {**os.environ, "PYTHONUTF8": "1", "PYTHONWARNINGS": "error", "TERM": "xterm", **(env or {})}


def run(*arguments: str, text: str = "", env: Mapping[str, str] | None = None, errors: str = "strict") -> Ended:
    """Run the installed command to its end."""
    done = subprocess.run(
        [INSTALLED, *arguments],
        input=text,
        capture_output=True,
        encoding="utf-8",
        errors=errors,
        env=environment(env),
        timeout=PATIENCE,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


class Terminal:
    """A process in a pseudo-terminal, and somebody who types and reads there."""

    def __init__(self, process: subprocess.Popen[bytes], screen: int) -> None:
        self.process = process
        self.seen = ""
        self._screen = screen
        self._read = 0

    def type(self, text: str) -> None:
        """Type a text; Ctrl-C is `\\x03`, Ctrl-D `\\x04`."""
        os.write(self._screen, text.encode())

    def wait_for(self, pattern: str) -> str:
        """Wait until something appears behind what was waited for before, and return it."""
        ends = time.monotonic() + PATIENCE
        while not (found := self._found(pattern)):
            assert time.monotonic() < ends, f"{pattern!r} does not appear: {self.seen!r}"
            assert self._more(), f"it has ended without {pattern!r}: {self.seen!r}"
        self._read = found.end()
        return found[0]

    def interrupt(self, pattern: str) -> None:
        """Press Ctrl-C where a line is typed, until something appears.

        Python loses one that comes in the moment between a character and its waiting for the next: it acts upon it with
        the next character, or the next Ctrl-C.
        """
        ends = time.monotonic() + PATIENCE
        while not self._found(pattern):
            assert time.monotonic() < ends, f"{pattern!r} does not appear: {self.seen!r}"
            self.type("\x03")
            self._more()
            self._more()
        self.wait_for(pattern)

    def _found(self, pattern: str) -> re.Match[str] | None:
        return re.compile(pattern).search(self.seen, self._read)

    def end(self) -> int:
        """Wait for the end of the process, and return its exit status."""
        while self._more():
            pass
        return self.process.wait(PATIENCE)

    def _more(self) -> bool:
        if not select.select([self._screen], [], [], 1.0)[0]:
            return True
        try:
            piece = os.read(self._screen, 65536)
        except OSError:  # Linux says so at the end
            return False
        self.seen += piece.decode("utf-8", "replace")
        return bool(piece)


@contextmanager
def terminal(*arguments: str, env: Mapping[str, str] | None = None) -> Iterator[Terminal]:
    """The installed command in a pseudo-terminal."""
    screen, inside = pty.openpty()
    process = subprocess.Popen(
        [INSTALLED, *arguments],
        stdin=inside,
        stdout=inside,
        stderr=inside,
        env=environment({"COLUMNS": "100", "LINES": "40", **(env or {})}),
        preexec_fn=_of_its_own,
    )
    os.close(inside)
    try:
        yield Terminal(process, screen)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        os.close(screen)


def _of_its_own() -> None:
    """Make the pseudo-terminal the one whose Ctrl-C reaches the process."""
    import fcntl
    import termios

    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
