"""What is measured, against whom, and how good it has to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from benchmarks import work
from benchmarks.environments import (
    CAT_V2,
    CHATROUTES,
    CLIENT,
    GENERATOR,
    MONGARS,
    PREDECESSOR,
    PUBLISHED,
    THREAD_CHAT,
    WITH_CAT,
)
from benchmarks.processes import Job, Script


class Unit(NamedTuple):
    """How a cost, in seconds or bytes, is shown."""

    name: str
    of: Callable[[float], float]


SECONDS = Unit("s", lambda cost: cost)
MILLISECONDS = Unit("ms", lambda cost: cost * 1e3)
MICROSECONDS = Unit("µs", lambda cost: cost * 1e6)
NANOSECONDS = Unit("ns", lambda cost: cost * 1e9)
PER_SECOND = Unit("/s", lambda cost: 1 / cost)
MIB = Unit("MiB", lambda cost: cost / work.MIB)
KB = Unit("kB", lambda cost: cost / 1000)

GROWTH = 1.25
"""How much more a unit of work may cost where there is sixteen times as much: caches are not endless, and memory that
was not needed before has to come from the system."""


class Limit(NamedTuple):
    """What stands in the place of a peer where none does the same: a cost that must not be exceeded."""

    cost: float


class Measure(NamedTuple):
    """A line of the table."""

    row: str
    measure: str
    unit: Unit
    ours: Job | Script
    peer: str
    against: Job | Script | Limit
    target: float
    """Of the ratio."""
    speeds: bool = False
    """Whether the ratio is one of speeds, which must reach the target; one of costs must not exceed it."""
    cap: float | None = None
    """What our cost must not exceed besides."""


def measures(environment: str = CLIENT) -> Iterator[Measure]:
    """All of the client of an environment, in the order of the table."""
    others = {CHATROUTES: _chatroutes, MONGARS: _mongars, THREAD_CHAT: _thread_chat, CAT_V2: _cat_v2}
    if environment in others:
        yield from others[environment]()
        return
    yield from _http()
    yield from _chat()
    yield from _close()
    yield from _many()
    yield from _growth()
    yield from _server()
    yield Measure(
        "generate",
        "make generate",
        SECONDS,
        Job(GENERATOR, "generator:ours"),
        "openapi-python-client",
        Job(GENERATOR, "generator:bare"),
        4.0,
    )


def _client(what: str, *, fresh: bool = False) -> Job:
    return Job(CLIENT, what, fresh)


def _script(*lines: str, environment: str = CLIENT) -> Script:
    """Lines in a new process, timed: what it costs to come to their end, net of the interpreter's own start."""
    begin, end = "import sys, time; began = time.perf_counter()", "print(time.perf_counter() - began)"
    return Script(environment, "\n".join([begin, *lines, end]))


def _http() -> Iterator[Measure]:
    ours = _script("import cheshire_cat_api")
    yield Measure("import", "time of the import", MILLISECONDS, ours, "httpx", _script("import httpx"), 0.2)

    ours = _script(
        "import cheshire_cat_api as ccat",
        "ccat.CatClient(ccat.Config(sys.argv[1])).plugins.get_available_plugins()",
    )
    peer = _script("import httpx", "httpx.Client(base_url=sys.argv[1]).get('/plugins/').json()")
    yield Measure("first call", "import to first HTTP answer", MILLISECONDS, ours, "httpx", peer, 1.25)

    jobs = _client("ours_http:call"), "httpx", _client("bare_httpx:call")
    yield Measure("call", "plugins.get_available_plugins()", MICROSECONDS, *jobs, 0.80)
    jobs = _client("ours_http:call"), "client 1.4.9", Job(PREDECESSOR, "predecessor:call")
    yield Measure("call", "plugins.get_available_plugins()", MICROSECONDS, *jobs, 0.5)

    jobs = _client("ours_http:upload"), "httpx", _client("bare_httpx:upload")
    yield Measure("upload", f"MiB of {work.UPLOAD}", PER_SECOND, *jobs, 0.9, speeds=True)

    ours_memory = _client("ours_http:upload_memory", fresh=True)
    yield Measure("upload", "memory added", MIB, ours_memory, "8 MiB", Limit(8 * work.MIB), 1.0)
    for row, job in (("upload", "ours_uploads:read"), ("upload, async", "ours_uploads:read_async")):
        yield Measure(row, "small documents, waited for", PER_SECOND, Job(WITH_CAT, job), "40 /s", Limit(1 / 40), 1.0)


