"""What holds for every HTTP operation: forms of credentials, user ids, redirects, connections (CONTRACT §1, §2)."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx
import pytest

from .chat import history
from .conftest import Connect
from .marks import WITH_HTTP_KEY, WITH_WS_KEY, covers, needs, slow
from .rawsocket import RawSocket
from .servers import FORGED_JWT, Server
from .shapes import DOCUMENT, STATUS, framework_error, is_reply, ok, refused

Raw = Callable[[], RawSocket]


@needs(*WITH_HTTP_KEY)
@covers("status", 200)
@pytest.mark.parametrize(
    "form",
    [
        {"Authorization": "Bearer {key}"},
        {"Authorization": "{key}"},
        {"access_token": "{key}"},
        {"Authorization": "", "access_token": "{key}"},
        {"Authorization": "Bearer {key}", "access_token": "wrong"},
    ],
    ids=str,
)
def test_key_is_accepted(connect: Connect, server: Server, form: dict[str, str]) -> None:
    client = connect({name: value.format(key=server.key) for name, value in form.items()})
    assert ok(client.get("/")) == STATUS


@needs(*WITH_HTTP_KEY)
@covers("status", 403)
@pytest.mark.parametrize(
    "form",
    [
        {},
        {"Authorization": "bearer {key}"},
        {"Authorization": "Basic {key}"},
        {"Authorization": "Bearer  {key}"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "wrong", "access_token": "{key}"},
        {"access_token": "Bearer {key}"},
        {"x-api-key": "{key}"},
        {"Cookie": "ccat_user_token={key}"},
    ],
    ids=str,
)
def test_key_is_refused(connect: Connect, server: Server, form: dict[str, str]) -> None:
    refused(connect({name: value.format(key=server.key) for name, value in form.items()}).get("/"))


@needs(*WITH_HTTP_KEY)
@covers("status", 403)
def test_key_in_the_query_is_refused(connect: Connect, server: Server) -> None:
    refused(connect().get("/", params={"token": server.key or ""}))


@needs(*WITH_WS_KEY)
@covers("status", 403)
@pytest.mark.parametrize("header", ["Authorization", "access_token"])
def test_websocket_key_is_refused_over_http(connect: Connect, server: Server, header: str) -> None:
    refused(connect({header: server.ws_key or ""}).get("/"))


@needs("ws-key")
@covers("status", 200, 403)
def test_websocket_key_alone_leaves_http_open_to_callers_without_a_key(connect: Connect) -> None:
    assert ok(connect().get("/")) == STATUS
    refused(connect({"Authorization": "Bearer anything"}).get("/"))


@needs("open")
@covers("status", 200)
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer anything"}, {"access_token": "anything"}], ids=str)
def test_open_server_accepts_anything_but(connect: Connect, headers: dict[str, str]) -> None:
    assert ok(connect(headers).get("/")) == STATUS


@covers("status", 403)
@pytest.mark.parametrize("header", ["Authorization", "access_token"])
def test_bad_jwt_is_refused_by_every_server(connect: Connect, header: str) -> None:
    refused(connect({header: FORGED_JWT}).get("/"))


@covers("message_with_cat", 200)
@pytest.mark.parametrize(
    ("header", "value", "seen_as"),
    [
        ("user_id", "alice", "alice"),
        ("user-id", "alice", "user"),
        ("User_Id", "alice", "alice"),
        ("user_id", "", ""),
        ("user_id", "è".encode("latin-1"), "è"),
        ("user_id", "è".encode(), "Ã¨"),
        (None, "", "user"),
    ],
)
def test_user_id_header(
    scripted: Server, connect: Connect, header: str | None, value: str | bytes, seen_as: str
) -> None:
    headers: list[tuple[str | bytes, str | bytes]] = [(k.encode(), v.encode()) for k, v in scripted.credentials.items()]
    if header is not None:
        headers.append((header.encode(), value.encode() if isinstance(value, str) else value))
    is_reply(ok(connect(headers).post("/message", json={"text": "x [dict]"})), seen_as, "fast reply output")


@covers("get_conversation_history", 200)
def test_users_have_histories_of_their_own(scripted: Server, api: httpx.Client, user: str) -> None:
    ok(api.post("/message", json={"text": "hi"}, headers={"user_id": user}))
    assert len(history(api, user)) == 2
    assert history(api, f"{user}-2") == []


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("/settings", "/settings/"),
        ("/users", "/users/"),
        ("/plugins", "/plugins/"),
        ("/llm/settings/", "/llm/settings"),
        ("/memory/collections/", "/memory/collections"),
        ("/message/", "/message"),
        ("/rabbithole", "/rabbithole/"),
    ],
)
def test_the_other_slash_form_is_a_redirect(connect: Connect, server: Server, asked: str, meant: str) -> None:
    method = "POST" if meant in ("/message", "/rabbithole/") else "GET"
    answer = connect().request(method, asked)  # needs no credentials
    assert answer.status_code == 307
    assert answer.headers["location"] == f"{server.url}{meant}"
    assert answer.content == b""
    elsewhere = connect({"Host": "cat.example:81"}).request(method, asked)
    assert elsewhere.headers["location"] == f"http://cat.example:81{meant}"


def test_unknown_paths_and_methods_need_no_credentials(connect: Connect) -> None:
    framework_error(connect().get("/nope"), 404, "Not Found")
    framework_error(connect().delete("/message"), 405, "Method Not Allowed")
    framework_error(connect().get("/docs"), 404, "Not Found")  # only with CCAT_DEBUG=true


def test_the_document_needs_no_credentials(connect: Connect) -> None:
    document = ok(connect().get("/openapi.json"))
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    documented = [operation for path in DOCUMENT["paths"].values() for operation in path.values()]
    assert len(operations) >= len(documented)  # plugins may add some
    assert document["info"]["version"] == DOCUMENT["info"]["version"]


def test_cors_preflight_needs_no_credentials(connect: Connect) -> None:
    asked = {
        "Origin": "http://page.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    answer = connect(asked).options("/message")
    assert answer.status_code == 200
    assert answer.text == "OK"
    assert answer.headers["access-control-allow-origin"] == "http://page.example"
    assert answer.headers["access-control-allow-headers"] == "authorization"


def test_connections_are_kept(raw: Raw, server: Server) -> None:
    connection = raw()
    for _ in range(2):
        head, body = connection.request("GET", "/", server.credentials)
        assert head.status == 200
        assert "connection" not in head.headers
        assert STATUS["version"].encode() in body


def test_after_a_plain_500_the_connection_is_closed_without_a_word(raw: Raw, server: Server) -> None:
    connection = raw()
    head, body = connection.request("GET", "/settings/?search=(", server.credentials)
    assert head.status == 500
    assert "connection" not in head.headers
    assert body == b"Internal Server Error"
    assert connection.read_to_end() == b""


def test_after_an_error_of_the_application_the_connection_is_kept(raw: Raw, server: Server) -> None:
    connection = raw()
    for _ in range(2):
        head, _ = connection.request("GET", "/settings/nope", server.credentials)
        assert head.status == 404


@slow
def test_an_idle_connection_is_closed_after_5_seconds(raw: Raw, server: Server) -> None:
    connection = raw()
    head, _ = connection.request("GET", "/", server.credentials)
    assert head.status == 200
    idle_since = time.monotonic()
    assert connection.read_to_end() == b""
    assert 4.5 < time.monotonic() - idle_since < 15
