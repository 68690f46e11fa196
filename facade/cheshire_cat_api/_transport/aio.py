"""One user's HTTP calls, awaited: what `session` is for threads. Knows no endpoint."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeAlias, TypeVar, cast

import httpx

from cheshire_cat_api._redaction import Redactor
from cheshire_cat_api._transport import call as calls
from cheshire_cat_api._transport.auth import AS_USER_WITH_JWT, Account, AsyncKeeper, Bearer
from cheshire_cat_api._transport.call import Call
from cheshire_cat_api._transport.http import AsyncHttpClient, View, answered, facts
from cheshire_cat_api._transport.lifetime import AsyncLifetime
from cheshire_cat_api._transport.pool import AsyncPool
from cheshire_cat_api._transport.response import RawResult, Response
from cheshire_cat_api._transport.retry import AsyncRetryTransport
from cheshire_cat_api._transport.session import (
    PARSING,
    changed,
    first_view,
    last,
    no_result,
    own_credentials,
    secrets,
    token_of,
)
from cheshire_cat_api._transport.tokens import Token
from cheshire_cat_api._transport.upload import Upload, multipart
from cheshire_cat_api.config import checked_user_id
from cheshire_cat_api.errors import CatError, ConfigError, ConnectionFailed
from cheshire_cat_openapi import Client

if TYPE_CHECKING:
    from cheshire_cat_api.config import Config, Timeout
    from cheshire_cat_openapi.models import ErrorBody
    from cheshire_cat_openapi.types import Response as GeneratedResponse

P = ParamSpec("P")
T = TypeVar("T")

Endpoint: TypeAlias = "Callable[P, Awaitable[GeneratedResponse[T | ErrorBody]]]"
Exchange: TypeAlias = "Callable[[AsyncSession, str, str], Awaitable[str | None]]"


class AsyncSession:
    """The calls of one user to one server; connections open on first use.

    Args:
        config: server, user, credentials and options.
        exchange: gets a token for a name and a password; None: there was none in the answer.
        transport: the caller's own, in the place of ours.
    """

    def __init__(self, config: Config, exchange: Exchange, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._url = config.http_url
        self._exchange = exchange
        self._pool = AsyncPool(config, transport)
        self._keeper = AsyncKeeper(config, self._obtain)
        self._open(first_view(config))

    def as_user(self, user_id: object) -> AsyncSession:
        """The same for another user, over the same connections.

        Raises:
            ConfigError: the id would be read as another user's, or the server goes by a JWT.
        """
        if self._keeper.by_token:
            raise ConfigError(AS_USER_WITH_JWT)
        return self._derived(replace(self._view, user_id=checked_user_id(user_id), foreign=True))

    def with_options(
        self,
        timeout: Timeout | None = None,
        retries: int | None = None,
        headers: Mapping[str, object] | None = None,
    ) -> AsyncSession:
        """The same with other options, over the same connections; what is None stays.

        Raises:
            ConfigError, InvalidArgument: an option that cannot work.
        """
        return self._derived(changed(self._view, timeout, retries, headers))

    def alone(self) -> AsyncSession:
        """The same over one connection of its own, so that calls one after the other share it; close it."""
        return self._derived(self._view, self._pool.single())

    async def call(self, endpoint: Endpoint[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a generated operation: its result, or one of our errors.

        Positional arguments are the operation's path arguments.

        Raises:
            InvalidArgument: an argument that cannot be sent.
            ConnectionFailed, ApiError, DecodeError: see `errors`.
        """
        return await self._run(calls.of_endpoint(endpoint, args), endpoint, *args, **kwargs)

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        content: bytes | str | None = None,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Upload] | None = None,
        headers: Mapping[str, object] | None = None,
        repeatable: bool | None = None,
        on_progress: Callable[[int, int | None], object] | None = None,
    ) -> Response:
        """Reach any endpoint of the server; see `AsyncCatClient.request`."""
        method = calls.checked_method(method)
        call = calls.of_path(method, path, repeatable)
        session = self.with_options(headers=headers) if headers else self
        with calls.making(call), multipart(files, on_progress) as parts:
            http = session.api.get_async_httpx_client()
            body: dict[str, Any] = {"params": params, "json": json, "content": content, "data": data}
            return answered(await http.request(method, path, files=parts, **body))

    async def raw(self, method: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> RawResult[T]:
        """Run a method of a client: its result beside the last answer of the server."""
        record: list[httpx.Response] = []
        token = calls.recorder.set(record)
        try:
            parsed = await method(*args, **kwargs)
            return RawResult(**facts(last(record)), parsed=parsed)
        finally:
            calls.recorder.reset(token)
            record.clear()  # a connection that was opened in here keeps its context, and so this list

    async def login(self, username: str, password: str) -> None:
        """Show this account's JWT from now on, in this session and all that share its connections.

        Raises:
            Forbidden: wrong name or password.
            CatError: the login failed in another way. Nothing has changed then.
        """
        with calls.within("login", self._view.patience, self.lifetime):
            await self._keeper.login(Account(username, password))

    async def ws_token(self) -> str:
        """What the WebSocket shows, not quoted: a key of its own, or what HTTP does; a JWT is renewed if need be.

        Raises:
            CatError: the login failed.
        """
        with calls.within("the chat's login", calls.LOGIN_TIMEOUT, self.lifetime):
            return await self._keeper.for_chat()

    @property
    def lifetime(self) -> AsyncLifetime:
        """That of the calls that begin now."""
        return self._pool.lifetime()

    async def pause(self, seconds: float) -> None:
        """Wait between two calls.

        Raises:
            ConnectionFailed: the client was closed meanwhile.
        """
        try:
            await self.lifetime.sleep(seconds)
        except httpx.CloseError as error:
            problem = str(error)
        else:
            return
        raise ConnectionFailed(problem)

    async def close(self) -> None:
        """Close every connection, those of views too, and end the calls; a later one opens new connections."""
        await self._pool.close()

    def _derived(self, view: View, pool: AsyncPool | None = None, *, anonymous: str | None = None) -> AsyncSession:
        """The same for another view; `anonymous`: that shows nothing, and keeps this password out of errors."""
        twin = object.__new__(type(self))
        twin._url, twin._exchange, twin._keeper = self._url, self._exchange, self._keeper
        twin._pool = pool or self._pool
        twin._open(view, anonymous)
        return twin

    def _open(self, view: View, anonymous: str | None = None) -> None:
        self._view = view
        self.connection: object = None
        """Which connection the last call went over, for who waits on one: only its identity counts."""
        own = own_credentials(view) if anonymous is None else [anonymous]
        # Not a method of ours: the client below would know us, as we know it, and only the collector would free both.
        self.redactor = Redactor(partial(secrets, self._keeper, own))
        signed = "authorization" in view.headers or anonymous is not None
        auth = None if signed else Bearer(self._keeper, view.foreign)
        client = AsyncHttpClient(
            self._url, view, AsyncRetryTransport(self._pool), auth, self.redactor, self._pool.lifetime
        )
        self.api = Client(base_url=self._url).set_async_httpx_client(cast("httpx.AsyncClient", client))
        """What generated calls take as their client."""

    async def _run(
        self,
        call: Call,
        endpoint: Endpoint[P, T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        parsed, problem = None, ""
        with calls.making(call):
            try:
                parsed = (await endpoint(*args, **kwargs)).parsed
            except CatError:
                raise
            except PARSING as error:
                problem = str(error)
                if calls.is_callers_own(call):
                    raise
            finally:
                self.connection = call.connection
            if parsed is None:
                raise no_result(call, problem)
        return cast("T", parsed)  # never an ErrorBody: those come with statuses that were raised

    async def _obtain(self, account: Account) -> Token:
        """A token for an account, within the time of the call that needs it."""
        session = self._derived(replace(self._view, headers={}), anonymous=account.password)
        return token_of(await session.raw(self._exchange, session, account.username, account.password))