def _chat() -> Iterator[Measure]:
    predecessor = "client 1.4.9", Job(PREDECESSOR, "predecessor:tokens_on_message")
    yield Measure(
        "tokens", "frames to on_message", PER_SECOND, _client("ours_chat:tokens_on_message"), *predecessor, 2.0, True
    )
    bare = "websocket-client", _client("bare_websocket:tokens")
    yield Measure("tokens", "frames to typed events", PER_SECOND, _client("ours_chat:tokens_typed"), *bare, 1.2, True)
    yield Measure("tokens", "frames to stream()", PER_SECOND, _client("ours_chat:tokens_stream"), *bare, 1.2, True)

    bare = "websockets", _client("bare_websockets:tokens")
    ours = _client("ours_async:tokens_stream")
    yield Measure("tokens, async", "frames to stream()", PER_SECOND, ours, *bare, 0.85, True)

    jobs = _client("ours_chat:first_token"), "raw socket", _client("raw_socket:first_token")
    yield Measure("first token", f"delay, the server's {work.THINKING} ms included", MILLISECONDS, *jobs, 1.1)
    jobs = _client("ours_chat:first_token:0"), "raw socket", _client("raw_socket:first_token:0")
    yield Measure("first token", "delay, without", MICROSECONDS, *jobs, 2.0)

    jobs = _client("ours_chat:reply"), "websocket-client", _client("bare_websocket:reply")
    unit = Unit("ms", lambda cost: cost * work.REPLY * 1e3)
    yield Measure("big reply", f"{work.REPLY // 10**6} MB", unit, *jobs, 0.3)

    ours = _client("ours_chat:reply_memory", fresh=True)
    peer = _client("bare_websocket:reply_memory", fresh=True)
    yield Measure("big reply", "peak of memory", MIB, ours, "websocket-client", peer, 1.2)


def _close() -> Iterator[Measure]:
    states = (
        "never connected",
        "connecting",
        "in the handshake",
        "open",
        "in a turn",
        "lost",
        "reconnecting",
        "closed",
    )
    jobs = {state: f"ours_close:close:{state}" for state in states} | {"in a callback": "ours_close:close_in_callback"}
    floor = "raw socket's round trip", _client("raw_socket:close")
    for state, job in jobs.items():
        yield Measure("close", f"99th percentile, {state}", MILLISECONDS, _client(job), *floor, 10, cap=0.05)


def _many() -> Iterator[Measure]:
    for row, module in (("many", "ours_many"), ("many, async", "ours_async")):
        ours, one = _client(f"{module}:many"), _client(f"{module}:one_by_one")
        yield Measure(row, f"a chat of {work.CHATS} at once", MILLISECONDS, ours, "one after another", one, GROWTH)
        ours = _client(f"{module}:many_memory", fresh=True)
        yield Measure(row, "memory of a chat", KB, ours, "100 kB", Limit(100e3), 1.0)


