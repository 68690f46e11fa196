"""A client of the Notes API whose errors are a tree: a class for each kind, and one for each status that has a name.

It is told who asks by a key, or by an account whose token is renewed, and its options can be changed for a view.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any, cast

from openapi_facade.api import Api
from openapi_facade.auth.credentials import Account, Login
from openapi_facade.config import checked_key
from openapi_facade.errors import FacadeError
from openapi_facade.failure import Failure, translating
from openapi_facade.lazy import lazy_attribute
from openapi_facade.operations import Routes
from openapi_facade.secrets import hidden
from openapi_facade.settings import ServerSettings, configured
from openapi_facade.transport._async.session import AsyncSession
from openapi_facade.transport._sync.session import Session
from openapi_facade.transport.upload import Upload, opened

from . import notes_openapi as operations
from .notes_openapi import Note


class NotesError(FacadeError):
    """The root."""

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.__dict__.update(facts)

    def __reduce__(self) -> tuple[object, ...]:
        # Exception pickles by calling the class with `args`; the facts follow.
        return type(self), self.args, self.__dict__


class ConfigError(NotesError, ValueError):
    """A configuration that cannot work."""


class InvalidArgument(NotesError, ValueError):
    """An argument that cannot be sent. Nothing was sent."""


class ConnectionFailed(NotesError):
    """Nobody answered: `attempts`, `earlier`."""

    attempts: int
    earlier: str


class TimedOut(ConnectionFailed, TimeoutError):
    """Nor in time."""


class WrongEventLoop(NotesError, RuntimeError):
    """An asynchronous client, used from another event loop than its own."""


class DecodeError(NotesError):
    """A success that is no result: `status_code`, `body`."""

    status_code: int
    body: str


class StatusError(NotesError):
    """Another status than success: `status_code`, `detail`, `permission`, `headers`, `attempts`."""

    status_code: int
    detail: str
    permission: str | None
    headers: dict[str, str]
    attempts: int


class NotFound(StatusError):
    """404."""


class HandshakeRefused(NotesError):
    """The server answered a handshake with an HTTP status: `status_code`."""

    status_code: int


class NotConnected(NotesError):
    """There is no open connection. Nothing was sent."""


class ConnectionLost(NotesError):
    """It ended, and not by our doing: `close_code`, `reason`."""

    close_code: int
    reason: str


_KINDS: Mapping[str, tuple[type[NotesError], tuple[str, ...]]] = {
    "config": (ConfigError, ()),
    "argument": (InvalidArgument, ()),
    "connection": (ConnectionFailed, ("attempts", "earlier")),
    "timeout": (TimedOut, ("attempts", "earlier")),
    "event loop": (WrongEventLoop, ()),
    "decode": (DecodeError, ("status_code", "body", "method", "path")),
    "handshake": (HandshakeRefused, ("status_code",)),
    "not connected": (NotConnected, ()),
    "lost": (ConnectionLost, ("close_code", "reason")),
    "status": (StatusError, ("status_code", "detail", "body", "method", "path", "permission", "attempts", "earlier")),
}


def error_of(failure: Failure) -> NotesError:
    kind, names = _KINDS[failure.kind]
    facts = {name: getattr(failure, name) for name in names}
    if failure.kind == "status":
        kind = NotFound if failure.status_code == 404 else kind
        facts["headers"] = dict(failure.headers)
    return kind(failure.message, **facts)


def detail_in(body: str) -> str:
    try:
        return str(json.loads(body)["error"]["message"])
    except (KeyError, TypeError, ValueError, RecursionError):
        return ""


API = Api(
    name="notes-tree",
    threads="notes-tree",
    logger=logging.getLogger("notes_tree"),
    server="a Notes server",
    the_server="the Notes server",
    routes=Routes(lambda: operations.OPERATIONS),
    translate=error_of,
    detail=detail_in,
    unknown_status=operations.UnexpectedStatus,
)


def _login(key: str, username: str, password: str) -> Login:
    return Login(checked_key(key, "key"), Account(username, password) if username else None)


def exchange(session: Session, username: str, password: str) -> str:
    return cast("str", hidden(session.call(operations.log_in, username=username, password=password)))


async def async_exchange(session: AsyncSession, username: str, password: str) -> str:
    return cast("str", hidden(await session.call(operations.log_in, username=username, password=password)))


class NotesOf:
    """The notes of a client."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, name: str) -> Note:
        return self._session.call(operations.get_note, name)

    def add(self, name: str, text: str) -> Note:
        return self._session.call(operations.add_note, name=name, text=text)


class Client:
    """Notes on a server. `options`: those of `ServerSettings`."""

    api = API

    @configured
    def __init__(self, base_url: str, key: str = "", *, username: str = "", password: str = "", **options: Any) -> None:
        self._session = Session(API, ServerSettings(base_url, **options), _login(key, username, password), exchange)

    @lazy_attribute
    def notes(self) -> NotesOf:
        return NotesOf(self._session)

    def get(self, name: str) -> Note:
        return self.notes.get(name)

    def add(self, name: str, text: str) -> Note:
        return self.notes.add(name, text)

    def summary(self) -> str:
        return self._session.call(operations.summary)

    @translating
    def attach(self, name: str, file: Upload) -> str:
        with opened(file) as part:
            return self._session.call(operations.attach, name, file=part)

    def close(self) -> None:
        self._session.close()


class AsyncNotesOf:
    """The same, awaited."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, name: str) -> Note:
        return await self._session.call(operations.get_note, name)

    async def add(self, name: str, text: str) -> Note:
        return await self._session.call(operations.add_note, name=name, text=text)


class AsyncClient:
    """The same, awaited."""

    api = API

    @configured
    def __init__(self, base_url: str, key: str = "", *, username: str = "", password: str = "", **options: Any) -> None:
        login = _login(key, username, password)
        self._session = AsyncSession(API, ServerSettings(base_url, **options), login, async_exchange)

    @lazy_attribute
    def notes(self) -> AsyncNotesOf:
        return AsyncNotesOf(self._session)

    async def get(self, name: str) -> Note:
        return await self.notes.get(name)

    async def add(self, name: str, text: str) -> Note:
        return await self.notes.add(name, text)

    async def summary(self) -> str:
        return await self._session.call(operations.summary)

    @translating
    async def attach(self, name: str, file: Upload) -> str:
        with opened(file) as part:
            return await self._session.call(operations.attach, name, file=part)

    async def close(self) -> None:
        await self._session.close()
