"""The processes of a run: the server, and the contestants in their environments."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120.0
"""Seconds after which a process that does not end is ended."""


class Failed(Exception):
    """A contestant could not do its job; the message is what it said."""


class Job(NamedTuple):
    """What a contestant is asked to do.

    Args:
        environment: whose Python runs it.
        what: `module:function` of `contestants`, and `:argument` if need be.
        fresh: whether each time is the first in a new process.
    """

    environment: str
    what: str
    fresh: bool = False


class Script(NamedTuple):
    """A few lines for a new process, which print what they cost.

    Args:
        environment: whose Python runs them.
        code: has the server's address as its first argument.
    """

    environment: str
    code: str


class Contestant(Protocol):
    """Does its job as often as it is asked."""

    def measure(self) -> float:
        """Do it once: what it cost, in seconds or bytes.

        Raises:
            Failed: it could not.
        """

    def end(self) -> None:
        """Leave."""


def start(job: Job | Script, python: Path, url: str) -> Contestant:
    """A contestant that is ready.

    Raises:
        Failed: it could not get ready.
    """
    if isinstance(job, Script):
        return _Script(python, job.code, url)
    return _Fresh(python, job.what, url) if job.fresh else _Worker(python, job.what, url)


class _Worker:
    """A process that does the job again and again."""

    def __init__(self, python: Path, what: str, url: str) -> None:
        module, function, *argument = what.split(":")
        self._process = started([str(python), "-m", "benchmarks.worker", module, function, url, *argument])
        try:
            self._expect("ready")
        except Failed:
            self.end()
            raise

    def measure(self) -> float:
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        return float(self._expect())

    def end(self) -> None:
        try:
            self._process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()

    def _expect(self, word: str | None = None) -> str:
        assert self._process.stdout is not None
        said: str = self._process.stdout.readline().strip()
        if said != word and (word is not None or not said[:1].isdigit()):
            raise Failed(said.replace("\v", "\n") or "the process ended without a word")
        return said


class _Fresh:
    """A new process for each time."""

    def __init__(self, python: Path, what: str, url: str) -> None:
        self._arguments = (python, what, url)

    def measure(self) -> float:
        worker = _Worker(*self._arguments)
        try:
            return worker.measure()
        finally:
            worker.end()

    def end(self) -> None:
        pass


class _Script:
    """A few lines in a new process for each time, which has imported nothing yet."""

    def __init__(self, python: Path, code: str, url: str) -> None:
        self._command = [str(python), "-c", code, url]

    def measure(self) -> float:
        process = started(self._command, errors=subprocess.PIPE)
        said, complaint = process.communicate(timeout=PATIENCE)
        if process.returncode != 0:
            raise Failed(complaint)
        return float(said)

    def end(self) -> None:
        pass


@contextmanager
def server() -> Iterator[str]:
    """The server, by its address."""
    process = started([sys.executable, "-m", "benchmarks.server"])
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.communicate(timeout=PATIENCE)


def _bare_environment() -> dict[str, str]:
    """Ours, without what names proxies and Cats: all goes over loopback."""
    proxies = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
    return {
        name: value
        for name, value in os.environ.items()
        if name.lower() not in proxies and not name.startswith(("CCAT_", "PYTHON"))
    }


def started(
    command: list[str], errors: int | None = subprocess.DEVNULL, more: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """A process on our pipes, which asks nothing outside of loopback.

    Args:
        command: what runs.
        errors: where it complains; None: where we do.
        more: further variables of its environment.
    """
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={**_bare_environment(), **(more or {})},
        text=True,
        stdin=pipe,
        stdout=pipe,
        stderr=errors,
    )
