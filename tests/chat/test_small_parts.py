"""The parts around the state machine: the queue, the callbacks' thread, backoff, prompts, media."""

from __future__ import annotations

import base64
import logging
import math
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cheshire_cat_api._chat.events import read
from cheshire_cat_api._chat.media import as_url
from cheshire_cat_api._chat.options import checked_seconds
from cheshire_cat_api._chat.prompt import MAX_PROMPT, as_frame, make_prompt
from cheshire_cat_api.errors import InvalidArgument
from openapi_facade.websocket.backoff import Reconnect, worth_another_try
from openapi_facade.websocket.events import Closed, Event, Failed, Frame, Opened
from openapi_facade.websocket.mailbox import BATCH, MAX_QUEUED, Mailbox
from openapi_facade.websocket.protocol import Call
from openapi_facade.websocket.threads.dispatcher import Dispatcher

from .conftest import chat_threads
from .parts import dispatcher as dispatcher_of
from .parts import mailbox as mailbox_of
from .sim import answer, chat_frame, error, token, why_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)


def as_event(raw: str) -> Frame:
    return Frame(raw, read(raw))


TOKEN = '{"type": "chat_token", "content": "x"}'
NOTIFICATION = '{"type": "notification", "content": "x"}'


# -- the queue


def test_a_full_queue_drops_tokens_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    mailbox: Mailbox[Event] = mailbox_of(limit=5000)
    for _ in range(100):
        mailbox.put(as_event(TOKEN))
    kept = len(mailbox)
    assert 0 < kept < 100
    others: list[Event] = [
        as_event(NOTIFICATION),
        Frame("{}", answer("hello")),
        Frame("{}", error()),
        as_event("no JSON"),
        Opened(),
        Closed(1006, ""),
        Failed(ValueError()),
    ]
    for event in others:
        mailbox.put(event)
    assert len(mailbox) == kept + len(others)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert list(mailbox.take())[kept:] == others
    assert not mailbox.take()


def test_an_emptied_queue_takes_tokens_again(caplog: pytest.LogCaptureFixture) -> None:
    mailbox: Mailbox[Event] = mailbox_of(limit=1000)
    for _ in range(2):
        for _ in range(100):
            mailbox.put(as_event(TOKEN))
        assert 0 < len(mailbox) < 100
        mailbox.take()
    assert len(caplog.records) == 2


def test_what_is_taken_at_a_time_is_little(caplog: pytest.LogCaptureFixture) -> None:
    """It is in hand beyond what the limit counts; and the room that it leaves is taken again."""
    mailbox: Mailbox[Event] = mailbox_of(limit=1_000_000)
    events = [as_event(f'{{"type": "chat_token", "content": "{number:04}"}}') for number in range(5000)]
    mailbox.put(*events)
    kept = len(mailbox)
    assert BATCH < kept < 5000
    first = list(mailbox.take())
    assert first == events[:BATCH]
    mailbox.put(*events[kept:])
    assert len(mailbox) == kept
    rest = []
    while mailbox:
        rest += mailbox.take()
    assert first + rest == events[: kept + BATCH]
    assert len(caplog.records) == 1


