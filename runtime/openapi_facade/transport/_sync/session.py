# Written by scripts/unasync.py from _async/session.py; do not edit.
"""The HTTP calls of a client: from an operation and its arguments to its result or one of the client's errors."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeAlias, TypeVar, cast

import httpx

from openapi_facade.auth.credentials import Account, Login
from openapi_facade.errors import FacadeError
from openapi_facade.failure import Failure, translating
from openapi_facade.interpreter import check_interpreter
from openapi_facade.redaction import Redactor
from openapi_facade.transport import call as calls
from openapi_facade.transport import failures
from openapi_facade.transport._sync.keeper import Keeper
from openapi_facade.transport._sync.stream import EVENT_STREAM, EventStream
from openapi_facade.transport._sync.transport import HttpTransport
from openapi_facade.transport.call import Call
from openapi_facade.transport.lifetime import CLOSED, Lifetime
from openapi_facade.transport.options import Options, checked_headers, first_options
from openapi_facade.transport.pool import Pool, check_http2
from openapi_facade.transport.request import NOT_SENDABLE, Request, Requests, with_hidden_form
from openapi_facade.transport.response import Response
from openapi_facade.transport.results import NOT_PARSED, no_result, own_credentials, secrets, token_of
from openapi_facade.transport.upload import Upload, multipart

if TYPE_CHECKING:
    from typing_extensions import Self

    from openapi_facade.api import Api
    from openapi_facade.auth.tokens import Token
    from openapi_facade.config import Seconds, Settings, Timeout
    from openapi_facade.operations import Operation

P = ParamSpec("P")
T = TypeVar("T")

Exchange: TypeAlias = "Callable[[Any, str, str], str | None]"
"""Gets a token for a name and a password, over a session; None: there was none in the answer."""


class Session:
    """The calls of a client to its server; connections open on first use.

    Every method raises the client's own errors.

    Args:
        api: what the client says of it.
        config: server and options.
        login: with the credentials.
        exchange: see `Exchange`; None: the API has no login.
        transport: the caller's own, in the place of ours.
        http2: whether HTTP/2 is spoken, where the server does so over TLS.
    """

    def __init__(
        self,
        api: Api,
        config: Settings,
        login: Login,
        exchange: Exchange | None = None,
        transport: httpx.BaseTransport | None = None,
        *,
        http2: bool = False,
    ) -> None:
        self.api = api
        if http2:
            check_http2(api)
        self.url = config.http_url
        self._max_body = config.max_body
        self._exchange = exchange
        self._pool = Pool(config, api, transport, http2=http2)
        self._keeper = Keeper(login, self._obtain, api.ended_if_refused)
        self._open(replace(first_options(config), headers=self._own_headers()))

    @translating
    def with_options(
        self,
        timeout: Timeout | Seconds | None = None,
        retries: int | None = None,
        headers: Mapping[str, object] | None = None,
    ) -> Self:
        """Return the same with other options, over the same connections; what is None stays.

        Raises:
            The client's errors: an option that cannot work.
        """
        return self._derived(self._options.changed(timeout, retries, headers, self.api.header_checks))

    def recording(self, record: list[Any]) -> Self:
        """Return the same, whose answers are appended to a list."""
        return self._beside(replace(self._options, record=record))

    def ending(self, words: str, seconds: float) -> Self:
        """Return the same, all of whose calls end in time.

        Args:
            words: what they are for.
            seconds: for all together, from now on.
        """
        return self._beside(replace(self._options, within=calls.whole(words, seconds, self.lifetime)))

    def alone(self) -> Self:
        """Return the same over one connection of its own, so that calls one after the other share it; close it."""
        return self._derived(self._options, self._pool.single())

    def call(self, operation: Operation[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an operation: its result, or one of the client's errors.

        Args:
            operation: of the generated package.
            args: those of its path.
            kwargs: its other arguments.
        """
        # In a list, and not in a variable: in an answer that is raised, the server may tell what it was given.
        held: list[Response] = []
        try:
            try:
                self.api.routes.guard_once(operation, *args)
            except TypeError:
                self.api.routes.guard(operation, *args)
            call = Call(operation.name, operation, operation.repeatable, operation.slow)
            try:
                request = with_hidden_form(operation.build(*args, **kwargs))
            except NOT_SENDABLE as error:
                failure = self._not_sendable(call, str(error))
            else:
                held.append(self._perform(call, request))
                try:
                    return operation.parse(held[0])
                except self._not_parsed as error:
                    if isinstance(error, FacadeError):
                        raise  # a reader of the client's own, which says so in its own words
                    failure = failures.undecodable(no_result(error, call, self.api), held.pop(), call)
        except Failure as raised:
            failure = self.redactor.error(raised) if held else raised  # of a reader of the client's own
        raised_in_its_place = self.api.translate(failure)
        del failure
        try:
            raise raised_in_its_place
        finally:
            del raised_in_its_place  # which would keep this frame, and it the error, until the collector comes

    @translating
    def stream(self, operation: Operation[P, Any], /, *args: P.args, **kwargs: P.kwargs) -> EventStream:
        """Run an operation whose answer is a stream of server-sent events, to be closed by the caller.

        It is not sent again once it may have arrived. The time of a call is until the answer begins; from then on it is
        how long the server may be silent.

        Args:
            operation: of the generated package.
            args: those of its path.
            kwargs: its other arguments.
        """
        self.api.routes.guard(operation, *args)
        call = Call(operation.name, operation, slow=operation.slow)
        try:
            parts = operation.build(*args, **kwargs)
        except NOT_SENDABLE as error:
            problem = str(error)
        else:
            headers = {**cast("dict[str, str]", parts.get("headers", {})), "Accept": EVENT_STREAM}
            request = self._made(call, {**parts, "headers": headers})
            return self._transport.open_stream(request, call, self._options)
        raise self._not_sendable(call, problem)

    @translating
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
        """Reach any endpoint of the server.

        Args:
            method: such as GET.
            path: from its first slash on.
            params, json, content, data, files, headers: see `httpx.Client.request`.
            repeatable: whether it may be sent again; None: what is known of the operation.
            on_progress: see `OnProgress`.
        """
        call = calls.of_path(self.api.routes, method, path, repeatable)
        session = self
        if headers:
            checked = checked_headers(headers, self.api.header_checks)
            session = self._derived(replace(self._options, headers={**self._options.headers, **checked}))
        body = {"params": params, "json": json, "content": content, "data": data}
        with multipart(files, on_progress) as parts:
            return session._perform(call, {"method": call.method, "url": path, **body, "files": parts})

    @translating
    def login(self, username: str, password: str, exchange: Exchange | None = None) -> None:
        """Show this account's token from now on, in this session and all that share its connections.

        Args:
            username, password: of the account.
            exchange: in the place of the session's own, this once.

        Raises:
            The client's errors: the login failed. Nothing has changed then.
        """
        account = Account(username, password)
        obtain = partial(self._obtain, exchange=exchange)
        self._keeper.login(account, calls.whole("login", self._options.patience, self._pool.lifetime()), obtain)

    @property
    def connection(self) -> Any:
        """That of the last answer, as httpcore gives it, where there is one at a time: see `alone`."""
        return self._pool.latest

    @property
    def patience(self) -> float:
        """Seconds that a call may take altogether that is not slow by nature."""
        return self._options.patience

    @property
    @translating
    def lifetime(self) -> Lifetime:
        """That of the calls that begin now."""
        return self._pool.lifetime()

    @translating
    def pause(self, seconds: float) -> None:
        """Wait between two calls.

        Raises:
            The client's errors: it was closed meanwhile.
        """
        try:
            self._pool.lifetime().sleep(seconds)
        except httpx.CloseError as error:
            problem = str(error)
        else:
            return
        raise Failure("connection", problem)

    @translating
    def check(self) -> None:
        """Raise what a call would that was running when the client was closed, if it was."""
        if self._pool.lifetime().over:
            raise Failure("connection", CLOSED)

    @translating
    def close(self) -> None:
        """Close every connection, those of views too, and end the calls; a later one opens new connections."""
        self._pool.close()

    def _own_headers(self) -> dict[str, str]:
        """Those of each request of this client, with names in lower case."""
        return {}

    def _beside(self, options: Options) -> Self:
        """The same with other options, of which none changes what is shown or sent: nothing else is made anew."""
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin._options = options
        return twin

    def _derived(self, options: Options, pool: Pool | None = None, *, anonymous: str | None = None) -> Self:
        """The same with other options; `anonymous`: that shows nothing, and keeps this password out of errors."""
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin._pool = pool or self._pool
        twin._open(options, anonymous)
        return twin

    def _open(self, options: Options, anonymous: str | None = None) -> None:
        self._options = options
        own = own_credentials(options) if anonymous is None else [anonymous]
        # Not a method of ours: what is below would know us, as we know it, and only the collector would free both.
        self.redactor = Redactor(partial(secrets, self._keeper, own))
        signed = "authorization" in options.headers or anonymous is not None
        self._requests = Requests(self.url, options.headers, self.api.name)
        self._transport = HttpTransport(self._pool, None if signed else self._keeper, self._max_body, self.api)
        self._not_parsed = NOT_PARSED if self.api.unknown_status is None else (*NOT_PARSED, self.api.unknown_status)

    def _perform(self, call: Call, parts: Mapping[str, object]) -> Response:
        """Make a request of its parts, and perform it.

        Raises:
            Failure: it cannot be sent, or there is no success.
        """
        return self._transport.perform_request(self._made(call, parts), call, self._options)

    def _made(self, call: Call, parts: Mapping[str, object]) -> Request:
        """A request of its parts, whose call begins.

        Raises:
            Failure: it cannot be sent.
        """
        if sys.is_finalizing():
            check_interpreter()
        try:
            request = self._requests.make(**cast("dict[str, Any]", parts))
        except NOT_SENDABLE as error:
            problem = str(error)
        else:
            call.lifetime, call.known = self._pool.lifetime(), self.redactor
            call.body = parts if len(parts) > 2 else None
            call.begin(request, self._options.timeout, self._options.retries, self._options.within)
            return request
        raise self._not_sendable(call, problem)

    def _not_sendable(self, call: Call, problem: str) -> Failure:
        return self.redactor.error(Failure("argument", f"{call.name}: cannot be sent: {problem}"))

    def _obtain(self, account: Account, call: Call, exchange: Exchange | None = None) -> Token:
        """A token for an account, within the time of the call that needs it."""
        exchange = exchange or self._exchange
        assert exchange is not None
        record: list[Response] = []
        options = replace(self._options, headers=self._own_headers(), record=record, within=call)
        session = self._derived(options, anonymous=account.password)
        token = exchange(session, account.username, account.password)
        return token_of(token, record[-1])
