"""The server of the small API, over real sockets; the next answers can be said beforehand."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import time
from collections import deque
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from openapi_facade.testing import EmbeddedServer, Watch
from openapi_facade.testing.asgi import Message, Receive, Scope, Send, drop, respond


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


def token(life: float, name: str = "alice") -> str:
    """A JWT that ends in so many seconds, no two of them the same."""
    parts: tuple[dict[str, object], ...] = (
        {"alg": "none"},
        {"sub": name, "exp": time.time() + life, "id": time.monotonic_ns()},
        {},
    )
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)


class Notes:
    """Keeps notes. `replies` come first; whoever asks shows one of `accepted`, where there are any."""

    def __init__(self) -> None:
        self.watch = Watch()
        self.notes = {"tea": "at five"}
        self.replies: deque[Reply] = deque()
        self.silent = False
        """Whether nothing is answered to what comes now, until the client or the server goes."""
        self.bodies: list[bytes] = []
        self.ports: list[int] = []
        """From which the requests came."""
        self.accepted: set[str] = set()
        self.passwords = {"alice": "pa55-of-alice"}
        self.token_life = 3600.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        while (event := await receive())["type"] == "http.request":
            body += event["body"]
            if not event.get("more_body"):
                break
        self.bodies.append(body)
        self.ports.append(scope["client"][1])
        self.watch.changed()
        if self.silent:
            await asyncio.Event().wait()
        reply = self.replies.popleft() if self.replies else self._usual(scope, body)
        if not reply.status:
            drop(scope)
            await asyncio.sleep(0)  # so that uvicorn knows it, too
            return
        content = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        headers = [(name.encode(), value.encode()) for name, value in reply.headers.items()]
        await respond(scope, send, reply.status, content, headers=headers)

    def _usual(self, scope: Message, body: bytes) -> Reply:
        way, path = (scope["method"], scope["path"].split("/")[1:]), scope["path"]
        if path == "/token":
            return self._logged_in(**json.loads(body))
        shown = dict(scope["headers"]).get(b"authorization", b"").decode()
        if self.accepted and shown not in self.accepted:
            return refusal(401, "no_access", f"unknown: {shown}")
        match way:
            case ("GET", ["notes", "all"]):
                return Reply(200, [{"name": name, "text": text} for name, text in self.notes.items()])
            case ("GET", ["notes", name]) if name in self.notes:
                return Reply(200, {"name": name, "text": self.notes[name]})
            case ("POST", ["notes"]):
                note = json.loads(body)
                self.notes[note["name"]] = note["text"]
                return Reply(201, note)
            case ("POST", ["notes", name, "files"]):
                return Reply(200, {"kept": name})
            case ("GET", ["summary"]):
                return Reply(200, {"summary": f"{len(self.notes)} notes"})
            case _:
                return refusal(404, "no_such_note", f"there is no {path}")

    def _logged_in(self, username: str, password: str) -> Reply:
        if self.passwords.get(username) != password:
            return refusal(401, "no_account", f"{username} with {password}?")
        made = token(self.token_life, username)
        self.accepted = {f"Bearer {made}", f"Token {made}"}
        return Reply(200, {"token": made})


def refusal(status: int, code: str, message: str, **details: Any) -> Reply:
    """An error as the API has it."""
    return Reply(status, {"error": {"code": code, "message": message, "details": details}})


class EmbeddedNotes(EmbeddedServer):
    """Serves `Notes`."""

    _name = "embedded Notes"
    _logger = logging.getLogger("notes.testing")

    def __init__(self) -> None:
        self._notes = Notes()
        super().__init__(self._notes, watch=self._notes.watch)

    def say(self, *replies: Reply) -> None:
        """Answer so next."""
        self.change(lambda notes: notes.replies.extend(replies))

    def be_silent(self, silent: bool = True) -> None:
        """Answer nothing from now on, or something again."""
        self.change(lambda notes: setattr(notes, "silent", silent))

    def change(self, how: Callable[[Notes], object]) -> None:
        """Change the state, where nothing else does."""
        self._look(lambda: how(self._notes))

    @property
    def bodies(self) -> list[bytes]:
        """Of the requests so far."""
        return self._look(lambda: list(self._notes.bodies))

    @property
    def ports(self) -> list[int]:
        """Of the client, of each request so far."""
        return self._look(lambda: list(self._notes.ports))

    @property
    def asked(self) -> list[str]:
        """Method and path of the requests so far."""
        return [f"{each.method} {each.path}" for each in self.requests]

    @property
    def shown(self) -> list[str]:
        """Who the requests said they were."""
        return [each.headers.get("authorization", "") for each in self.requests]