def test_the_limit_is_about_the_memory_that_waits() -> None:
    """Tokens are small, and what is around them is not."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        mailbox: Mailbox[Event] = mailbox_of(limit=1_000_000)
        for number in range(20_000):
            mailbox.put(as_event(f'{{"type": "chat_token", "content": "{number}"}}'))
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 2_000_000
    assert MAX_QUEUED <= 64 * 1024 * 1024


# -- the callbacks' thread


class Sink:
    def __init__(self, act: Callable[[Event], object] = lambda event: None) -> None:
        self._act = act
        self.got: list[Event] = []
        self.changed = threading.Condition()

    def __call__(self, event: Event) -> Iterator[Call]:
        return iter([partial(self._take, event)])

    def _take(self, event: Event) -> None:
        with self.changed:
            self.got.append(event)
            self.changed.notify_all()
        self._act(event)

    def wait_for(self, count: int) -> list[Event]:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.got) >= count, 30), self.got
            return list(self.got)


def drained(dispatcher: Dispatcher, seconds: float = 30.0) -> float:
    begin = time.monotonic()
    dispatcher.drain(begin + seconds)
    return time.monotonic() - begin


def test_events_are_handed_over_in_order_on_one_thread() -> None:
    threads = set()
    sink = Sink(lambda event: threads.add(threading.current_thread()))
    dispatcher = dispatcher_of(sink)
    dispatcher.hold()
    events = [Closed(code, "") for code in range(200)]
    for event in events:
        dispatcher.put(event)
    assert sink.wait_for(200) == events
    assert [thread.daemon for thread in threads] == [True]
    dispatcher.release()
    drained(dispatcher)
    assert not chat_threads()


def test_the_thread_comes_back_for_more() -> None:
    sink = Sink()
    dispatcher = dispatcher_of(sink)
    for count in range(1, 20):
        dispatcher.put(Opened())
        sink.wait_for(count)
        drained(dispatcher)
    assert not chat_threads()


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_exception_of_a_callback_kills_no_thread(kind: type[BaseException]) -> None:
    """An Exception comes back once as Failed, as itself; what would end a thread is logged."""
    problem = kind("from a callback")

    def act(event: Event) -> None:
        if isinstance(event, Opened):
            raise problem

    sink = Sink(act)
    dispatcher = dispatcher_of(sink)
    dispatcher.hold()
    dispatcher.put(Opened())
    dispatcher.put(Closed(1000, ""))
    expected = [Opened(), *([Failed(problem)] if isinstance(problem, Exception) else []), Closed(1000, "")]
    assert sink.wait_for(len(expected)) == expected
    dispatcher.release()
    assert drained(dispatcher) < 10
    assert not chat_threads()


def test_an_exception_of_on_error_is_not_told_to_on_error(caplog: pytest.LogCaptureFixture) -> None:
    def act(event: Event) -> None:
        raise ValueError("again")

    sink = Sink(act)
    dispatcher = dispatcher_of(sink)
    dispatcher.put(Opened())
    drained(dispatcher)
    assert [type(event) for event in sink.got] == [Opened, Failed]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_draining_ends_at_its_deadline_while_a_callback_hangs() -> None:
    go_on = threading.Event()
    dispatcher = dispatcher_of(Sink(lambda event: go_on.wait(30)))
    dispatcher.put(Opened())
    assert 0.2 <= drained(dispatcher, 0.2) < 10
    go_on.set()
    drained(dispatcher)


def test_draining_in_a_callback_returns_at_once() -> None:
    took: list[float] = []
    sink = Sink(lambda event: took.append(drained(dispatcher)))
    dispatcher = dispatcher_of(sink)
    dispatcher.put(Opened())
    sink.wait_for(1)
    drained(dispatcher)
    assert took[0] < 10


# -- backoff


@given(attempts=st.integers(0, 50), first=st.floats(0.001, 10), longest=st.floats(0.001, 100), draw=st.floats(0, 0.999))
def test_waits_are_drawn_under_a_bound_that_doubles(attempts: int, first: float, longest: float, draw: float) -> None:
    waits = list(Reconnect(attempts=attempts, first=first, longest=longest).waits(lambda: draw))
    assert len(waits) == attempts
    for number, wait in enumerate(waits):
        assert 0 <= wait <= max(first, longest)
        bound = first if number == 0 else min(first * 2**number, longest)
        assert wait == pytest.approx(draw * bound)


def test_jitter_spreads_the_clients() -> None:
    starts = {next(Reconnect().waits()) for _ in range(100)}
    assert len(starts) == 100
    assert max(starts) - min(starts) > 0.25


@pytest.mark.parametrize(
    ("code", "status", "again"),
    [
        *((code, None, True) for code in (None, 1001, 1006, 1011, 1012, 1013)),
        *((code, None, False) for code in (1000, 1002, 1007, 1008, 1009, 4001)),
        *((None, status, True) for status in (408, 429, 500, 502, 503, 504)),
        *((None, status, False) for status in (301, 400, 401, 403, 404)),
    ],
)
def test_what_is_worth_another_try(code: int | None, status: int | None, again: bool) -> None:
    assert worth_another_try(code, status) is again


# -- what is sent


@pytest.mark.parametrize(
    "extra",
    [
        {"x": {1, 2}},
        pytest.param({"x": object()}, id="an object"),
        {"x": b"bytes"},
        {"x": math.nan},
        {"x": -math.inf},
        {"x": "\ud800"},
        {"\udfff": 1},
        {"x": {(1, 2): 3}},
    ],
    ids=str,
)
def test_what_is_no_json_is_refused(extra: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument, match="nothing was sent"):
        as_frame({"text": "hi", **extra})


def test_what_contains_itself_or_is_too_deep_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    deep: Any = []
    for _ in range(200_000):
        deep = [deep]
    for extra in (loop, deep):
        with pytest.raises(InvalidArgument, match="nothing was sent"):
            as_frame({"text": "hi", "x": extra})
    while deep:
        deep = deep.pop()


@pytest.mark.parametrize("text", [5, None, b"hi", ["hi"]])
def test_a_prompt_is_text(text: object) -> None:
    with pytest.raises(InvalidArgument):
        make_prompt(text, {})


def test_a_prompt_has_one_text() -> None:
    with pytest.raises(InvalidArgument, match="twice"):
        make_prompt("hi", {"text": "ho"})


def test_the_limit_counts_bytes() -> None:
    empty = len(as_frame({"text": ""}))
    assert len(as_frame({"text": "x" * (MAX_PROMPT - empty)})) == MAX_PROMPT
    with pytest.raises(InvalidArgument, match="bytes"):
        as_frame({"text": "x" * (MAX_PROMPT - empty + 1)})
    with pytest.raises(InvalidArgument, match="bytes"):
        as_frame({"text": "è" * (MAX_PROMPT // 2)})
    assert MAX_PROMPT < 16 * 1024 * 1024


@pytest.mark.parametrize("seconds", [-1, -0.1, math.nan, math.inf, 1e12, None, "5", True])
def test_a_time_that_cannot_be_waited_for_is_refused(seconds: Any) -> None:
    with pytest.raises(InvalidArgument):
        checked_seconds(seconds, "timeout")


# -- media


def test_urls_go_as_they_are() -> None:
    for url in ("http://h/a.png", "https://h/a.png", "data:image/png;base64,AAAA"):
        assert as_url(url) == url


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
        (b"OggS\0", "audio/ogg"),
        (b"ID3\x03", "audio/mpeg"),
        (b"fLaC\0", "audio/flac"),
    ],
)
def test_bytes_are_known_by_their_beginning(content: bytes, kind: str) -> None:
    assert as_url(content) == f"data:{kind};base64,{base64.b64encode(content).decode()}"
    assert as_url(bytearray(content)) == as_url(content)


def test_a_path_is_read(tmp_path: Path) -> None:
    named, bare, unknown = tmp_path / "a.png", tmp_path / "bare", tmp_path / "unknown"
    named.write_bytes(b"whatever")
    bare.write_bytes(PNG)
    unknown.write_bytes(b"?")
    assert as_url(named) == as_url(str(named)) == "data:image/png;base64,d2hhdGV2ZXI="
    assert as_url(bare).startswith("data:image/png;base64,")
    assert as_url(unknown) == "data:application/octet-stream;base64,Pw=="


@pytest.mark.parametrize("media", ["no such file.png", "", "a\0b", "ftp://h/a.png", b"?", b"", 5, None, ["a.png"]])
def test_what_is_no_medium_is_refused(media: Any) -> None:
    with pytest.raises(InvalidArgument):
        as_url(media)


def test_a_folder_is_no_medium(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="neither"):
        as_url(tmp_path)


def test_a_reply_says_what_it_is() -> None:
    reply = answer("hello", "Hi")
    assert repr(reply) == "Reply(text='Hi')"
    assert token("x") != reply
    assert chat_frame("Hi", why_of("hello"))["text"] == "Hi"
