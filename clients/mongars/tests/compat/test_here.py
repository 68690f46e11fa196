"""Programs for the SDK run on `mongars_client.compat` with only their import changed.

That they are the SDK's, and run on it, is shown by `make compat CLIENT=mongars`.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import pickle
import re
import ssl
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from mongars_client import MonGARSError, compat
from mongars_client.compat._options import NO_END, seconds_of, verify_of
from mongars_client.testing import EmbeddedMonGARS, FaultProxy, faults
from openapi_facade.testing.faults import Cut, Freeze, OnResponse

from .side_by_side import OURS, PASSWORD, programs, run

NAMES = """
    MonGARSSyncClient MonGARSAsyncClient SDKError APIError AuthenticationError TokenResponse ChatRequest ChatResponse
    MemoryItem PeerRegistration PeerLoadSnapshot PeerTelemetryPayload PeerTelemetryEnvelope ModelConfiguration
    ProvisionRequest ProvisionReport RagContextRequest RagContextResponse SuggestRequest SuggestResponse
    UserRegistration
"""
METHODS = """
    login(self, username, password); register_user(self, payload); chat(self, payload)
    history(self, user_id, *, limit=10); fetch_rag_context(self, request); suggest_actions(self, request)
    send_peer_message(self, payload); register_peer(self, registration); unregister_peer(self, registration)
    list_peers(self); peer_load(self); publish_peer_telemetry(self, payload); peer_telemetry(self)
    model_configuration(self); provision_models(self, request); set_token(self, token)
