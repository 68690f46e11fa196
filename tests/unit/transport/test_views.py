"""Users and options over the same connections, who closes them, forks, pickles, and any endpoint of the server."""

from __future__ import annotations

import asyncio
import copy
import os
import pickle
import signal
import ssl
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_api.testing.faults import FaultProxy
from cheshire_cat_openapi.operations import API_VERSION, OPERATIONS
from openapi_facade.locks import Claim

from .server import STATUS, Heard, response, talking
from .test_retries import method_of

# --- Users -----------------------------------------------------------------------------------------------------------


def test_a_view_is_another_user_over_the_same_connections(cat: EmbeddedCat) -> None:
    with FaultProxy(cat.url) as proxy, ccat.CatClient(ccat.Config(proxy.url, user_id="hatter")) as client:
        client.status.message_with_cat("I am the hatter.")
        alice = client.as_user("alice")
        alice.status.message_with_cat("I am Alice.")
        client.as_user("Zoë").status.message_with_cat("Je suis Zoë.")
        assert len(proxy.connections) == 1
        assert next(each["text"] for each in alice.memory.get_conversation_history().history) == "I am Alice."
    assert [cat.history(user)[0]["text"] for user in ("hatter", "alice", "Zoë")] == [
        "I am the hatter.",
        "I am Alice.",
        "Je suis Zoë.",
    ]


def test_a_view_has_a_chat_and_callbacks_of_its_own(cat: EmbeddedCat) -> None:
    heard: list[str] = []
    with ccat.CatClient(ccat.Config(cat.url, user_id="hatter"), on_open=lambda: heard.append("hatter")) as client:
        client.connect_ws(timeout=5)
        alice = client.as_user("alice")
        alice.on_open = lambda: heard.append("alice")
        assert not alice.is_ws_connected
        alice.connect_ws(timeout=5)
        assert (cat.sockets("hatter"), cat.sockets("alice")) == (1, 1)
        alice.close()
        assert client.is_ws_connected
        assert not alice.is_ws_connected
    assert sorted(heard) == ["alice", "hatter"]


def test_options_share_the_chat(cat: EmbeddedCat, client: ccat.CatClient) -> None:
    view = client.with_options(timeout=9)
    view.connect_ws(timeout=5)
    assert client.is_ws_connected
    assert cat.sockets("user") == 1
    view.close()
    assert client.is_ws_connected


@pytest.mark.parametrize("user_id", ["", " alice", "日本", "a/b", "..", "a\nb", None, 1.5])
def test_an_id_that_would_be_another_user_is_refused(user_id: Any, cat: EmbeddedCat, client: ccat.CatClient) -> None:
    with pytest.raises(ccat.ConfigError, match="user_id"):
        client.as_user(user_id)
    with pytest.raises(ccat.ConfigError, match="user_id"):
        client.request("GET", "/", headers={"user_id": user_id})
    assert cat.requests == []


def token_of(cat: EmbeddedCat) -> str:
    with ccat.CatClient(ccat.Config(cat.url)) as client:
        return client.auth.auth_token("admin", "admin").access_token


@pytest.mark.parametrize("how", ["account", "token", "login"])
def test_a_view_that_the_server_would_ignore_is_refused(how: str, cat: EmbeddedCat) -> None:
    fields = {"account": {"username": "admin", "password": "admin"}, "token": {"auth_key": token_of(cat)}, "login": {}}
    with ccat.CatClient(ccat.Config(cat.url, **fields[how])) as client:
        if how == "login":
            client.auth.login("admin", "admin")
        with pytest.raises(ccat.ConfigError, match="JWT"):
            client.as_user("alice")


def test_a_view_is_refused_once_there_is_a_token(cat: EmbeddedCat) -> None:
    with ccat.CatClient(ccat.Config(cat.url)) as client:
        alice = client.as_user("alice")
        alice.status.status()
        client.auth.login("admin", "admin")
        before = len(cat.requests)
        with pytest.raises(ccat.ConfigError, match="JWT"):
            alice.status.status()
        assert len(cat.requests) == before
    given = ["key", token_of(cat)]
    with ccat.CatClient(ccat.Config(cat.url, credential=lambda: given.pop(0))) as client:
        alice = client.as_user("alice")
        alice.status.status()
        with pytest.raises(ccat.ConfigError, match="JWT"):
            alice.status.status()


