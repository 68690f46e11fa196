"""A server of a few operations, over real sockets, whose next answers can be said beforehand.

For what a test must say in detail; `mongars_client.testing` is the server that behaves as the contract says.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from openapi_facade.testing import EmbeddedServer, Watch
from openapi_facade.testing.asgi import Receive, Scope, Send, drop, respond

PASSWORD = "secret-pass-0123"
CHAT = "/api/v1/conversation/chat"
TURN = {
    "turn_id": "b3f05483-abb2-4e36-a6e4-76622eb09c75",
    "text": "words",
    "created_at": "2026-11-21T09:13:07.412980Z",
    "segments": [{"text": "words", "estimated_duration": 0.36, "pause_after": 0.38}],
    "average_words_per_second": 2.75,
    "tempo": 1.0,
}
TOO_MANY = "Too many requests: please wait before sending another message."


class Reply(NamedTuple):
    """An answer in the place of the usual one.

    Args:
        status: 0: the connection is dropped.
        body: what is no bytes is sent as JSON.
        headers: further ones.
    """

    status: int
    body: object = b""
    headers: Mapping[str, str] = MappingProxyType({})


CUT = Reply(0)
HELD = Reply(-1)
"""Nothing is answered, until the client or the server goes."""
FAILED = {"response": "Ollama circuit is temporarily open.", "confidence": 0.0, "processing_time": 0.1}


def answered(text: str = "words") -> Reply:
    """A chat that went well."""
    return Reply(200, {"response": text, "confidence": 1 / 512, "processing_time": 0.03, "speech_turn": TURN})


def failed(**more: object) -> Reply:
    """A chat whose generation failed (CONTRACT §1)."""
    return Reply(200, {**FAILED, "speech_turn": TURN, **more})


def refused(status: int, detail: object) -> Reply:
    """An error, as the API has it."""
    return Reply(status, {"detail": detail})


def token(life: float, name: str = "u1") -> str:
    """A JWT that ends in so many seconds, with a fraction; no two of them the same."""
    claims = {"sub": name, "admin": False, "exp": time.time() + life + 0.25, "id": time.monotonic_ns()}
    parts: tuple[dict[str, object], ...] = ({"alg": "HS256"}, claims, {})
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)


class Scripted:
    """The application. Everybody's password is `PASSWORD`, unless `passwords` says another."""

    def __init__(self) -> None:
        self.watch = Watch()
        self.replies: dict[str, deque[Reply]] = defaultdict(deque)
        self.bodies: list[tuple[str, bytes]] = []
        self.times: list[float] = []
        self.ports: list[int] = []
        self.accepted: set[str] = set()
        self.passwords: dict[str, str] = {}
        self.token_life = 3600.0
        self.tokens: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.times.append(time.monotonic())
        body = b""
        while (event := await receive())["type"] == "http.request":
            body += event["body"]
            if not event.get("more_body"):
                break
        self.bodies.append((scope["path"], body))
        self.ports.append(scope["client"][1])
        self.watch.changed()
        waiting = self.replies[scope["path"]]
        reply = waiting.popleft() if waiting else self._usual(scope, body)
        if reply.status < 0:
            await asyncio.Event().wait()
        if not reply.status:
            drop(scope)
            await asyncio.sleep(0)  # so that uvicorn knows it, too
            return
        content = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        headers = [(name.encode(), value.encode()) for name, value in reply.headers.items()]
        await respond(scope, send, reply.status, content, headers=headers)

    def _usual(self, scope: Scope, body: bytes) -> Reply:
        path = scope["path"]
        if path == "/token":
            return self._logged_in({name: value[0] for name, value in parse_qs(body.decode()).items()})
        if path in ("/healthz", "/ready"):
            return Reply(200, {"status": "ok" if path == "/healthz" else "ready"})
        if path.startswith("/api/v1/user/register"):
            return Reply(200, {"status": "registered", "is_admin": path.endswith("admin")})
        shown = dict(scope["headers"]).get(b"authorization", b"").decode()
        if not shown.startswith("Bearer "):
            return Reply(401, {"detail": "Not authenticated"}, {"WWW-Authenticate": "Bearer"})
        if shown.removeprefix("Bearer ") not in self.accepted:
            return refused(401, "Invalid token: Token verification failed: Signature verification failed.")
        return ANSWERS[scope["method"], path]

    def _logged_in(self, form: dict[str, str]) -> Reply:
        if form.get("password") != self.passwords.get(form.get("username", ""), PASSWORD):
            return refused(401, "Invalid credentials")
        made = token(self.token_life, form["username"])
        self.tokens.append(made)
        self.accepted.add(made)
        return Reply(200, {"access_token": made, "token_type": "bearer", "issued_by": "a newer server"})


