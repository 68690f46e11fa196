"""The operations over HTTP: what each method asks for and gives, whose token it shows, and its errors."""

from __future__ import annotations

import asyncio
import inspect
import json
import pickle
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import thread_chat
from openapi_facade.errors import FacadeError
from thread_chat import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AsyncThreadChat,
    AuthenticationError,
    ConfigError,
    DecodeError,
    InvalidArgumentError,
    NotFoundError,
    RateLimitError,
    ServerError,
    ThreadChat,
    ThreadChatError,
    Tool,
    UnprocessableEntityError,
)
from thread_chat.testing import EmbeddedThreadChat, faults
from thread_chat_openapi.operations import OPERATIONS

TOKEN, SECRET = "bearer-0123456789", "hook-token"
CONTRACT = Path(thread_chat.__file__).parents[2] / "docs" / "contract.md"
PATIENCE = 20.0


class Kind:
    """Both chats, driven alike; the tasks of one run in a loop of the test's."""

    def __init__(self, asynchronous: bool) -> None:
        self._loop = asyncio.new_event_loop() if asynchronous else None
        self._chats: list[Any] = []

    def chat(self, url: str, **options: Any) -> Any:
        """A chat, closed with the test."""
        kind: Any = ThreadChat if self._loop is None else AsyncThreadChat
        self._chats.append(kind(url, **{"token": TOKEN, "webhook_token": SECRET, "timeout": PATIENCE, **options}))
        return self._chats[-1]

    def run(self, result: Any) -> Any:
        """What a call gives, which is awaited where it must be."""
        return (
            result if self._loop is None or not inspect.isawaitable(result) else self._loop.run_until_complete(result)
        )

    def end(self) -> None:
        for chat in self._chats:
            self.run(chat.close())
        if self._loop is not None:
            self._loop.close()


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    made = Kind(request.param)
    yield made
    made.end()


@pytest.fixture
def server() -> Iterator[EmbeddedThreadChat]:
    with EmbeddedThreadChat(tokens={TOKEN: "user"}) as running:
        yield running


class Case(NamedTuple):
    """A method, what it is called with, what is sent, and something of the result."""

    operation: str
    call: Callable[[Any], Any]
    found: Callable[[Any], Any]
    expected: object
    query: str = ""
    sent: object = None


CASES = {
    "health": Case("health", lambda c: c.health(), lambda got: (got.status, got["status"]), ("healthy", "healthy")),
    "tools.available": Case(
        "get_tools",
        lambda c: c.tools.available("alex"),
        lambda got: [each.id for each in got],
        ["alex_get_price_history", "alex_get_swap_info"],
        "category=alex",
    ),
    "tools.categories": Case(
        "get_tool_categories", lambda c: c.tools.categories(), list, ["ALEX", "COINMARKETCAP", "DATABASE"]
    ),
    "tools.search": Case(
        "search_tools",
        lambda c: c.tools.search("bitcoin", "database"),
        lambda got: [(each.name, each.parameters) for each in got],
        [("Get By Name", {"name": {"description": "What is looked for.", "type": "<class 'str'>"}})],
        "query=bitcoin&category=database",
    ),
    "webhooks.chainhook": Case(
        "chainhook",
        lambda c: c.webhooks.chainhook({"apply": []}),
        lambda got: (got.success, got["data"]),
        (True, None),
        sent={"apply": []},
    ),
    "webhooks.dao": Case(
        "dao_creation", lambda c: c.webhooks.dao({"name": "d"}), lambda got: got.success, True, sent={"name": "d"}
    ),
}
"""The methods, as the contract names them (CONTRACT §6)."""


@pytest.mark.parametrize("name", CASES)
def test_each_method_and_whose_token_it_shows(kind: Kind, server: EmbeddedThreadChat, name: str) -> None:
    case = CASES[name]
    operation = OPERATIONS[case.operation]
    got = kind.run(case.call(kind.chat(server.chat_url)))
    assert case.found(got) == case.expected
    (request,) = server.requests
    assert (request.method, request.path, request.query) == (operation.method, operation.path, case.query)
    shown = f"Bearer {SECRET}" if name.startswith("webhooks") else None
    assert request.headers.get("authorization") == shown
    length = 0 if case.sent is None else len(json.dumps(case.sent, separators=(",", ":")))
    assert int(request.headers.get("content-length", 0)) == length


