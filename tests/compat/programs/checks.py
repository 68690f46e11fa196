"""What a program of this folder says of itself: a line for each check, and by its exit status whether all held.

A check may name the defect of 1.4.9 that it fails by; the numbers are those of docs/migrating.md.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

PATIENCE = 10.0  # seconds after which something that should happen at once is called missing
_failed = False
HOST, PORT = (sys.argv[1], int(sys.argv[2])) if len(sys.argv) > 2 else ("localhost", 1865)
URL = f"http://{HOST}:{PORT}"


def check(holds: object, what: str, defect: int | None = None) -> None:
    """Say whether something holds."""
    global _failed
    verdict = "ok" if holds else "FAILED" if defect is None else f"FAILED by defect {defect}"
    _failed = _failed or not holds
    print(f"{verdict}: {what}", flush=True)


def until(holds: Callable[[], object], seconds: float = PATIENCE) -> bool:
    """Wait until something holds; whether it did."""
    ends = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends:
            return False
        time.sleep(0.01)
    return True


def within(seconds: float, step: Callable[[], Any], what: str, defect: int | None = None) -> Any:
    """Check that a step ends in time and without an exception; what it gives."""
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append(step())
        except BaseException as error:
            outcome.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    problem = f"not within {seconds:g} s" if not outcome else outcome[0]
    fine = bool(outcome) and not isinstance(problem, BaseException)
    check(fine, what if fine else f"{what}: {problem!r}", defect)
    return outcome[0] if fine else None


def raised(step: Callable[[], Any]) -> BaseException | None:
    """The exception of a step."""
    try:
        step()
    except Exception as error:
        return error
    return None


def ends_by_itself(defect: int) -> None:
    """The program is at its end; if the interpreter now hangs, that is this defect."""
    print(f"AT THE END, else defect {defect}", flush=True)
    if _failed:
        sys.exit(1)


def done() -> None:
    """The program is at its end, whatever threads still run."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(1 if _failed else 0)


def _crash(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    """An exception ends the program, which threads of 1.4.9 would keep from ending."""
    global _failed
    _failed = True
    sys.__excepthook__(kind, error, traceback)
    done()


sys.excepthook = _crash
