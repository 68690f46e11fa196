"""Whatever a server sends, to look through it takes time in proportion: of each pattern, its worst megabyte.

What is quadratic takes hours for these texts, with the interpreter held; what is linear, milliseconds. So a process of
its own that ends at all within minutes shows it, however busy the machine is.
"""

from __future__ import annotations

import ast
import asyncio
import json
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import cheshire_cat_api as ccat
import openapi_facade
from openapi_facade.redaction import _JWT, Redactor

from .server import Heard, Server, response
from .worst import WORK, WORST, repeated

FACADE, RUNTIME = (Path(package.__file__ or "").parent for package in (ccat, openapi_facade))
APART = [path for package in (FACADE, RUNTIME) for path in (package / "testing").rglob("*.py")]
GENEROUS = 300.0  # seconds
FUNCTIONS = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}


def patterns() -> Iterator[tuple[str, str]]:
    """Every pattern that a module of the facade or the runtime hands to `re`, and where: not for tests or documents."""
    for path in sorted([*FACADE.rglob("*.py"), *RUNTIME.rglob("*.py")]):
        if {"testing", "comparison"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr in FUNCTIONS
            ):
                first = node.args[0]
                text = first.value if isinstance(first, ast.Constant) else ast.unparse(first)
                yield (
                    text.decode() if isinstance(text, bytes) else str(text),
                    f"{path.parent.name}/{path.name}:{node.lineno}",
                )


def test_every_pattern_has_its_worst_case() -> None:
    found = dict(patterns())
    unknown = {text: place for text, place in found.items() if text not in WORST and "'[^/]+'.join" not in text}
    assert unknown == {}
    assert set(WORST) <= set(found), "patterns that are no more"


def test_no_pattern_comes_by_another_way() -> None:
    for path in sorted({*FACADE.rglob("*.py"), *RUNTIME.rglob("*.py")} - set(APART)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.module in ("re", "fnmatch")), path
            if isinstance(node, ast.Import):
                assert not [each.name for each in node.names if each.name == "re" and each.asname], path


@pytest.mark.timeout(2 * GENEROUS)
@pytest.mark.parametrize("work", WORK)
def test_a_megabyte_of_the_worst_takes_no_time(work: str) -> None:
    command = [sys.executable, str(Path(__file__).with_name("worst.py")), work]
    assert subprocess.run(command, timeout=GENEROUS, check=False).returncode == 0


# --- What is found ---------------------------------------------------------------------------------------------------


def test_the_same_is_found_as_by_looking_from_each_place() -> None:
    plain = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*")
    rng = random.Random(13)
    for _ in range(20_000):
        text = "".join(rng.choices(["eyJ", "a", "-", ".", " ", "é"], weights=[3, 3, 2, 4, 1, 1], k=rng.randint(1, 14)))
        assert _JWT.sub(r"\1***", text) == plain.sub("***", text), text


@pytest.mark.parametrize("secret", ["hunter2-7f3a9c", "eyJhbGciOi.eyJzdWIiOi.SflKxwRJSM", "a"])
def test_no_half_of_a_secret_is_left_at_a_cut(secret: str) -> None:
    redactor = Redactor(lambda: [] if secret.startswith("eyJ") else [secret])
    for before in range(30, 62):
        text = " " * before + secret + " the rest"
        for limit in (60, 61):
            shown = redactor.clean(text, limit)
            assert set(shown) <= set(" *the rest"), shown
            assert len(shown) <= limit + len("***")
            assert "*" in shown or before >= limit


def test_what_is_short_enough_is_not_cut() -> None:
    redactor = Redactor(lambda: ["key"])
    assert redactor.clean("a key", 5) == "a ***"
    assert redactor.clean("a key", 6) == "a ***"
    assert redactor.clean("a cat", 5) == "a cat"
    assert redactor.clean("a cat", 3) == "a c"
    assert redactor.clean(redactor.clean("a key *", 20), 20) == "a *** *"
    assert Redactor(lambda: ["*", "**", ""]).clean("a * b") == "a * b"