_SIZES = {
    "a call": (MICROSECONDS, "ours_http:call", (50, 200, 800)),
    "a frame": (MICROSECONDS, "ours_chat:tokens_stream", (2_500, 10_000, 40_000)),
    "a chat": (MILLISECONDS, "ours_many:many", (62, 250, 1000)),
    "a chat, async": (MILLISECONDS, "ours_async:many", (62, 250, 1000)),
    "a byte of a reply": (NANOSECONDS, "ours_chat:reply", (1_000_000, 4_000_000, 16_000_000)),
    **{
        f"a byte in parts of {part:,}": (NANOSECONDS, f"ours_chat:reply_in_parts:{part}", (most // 16, most))
        for part, most in work.PARTS
    },
    "a MiB of an upload": (MICROSECONDS, "ours_http:upload", (16, 64, 256)),
}


def _growth() -> Iterator[Measure]:
    for what, (unit, job, (small, *larger)) in _SIZES.items():
        least = f"of {small:,}", _client(f"{job}:{small}")
        for size in larger:
            yield Measure("growth", f"{what}, of {size:,}", unit, _client(f"{job}:{size}"), *least, GROWTH)
    for part, size in work.PARTS:
        ours, peer = (_client(f"{module}:reply_in_parts:{part}:{size}") for module in ("ours_chat", "ours_async"))
        yield Measure("growth", f"a byte in parts of {part:,}, of {size:,}", NANOSECONDS, ours, "async", peer, 2.0)


def _server() -> Iterator[Measure]:
    """Its own limit, beside the fastest client of each kind: what it can do and they do not, is theirs."""
    more = 1.05
    kinds = {
        "answers": ("raw_socket:call", "httpx", "bare_httpx:call"),
        "frames": ("raw_socket:tokens", "our stream()", "ours_chat:tokens_stream"),
        "MiB taken": ("raw_socket:upload", "our upload", "ours_http:upload"),
    }
    for what, (floor, peer, job) in kinds.items():
        yield Measure("server", f"{what} to a raw socket", PER_SECOND, _client(floor), peer, _client(job), more, True)


def _chatroutes() -> Iterator[Measure]:
    ours, peer = (_script("from chatroutes import ChatRoutes", environment=each) for each in (CHATROUTES, PUBLISHED))
    published = "chatroutes 0.2.6"
    yield Measure("import", "from chatroutes import ChatRoutes", MILLISECONDS, ours, published, peer, 0.3)
    for row, measure, target in (("call", "conversations.get()", 0.7), ("stream", "chunk to on_chunk", 0.5)):
        jobs = Job(CHATROUTES, f"chatroutes:{row}"), published, Job(PUBLISHED, f"chatroutes:{row}")
        yield Measure(row, measure, MICROSECONDS, *jobs, target)


def _mongars() -> Iterator[Measure]:
    ours, peer = (
        _script(f"from {each}", environment=MONGARS)
        for each in ("mongars_client import MonGARS", "httpx import Client")
    )
    yield Measure("import", "from mongars_client import MonGARS", MILLISECONDS, ours, "httpx", peer, 0.3)
    jobs = Job(MONGARS, "mongars:call"), "httpx", Job(MONGARS, "bare_mongars:call")
    yield Measure("call", "conversation.chat()", MICROSECONDS, *jobs, 0.8)
    jobs = Job(MONGARS, "mongars:events"), "websockets", Job(MONGARS, "bare_mongars:events")
    yield Measure("events", "chat.message to events()", PER_SECOND, *jobs, 0.5, True)
    jobs = Job(MONGARS, "mongars:events_async"), "websockets", Job(MONGARS, "bare_mongars:events_async")
    yield Measure("events, async", "chat.message to events()", PER_SECOND, *jobs, 0.5, True)


def _cat_v2() -> Iterator[Measure]:
    for row, job in (("stream", "stream"), ("stream, async", "stream_async")):
        ours, bare = Job(CAT_V2, f"cheshire_cat_v2:{job}"), Job(CAT_V2, f"bare_sse:{job}")
        yield Measure(row, "events to stream()", PER_SECOND, ours, "httpx-sse", bare, 1.0, True)


def _thread_chat() -> Iterator[Measure]:
    ours, peer = (
        _script(f"from {each}", environment=THREAD_CHAT)
        for each in ("thread_chat import ThreadChat", "websocket import create_connection")
    )
    yield Measure("import", "from thread_chat import ThreadChat", MILLISECONDS, ours, "websocket-client", peer, 2.0)
    bare = "websocket-client", Job(THREAD_CHAT, "bare_thread_chat:tokens")
    yield Measure("tokens", "deltas to stream()", PER_SECOND, Job(THREAD_CHAT, "thread_chat:tokens"), *bare, 1.0, True)
    bare = "websockets", Job(THREAD_CHAT, "bare_thread_chat:tokens_async")
    ours_async = Job(THREAD_CHAT, "thread_chat:tokens_async")
    yield Measure("tokens, async", "deltas to stream()", PER_SECOND, ours_async, *bare, 0.5, True)