@pytest.mark.parametrize("header", ["Authorization", "access_token"])
@pytest.mark.parametrize("shown", ["Bearer {}", "{}"])
def test_a_view_that_shows_a_token_of_its_own_is_refused(header: str, shown: str, cat: EmbeddedCat) -> None:
    """The server would go by the token's user: who wipes Alice's history so would wipe the admin's."""
    headers = {header: shown.format(token_of(cat))}
    for kind in (ccat.CatClient, ccat.AsyncCatClient):
        client: Any = kind(ccat.Config(cat.url))
        assert client.with_options(headers={header: "Bearer key"}).as_user("alice")
        alice = client.as_user("alice")
        for refused in (
            lambda: client.with_options(headers=headers).as_user("alice"),  # noqa: B023  # called at once
            lambda: alice.with_options(headers=headers),  # noqa: B023
        ):
            with pytest.raises(ccat.ConfigError, match="JWT"):
                refused()
    with ccat.CatClient(ccat.Config(cat.url)) as client:
        before = len(cat.requests)
        with pytest.raises(ccat.ConfigError, match="JWT"):
            client.as_user("alice").request("DELETE", "/memory/conversation_history", headers=headers)
        assert len(cat.requests) == before


def test_a_request_that_shows_a_token_of_its_own_is_refused_awaited(cat: EmbeddedCat) -> None:
    headers = {"Authorization": token_of(cat)}

    async def run() -> None:
        async with ccat.AsyncCatClient(ccat.Config(cat.url)) as client:
            with pytest.raises(ccat.ConfigError, match="JWT"):
                await client.as_user("alice").request("DELETE", "/memory/conversation_history", headers=headers)

    asyncio.run(run())
    assert cat.requests[-1].path == "/auth/token"


# --- Who closes ------------------------------------------------------------------------------------------------------


def test_who_made_the_connections_closes_them(cat: EmbeddedCat) -> None:
    with FaultProxy(cat.url) as proxy:
        client = ccat.CatClient(ccat.Config(proxy.url))
        views = [
            client.as_user("alice"),
            client.with_options(timeout=9),
            client.as_user("alice").with_options(retries=1),
        ]
        for view in views:
            view.status.status()
            view.close()
        assert (len(proxy.connections), proxy.open_connections) == (1, 1)
        client.close()
        proxy.wait_for(lambda: proxy.open_connections == 0)
        views[0].status.status()  # opens them again
        assert proxy.open_connections == 1
        client.close()
        proxy.wait_for(lambda: proxy.open_connections == 0)


def test_a_view_keeps_its_client(cat: EmbeddedCat) -> None:
    view = ccat.CatClient(ccat.Config(cat.url)).as_user("alice")
    assert view.status.status().version == API_VERSION
    assert view._cat_made_from is not None
    view._cat_made_from.close()


def test_a_view_of_a_subclass_is_one(cat: EmbeddedCat) -> None:
    class Mine(ccat.CatClient):
        pass

    with Mine(ccat.Config(cat.url)) as client:
        assert client.plugins is client.plugins
        view = client.as_user("alice")
        assert type(view) is Mine
        assert view.plugins is not client.plugins


def test_a_connection_is_given_up_before_the_server_drops_it(client: ccat.CatClient) -> None:
    """The Cat does so after five idle seconds (CONTRACT §1.4), maybe just when the next call is on its way."""
    with client:
        client.status.status()
        (made,) = client._cat_session._pool._made.values()
        assert 1 <= made._keepalive_expiry < 5