def methods(chat: Any) -> set[str]:
    """The public methods of a chat over HTTP."""
    areas = {"tools": chat.tools, "webhooks": chat.webhooks}
    of_areas = {
        f"{area}.{name}"
        for area, resource in areas.items()
        for name, _ in inspect.getmembers(resource, inspect.ismethod)
        if not name.startswith("_")
    }
    return of_areas | ({"health"} if inspect.ismethod(chat.health) else set())


def test_every_operation_has_a_method_and_the_contract_says_which(kind: Kind) -> None:
    assert {case.operation for case in CASES.values()} == set(OPERATIONS)
    assert len(OPERATIONS) == len(CASES) == 6
    assert methods(kind.chat("ws://localhost:8000")) == set(CASES)
    rows = re.findall(r"^\| `([\w.]+)` \| (\w+) `(\S+)` \|", CONTRACT.read_text("utf-8"), re.M)
    assert {name: (method, path) for name, method, path in rows} == {
        name: (OPERATIONS[case.operation].method, OPERATIONS[case.operation].path) for name, case in CASES.items()
    }


def test_parameters_of_a_tool_are_parsed_and_their_text_is_its_item() -> None:
    text = '{"a": {"description": "d", "type": "<class \'str\'>"}}'
    tool = Tool.from_dict({"id": "x", "parameters": text, "new": 1})
    assert (tool.parameters["a"]["description"], tool["parameters"], tool["new"]) == ("d", text, 1)
    assert pickle.loads(pickle.dumps(tool)) == tool
    assert json.loads(json.dumps(tool)) == tool.to_dict() == {"id": "x", "parameters": text, "new": 1}
    given = {"a": {"type": "str"}}
    others: list[tuple[object, object]] = [(given, given), ("no JSON", {}), ("[1]", {}), ("[" * 10**5, {})]
    for sent, expected in others:
        assert Tool.from_dict({"parameters": sent}).parameters == expected
    assert Tool.from_dict({}).parameters is None


@pytest.mark.parametrize(
    ("path", "options", "asked"),
    [
        ("/chat/ws", {}, "/"),
        ("", {}, "/"),
        ("/behind/chat/ws", {}, "/behind/"),
        ("/behind/chat/ws", {"api_url": "{}/api/"}, "/api/"),
    ],
)
def test_the_address_is_that_of_the_socket_unless_given(
    kind: Kind, server: EmbeddedThreadChat, path: str, options: dict[str, str], asked: str
) -> None:
    given = {name: value.format(server.url) for name, value in options.items()}
    chat = kind.chat(f"{server.url.replace('http', 'ws', 1)}{path}", **given)
    if asked == "/":
        kind.run(chat.health())
    else:
        with pytest.raises(NotFoundError):
            kind.run(chat.health())
    assert [each.path for each in server.requests] == [asked]


