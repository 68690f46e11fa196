"""`connect` finds out which line a server is of, and gives its client."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Any

import pytest

import cheshire_cat_api
import cheshire_cat_v2
from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_v2.testing import EmbeddedCat as EmbeddedNext
from openapi_facade.errors import FacadeError
from openapi_facade.testing import EmbeddedServer


def asked(url: str, auth_key: Any) -> tuple[type, str]:
    """The client that `connect` gives, and what it answers."""
    with cheshire_cat_api.connect(url, auth_key=auth_key) as cat:
        streamed = "".join(cat.stream("Hello"))
        assert streamed == cat.ask("Hello").text
        return type(cat), streamed


def awaited(url: str, auth_key: Any) -> tuple[type, str]:
    async def ask() -> tuple[type, str]:
        async with await cheshire_cat_api.async_connect(url, auth_key=auth_key) as cat:
            streamed = "".join([token async for token in cat.stream("Hello")])
            assert streamed == (await cat.ask("Hello")).text
            return type(cat), streamed

    return asyncio.run(ask())


SIDES = pytest.mark.parametrize("ask", [asked, awaited])


@SIDES
@pytest.mark.parametrize("key", ["meow", lambda: "meow"], ids=["key", "callable"])
def test_a_server_of_line_2(ask: Callable[[str, Any], tuple[type, str]], key: Any) -> None:
    with EmbeddedNext() as server:
        kind, said = ask(server.url, key)
        assert kind.__module__ == "cheshire_cat_v2"
        assert said == "Echo: Hello"
        first, *_ = server.requests
        assert first.path == "/status"
        assert "authorization" not in first.headers


@SIDES
@pytest.mark.parametrize("key", ["", "meow"])
def test_a_server_of_line_1(ask: Callable[[str, Any], tuple[type, str]], key: str) -> None:
    with EmbeddedCat(api_key=key, ws_key=key) as server:
        kind, said = ask(server.url, key)
        assert issubclass(kind, cheshire_cat_api.CatClient | cheshire_cat_api.AsyncCatClient)
        assert said


async def something(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": b'{"status": "fine"}'})


@SIDES
def test_no_key_goes_to_a_server_that_is_no_cat(ask: Callable[[str, Any], tuple[type, str]]) -> None:
    with EmbeddedServer(something) as server:
        with pytest.raises(cheshire_cat_api.DecodeError, match="no Cat answers at"):
            ask(server.url, "meow")
        assert [request.path for request in server.requests] == ["/status", "/api/v2/status", "/"]
        assert all("authorization" not in request.headers for request in server.requests)


@SIDES
def test_without_the_other_package_it_says_what_to_install(
    ask: Callable[[str, Any], tuple[type, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with EmbeddedNext() as server:
        monkeypatch.setitem(sys.modules, "cheshire_cat_v2", None)
        with pytest.raises(cheshire_cat_api.ConfigError, match="pip install cheshire-cat-v2"):
            ask(server.url, "meow")


def test_the_root_of_the_runtime_catches_the_errors_of_both() -> None:
    with EmbeddedNext() as server:
        for key in ("", "wrong"):
            with cheshire_cat_api.connect(server.url, auth_key=key) as cat, pytest.raises(FacadeError):
                cat.ask("Hello")


def test_each_client_says_that_a_server_is_of_the_other_line() -> None:
    with EmbeddedCat() as old, cheshire_cat_v2.CatClient(cheshire_cat_v2.Config(old.url)) as wrong:
        with pytest.raises(cheshire_cat_v2.NotFound, match=r"a Cat of line 1\.x"):
            wrong.ask("Hello")
        with pytest.raises(cheshire_cat_v2.NotFound, match=r"a Cat of line 1\.x"):
            wrong.status.get()
    with (
        EmbeddedCat(api_key="meow") as old,
        cheshire_cat_v2.CatClient(cheshire_cat_v2.Config(old.url)) as wrong,
        pytest.raises(cheshire_cat_v2.CatError, match=r"a Cat of line 1\.x"),
    ):
        wrong.agents.list()
    with (
        EmbeddedNext() as new,
        cheshire_cat_api.CatClient(cheshire_cat_api.Config(new.url)) as other,
        pytest.raises(cheshire_cat_api.CatError, match=r"line 2\.x"),
    ):
        other.ask("Hello")