LOAD = {"scheduler_id": None, "queue_depth": 0, "active_workers": 0, "concurrency": 0, "load_factor": 0.0}
STATUS = {"role": "coding", "name": "n", "provider": "ollama", "action": "installed", "detail": None}
MODEL = {"role": "general", "name": "dolphin3", "provider": "ollama", "parameters": {"top_p": 0.9}}
ITEM = {"user_id": "u1", "query": "q", "response": "r", "timestamp": "2026-11-21T09:13:47.695604Z", "expires_at": None}
PEER = {"status": "registered", "count": 1}
ANSWERS: dict[tuple[str, str], Reply] = {
    ("POST", CHAT): answered(),
    ("GET", "/api/v1/conversation/history"): Reply(200, [ITEM]),
    ("GET", "/api/v1/user/list"): Reply(200, {"users": ["adm", "u1"]}),
    ("POST", "/api/v1/user/change-password"): Reply(200, {"status": "changed"}),
    ("POST", "/api/v1/auth/ws/ticket"): Reply(200, {"ticket": "dTE.1795252378.c2lnbmF0dXJl", "ttl": 45}),
    ("GET", "/api/v1/models"): Reply(
        200,
        {
            "active_profile": "default",
            "available_profiles": ["default"],
            "profile": {"name": "default", "models": {"general": {**MODEL, "auto_download": True}}},
        },
    ),
    ("POST", "/api/v1/models/provision"): Reply(200, {"statuses": [STATUS]}),
    ("POST", "/api/v1/peer/message"): Reply(200, {"status": "received", "data": [1]}),
    ("POST", "/api/v1/peer/register"): Reply(200, PEER),
    ("POST", "/api/v1/peer/unregister"): Reply(200, {**PEER, "status": "unregistered"}),
    ("GET", "/api/v1/peer/list"): Reply(200, ["http://peer"]),
    ("GET", "/api/v1/peer/load"): Reply(200, LOAD),
    ("GET", "/api/v1/peer/telemetry"): Reply(200, {"telemetry": [LOAD]}),
    ("POST", "/api/v1/peer/telemetry"): Reply(202, {"status": "accepted"}),
    ("POST", "/api/v1/review/rag-context"): Reply(
        200,
        {
            "enabled": True,
            "focus_areas": ["a"],
            "references": [{"repository": "r", "file_path": "f", "summary": "s", "score": 0.5}],
        },
    ),
    ("POST", "/api/v1/ui/suggestions"): Reply(200, {"actions": ["code"], "scores": {"code": 1.5}, "model": "neurones"}),
    ("GET", "/metrics"): Reply(200, b"up 1\n"),
}


class ScriptedServer(EmbeddedServer):
    """Serves `Scripted`."""

    _name = "scripted monGARS"
    _logger = logging.getLogger("mongars_client.tests")

    def __init__(self) -> None:
        self._script = Scripted()
        super().__init__(self._script, watch=self._script.watch)

    def say(self, path: str, *replies: Reply) -> None:
        """Answer so next, what comes to this path."""
        self.change(lambda script: script.replies[path].extend(replies))

    def change(self, how: Callable[[Scripted], object]) -> Any:
        """Change the state, or look at it, where nothing else does."""
        return self._look(lambda: how(self._script))

    def bodies(self, path: str = CHAT) -> list[bytes]:
        """Of the requests to this path so far."""
        return [body for each, body in self.change(lambda script: list(script.bodies)) if each == path]

    @property
    def asked(self) -> list[str]:
        """Method and path of the requests so far."""
        return [f"{each.method} {each.path}" for each in self.requests]

    @property
    def logins(self) -> int:
        """How many tokens were given."""
        return len(self.change(lambda script: script.tokens))
