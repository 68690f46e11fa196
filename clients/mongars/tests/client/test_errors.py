"""What the server refuses is an error of one tree, whichever form its `detail` has (CONTRACT §3.2)."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

from mongars_client import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    DecodeError,
    InvalidArgumentError,
    MonGARSError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    UnprocessableEntityError,
    WrongEventLoopError,
)
from openapi_facade.errors import FacadeError

from .kinds import Kind
from .server import CHAT, CUT, HELD, PASSWORD, Reply, ScriptedServer, refused

ISSUES = [{"type": "missing", "loc": ["body", 0, "query"], "msg": "Field required", "input": {}, "ctx": {"error": {}}}]
APPROVAL = {"error": "approval_required", "token_ref": "r1", "approval_token": "approve-me-0123456789"}
CASES: dict[str, tuple[Reply, type[APIError], str, object]] = {
    "bad request": (refused(400, "Invalid peer payload"), BadRequestError, "Invalid peer payload", ...),
    "unauthorized": (refused(401, "Invalid token: missing subject"), AuthenticationError, "missing subject", ...),
    "forbidden": (refused(403, "Incorrect password"), PermissionDeniedError, "Incorrect password", ...),
    "approval": (refused(403, APPROVAL), PermissionDeniedError, "approval_required", APPROVAL),
    "reason": (refused(400, {"status": "error", "reason": "expired"}), BadRequestError, "expired", ...),
    "not found": (refused(404, "User not found"), NotFoundError, "User not found", ...),
    "conflict": (refused(409, "Username already exists"), ConflictError, "Username already exists", ...),
    "validation": (refused(422, ISSUES), UnprocessableEntityError, "body.0.query: Field required", ISSUES),
    "text": (refused(422, "limit must be a positive integer"), UnprocessableEntityError, "positive integer", ...),
    "limit": (refused(429, "Too many requests"), RateLimitError, "Too many requests", ...),
    "redirect": (Reply(307, b"", {"Location": "/x/"}), APIError, "307", None),
    "plain": (Reply(500, b"Internal Server Error"), ServerError, "500 Internal Server Error", None),
    "page": (Reply(503, b"<html>nginx</html>"), ServerError, "503 Service Unavailable", None),
    "number": (Reply(502, {"detail": 5}), ServerError, "502 Bad Gateway", 5),
}


@pytest.mark.parametrize("name", CASES)
def test_each_answer_that_is_no_success(kind: Kind, server: ScriptedServer, name: str) -> None:
    reply, expected, words, detail = CASES[name]
    client = kind.client(server, max_retries=0)
    server.say("/api/v1/peer/message", reply, reply)  # 401 is tried with a new token
    with pytest.raises(MonGARSError, match=words) as caught:
        kind.run(client.peers.send_message("x"))
    error = caught.value
    assert type(error) is expected
    assert (error.status_code, error.method, error.path) == (reply.status, "POST", "/api/v1/peer/message")
    said: Any = reply.body
    assert error.detail == (said["detail"] if detail is ... else detail)
    assert str(error) == error.message
    assert isinstance(error, FacadeError)
    assert vars(pickle.loads(pickle.dumps(error))) == vars(error)
    assert APPROVAL["approval_token"] not in f"{error!r}{error}{error.detail!r}{error.body}{vars(error)}"


def test_the_token_of_an_approval_can_be_read_and_shown_nowhere(kind: Kind, server: ScriptedServer) -> None:
    server.say(CHAT, refused(403, APPROVAL))
    with pytest.raises(PermissionDeniedError) as caught:
        kind.run(kind.client(server).conversation.chat("x"))
    assert caught.value.detail["approval_token"] == APPROVAL["approval_token"]
    assert json.loads(caught.value.body)["detail"]["approval_token"] == "***"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"5", b'{"users": ', b"\xff"])
def test_a_success_that_is_no_result(kind: Kind, server: ScriptedServer, body: bytes) -> None:
    server.say("/api/v1/user/list", Reply(200, body))
    with pytest.raises(DecodeError, match="is there a monGARS server at this address") as caught:
        kind.run(kind.client(server).users.list())
    assert caught.value.status_code == 200


def test_nobody_answers(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server, max_retries=0)
    kind.run(client.users.list())
    server.say("/api/v1/user/list", CUT)
    with pytest.raises(APIConnectionError, match="the connection broke") as caught:
        kind.run(client.users.list())
    assert (caught.value.status_code, caught.value.may_have_arrived) == (0, True)
    server.say("/api/v1/user/list", HELD)
    with pytest.raises(APITimeoutError) as late:
        kind.run(client.with_options(timeout=0.3).users.list())
    assert isinstance(late.value, TimeoutError)


def test_what_may_be_repeated_is(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)
    server.say("/api/v1/user/list", CUT, refused(503, "not now"))
    assert kind.run(client.users.list()).users == ["adm", "u1"]
    server.say("/api/v1/user/register", refused(503, "not now"))
    with pytest.raises(ServerError, match="not now"):
        kind.run(client.users.register("u2", PASSWORD))


def test_what_the_server_repeats_of_a_password_is_masked(kind: Kind, server: ScriptedServer) -> None:
    echo = {"type": "string_too_short", "loc": ["body", "password"], "msg": "at least 8 characters", "input": "x1"}
    server.say("/api/v1/user/register", refused(422, [echo]))
    with pytest.raises(UnprocessableEntityError, match=r"body\.password: at least 8") as caught:
        kind.run(kind.client(server).users.register("u2", "x1"))
    assert caught.value.detail[0]["input"] == "***"


def test_closing_ends_what_runs(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)
    kind.run(client.users.list())
    server.say("/api/v1/user/list", HELD)
    asked = len(server.requests)

    async def close_later() -> None:
        import asyncio

        while len(server.requests) == asked:
            await asyncio.sleep(0.001)
        await client.close()

    def close() -> None:
        server.wait_for(lambda: len(server.requests) > asked, 10)
        client.close()

    ended, _ = kind.together([client.users.list, close_later if kind.asynchronous else close])
    assert isinstance(ended, APIConnectionError)
    assert "closed" in str(ended)


def test_an_asynchronous_client_is_of_one_event_loop(server: ScriptedServer) -> None:
    one, other = Kind(True), Kind(True)
    client = one.client(server)
    one.run(client.health.ready())
    with pytest.raises(WrongEventLoopError, match="in another event loop"):
        other.run(client.health.ready())
    one.end()
    other.end()


def test_an_address_that_is_none(kind: Kind) -> None:
    with pytest.raises(MonGARSError, match="base_url"):
        kind.client("http://local host:8000")
    with pytest.raises(InvalidArgumentError, match="give the path from its first slash on"):
        kind.run(kind.client("http://localhost:8000").request("GET", "metrics"))
