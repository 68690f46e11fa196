"""The client and the embedded server, which behaves as the contract says, together."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mongars_client import (
    AuthenticationError,
    ConflictError,
    GenerationFailed,
    PermissionDeniedError,
    ServerError,
    UnprocessableEntityError,
)
from mongars_client.testing import EmbeddedMonGARS, ManualClock

from .kinds import Kind
from .server import PASSWORD


@pytest.fixture
def clock() -> ManualClock:
    """The time of the server."""
    return ManualClock()


@pytest.fixture
def mongars(clock: ManualClock) -> Iterator[EmbeddedMonGARS]:
    """A server whose time stands still."""
    users = dict.fromkeys(("u1", "adm"), PASSWORD)
    with EmbeddedMonGARS(users=users, admin="adm", clock=clock, pace=0) as server:
        yield server


def test_users(kind: Kind, mongars: EmbeddedMonGARS) -> None:
    client, chief = kind.client(mongars), kind.client(mongars, username="adm", password=PASSWORD)
    assert kind.run(client.users.register("u9", PASSWORD)).is_admin is False
    with pytest.raises(ConflictError, match="Username already exists"):
        kind.run(client.users.register("u9", PASSWORD))
    with pytest.raises(PermissionDeniedError, match="Admin already exists"):
        kind.run(client.users.register_admin("adm2", PASSWORD))
    with pytest.raises(PermissionDeniedError, match="Admin required"):
        kind.run(client.users.list())
    assert kind.run(chief.users.list()).users == ["adm", "u1", "u9"]
    with pytest.raises(PermissionDeniedError, match="Incorrect password"):
        kind.run(client.users.change_password("wrong-pass-1", "another-pass-1"))
    with pytest.raises(UnprocessableEntityError, match=r"body\.new_password"):
        kind.run(client.users.change_password(PASSWORD, "x"))
    kind.run(client.users.change_password(PASSWORD, "another-pass-1"))
    kind.run(kind.client(mongars, username="u1", password="another-pass-1").auth.ticket())


def test_a_token_of_an_hour_is_renewed(kind: Kind, mongars: EmbeddedMonGARS, clock: ManualClock) -> None:
    client = kind.client(mongars)
    kind.run(client.auth.ticket())
    clock.advance(3601)  # the server's alone: so the client learns it by the 401
    kind.run(client.auth.ticket())
    assert [each.path for each in mongars.requests].count("/token") == 2


def test_history_limits(kind: Kind, mongars: EmbeddedMonGARS) -> None:
    client = kind.client(mongars)
    kind.run(client.conversation.chat("first"))
    assert [each.query for each in kind.run(client.conversation.history())] == ["first"]
    kind.run(client.conversation.history(" u1 ", 1))
    with pytest.raises(UnprocessableEntityError, match="limit must be a positive integer") as caught:
        kind.run(client.conversation.history(limit=0))
    assert caught.value.detail == "limit must be a positive integer"
    with pytest.raises(PermissionDeniedError, match="Forbidden"):
        kind.run(client.conversation.history("u2"))
    with pytest.raises(ServerError, match="RAG disabled"):
        kind.run(client.with_options(max_retries=0).review.rag_context("x"))


def test_a_failed_generation_fails_all_for_a_minute(kind: Kind, clock: ManualClock) -> None:
    def answers(message: str, user: str) -> str | None:
        if message == "fail":
            raise RuntimeError
        return None

    users = dict.fromkeys(("u1", "u2"), PASSWORD)
    with EmbeddedMonGARS(users=users, answers=answers, clock=clock, pace=0) as server:
        clients = [kind.client(server, username=name, password=PASSWORD) for name in users]
        waits = []
        for client, message in ((clients[0], "fail"), (clients[1], "hello")):
            with pytest.raises(GenerationFailed) as caught:
                kind.run(client.conversation.chat(message))
            waits.append(caught.value.retry_after)
        assert 0 < waits[1] <= waits[0] <= 60
        clock.advance(60)
        assert kind.run(clients[0].with_options(timeout=9).conversation.chat("again")).response == "You said: again"


def test_chats_at_the_real_pace_are_never_too_early(kind: Kind) -> None:
    """Four at a time, and none is refused."""
    with EmbeddedMonGARS(users={"u1": PASSWORD}) as server:
        clients = [kind.client(server) for _ in range(2)]
        kind.together([each.auth.ticket for each in clients])
        results = kind.together([lambda each=each: each.conversation.chat("x") for each in clients * 2])
        assert [each.response for each in results] == ["You said: x"] * 4
        assert len(server.chats) == 4


def test_the_program_of_the_manual(tmp_path: Path) -> None:
    program = Path(__file__).with_name("manual.py")
    with EmbeddedMonGARS(users={"u1": PASSWORD}) as server:
        done = subprocess.run(
            [sys.executable, program, server.url], capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr
        chat, connected, history = done.stdout.splitlines()
        assert chat.startswith("You said: Summarise our latest incident report 0.0")
        assert connected == f"ws.connected {{'origin': '{server.url}/'}}"
        assert history.startswith("history.snapshot {'items': [{'query': 'Summarise our latest incident report'")
        assert [each.message for each in server.chats] == ["Summarise our latest incident report"]


def test_a_wrong_password(kind: Kind, mongars: EmbeddedMonGARS) -> None:
    with pytest.raises(AuthenticationError, match="Invalid credentials"):
        kind.run(kind.client(mongars, username="u1", password="wrong-pass-1").conversation.chat("x"))
    assert mongars.chats == []
