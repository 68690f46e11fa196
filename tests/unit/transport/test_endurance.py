"""Thousands of mixed calls (CHESHIRE_CAT_CALLS=… for so many), from threads and from tasks, under random faults.

Every call is answered or fails with a CatError, within its time; no operation that must not be repeated is done twice.
A failure prints the seed: CHESHIRE_CAT_SEED=… repeats it.
"""

from __future__ import annotations

import asyncio
import bisect
import collections
import os
import random
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_api.testing.faults import Answer, Cut, CutBody, Delay, FaultProxy, Freeze, RandomFaults

CALLS = int(os.environ.get("CHESHIRE_CAT_CALLS", "10000" if os.environ.get("TEST_ALL") else "2000"))
THREADS, TASKS = 8, 16
CONNECT, READ = 0.5, 1.0
BEAT = 0.01  # seconds
SLACK = 50
"""Beats that a call whose time is over may take to end: a second of an otherwise idle machine, where sixteen tasks keep
the event loop busy; the longer, the longer a busy machine keeps threads and event loops waiting."""

Outcomes = collections.Counter[str]


class Log:
    """What came of the calls.

    Attributes:
        beats: when something that only waits, in a thread or task beside the calls, was woken: what keeps a call from
            its end on a busy machine keeps that as well.
        overdue: how many beats there were at most between the time at which a call had to be over, and its end.
    """

    def __init__(self) -> None:
        self.outcomes: Outcomes = collections.Counter()
        self.longest = 0.0
        self.overdue = 0
        self.beats: list[float] = []
        self.contents: list[str] = []
        self.wrong: list[BaseException] = []

    def note(self, name: str, began: float, error: BaseException | None) -> None:
        self.longest = max(self.longest, time.monotonic() - began)
        self.overdue = max(self.overdue, len(self.beats) - bisect.bisect(self.beats, began + CONNECT + READ))
        self.outcomes[f"{name}: {type(error).__name__ if error else 'answered'}"] += 1
        if error is not None and not isinstance(error, ccat.CatError):
            self.wrong.append(error)

    def content(self) -> str:
        """A text that is stored by nobody else."""
        text = uuid.uuid4().hex
        self.contents.append(text)
        return text


def some_call(rng: random.Random, log: Log) -> tuple[str, Callable[[Any], Any]]:
    """One call of many kinds: name, and what to do with a client of either kind."""
    text = log.content()
    calls: list[tuple[str, Callable[[Any], Any]]] = [
        ("status", lambda client: client.status.status()),
        ("list", lambda client: client.plugins.get_available_plugins()),
        ("recall", lambda client: client.memory.recall_memory_points("tea", 1)),
        ("missing", lambda client: client.users.read_user("nobody")),
        ("failing", lambda client: client.settings.get_settings("(")),
        ("create", lambda client: client.memory.create_memory_point("episodic", text)),
        ("setting", lambda client: client.settings.create_setting({"name": text, "value": {}})),
        ("upload", lambda client: client.rabbit_hole.upload_file(text.encode(), name="tea.txt")),
        ("replace", lambda client: client.users.update_user("nobody", "hatter")),
        ("any", lambda client: client.request("POST", "/settings/", json={"name": text, "value": {}})),
    ]
    return rng.choice(calls)


def in_thread(client: ccat.CatClient, seed: str, count: int, log: Log) -> None:
    rng = random.Random(seed)
    for _ in range(count):
        name, call = some_call(rng, log)
        began, failure = time.monotonic(), None
        try:
            call(client)
        except Exception as error:
            failure = error
        log.note(name, began, failure)


async def in_task(client: ccat.AsyncCatClient, seed: str, count: int, log: Log) -> None:
    rng = random.Random(seed)
    for _ in range(count):
        name, call = some_call(rng, log)
        began, failure = time.monotonic(), None
        try:
            await call(client)
        except Exception as error:
            failure = error
        log.note(name, began, failure)


def beat(log: Log, over: threading.Event) -> None:
    while not over.wait(BEAT):
        log.beats.append(time.monotonic())


async def beat_in_task(log: Log) -> None:
    while True:
        await asyncio.sleep(BEAT)
        log.beats.append(time.monotonic())


@pytest.mark.timeout(600)
def test_calls_under_random_faults(capsys: pytest.CaptureFixture[str]) -> None:
    seed = int(os.environ.get("CHESHIRE_CAT_SEED", random.SystemRandom().getrandbits(32)))
    print(f"CHESHIRE_CAT_SEED={seed}")
    log = Log()
    with EmbeddedCat() as cat, FaultProxy(cat.url) as proxy:
        proxy.add(RandomFaults(seed, 0.15, kinds=(Cut, CutBody, Answer, Delay)))
        proxy.add(RandomFaults(seed + 1, 0.002, kinds=(Freeze,)))
        config = ccat.Config(proxy.url, timeout=(CONNECT, READ), parallel_uploads=True)

        with ccat.CatClient(config) as client:
            share = CALLS // 2 // THREADS
            threads = [
                threading.Thread(target=in_thread, args=(client, f"{seed}/{number}", share, log))
                for number in range(THREADS)
            ]
            over = threading.Event()
            beating = threading.Thread(target=beat, args=(log, over))
            for thread in [beating, *threads]:
                thread.start()
            for thread in threads:
                thread.join()
            over.set()
            beating.join()

        async def tasks() -> None:
            async with ccat.AsyncCatClient(config) as client:
                share = (CALLS - CALLS // 2) // TASKS
                beating = asyncio.ensure_future(beat_in_task(log))
                await asyncio.gather(*(in_task(client, f"{seed}/task/{number}", share, log) for number in range(TASKS)))
                beating.cancel()

        asyncio.run(tasks())
        struck = len(proxy.fired)
        with ccat.CatClient(ccat.Config(cat.url)) as honest:
            settled = honest.rabbit_hole.upload_file(b"The last of all uploads.", name="z.txt", wait=True)
            assert settled.thoughts == 1
            stored = collections.Counter(
                point.payload.page_content
                for collection in ("episodic", "declarative")
                for point in honest.memory.iter_points(collection, page_size=1000)
            )
            stored.update(each.name for each in honest.settings.get_settings().settings)

    longest = f"longest {log.longest:.2f} s, {log.overdue} beats overdue"
    print(f"{sum(log.outcomes.values())} calls, {struck} faults, {longest}")
    assert log.wrong == []
    assert sum(log.outcomes.values()) >= CALLS - THREADS - TASKS
    assert struck > CALLS / 20
    assert len(log.beats) > SLACK
    assert log.overdue < SLACK
    twice = {text: stored[text] for text in log.contents if stored[text] > 1}
    assert twice == {}
    answered = sum(count for name, count in log.outcomes.items() if name.endswith("answered"))
    assert answered > CALLS / 3
    with capsys.disabled():
        print(f" [seed {seed}: {struck} faults, {answered} answered, {longest}]", end="")