"""


@pytest.mark.parametrize("program", [*programs("programs"), *programs("mended")], ids=lambda program: program.stem)
def test_a_program_runs_with_its_import_changed(program: Path) -> None:
    assert run(Path(sys.executable), program, OURS) == ""


def test_the_names_are_the_sdks() -> None:
    assert set(NAMES.split()) == set(compat.__all__)
    assert all(getattr(compat, name) for name in compat.__all__)


@pytest.mark.parametrize(
    ("client", "end"), [(compat.MonGARSSyncClient, "close"), (compat.MonGARSAsyncClient, "aclose")]
)
def test_the_methods_are_the_sdks(client: Any, end: str) -> None:
    found = set()
    for name, method in inspect.getmembers(client, inspect.isfunction):
        signature = inspect.signature(method)
        bare = [each.replace(annotation=inspect.Parameter.empty) for each in signature.parameters.values()]
        found.add(f"{name}{signature.replace(parameters=bare, return_annotation=inspect.Signature.empty)}")
    assert {each for each in found if not each.startswith("_")} == {
        *re.split(r";? *\n? +(?=\w+\(self)", METHODS.rstrip())[1:],
        f"{end}(self)",
    }
    options = inspect.signature(client).parameters
    assert list(options) == ["base_url", "timeout", "verify", "transport"]
    assert options["timeout"].default == 30.0


def _client(url: str) -> compat.MonGARSSyncClient:
    client = compat.MonGARSSyncClient(url)
    client.login("u1", PASSWORD)
    return client


def test_a_failed_generation_is_returned() -> None:
    with EmbeddedMonGARS(users={"u1": PASSWORD}) as server, _client(server.url) as client:
        server.fail_generations()
        assert client.chat(compat.ChatRequest(message="x")).confidence == 0.0


def test_nothing_is_repeated() -> None:
    with EmbeddedMonGARS(users={"u1": PASSWORD}) as server, _client(server.url) as client:
        server.enqueue(faults.error(503, "later"), operation="suggestions")
        with pytest.raises(compat.APIError, match=r"^later$"):
            client.suggest_actions(compat.SuggestRequest(prompt="x"))
        assert client.suggest_actions(compat.SuggestRequest(prompt="x")).actions


def test_an_approval_that_is_asked_for_can_be_given_and_is_shown_nowhere() -> None:
    token = "secret-approval-42"
    with EmbeddedMonGARS(users={"u1": PASSWORD}, pace=0) as server, _client(server.url) as client:
        server.enqueue(faults.approval_required(token, "ref-1"), operation="chat")
        with pytest.raises(compat.AuthenticationError) as caught:
            client.chat(compat.ChatRequest(message="x", allowed_actions=["y"]))
        error, asked = caught.value, caught.value.payload["detail"]
        assert (error.status_code, error.detail, asked["approval_token"]) == (403, asked, token)
        given = compat.ChatRequest(message="x", approval_token=asked["approval_token"], token_ref=asked["token_ref"])
        assert client.chat(given).response == "You said: x"
        sent = [json.loads(each.body) for each in server.requests if each.path.endswith("/chat")]
    assert sent == [
        {"message": "x", "allowed_actions": ["y"]},
        {"message": "x", "approval_token": token, "token_ref": "ref-1"},
    ]
    assert token not in f"{error}{error!r}{vars(error)}{given}"


def test_secrets_are_shown_nowhere() -> None:
    with EmbeddedMonGARS(users={"u1": PASSWORD}) as server, compat.MonGARSSyncClient(server.url) as client:
        token = client.login("u1", PASSWORD)
        account = compat.UserRegistration(username="u1", password=PASSWORD)
        shown = f"{token}{account}{client}{vars(client)}{account.model_dump()}"
        server.enqueue(faults.error(500, f"no {PASSWORD}"), operation="register_user")
        with pytest.raises(compat.APIError) as caught:
            client.register_user(account)
        shown += f"{caught.value}{vars(caught.value)}"
        assert json.loads(account.model_dump_json())["password"] == PASSWORD
    assert PASSWORD not in shown
    assert token.access_token not in shown


def test_no_answer_is_an_error_of_httpx_as_well() -> None:
    with (
        EmbeddedMonGARS(users={"u1": PASSWORD}) as server,
        FaultProxy(server.url) as proxy,
        _client(proxy.url) as client,
    ):
        proxy.add(Cut(when=OnResponse(), path="*/chat"))
        with pytest.raises(httpx.ReadError) as lost:
            client.chat(compat.ChatRequest(message="x"))
        assert len(server.chats) == 1
        proxy.add(Freeze(when=OnResponse(), path="*/load"))
        impatient = compat.MonGARSSyncClient(proxy.url, timeout=httpx.Timeout(0.2, connect=5.0))
        with pytest.raises(httpx.ReadTimeout), impatient:
            impatient.peer_load()
        server.enqueue(faults.html(200), operation="peer_load")
        with pytest.raises(ValueError, match="peer_load") as odd:
            client.peer_load()
    for error in (lost.value, odd.value):
        assert isinstance(error, compat.SDKError)
        assert isinstance(error.__cause__, MonGARSError)
        assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_transport_is_closed_with_the_client() -> None:
    closed = []

    class Transport(httpx.HTTPTransport):
        def close(self) -> None:
            closed.append("sync")
            super().close()

    class AsyncTransport(httpx.AsyncHTTPTransport):
        async def aclose(self) -> None:
            closed.append("async")
            await super().aclose()

    async def both(url: str) -> None:
        with compat.MonGARSSyncClient(url, transport=Transport()) as client:
            client.login("u1", PASSWORD)
        async with compat.MonGARSAsyncClient(url, transport=AsyncTransport()) as other:
            await other.login("u1", PASSWORD)

    with EmbeddedMonGARS(users={"u1": PASSWORD}) as server:
        asyncio.run(both(server.url))
    assert closed == ["sync", "async"]


def test_options_mean_what_they_mean_to_httpx() -> None:
    assert seconds_of(30.0) == (30.0, 30.0)
    assert seconds_of(None) == (NO_END, NO_END)
    assert seconds_of(httpx.Timeout(9.0, connect=2.0)) == (2.0, 9.0)
    assert seconds_of(httpx.Timeout(5.0, read=None)) == (5.0, NO_END)
    assert verify_of(True) is True
    assert verify_of(False).verify_mode == ssl.CERT_NONE