FAULTS: dict[str, tuple[faults.Fault, type[APIError]]] = {
    "401": (faults.error(401, "Invalid authentication token"), AuthenticationError),
    "404": (faults.error(404, "Not Found"), NotFoundError),
    "422": (faults.error(422, [{"loc": ["query", "query"], "msg": "Field required"}]), UnprocessableEntityError),
    "429": (faults.error(429, "slowly"), RateLimitError),
    "500": (faults.error(500, "broken"), ServerError),
    "503": (faults.html(503), ServerError),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_answer_that_is_no_success(kind: Kind, server: EmbeddedThreadChat, name: str) -> None:
    fault, expected = FAULTS[name]
    server.enqueue(fault, operation="search_tools")
    with pytest.raises(expected) as caught:
        kind.run(kind.chat(server.chat_url, retries=0).tools.search("x"))
    error = caught.value
    assert type(error) is expected
    assert (error.status_code, error.method, error.path) == (int(name), "GET", "/tools/search")
    assert isinstance(error, FacadeError)
    assert isinstance(error, ThreadChatError)
    assert vars(pickle.loads(pickle.dumps(error))) == vars(error)
    assert TOKEN not in f"{error!r}{vars(error)}"


def test_what_is_no_result_and_who_does_not_answer(kind: Kind, server: EmbeddedThreadChat) -> None:
    chat = kind.chat(server.chat_url, retries=0, timeout=PATIENCE)
    server.enqueue(faults.html(200), operation="get_tools")
    with pytest.raises(DecodeError, match="is there a thread chat at this address"):
        kind.run(chat.tools.available())
    server.enqueue(faults.Hangup(), operation="get_tools")
    with pytest.raises(APIConnectionError) as caught:
        kind.run(chat.tools.available())
    assert caught.value.may_have_arrived
    server.enqueue(faults.Delay(30), operation="get_tools")
    with pytest.raises(APITimeoutError):
        kind.run(kind.chat(server.chat_url, retries=0, timeout=0.2).tools.available())


def test_what_may_be_repeated_is_and_a_webhook_is_not(kind: Kind, server: EmbeddedThreadChat) -> None:
    chat = kind.chat(server.chat_url)
    server.enqueue(faults.Hangup(), operation="get_tool_categories")
    assert kind.run(chat.tools.categories())
    server.enqueue(faults.Hangup(), operation="chainhook")
    with pytest.raises(APIConnectionError):
        kind.run(chat.webhooks.chainhook({}))
    assert [each.path for each in server.requests] == ["/tools/categories"] * 2 + ["/webhooks/chainhook"]


def test_a_webhook_without_its_token_and_what_the_server_repeats_of_it(kind: Kind, server: EmbeddedThreadChat) -> None:
    with pytest.raises(AuthenticationError, match="Missing Authorization header"):
        kind.run(kind.chat(server.chat_url, webhook_token=None).webhooks.chainhook({}))
    wrong = "wrong-secret-0123456789"
    server.enqueue(faults.error(401, f"no {wrong}"), operation="dao_creation")
    chat = kind.chat(server.chat_url, webhook_token=wrong)
    with pytest.raises(AuthenticationError, match=r"no \*\*\*") as caught:
        kind.run(chat.webhooks.dao({}))
    assert wrong not in f"{vars(caught.value)}{chat!r}{chat._config!r}"


def test_wrong_arguments_are_refused_before_anything_is_sent(kind: Kind, server: EmbeddedThreadChat) -> None:
    chat = kind.chat(server.chat_url)
    for call in (chat.webhooks.chainhook, chat.webhooks.dao):
        with pytest.raises(InvalidArgumentError, match="payload: a list is no dict"):
            kind.run(call([]))
    for options in ({"api_url": "ftp://x"}, {"webhook_token": ""}, {"webhook_token": "two\nlines"}, {"retries": -1}):
        with pytest.raises(ConfigError, match=next(iter(options))):
            kind.chat(server.chat_url, **options)
    assert server.requests == []


def test_a_close_ends_http_too_and_a_later_call_opens_again(kind: Kind, server: EmbeddedThreadChat) -> None:
    chat = kind.chat(server.chat_url)
    kind.run(chat.health())
    kind.run(chat.close())
    assert kind.run(chat.health()).status == "healthy"
    assert chat.connected is False


def test_a_chat_that_uses_no_http_does_not_load_it() -> None:
    code = (
        "import sys; from thread_chat import ThreadChat, AsyncThreadChat; "
        "ThreadChat('ws://localhost:1', token='t').close(); AsyncThreadChat('ws://localhost:1', token='t'); "
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(done.stdout.split())
    assert "thread_chat._sync.http" in loaded
    assert {"httpx", "httpcore", "attr", "attrs"} & loaded == set()
    assert not {each for each in loaded if each.startswith("thread_chat_openapi.models.")}