# --- Forks and pickles -----------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_a_forked_child_opens_connections_of_its_own(cat: EmbeddedCat) -> None:
    with FaultProxy(cat.url) as proxy, ccat.CatClient(ccat.Config(proxy.url)) as client:
        client.connect_ws(timeout=5)
        client.status.status()
        assert len(proxy.connections) == 2
        child = os.fork()
        if child == 0:  # nothing but _exit ends this process: the rest is the parent's
            try:
                fine = client.status.status().version == API_VERSION and not client.is_ws_connected
                client.close()
                os._exit(0 if fine else 1)
            finally:
                os._exit(2)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert len(proxy.connections) == 3
        client.status.status()
        assert client.is_ws_connected
        assert len(proxy.connections) == 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_a_fork_while_locks_are_held(cat: EmbeddedCat) -> None:
    with ccat.CatClient(ccat.Config(cat.url, username="admin", password="admin")) as client:
        client.status.status()
        session = client._cat_session
        held, forked = threading.Event(), threading.Event()

        def hold() -> None:
            with client._cat_lock, session._pool._lock:
                session._keeper._turns._mutex.take(Claim())
                held.set()
                forked.wait(10)

        holder = threading.Thread(target=hold)
        holder.start()
        assert held.wait(10)
        child = os.fork()  # in which nobody releases them
        if child == 0:
            try:
                signal.alarm(10)
                session._keeper._token = None
                fine = bool(client.users.read_users())
                client._cat_session_if_any = None
                os._exit(0 if fine and client._cat_session else 1)
            finally:
                os._exit(2)
        forked.set()
        holder.join(10)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_config_pickles() -> None:
    config = ccat.Config("cat", 8000, "alice", "k", timeout=(1, 2), retries=1, proxy="http://u:p@proxy:3128")
    assert pickle.loads(pickle.dumps(config)) == config == copy.deepcopy(config)


def test_a_config_with_a_context_does_not() -> None:
    config = ccat.Config("https://cat", verify=ssl.create_default_context())
    with pytest.raises(TypeError, match="verify= the path"):
        pickle.dumps(config)


