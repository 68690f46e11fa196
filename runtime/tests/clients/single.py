"""A client of the Notes API."""

import json
import logging
from typing import Any

from openapi_facade.api import Api
from openapi_facade.auth.credentials import Login
from openapi_facade.config import checked_key
from openapi_facade.errors import FacadeError
from openapi_facade.failure import Failure, translating
from openapi_facade.operations import Routes
from openapi_facade.settings import ServerSettings, configured
from openapi_facade.transport._async.session import AsyncSession
from openapi_facade.transport._sync.session import Session
from openapi_facade.transport.upload import Upload, opened

from .notes_openapi import OPERATIONS, Note, UnexpectedStatus, add_note, attach, get_note, summary


class NotesError(FacadeError):
    """Whatever goes wrong; `kind` and `status_code` say what."""

    def __init__(self, message: str, kind: str, status_code: int = 0) -> None:
        super().__init__(message, kind, status_code)  # all of them, or it would not pickle
        self.kind = kind
        self.status_code = status_code

    def __str__(self) -> str:
        return str(self.args[0])


def error_of(failure: Failure) -> NotesError:
    return NotesError(failure.message, failure.kind, failure.status_code)


def detail_in(body: str) -> str:
    try:
        return str(json.loads(body)["error"]["message"])
    except (KeyError, TypeError, ValueError, RecursionError):
        return ""


API = Api(
    name="notes-client",
    threads="notes",
    logger=logging.getLogger("notes"),
    server="a Notes server",
    the_server="the Notes server",
    routes=Routes(lambda: OPERATIONS),
    translate=error_of,
    detail=detail_in,
    unknown_status=UnexpectedStatus,
)


class Client:
    """Notes on a server. `options`: those of `ServerSettings`."""

    api = API

    @configured
    def __init__(self, base_url: str, key: str = "", **options: Any) -> None:
        self._session = Session(API, ServerSettings(base_url, **options), Login(checked_key(key, "key")))

    def get(self, name: str) -> Note:
        return self._session.call(get_note, name)

    def add(self, name: str, text: str) -> Note:
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
        self._session = AsyncSession(API, ServerSettings(base_url, **options), Login(checked_key(key, "key")))

    async def get(self, name: str) -> Note:
        return await self._session.call(get_note, name)

    async def add(self, name: str, text: str) -> Note:
        return await self._session.call(add_note, name=name, text=text)

    async def summary(self) -> str:
        return await self._session.call(summary)

    @translating
    async def attach(self, name: str, file: Upload) -> str:
        with opened(file) as part:
            return await self._session.call(attach, name, file=part)

    async def close(self) -> None:
        await self._session.close()
