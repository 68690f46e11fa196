"""POST /auth/token, GET /auth/available-permissions, and what a token is worth (CONTRACT §2, §3)."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest

from .conftest import Connect, Member
from .marks import WITH_HTTP_KEY, cannot, covers, needs, slow
from .shapes import BASE_PERMISSIONS, STATUS, UUID, crashed, framework_error, invalid, is_reply, is_user, ok, refused

VERBS = ["WRITE", "EDIT", "LIST", "READ", "DELETE"]
RESOURCES = [
    *("STATUS", "MEMORY", "CONVERSATION", "SETTINGS", "LLM", "EMBEDDER"),
    *("AUTH_HANDLER", "USERS", "UPLOAD", "PLUGINS", "STATIC"),
]
DEFAULT_SECRET = "secret"  # CCAT_JWT_SECRET where nobody set it (CONTRACT §2)


def claims_of(token: str) -> Any:
    return jwt.decode(token, options={"verify_signature": False})


@covers("auth_token", 200)
def test_token_needs_no_credentials(connect: Connect, member: Callable[..., Member]) -> None:
    person = member()
    body = ok(connect().post("/auth/token", json={"username": person.name, "password": person.password}))
    assert set(body) == {"access_token", "token_type"}
    assert body["token_type"] == "bearer"
    assert jwt.get_unverified_header(body["access_token"]) == {"alg": "HS256", "typ": "JWT"}
    claims = claims_of(body["access_token"])
    assert set(claims) == {"sub", "username", "permissions", "exp"}
    assert claims["sub"] == person.id
    assert claims["username"] == person.name
    assert claims["permissions"] == BASE_PERMISSIONS
    assert 23 * 3600 < claims["exp"] - time.time() <= 24 * 3600


@covers("auth_token", 200)
@pytest.mark.parametrize("name", ["admin", "user"])
def test_token_of_a_default_user(connect: Connect, name: str) -> None:
    claims = claims_of(ok(connect().post("/auth/token", json={"username": name, "password": name}))["access_token"])
    assert UUID.fullmatch(claims["sub"])
    everything = dict.fromkeys(RESOURCES, VERBS)
    assert claims["permissions"] == (everything if name == "admin" else BASE_PERMISSIONS)


@covers("auth_token", 403)
@pytest.mark.parametrize("credentials", [("admin", "wrong"), ("nobody-of-this-name", "admin")])
def test_token_wrong_credentials(connect: Connect, credentials: tuple[str, str]) -> None:
    refused(connect().post("/auth/token", json=dict(zip(("username", "password"), credentials, strict=True))))


@slow
@cannot("embedded", "it answers a guesser at once, so that tests are fast")
@covers("auth_token", 403)
def test_token_makes_a_guesser_wait(connect: Connect) -> None:
    started = time.monotonic()
    refused(connect().post("/auth/token", json={"username": "admin", "password": "wrong"}))
    assert time.monotonic() - started >= 1


@covers("auth_token", 400)
def test_token_missing_password(connect: Connect) -> None:
    (item,) = invalid(connect().post("/auth/token", json={"username": "admin"}), ("missing", ["body", "password"]))
    assert item["msg"] == "Field required"
    assert item["input"] == {"username": "admin"}


@covers("auth_token", 500)
def test_token_form(connect: Connect) -> None:
    crashed(connect().post("/auth/token", data={"username": "admin", "password": "admin"}))


@pytest.mark.parametrize(("method", "path"), [("POST", "/auth/refresh"), ("POST", "/auth/logout")])
def test_no_refresh_and_no_logout(api: httpx.Client, method: str, path: str) -> None:
    framework_error(api.request(method, path), 404, "Not Found")


@covers("get_available_permissions", 200)
def test_available_permissions(api: httpx.Client) -> None:
    assert ok(api.get("/auth/available-permissions")) == dict.fromkeys(RESOURCES, VERBS)


@covers("status", 200)
@pytest.mark.parametrize("header", ["Authorization: Bearer {}", "Authorization: {}", "access_token: {}"])
def test_token_is_accepted(connect: Connect, member: Callable[..., Member], header: str) -> None:
    name, value = header.format(member().token).split(": ", 1)
    assert ok(connect({name: value}).get("/")) == STATUS


@covers("message_with_cat", 200)
def test_token_decides_who_speaks(scripted: object, connect: Connect, member: Callable[..., Member]) -> None:
    person = member()
    client = connect({**person.headers, "user_id": "mallory"})
    is_reply(ok(client.post("/message", json={"text": "x [dict]"})), person.name, "fast reply output")


@covers("message_with_cat", 200)
def test_token_outlives_a_new_name(
    scripted: object, api: httpx.Client, connect: Connect, member: Callable[..., Member]
) -> None:
    person = member()
    renamed = ok(api.put(f"/users/{person.id}", json={"username": f"{person.name}-renamed"}))
    assert renamed["username"] == f"{person.name}-renamed"
    reply = ok(connect(person.headers).post("/message", json={"text": "x [dict]"}))
    is_reply(reply, person.name, "fast reply output")


@covers("status", 200, 403)
def test_token_obeys_permissions_as_they_are_now(
    api: httpx.Client, connect: Connect, member: Callable[..., Member]
) -> None:
    person = member()
    client = connect(person.headers)
    ok(client.get("/"))
    is_user(ok(api.put(f"/users/{person.id}", json={"permissions": {"MEMORY": ["READ"]}})))
    refused(client.get("/"))


@covers("status", 200, 403)
def test_token_of_a_deleted_user(api: httpx.Client, connect: Connect, member: Callable[..., Member]) -> None:
    person = member()
    client = connect(person.headers)
    ok(client.get("/"))
    ok(api.delete(f"/users/{person.id}"))
    refused(client.get("/"))


@covers("status", 200, 403)
def test_token_expires(connect: Connect, member: Callable[..., Member]) -> None:
    claims = claims_of(member().token)

    def signed(seconds: int) -> dict[str, str]:
        renewed = {**claims, "exp": int(time.time()) + seconds}
        return {"Authorization": f"Bearer {sign(renewed)}"}

    # The first shows that we sign as the server does, so that the second is refused for its age alone.
    ok(connect(signed(60)).get("/"))
    refused(connect(signed(-60)).get("/"))


@covers("status", 403)
@pytest.mark.parametrize("spoil", ["signature", "secret", "none"])
def test_token_forged(connect: Connect, member: Callable[..., Member], spoil: str) -> None:
    token = member().token
    head, payload, signature = token.split(".")
    forged = {
        "signature": f"{head}.{payload}.{signature[::-1]}",
        "secret": sign(claims_of(token), secret=uuid4().hex),
        "none": jwt.encode(claims_of(token), "", algorithm="none"),
    }[spoil]
    refused(connect({"Authorization": f"Bearer {forged}"}).get("/"))


@needs(*WITH_HTTP_KEY)
@covers("create_user", 403)
def test_credentials_come_before_invalid_fields(connect: Connect) -> None:
    refused(connect().post("/users/", json={}))


@needs(*WITH_HTTP_KEY)
@covers("message_with_cat", 400)
def test_malformed_json_comes_before_credentials(connect: Connect) -> None:
    answer = connect().post("/message", content=b"{", headers={"Content-Type": "application/json"})
    (item,) = invalid(answer, ("json_invalid", ["body", 1]))
    assert item["ctx"] == {"error": "Expecting property name enclosed in double quotes"}


def sign(claims: dict[str, Any], secret: str = DEFAULT_SECRET) -> str:
    """Return a token with these claims."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the Cat's default secret is shorter than PyJWT likes
        return jwt.encode(claims, secret, algorithm="HS256")