@pytest.mark.parametrize("kind", [ccat.CatClient, ccat.AsyncCatClient])
@pytest.mark.parametrize("how", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_client_refuses_and_says_what_to_do(kind: Callable[..., Any], how: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match="pickle its Config"):
        how(kind(ccat.Config()))


# --- A transport of the caller's -------------------------------------------------------------------------------------


class Own(httpx.MockTransport):
    closed = False

    def close(self) -> None:
        self.closed = True


def test_a_transport_of_ones_own_is_used_and_not_closed() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(503 if len(seen) == 1 else 200, json=STATUS)

    transport = Own(answer)
    with ccat.CatClient(ccat.Config("cat.invalid", auth_key="k"), transport=transport) as client:
        assert client.as_user("alice").status.status().version == API_VERSION
    assert [request.headers["authorization"] for request in seen] == ["Bearer k"] * 2
    assert seen[0].headers["user_id"] == "alice"
    assert not transport.closed


def test_what_a_transport_of_ones_own_raises() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("cut", request=request)

    client = ccat.CatClient(ccat.Config(retries=0), transport=httpx.MockTransport(answer))
    with pytest.raises(ccat.ConnectionFailed, match="cut"):
        client.status.status()


# --- Any endpoint ----------------------------------------------------------------------------------------------------


def plugin(heard: Heard) -> bytes:
    """An endpoint that tells what it heard."""
    facts = {"method": heard.method, "target": heard.target, "body": heard.body.decode("latin-1"), **heard.headers}
    return response(200, facts, X_Tea="green")


def test_any_endpoint_is_reached_with_the_same_credentials_and_user() -> None:
    with talking(plugin, auth_key="k", user_id="alice") as (client, _):
        answer = client.request("get", "/custom/tea time", params={"cups": 2, "of": ["a", "b"]})
        assert isinstance(answer, ccat.Response)
        assert (answer.status_code, answer.method, answer.path) == (200, "GET", "/custom/tea time")
        assert answer.headers["x-tea"] == "green"
        assert answer.elapsed.total_seconds() > 0
        heard = answer.json()
        assert heard["target"] == "/custom/tea%20time?cups=2&of=a&of=b"
        assert (heard["authorization"], heard["user_id"]) == ("Bearer k", "alice")
        assert answer.text.startswith("{")


def test_the_bodies_of_any_endpoint() -> None:
    with talking(plugin) as (client, _):
        assert client.request("POST", "/custom", json={"a": [1]}).json()["body"].replace(" ", "") == '{"a":[1]}'
        assert client.request("PUT", "/custom", content=b"raw").json()["body"] == "raw"
        assert client.request("PATCH", "/custom", data={"a": "b c"}).json()["body"] == "a=b+c"
        told: list[tuple[int, int | None]] = []
        answer = client.request(
            "POST",
            "/custom",
            data={"a": "b"},
            files={"file": ("tea.txt", b"tea")},
            headers={"x-cup": "blue"},
            on_progress=lambda sent, total: told.append((sent, total)),
        ).json()
        assert 'name="file"; filename="tea.txt"' in answer["body"]
        assert answer["x-cup"] == "blue"
        assert told == [(3, 3)]


def test_a_prefix_stays_in_front() -> None:
    with talking(plugin) as (_client, server):
        prefixed = ccat.CatClient(ccat.Config(f"{server.url}/cat/api/"))
        assert prefixed.request("GET", "/custom/").json()["target"] == "/cat/api/custom/"
        assert prefixed.request("GET", "/").json()["target"] == "/cat/api/"
        prefixed.close()


@pytest.mark.parametrize(
    "path",
    ["", "custom", "//evil.example.org/", "/a//b", "/a/../b", "/a/..", "/./a", "/a/%2e%2e/b", "/a?b=1", "/a#b", "/a\n",
     "http://evil.example.org/", None, 5],
)  # fmt: skip
def test_a_path_that_would_be_another_is_refused(path: Any) -> None:
    with talking(plugin) as (client, server):
        with pytest.raises(ccat.InvalidArgument):
            client.request("GET", path)
        assert server.heard == []


@pytest.mark.parametrize("method", ["", "GET /", "G\nT"])
def test_a_method_that_is_none_is_refused(method: str) -> None:
    with talking(plugin) as (client, server), pytest.raises(ccat.InvalidArgument):
        client.request(method, "/")
    assert server.heard == []


@pytest.mark.parametrize(
    ("method", "path", "repeatable", "times"),
    [
        ("GET", "/custom", None, 3),
        ("HEAD", "/custom", None, 3),
        ("POST", "/custom", None, 1),
        ("PUT", "/custom", None, 1),
        ("DELETE", "/custom", None, 1),
        ("POST", "/custom", True, 3),
        ("GET", "/custom", False, 1),
        ("POST", "/memory/recall", None, 3),
        ("PUT", "/plugins/toggle/tea", None, 1),
        ("PUT", "/users/some-id", None, 3),
    ],
)
def test_what_is_repeated_of_any_endpoint(method: str, path: str, repeatable: bool | None, times: int) -> None:
    with talking(lambda heard: None, retries=2) as (client, server), pytest.raises(ccat.ConnectionFailed):
        client.request(method, path, repeatable=repeatable)
    assert len(server.heard) == times


def test_errors_of_any_endpoint() -> None:
    with talking(lambda heard: response(403, {"detail": {"error": "Invalid Credentials"}})) as (client, _):
        with pytest.raises(ccat.Forbidden, match="PLUGINS:LIST"):
            client.request("GET", "/plugins/")
        with pytest.raises(ccat.Forbidden) as caught:
            client.request("GET", "/custom")
        assert caught.value.permission is None
        assert caught.value.data == {"detail": {"error": "Invalid Credentials"}}


def test_an_answer_that_is_no_json() -> None:
    with talking(lambda heard: response(200, b"\xff<html>")) as (client, _):
        answer = client.request("GET", "/custom")
        assert answer.content == b"\xff<html>"
        with pytest.raises(ccat.DecodeError, match="no JSON"):
            answer.json()


# --- Raw answers -----------------------------------------------------------------------------------------------------


def test_the_raw_answer_of_a_method(client: ccat.CatClient) -> None:
    answer = client.raw(client.plugins.get_plugin_details, "core_plugin")
    assert answer.parsed.data.id == "core_plugin"
    assert (answer.method, answer.path, answer.status_code) == ("GET", "/plugins/core_plugin", 200)
    assert answer.headers["content-type"] == answer.headers["Content-Type"] == "application/json"
    assert answer.json()["data"]["id"] == "core_plugin"
    assert answer.content.startswith(b"{")
    assert 0 < answer.elapsed.total_seconds() < 10
    assert pickle.loads(pickle.dumps(answer)).content == answer.content


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_the_raw_answer_of_every_operation(name: str) -> None:
    bodies: dict[str, Any] = {"read_users": [], "auth_token": {"access_token": "t"}}
    answer = response(200, bodies.get(name, {}), X_Cat="Cheshire")
    with talking(lambda heard: answer) as (client, server):
        raw = client.raw(method_of(client, name))
        (heard,) = server.heard
    assert (raw.method, raw.path) == (heard.method, heard.target.partition("?")[0])
    assert (raw.status_code, raw.headers["x-cat"], raw.json()) == (200, "Cheshire", bodies.get(name, {}))
    assert raw.elapsed.total_seconds() > 0
    assert raw.parsed is not None


def test_the_raw_answer_of_an_upload_that_waits_is_its_own(client: ccat.CatClient) -> None:
    """And not one of those that were asked for meanwhile."""
    answer = client.raw(client.rabbit_hole.upload_file, b"The hatter drinks tea.", name="tea.txt", wait=True)
    assert answer.parsed.thoughts == 1
    assert (answer.method, answer.path) == ("POST", "/rabbithole/")


def test_the_raw_answer_is_the_calls_and_not_the_logins(cat: EmbeddedCat) -> None:
    with ccat.CatClient(ccat.Config(cat.url, username="admin", password="admin")) as client:
        assert client.raw(client.status.status).path == "/"


def test_what_made_no_call_has_no_raw_answer(client: ccat.CatClient) -> None:
    for method in (lambda: 5, lambda: client.status.status(), client.rabbit_hole.__repr__, client.close, len):
        with pytest.raises(TypeError, match=r"raw\(\) takes a method"):
            client.raw(method)  # type: ignore[arg-type]


# --- Every point -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 3, 4, 7])
def test_every_point_of_a_collection(count: int, client: ccat.CatClient, cat: EmbeddedCat) -> None:
    made = {client.memory.create_memory_point("declarative", f"tea {number}").id for number in range(count)}
    cat_requests = len(cat.requests)
    points = client.memory.iter_points("declarative", page_size=3)
    assert len(cat.requests) == cat_requests  # nothing before the first is asked for
    found = [point.id for point in points]
    assert (len(found), set(found)) == (count, made)


@pytest.mark.parametrize("size", [0, -1, None, "5"])
def test_a_page_without_size_is_refused(size: Any, client: ccat.CatClient) -> None:
    with pytest.raises(ccat.InvalidArgument, match="page_size"):
        client.memory.iter_points("declarative", size)


def test_a_server_that_does_not_go_on(client: ccat.CatClient) -> None:
    page = {"points": [{"id": "a", "payload": {"page_content": "tea"}}], "next_offset": "a"}
    with talking(lambda heard: response(200, page)) as (other, server):
        assert len(list(other.memory.iter_points("declarative"))) == 2
        assert len(server.heard) == 2


# --- Path arguments --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.plugins.get_plugin_details("settings"),
        lambda client: client.plugins.get_plugin_details("settings/tea"),
        lambda client: client.memory.wipe_single_collection("declarative/points"),
        lambda client: client.memory.wipe_single_collection("declarative/points/id"),
        lambda client: client.memory.delete_memory_point("declarative", "a/../b"),
        lambda client: client.plugins.toggle_plugin(None),
        lambda client: client.plugins.toggle_plugin(True),
        lambda client: client.plugins.toggle_plugin(b"tea"),
        lambda client: client.plugins.toggle_plugin("tea\n"),
        lambda client: client.plugins.toggle_plugin("\ud800"),
    ],
)
def test_an_argument_that_would_be_another_operation(call: Callable[[Any], Any]) -> None:
    with talking(plugin) as (client, server):
        with pytest.raises(ccat.InvalidArgument):
            call(client)
        assert server.heard == []
