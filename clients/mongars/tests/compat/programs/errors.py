"""Errors as the SDK's users catch them: their classes, their attributes, and httpx's where there is no answer."""

import sys

import httpx
from monGARS_sdk import (
    APIError,
    AuthenticationError,
    ChatRequest,
    MonGARSSyncClient,
    RagContextRequest,
    SDKError,
    UserRegistration,
)
from monGARS_sdk.exceptions import APIError as TheSame

assert TheSame is APIError


def raised(step):
    try:
        step()
    except SDKError as error:
        return error
    raise AssertionError("nothing was raised")


with MonGARSSyncClient(sys.argv[1], timeout=httpx.Timeout(20.0, connect=5.0)) as client:
    for attempt in (lambda: client.login("u1", "wrong-pass"), lambda: client.list_peers()):
        error = raised(attempt)
        assert type(error) is AuthenticationError, error
        assert error.status_code == 401
    assert (error.detail, error.payload) == ("Not authenticated", {"detail": "Not authenticated"})

    client.login("u1", "secret-pass")
    for attempt, said in ((client.list_peers, "Admin required"), (lambda: client.history("u2"), "Forbidden")):
        error = raised(attempt)
        assert type(error) is AuthenticationError, error
        assert (error.status_code, error.detail, str(error)) == (403, said, said)

    error = raised(lambda: client.register_user(UserRegistration(username="u1", password="secret-pass")))
    assert (type(error), error.status_code, error.detail) == (APIError, 409, "Username already exists")
    error = raised(lambda: client.chat(ChatRequest(message=" ")))
    assert error.status_code == 422
    assert error.payload["detail"][0]["loc"] == ["body", "message"]
    assert error.detail == error.payload["detail"]
    error = raised(lambda: client.fetch_rag_context(RagContextRequest(query="x")))
    assert (error.status_code, str(error)) == (503, "RAG disabled")
    error = raised(lambda: client.send_peer_message({"payload": "nonsense"}))
    assert (error.status_code, error.detail) == (400, "Invalid peer payload")

made = APIError(418)
assert (str(made), made.detail, made.payload) == ("API request failed with status 418",) * 2 + (None,)
assert str(AuthenticationError()) == "Authentication failed"

with MonGARSSyncClient("http://127.0.0.1:9") as nobody:
    try:
        nobody.login("u1", "secret-pass")
    except httpx.ConnectError:
        pass
    else:
        raise AssertionError("somebody is there")
