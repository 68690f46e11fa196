"""A program that ends with a chat open and unread, and a client that is forgotten, are told what to do, once."""

from __future__ import annotations

import asyncio
import gc
import logging
import subprocess
import sys
import textwrap

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing.faults import Freeze, OnRequest

SYNC = """
    import sys, threading
    import cheshire_cat_api as ccat
    def client(user="user", **given):
        return ccat.CatClient(ccat.Config(sys.argv[1], user_id=user), **given)
"""
ASYNC = """
    import asyncio, gc, sys
    import cheshire_cat_api as ccat
    def client(user="user", **given):
        return ccat.AsyncCatClient(ccat.Config(sys.argv[1], user_id=user), **given)
"""


def warnings_of(url: str, head: str, body: str) -> list[str]:
    """What a program writes to stderr, a line each."""
    program = textwrap.dedent(head) + textwrap.dedent(body)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, url], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return done.stderr.splitlines()


@pytest.mark.parametrize(
    "body",
    [
        "cat = client(on_message=print)\ncat.connect_ws()",
        "cat = client(on_message=lambda text: None)\ncat.connect_ws(10)\ncat.send('[wait:5]')",
        "cats = [client(str(n), on_event=lambda event: None) for n in range(3)]\nfor cat in cats: cat.connect_ws(10)",
        "cat = client()\ncat.on('reply', lambda reply: None)\ncat.connect_ws(10)",
        "cat = client()\nanswer = cat.stream('[wait:5]')",
        "cat = client()\ncat.connect_ws(10)\nevents = cat.events()",
    ],
    ids=["connecting", "a prompt", "three", "a handler", "a stream", "events"],
)
def test_a_program_that_ends_with_a_chat_open_and_unread(body: str) -> None:
    with EmbeddedCat() as cat:
        if "connect_ws()" in body:
            cat.stop()  # nobody answers: it is connecting until the end
        (line,) = warnings_of(cat.url, SYNC, body)
        assert "the program ends while a chat is connect" in line
        assert "ask()" in line
        assert "close()" in line


NOTHING_UNREAD = """
    nobody_hears = client("a")
    nobody_hears.connect_ws(10)
    nobody_hears.send("[wait:5]")
    nothing_to_hear = client("b", on_open=lambda: None, on_close=lambda *_: None, on_error=print)
    nothing_to_hear.connect_ws(10)
    with client("c", on_message=len) as ended: ended.ask("[dict]")
    closed = client("d", on_message=len)
    closed.connect_ws()
    closed.close()
    left = client("e")
    for token in left.stream("[tok:9]"): break
"""


def test_a_program_that_ends_with_nothing_unread_is_told_nothing(cat: EmbeddedCat) -> None:
    assert warnings_of(cat.url, SYNC, NOTHING_UNREAD) == []


def test_a_program_that_fails_is_not_told_of_its_chat_besides(cat: EmbeddedCat) -> None:
    program = textwrap.dedent(SYNC) + "cat = client(on_message=print)\ncat.connect_ws(10)\nraise ValueError('mine')"
    done = subprocess.run(
        [sys.executable, "-c", program, cat.url], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "ValueError: mine"


MAIN = "async def main():\n    {}\nasyncio.run(main())"


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("global cat; cat = client(on_message=print); await cat.connect_ws(10)", "the event loop ends while a chat is"),
        ("global cat; cat = client(on_open=print); await cat.connect_ws(); await asyncio.sleep(0)", "the event loop"),
        ("cat = client(on_message=print); await cat.connect_ws(10)", "an AsyncCatClient was forgotten while its chat"),
    ],
)
def test_an_event_loop_that_ends_with_a_chat_open_and_unread(cat: EmbeddedCat, body: str, word: str) -> None:
    (line,) = warnings_of(cat.url, ASYNC, MAIN.format(body))
    assert word in line
    assert "close()" in line


def test_an_event_loop_that_ends_with_nothing_unread_is_told_nothing(cat: EmbeddedCat) -> None:
    body = "global cat, closed; cat = client('a'); closed = client('b', on_message=len); await cat.ask('[dict]')"
    assert warnings_of(cat.url, ASYNC, MAIN.format(f"{body}; await closed.connect_ws(); await closed.close()")) == []


@pytest.mark.parametrize("ready", [True, False], ids=["connected", "connecting"])
def test_a_client_that_is_forgotten(
    kind: str, cat: EmbeddedCat, proxy: FaultProxy, ready: bool, caplog: pytest.LogCaptureFixture
) -> None:
    if not ready:
        proxy.add(Freeze(when=OnRequest("before"), path="/ws/*", times=None))

    async def forget() -> None:
        client = ccat.AsyncCatClient(ccat.Config(proxy.url), on_message=print)
        await client.connect_ws(10 if ready else None)
        await asyncio.sleep(0)
        del client
        gc.collect()

    with caplog.at_level(logging.WARNING):
        if kind == "async":
            asyncio.run(forget())
        else:
            ccat.CatClient(ccat.Config(proxy.url), on_message=print).connect_ws(10 if ready else None)
            gc.collect()
    (record,) = caplog.records
    assert f"was forgotten while its chat was connect{'ed' if ready else 'ing'}: " in record.message
    assert cat.wait_for(lambda: cat.sockets() == 0)
