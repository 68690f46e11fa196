"""One user's HTTP calls: from a generated call to its result or one of our errors. Knows no endpoint."""

from __future__ import annotations

import email.utils
import re
from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeAlias, TypeVar, cast

import httpx

from cheshire_cat_api._redaction import Redactor
from cheshire_cat_api._secrets import SHORTEST, Secret, is_secret_name
from cheshire_cat_api._transport import call as calls
from cheshire_cat_api._transport import failures
from cheshire_cat_api._transport.auth import AS_USER_WITH_JWT, Account, AsyncKeeper, Bearer, Keeper
from cheshire_cat_api._transport.call import Call
from cheshire_cat_api._transport.http import HttpClient, View, answered, checked_headers, facts
from cheshire_cat_api._transport.lifetime import Lifetime
from cheshire_cat_api._transport.pool import Pool
from cheshire_cat_api._transport.response import RawResult, Response
from cheshire_cat_api._transport.retry import RetryTransport
from cheshire_cat_api._transport.tokens import Token, is_jwt
from cheshire_cat_api._transport.upload import Upload, multipart
from cheshire_cat_api.config import checked_retries, checked_timeout, checked_user_id
from cheshire_cat_api.errors import CatError, ConfigError, ConnectionFailed, DecodeError
from cheshire_cat_openapi import Client

if TYPE_CHECKING:
    from cheshire_cat_api.config import Config, Timeout
    from cheshire_cat_openapi.models import ErrorBody
    from cheshire_cat_openapi.types import Response as GeneratedResponse

P = ParamSpec("P")
T = TypeVar("T")

Endpoint: TypeAlias = "Callable[P, GeneratedResponse[T | ErrorBody]]"
Exchange: TypeAlias = "Callable[[Session, str, str], str | None]"

SIGNING = ("authorization", "access_token", "cookie")
"""Headers by which one is known: a secret at any length."""
PARSING = (AttributeError, KeyError, TypeError, ValueError, RecursionError)
"""What the generated code raises for an answer that is no result of the operation."""


