"""A program that is interrupted at random moments: `sigints.py URL COUNT SEED`. Exits 0 if its client came through.

The signals come from a thread, to the process; Python handles them in the main thread, which uses the client.
"""

from __future__ import annotations

import faulthandler
import logging
import random
import signal
import sys
import threading
import time

import cheshire_cat_api as ccat

PATIENCE = 60  # seconds for any single thing; whatever takes longer hangs, and ends this program with all stacks
EXPECTED = (ccat.NotConnected, ccat.ConnectionLost)
"""What may come of an operation whose connection an earlier interrupt has ended."""


class Program:
    """What one client does, over and over."""

    def __init__(self, url: str, seed: int) -> None:
        self.random = random.Random(seed)
        self.client = ccat.CatClient(ccat.Config(url))
        self.interrupts = 0
        self._vulnerable = False
        self._done = threading.Event()
        signal.signal(signal.SIGINT, self._interrupt)
        self._shooter = threading.Thread(target=self._shoot, args=(random.Random(seed + 1),), daemon=True)

    def run(self, count: int) -> None:
        self.check("the first")  # so that all modules are there: Python itself does not survive an interrupted import
        self._shooter.start()
        number = 0
        while self.interrupts < count:
            faulthandler.dump_traceback_later(PATIENCE, exit=True)
            before, number = self.interrupts, number + 1
            try:
                self._vulnerable = True
                try:
                    self.do_something()
                finally:
                    self._vulnerable = False
            except (KeyboardInterrupt, *EXPECTED):
                self._vulnerable = False
            if self.interrupts != before:
                self.check(f"question {number}")
        self._done.set()
        self._shooter.join()
        begun = time.monotonic()
        self.client.close()
        assert time.monotonic() - begun < 5
        for thread in threading.enumerate():
            if thread.name.startswith("cheshire-cat"):
                thread.join(5)
                assert not thread.is_alive(), thread
        faulthandler.cancel_dump_traceback_later()

    def do_something(self) -> None:
        """One of the things that people do."""
        client = self.client
        match self.random.randrange(8):
            case 0:
                client.ask("hello", timeout=20)
            case 1:
                for number, _ in enumerate(client.stream("hello", timeout=20)):
                    if number == 2:
                        break
            case 2:
                client.send("hello")
            case 3:
                client.plugins.get_available_plugins()
            case 4:
                client.status.status()
            case 5:
                client.connect_ws(10)
            case 6:
                events = client.events()
                client.send("hello")
                next(events)
            case _:
                if self.random.random() < 0.3:
                    client.close()

    def check(self, question: str) -> None:
        """Whether the client works."""
        assert self.client.status.status().version
        assert self.client.ask(question, timeout=30).raw["why"]["input"] == question

    def _interrupt(self, *_: object) -> None:
        if self._vulnerable:
            self.interrupts += 1
            raise KeyboardInterrupt

    def _shoot(self, rng: random.Random) -> None:
        while not self._done.is_set():
            time.sleep(rng.choice([0.0002, 0.0005, 0.001, 0.002, 0.004]) * rng.random())
            if self._vulnerable:
                signal.raise_signal(signal.SIGINT)


if __name__ == "__main__":
    logging.getLogger("cheshire_cat_api").setLevel(logging.CRITICAL)
    program = Program(sys.argv[1], int(sys.argv[3]))
    program.run(int(sys.argv[2]))
    print(f"{program.interrupts} interrupts")