@pytest.mark.parametrize(
    "written", ["k 7/<'\"\\", "k%207%2F%3C%27%22%5C", "k%207%2f%3c%27%22%5c", "k+7%2F%3C%27%22%5C",
                "k 7/<'\\\"\\\\", "k 7/&lt;&#x27;&quot;\\", "k 7/<'\"\\\\", "k 7/<\\'\"\\\\"],
)  # fmt: skip
def test_a_secret_in_each_way_in_which_it_is_written(written: str) -> None:
    assert Redactor(lambda: ["k 7/<'\"\\"]).clean(f"<{written}>") == "<***>"


# --- Over sockets ----------------------------------------------------------------------------------------------------

HOSTILE = {
    "jwt": repeated("eyJ-").encode(),
    "type": repeated("MIME type ").encode(),
    "echo": json.dumps({"error": [{"loc": ["body", "password"], "input": repeated("eyJ-"), "msg": "no"}]}).encode(),
    "key": repeated("k-7f3a9").encode(),
    "long": b"eyJ-" * 4_000_000,
}


def in_threads(config: ccat.Config) -> None:
    with ccat.CatClient(config) as client:
        client.memory.create_memory_point("declarative", "tea")


def in_tasks(config: ccat.Config) -> None:
    async def call() -> None:
        async with ccat.AsyncCatClient(config) as client:
            await client.memory.create_memory_point("declarative", "tea")

    asyncio.run(call())


@pytest.mark.parametrize("call", [in_threads, in_tasks])
@pytest.mark.parametrize(
    ("name", "status"), [*((name, status) for name in HOSTILE for status in (500, 400)), ("jwt", 200), ("long", 200)]
)
def test_a_hostile_body_ends_within_the_time_of_the_call(
    name: str, status: int, call: Callable[[ccat.Config], None]
) -> None:
    """The time is about that of a call by default; looked at from each place on, these would take hours."""
    answer = response(status, HOSTILE[name])
    with Server(lambda heard: answer) as server, pytest.raises(ccat.CatError) as caught:
        call(ccat.Config(server.url, auth_key="k-7f3a9c", timeout=60))
    error = caught.value
    assert isinstance(error, ccat.ApiError | ccat.DecodeError)
    assert len(error.body) <= 1_048_576
    assert len(str(error)) < 5_000


@pytest.mark.parametrize("call", [in_threads, in_tasks])
@pytest.mark.parametrize("status", [500, 400, 307])
@pytest.mark.parametrize("framing", ["Transfer-Encoding: chunked", "Content-Length: 1000000000000", "X-Until: closed"])
def test_an_error_whose_body_never_ends(framing: str, status: int, call: Callable[[ccat.Config], None]) -> None:
    """More of it than is kept is not waited for, although the call had an hour."""

    def answer(heard: Heard) -> Iterator[bytes]:
        yield f"HTTP/1.1 {status} no\r\n{framing}\r\n\r\n".encode()
        piece = b"x" * 65_536
        while not server.done.is_set():
            yield b"10000\r\n" + piece + b"\r\n" if "chunked" in framing else piece

    with Server(answer) as server, pytest.raises(ccat.ApiError) as caught:
        call(ccat.Config(server.url, timeout=3600))
    assert caught.value.status_code == status
    assert caught.value.body == "x" * 1_048_576


def test_the_body_of_an_error_is_kept_up_to_its_limit() -> None:
    tail = "hunter2-7f3a9c"
    answer = response(400, b"x" * (1_048_576 - 5) + tail.encode() + b"y" * 5_000_000)
    with (
        Server(lambda heard: answer) as server,
        ccat.CatClient(ccat.Config(server.url, auth_key=tail)) as client,
        pytest.raises(ccat.BadRequest) as caught,
    ):
        client.status.status()
    assert caught.value.body == "x" * (1_048_576 - 5) + "***"
    assert caught.value.detail == "x" * 2_000
