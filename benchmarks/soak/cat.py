"""The Cat of a soak, and the bad network in front of it, in a process of their own.

python -m benchmarks.soak.cat PLAN        prints the addresses, and ends when its standard input does
"""

from __future__ import annotations

import itertools
import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random

from benchmarks.limits import many_files
from benchmarks.soak.faulty import WRONG
from benchmarks.soak.plan import Plan
from benchmarks.soak.script import echo
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing.faults import Answer, Cut, CutBody, Delay, Freeze, Insert, RandomFaults

RATE = 0.05
"""The share of requests and handshakes to which something happens."""
KINDS = (Cut, CutBody, Answer, Delay, Insert, Freeze)
PAGE = b"<html><head><title>Tea</title></head><body>The hatter drinks tea at six o'clock.</body></html>"


@contextmanager
def page() -> Iterator[str]:
    """The address of a page for `upload_url`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


def weather(cat: EmbeddedCat, proxy: FaultProxy, over: threading.Event) -> list[Callable[[], object]]:
    """What hits everybody. The Cat's restart makes it forget as well, so that it stays quick."""

    def refuse() -> None:
        with proxy.refusing():
            over.wait(2)

    def freeze() -> None:
        proxy.freeze_all()
        over.wait(2)
        proxy.thaw()

    return [
        cat.reset,
        partial(proxy.cut_all, "rst"),
        cat.reset,
        refuse,
        cat.reset,
        freeze,
        partial(proxy.cut_all, "fin"),
    ]


def answers(plan: Plan) -> Callable[[str, str], str | None]:
    """What the Cat says: what it should, unless the plan has it otherwise."""
    if WRONG not in plan.planted:
        return echo
    last = ["", ""]

    def mixed_up(text: str, user_id: str) -> str | None:
        before, last[:] = list(last), [text, user_id]
        return echo(*before)

    return mixed_up


def _read_to_the_end(over: threading.Event) -> None:
    sys.stdin.read()
    over.set()


def main(plan: Plan) -> None:
    """Serve until standard input ends."""
    over = threading.Event()
    with page() as shown, EmbeddedCat(answers=answers(plan), exposed=True) as cat, FaultProxy(cat.url) as proxy:
        proxy.add(RandomFaults(plan.seed, RATE, kinds=KINDS))
        print(json.dumps({"url": proxy.url, "page": shown}), flush=True)
        threading.Thread(target=_read_to_the_end, args=(over,), daemon=True).start()
        draw = Random(plan.seed)
        for strike in itertools.cycle(weather(cat, proxy, over)):
            if over.wait(plan.weather * draw.uniform(0.5, 1.5)):
                break
            strike()


if __name__ == "__main__":
    many_files()
    main(Plan.from_json(sys.argv[1]))
