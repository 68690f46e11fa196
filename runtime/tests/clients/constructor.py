"""A client of the Notes API whose errors are made by `(message, status_code=500, code=None, details=None)`.

It takes results as dicts, waits where the body of an error says how long, and shows its key by a scheme of its own.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec

from openapi_facade.api import Api
from openapi_facade.auth.credentials import Login
from openapi_facade.config import RetryPolicy, checked_key
from openapi_facade.errors import FacadeError
from openapi_facade.failure import Failure, translating
from openapi_facade.operations import Answer, Operation, Routes
from openapi_facade.settings import ServerSettings, configured
from openapi_facade.transport._async.session import AsyncSession
from openapi_facade.transport._sync.session import Session
from openapi_facade.transport.upload import Upload, opened

from . import notes_openapi

P = ParamSpec("P")


class ServiceError(FacadeError):
    """The root of this client's errors."""

    def __init__(self, message: str, status_code: int = 500, code: str | None = None, details: Any = None) -> None:
        super().__init__(message, status_code, code, details)  # all of them, or it would not pickle
        self.message, self.status_code, self.code, self.details = message, status_code, code, details

    def __str__(self) -> str:
        return self.message


class NotFoundError(ServiceError):
    """404."""


class NetworkError(ServiceError):
    """Nobody answered; `status_code` is 0."""


class ArgumentError(ServiceError, ValueError):
    """An option or argument that cannot work; nothing was sent."""


def _said(body: str) -> dict[str, Any]:
    try:
        return dict(json.loads(body)["error"])
    except (KeyError, TypeError, ValueError, RecursionError):
        return {}


def error_of(failure: Failure) -> ServiceError:
    said = _said(failure.body)
    if failure.kind == "status":
        kind = NotFoundError if failure.status_code == 404 else ServiceError
        return kind(failure.detail, failure.status_code, said.get("code"), said.get("details"))
    if failure.kind in ("connection", "timeout"):
        return NetworkError(failure.message, 0, failure.kind)
    if failure.kind in ("config", "argument"):
        return ArgumentError(failure.message, 0, failure.kind)
    return ServiceError(failure.message, failure.status_code, failure.kind)


def _told(body: bytes) -> float | None:
    wait = _said(body.decode("utf-8", "replace")).get("details", {}).get("retry_after")
    return wait if isinstance(wait, int | float) else None


API = Api(
    name="notes-service",
    threads="notes-service",
    logger=logging.getLogger("notes_service"),
    server="a Notes server",
    the_server="the Notes server",
    routes=Routes(lambda: notes_openapi.OPERATIONS),
    translate=error_of,
    detail=lambda body: str(_said(body).get("message", "")),
    unknown_status=notes_openapi.UnexpectedStatus,
    retries=RetryPolicy(only_told=frozenset((429,)), first_wait=0.01, told=_told),
    refused=frozenset((401,)),
)


@dataclass(frozen=True)
class AsDict(Generic[P]):
    """An operation of the generated package whose result is the body as it came."""

    of: Operation[P, Any]

    @property
    def name(self) -> str:
        return self.of.name

    @property
    def method(self) -> str:
        return self.of.method

    @property
    def path(self) -> str:
        return self.of.path

    @property
    def permission(self) -> str | None:
        return self.of.permission

    @property
    def repeatable(self) -> bool:
        return self.of.repeatable

    @property
    def slow(self) -> bool:
        return self.of.slow

    @property
    def build(self) -> Callable[P, Mapping[str, object]]:
        return self.of.build

    def parse(self, answer: Answer) -> dict[str, Any]:
        result = json.loads(answer.content)
        if not isinstance(result, dict):
            raise ValueError("it is no object")
        if result.get("success") is False:  # with a status of success
            raise Failure("decode", str(result.get("message")), status_code=answer.status_code)
        return result


get_note, add_note = AsDict(notes_openapi.get_note), AsDict(notes_openapi.add_note)
summary, attach = notes_openapi.summary, notes_openapi.attach


class Client:
    """Notes on a server, shown a key by the scheme `Token`. `options`: those of `ServerSettings`."""

    api = API

    @configured
    def __init__(self, base_url: str, key: str = "", **options: Any) -> None:
        login = Login(checked_key(key, "key"), scheme="Token")
        self._session = Session(API, ServerSettings(base_url, **options), login)

    def get(self, name: str) -> dict[str, Any]:
        return self._session.call(get_note, name)

    def add(self, name: str, text: str) -> dict[str, Any]:
        return self._session.call(add_note, name=name, text=text)

    def summary(self) -> str:
        return self._session.call(summary)

    @translating
    def attach(self, name: str, file: Upload) -> str:
        with opened(file) as part:
            return self._session.call(attach, name, file=part)

    def close(self) -> None:
        self._session.close()


class AsyncClient:
    """The same, awaited."""

    api = API

    @configured
    def __init__(self, base_url: str, key: str = "", **options: Any) -> None:
        login = Login(checked_key(key, "key"), scheme="Token")
        self._session = AsyncSession(API, ServerSettings(base_url, **options), login)

    async def get(self, name: str) -> dict[str, Any]:
        return await self._session.call(get_note, name)

    async def add(self, name: str, text: str) -> dict[str, Any]:
        return await self._session.call(add_note, name=name, text=text)

    async def summary(self) -> str:
        return await self._session.call(summary)

    @translating
    async def attach(self, name: str, file: Upload) -> str:
        with opened(file) as part:
            return await self._session.call(attach, name, file=part)

    async def close(self) -> None:
        await self._session.close()
