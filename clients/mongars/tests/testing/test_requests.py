"""Which requests an embedded monGARS takes, how it refuses the others, and what it remembers of them."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import httpx
import pytest

from mongars_client.testing import EmbeddedMonGARS, ManualClock, faults
from mongars_client.testing._service.routes import OPERATIONS

from .helpers import CHAT, HISTORY, PASSWORD, PATIENCE, client_of, said

DOCUMENT = json.loads((Path(__file__).parents[2] / "openapi.json").read_text("utf-8"))


def test_it_has_the_operations_of_the_document_and_tells_it(http: httpx.Client) -> None:
    documented = {
        (method.upper(), path): operation["operationId"]
        for path, methods in DOCUMENT["paths"].items()
        for method, operation in methods.items()
    }
    ours = {(operation.method, operation.path): operation for operation in OPERATIONS}
    assert ours.keys() == documented.keys()
    for at, name in documented.items():
        assert name.startswith(f"{ours[at].name}_")
    assert http.get("/openapi.json").json() == DOCUMENT


def test_it_remembers_requests_with_their_bodies_and_hides_what_is_secret(
    server: EmbeddedMonGARS, http: httpx.Client
) -> None:
    http.post("/token", data={"username": "u1", "password": PASSWORD})
    said(http, "hello")
    login, chat = server.requests
    assert (login.method, login.path, login.user) == ("POST", "/token", None)
    assert login.body == b"username=u1&password=secret-pass"
    assert (chat.user, json.loads(chat.body)) == ("u1", {"message": "hello"})
    assert "secret" not in repr(server.requests)
    assert "Bearer" not in repr(server.requests)


def test_checks_come_in_the_order_of_the_server(server: EmbeddedMonGARS, http: httpx.Client) -> None:
    with client_of(server, None) as nobody:
        assert nobody.post(CHAT, content="{", headers={"content-type": "application/json"}).status_code == 422
        assert nobody.post(CHAT, json={}).status_code == 401
    assert http.post("/api/v1/peer/register", json={"url": 5}).status_code == 403
    assert http.post(CHAT, json={}).status_code == 422
    assert http.post(CHAT, json={}).status_code == 429
    assert server.chats == []


def test_a_token_is_good_for_an_hour_and_until_the_secret_changes(
    server: EmbeddedMonGARS, clock: ManualClock, http: httpx.Client
) -> None:
    login = http.post("/token", data={"username": "u1", "password": PASSWORD}).json()
    http.headers["Authorization"] = f"bearer {login['access_token']}"
    clock.advance(3600)
    assert http.get(f"{HISTORY}?user_id=u1").status_code == 200
    clock.advance(1)
    expired = http.get(f"{HISTORY}?user_id=u1")
    assert expired.json() == faults.expired_token().body
    http.headers["Authorization"] = f"Bearer {server.token('u1')}"
    server.invalidate_tokens()
    assert http.get(f"{HISTORY}?user_id=u1").json() == faults.invalid_token().body


def test_the_first_to_register_as_one_is_admin() -> None:
    with EmbeddedMonGARS() as server, client_of(server, None) as http:
        person = {"username": "a", "password": PASSWORD}
        assert http.post("/api/v1/user/register/admin", json=person).json() == {
            "status": "registered", "is_admin": True,
        }  # fmt: skip
        again = http.post("/api/v1/user/register/admin", json={**person, "username": "b"})
        assert (again.status_code, again.json()) == (403, {"detail": "Admin already exists"})
        with client_of(server, "a") as admin:
            assert admin.get("/api/v1/user/list").json() == {"users": ["a"]}


def test_a_plain_500_is_followed_by_the_end_of_the_connection(server: EmbeddedMonGARS) -> None:
    request = f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode()
    server.enqueue(faults.Crash())
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as connection:
        connection.sendall(request)
        with connection.makefile("rb") as stream:
            answer = stream.read()
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 500 ")
    assert b"connection: close" not in head.lower()
    assert body == b"Internal Server Error"


def test_rag_is_disabled_unless_it_finds_something() -> None:
    found = {"focus_areas": ["tests"], "references": [{"repository": "r", "file_path": "f", "summary": "s"}]}
    with EmbeddedMonGARS(rag=found) as server, client_of(server) as http:
        assert http.post("/api/v1/review/rag-context", json={"query": "x"}).json() == {"enabled": True, **found}


def test_pages_and_names_of_others_are_refused(http: httpx.Client) -> None:
    page = http.get("/healthz", headers={"Origin": "https://elsewhere.example"})
    assert (page.status_code, list(page.json())) == (403, ["detail"])
    assert http.get("/healthz", headers={"Host": "elsewhere.example"}).status_code == 421
    assert "access-control-allow-origin" not in http.get("/healthz", headers={"Origin": "http://localhost"}).headers


def test_who_is_admin_and_which_revision_it_is_are_checked() -> None:
    with pytest.raises(ValueError, match="the admin 'x' is none of the users"):
        EmbeddedMonGARS(users={"u1": PASSWORD}, admin="x")
    with pytest.raises(ValueError, match="no revision 'x': expected a7d195a or d3e160e"):
        EmbeddedMonGARS(revision="x")  # type: ignore[arg-type]
