"""Secrets in what a server sends back, written as only JSON writes them, or where nobody looks for them."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest

import cheshire_cat_api as ccat

from .server import Server, response

KEY = "Sup3r/SecretKey"


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(each):04x}" for each in text)


def shown(error: ccat.CatError) -> str:
    """All that leaves the process with an error."""
    facts = {name: dict(value) if name == "headers" else value for name, value in vars(error).items()}
    return f"{error} {error!r} {facts} {getattr(error, 'data', '')} {vars(pickle.loads(pickle.dumps(error)))}"


def failing(kind: str, server: Server, method: Callable[[Any], Any], key: str = KEY) -> ccat.CatError:
    """The error of a call, or of reading its answer as JSON, by either client."""
    config = ccat.Config(server.url, auth_key=key, retries=0, timeout=20)
    if kind == "sync":
        with ccat.CatClient(config) as client, pytest.raises(ccat.CatError) as raised:
            method(client).json()
        return raised.value

    async def work() -> ccat.CatError:
        async with ccat.AsyncCatClient(config) as client:
            with pytest.raises(ccat.CatError) as raised:
                (await method(client)).json()
        return raised.value

    return asyncio.run(work())


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("written", [KEY.replace("/", "\\/"), escaped(KEY), KEY], ids=["slash", "code points", "plain"])
def test_an_error_in_json(kind: str, written: str) -> None:
    body = f'{{"detail": "you are {written}", "who": ["{written}"]}}'.encode()
    with Server(lambda heard: response(400, body, Content_Type="application/json")) as server:
        error = failing(kind, server, lambda client: client.request("GET", "/custom"))
    assert isinstance(error, ccat.BadRequest)
    assert "***" in str(error)
    assert KEY not in shown(error)
    assert KEY not in str(json.loads(error.body))


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_body_that_is_no_json(kind: str) -> None:
    with Server(lambda heard: response(200, f"you are {KEY}".encode())) as server:
        error = failing(kind, server, lambda client: client.request("GET", "/custom"))
    assert isinstance(error, ccat.DecodeError)
    assert KEY not in shown(error)
    assert "***" in error.body


def test_an_answer_pickles_without_what_it_knows() -> None:
    with (
        Server(lambda heard: response(200, b"[1]")) as server,
        ccat.CatClient(ccat.Config(server.url, auth_key=KEY)) as client,
    ):
        answer = client.request("GET", "/custom")
    again = pickle.loads(pickle.dumps(answer))
    assert again == answer
    assert again.json() == [1]
    assert KEY.encode() not in pickle.dumps(answer)


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_the_name_of_a_header(kind: str) -> None:
    key = "Sup3rSecretKey"
    answer = f"HTTP/1.1 400 Bad\r\n{key}: 1\r\nX-Other: 2\r\nContent-Length: 0\r\n\r\n".encode()
    with Server(lambda heard: answer) as server:
        error = failing(kind, server, lambda client: client.request("GET", "/custom"), key)
    assert isinstance(error, ccat.BadRequest)
    assert key.lower() not in shown(error).lower()
    assert error.headers["x-other"] == "2"
