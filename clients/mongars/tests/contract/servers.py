"""The server of a run, embedded or given, and the people who use it."""

from __future__ import annotations

import os
import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

from mongars_client.testing import EmbeddedMonGARS, ManualClock

PASSWORD = "secret-pass"
ORIGIN = "http://localhost:8000/"
ANSWERED = 60.0
"""Seconds within which a chat is answered; a real server tries a model three times before it gives up."""


@dataclass
class Server:
    """Where requests go. `embedded` and `clock` are those of the embedded server; None for a given one."""

    url: str
    stack: ExitStack
    embedded: EmbeddedMonGARS | None = None
    clock: ManualClock | None = None
    admin: tuple[str, str] | None = None
    """The name and the password of the admin; None until there is one."""

    def client(self, token: str | None = None) -> httpx.Client:
        """A client with a token, or of nobody. It keeps no connection: the server drops it after a 500."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        limits = httpx.Limits(max_keepalive_connections=0)
        client = httpx.Client(
            base_url=self.url, headers=headers, timeout=ANSWERED, trust_env=False, verify=False, limits=limits
        )
        return self.stack.enter_context(client)

    def login(self, name: str, password: str) -> httpx.Client:
        """A client with the token of a user."""
        with httpx.Client(base_url=self.url, trust_env=False, verify=False) as http:
            answer = http.post("/token", data={"username": name, "password": password})
        assert answer.status_code == 200, answer.text
        return self.client(answer.json()["access_token"])

    def user(self) -> tuple[str, httpx.Client]:
        """A new user: the name, and a client."""
        name = new_name()
        self._register(name, "")
        return name, self.login(name, PASSWORD)

    def admins(self) -> httpx.Client:
        """A client of the admin; skips where its password is not known."""
        if self.admin is None:
            name = new_name()
            if self._register(name, "/admin") == 403:
                pytest.skip("there is an admin, and KEY does not say who")
            self.admin = name, PASSWORD
        return self.login(*self.admin)

    def _register(self, name: str, kind: str) -> int:
        with httpx.Client(base_url=self.url, trust_env=False, verify=False) as http:
            answer = http.post(f"/api/v1/user/register{kind}", json={"username": name, "password": PASSWORD})
        assert answer.status_code in (200, 403), answer.text
        return answer.status_code

    def socket(self, http: httpx.Client, **headers: Any) -> ClientConnection:
        """A new socket of a user, of which nothing has been read."""
        ticket = http.post("/api/v1/auth/ws/ticket").json()["ticket"]
        return self.handshake(f"/ws/chat/?t={ticket}", {"Origin": ORIGIN, **headers})

    def handshake(self, path: str, headers: dict[str, str]) -> ClientConnection:
        """A socket, however it is asked for."""
        url = self.url.replace("http", "ws", 1) + path
        return connect(url, additional_headers=headers, ping_interval=None, proxy=None)

    def pass_time(self, seconds: float) -> float:
        """Let time pass on the embedded server, and return how long to wait for what comes then."""
        if self.clock is None:
            return seconds + 10
        self.clock.advance(seconds)
        return 10.0


def new_name() -> str:
    """The name of a user whom there was not before."""
    return f"contract-{uuid.uuid4().hex[:12]}"


def of_this_run(stack: ExitStack) -> Server:
    """The server that CONTRACT_URL and CONTRACT_KEY (`name:password` of the admin) describe, or an embedded one."""
    if url := os.environ.get("CONTRACT_URL"):
        name, _, password = os.environ.get("CONTRACT_KEY", "").partition(":")
        return Server(url.rstrip("/"), stack, admin=(name, password) if name else None)
    clock = ManualClock()
    embedded = stack.enter_context(EmbeddedMonGARS(clock=clock))
    return Server(embedded.url, stack, embedded, clock)