class Session:
    """The calls of one user to one server; connections open on first use.

    Each call runs in a context of its own, so that an interrupt cannot leave it there as the one that is being made.

    Args:
        config: server, user, credentials and options.
        exchange: gets a token for a name and a password; None: there was none in the answer.
        transport: the caller's own, in the place of ours.
    """

    def __init__(self, config: Config, exchange: Exchange, transport: httpx.BaseTransport | None = None) -> None:
        self._url = config.http_url
        self._exchange = exchange
        self._pool = Pool(config, transport)
        self._keeper = Keeper(config, self._obtain)
        self._open(first_view(config))

    def as_user(self, user_id: object) -> Session:
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
    ) -> Session:
        """The same with other options, over the same connections; what is None stays.

        Raises:
            ConfigError, InvalidArgument: an option that cannot work.
        """
        return self._derived(changed(self._view, timeout, retries, headers))

    def alone(self) -> Session:
        """The same over one connection of its own, so that calls one after the other share it; close it."""
        return self._derived(self._view, self._pool.single())

    def call(self, endpoint: Endpoint[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a generated operation: its result, or one of our errors.

        Positional arguments are the operation's path arguments.

        Raises:
            InvalidArgument: an argument that cannot be sent.
            ConnectionFailed, ApiError, DecodeError: see `errors`.
        """
        work = partial(self._run, calls.of_endpoint(endpoint, args), endpoint, *args, **kwargs)
        result = copy_context().run(work)
        return cast("T", result)  # never an ErrorBody: those come with statuses that were raised

    def request(
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
        """Reach any endpoint of the server; see `CatClient.request`."""
        method = calls.checked_method(method)
        call = calls.of_path(method, path, repeatable)
        session = self.with_options(headers=headers) if headers else self

        def send() -> Response:
            with calls.making(call), multipart(files, on_progress) as parts:
                http = session.api.get_httpx_client()
                body: dict[str, Any] = {"params": params, "json": json, "content": content, "data": data}
                return answered(http.request(method, path, files=parts, **body))

        return copy_context().run(send)

    def raw(self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> RawResult[T]:
        """Run a method of a client: its result beside the last answer of the server."""
        record: list[httpx.Response] = []
        apart = copy_context()
        apart.run(calls.recorder.set, record)
        try:
            parsed = apart.run(partial(method, *args, **kwargs))
            return RawResult(**facts(last(record)), parsed=parsed)
        finally:
            record.clear()  # a connection that was opened in here keeps its context, and so this list

    def login(self, username: str, password: str) -> None:
        """Show this account's JWT from now on, in this session and all that share its connections.

        Raises:
            Forbidden: wrong name or password.
            CatError: the login failed in another way. Nothing has changed then.
        """
        account = Account(username, password)
        calls.in_time("login", self._view.patience, self.lifetime, partial(self._keeper.login, account))

    def ws_token(self) -> str:
        """What the WebSocket shows, not quoted: a key of its own, or what HTTP does; a JWT is renewed if need be.

        Raises:
            CatError: the login failed.
        """
        return calls.in_time("the chat's login", calls.LOGIN_TIMEOUT, self.lifetime, self._keeper.for_chat)

    def reopen(self, *, url: str | None = None, headers: Mapping[str, object] | None = None) -> None:
        """Call another server, or send these headers in place of those so far; for programs written for 1.4.9.

        Raises:
            ConfigError, InvalidArgument: a header that cannot be sent.
        """
        if url is not None:
            self._url = url
        self._open(self._view if headers is None else replace(self._view, headers=checked_headers(headers)))

    @property
    def lifetime(self) -> Lifetime:
        """That of the calls that begin now."""
        return self._pool.lifetime()

    def pause(self, seconds: float) -> None:
        """Wait between two calls.

        Raises:
            ConnectionFailed: the client was closed meanwhile.
        """
        try:
            self.lifetime.sleep(seconds)
        except httpx.CloseError as error:
            problem = str(error)
        else:
            return
        raise ConnectionFailed(problem)

    def close(self) -> None:
        """Close every connection, those of views too, and end the calls; a later one opens new connections."""
        self._pool.close()

    def _derived(self, view: View, pool: Pool | None = None, *, anonymous: str | None = None) -> Session:
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
        client = HttpClient(self._url, view, RetryTransport(self._pool), auth, self.redactor, self._pool.lifetime)
        self.api = Client(base_url=self._url).set_httpx_client(cast("httpx.Client", client))
        """What generated calls take as their client."""

    def _run(self, call: Call, endpoint: Endpoint[P, T], *args: P.args, **kwargs: P.kwargs) -> T | ErrorBody:
        parsed, problem = None, ""
        with calls.making(call):
            try:
                parsed = endpoint(*args, **kwargs).parsed
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
        return parsed

    def _obtain(self, account: Account) -> Token:
        """A token for an account, within the time of the call that needs it."""
        session = self._derived(replace(self._view, headers={}), anonymous=account.password)
        return token_of(session.raw(self._exchange, session, account.username, account.password))


def first_view(config: Config) -> View:
    """As the configuration says."""
    timeout = None if config.timeout is None else checked_timeout(config.timeout)
    return View(config.user_id, timeout=timeout, retries=config.retries)


def changed(view: View, timeout: Timeout | None, retries: int | None, headers: Mapping[str, object] | None) -> View:
    """A view with other options; what is None stays."""
    if timeout is not None:
        view = replace(view, timeout=checked_timeout(timeout))
    if retries is not None:
        view = replace(view, retries=checked_retries(retries))
    if headers:
        view = replace(view, headers={**view.headers, **checked_headers(headers)})
    return view


def no_result(call: Call, problem: str) -> CatError:
    """The error of a generated call that gave nothing: it could not be sent, or was answered with something else."""
    if not call.built:
        return calls.not_sendable(call, problem)
    what = f"the body is no result of {call.name}: {problem}" if problem else f"that is no status of {call.name}"
    what += "; is there a Cat at this address?"
    return failures.undecodable(what, call)


def last(record: list[httpx.Response]) -> httpx.Response:
    """The last answer that was recorded.

    Raises:
        TypeError: the method made no call.
    """
    if not record:
        raise TypeError("raw() takes a method of this client that calls the server, such as cat.plugins.toggle_plugin")
    return record[-1]


def token_of(answer: RawResult[str | None]) -> Token:
    """The token of an answer, by the server's clock.

    Raises:
        DecodeError: there is none in it.
    """
    if not isinstance(answer.parsed, str) or not re.fullmatch("[!-~]+", answer.parsed):
        place: dict[str, Any] = {name: getattr(answer, name) for name in ("status_code", "method", "path")}
        del answer  # in which the server may tell the password that it was given
        raise DecodeError("there is no token in the answer", **place)
    try:
        server_time = email.utils.parsedate_to_datetime(answer.headers["date"]).timestamp()
    except (KeyError, TypeError, ValueError, OverflowError):
        server_time = None
    return Token.received(Secret(answer.parsed), server_time)


def own_credentials(view: View) -> list[str]:
    """What the caller shows by headers of their own.

    Raises:
        ConfigError: a JWT on a view of another user, whom the server would ignore.
    """
    values = [value for name, value in view.headers.items() if is_secret_name(name)]
    shown: list[str] = [Secret(part) for value in values for part in (value, value.partition(" ")[2])]
    if view.foreign and any(map(is_jwt, shown)):
        raise ConfigError(AS_USER_WITH_JWT)
    return [each for each in shown if len(each) >= SHORTEST or each in map(view.headers.get, SIGNING)]


def secrets(keeper: Keeper | AsyncKeeper, own: list[str]) -> list[str]:
    """What must not be shown of a session: what its keeper has, and what the caller shows by headers of their own."""
    return [*keeper.secrets(), *own]
