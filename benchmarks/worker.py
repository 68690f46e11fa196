"""One contestant at one job, in a process of its own.

    python -m benchmarks.worker MODULE FUNCTION URL [ARGUMENT]

Says `ready` when it is, then does the job once for each line of its input and answers with what it cost, or with what
went wrong.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import traceback


def main(module: str, function: str, url: str, *arguments: str) -> None:
    """Get ready, and work until the input ends."""
    prepare = getattr(importlib.import_module(f"benchmarks.contestants.{module}"), function)
    job = prepare(url, *(int(each) if each.isdigit() else each for each in arguments))
    print("ready", flush=True)
    for _ in sys.stdin:
        gc.collect()
        gc.disable()  # as timeit does: the collector looks at all that lives, of which a thousand chats have much
        cost = job()
        gc.enable()
        print(repr(cost), flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Exception:
        print(traceback.format_exc().strip().replace("\n", "\v"), flush=True)
    os._exit(0)  # what the job left behind, such as a thousand threads, needs no farewell
