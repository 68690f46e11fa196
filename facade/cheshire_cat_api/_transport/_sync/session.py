# Written by scripts/unasync.py from _async/session.py; do not edit.
"""One user's HTTP calls: from an operation and its arguments to its result or one of our errors. Knows no endpoint."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeAlias, TypeVar

import httpx

from cheshire_cat_api._identity import Identity
from cheshire_cat_api._redaction import Redactor
from cheshire_cat_api._transport import call as calls
from cheshire_cat_api._transport import failures
from cheshire_cat_api._transport._sync.auth import Keeper
from cheshire_cat_api._transport._sync.transport import HttpTransport
from cheshire_cat_api._transport.call import Call
from cheshire_cat_api._transport.credentials import AS_USER_WITH_JWT, Account
from cheshire_cat_api._transport.lifetime import CLOSED, Lifetime
from cheshire_cat_api._transport.options import Options, checked_headers, first_options
from cheshire_cat_api._transport.pool import Pool
from cheshire_cat_api._transport.request import NOT_SENDABLE, Requests
from cheshire_cat_api._transport.response import Response
from cheshire_cat_api._transport.results import (
    PARSING,
    method_of,
    no_result,
    own_credentials,
    secrets,
    token_of,
)
from cheshire_cat_api._transport.routing import guard, guard_once
from cheshire_cat_api._transport.tokens import is_jwt
from cheshire_cat_api._transport.upload import Upload, multipart
from cheshire_cat_api.config import checked_user_id
from cheshire_cat_api.errors import CatError, ConfigError, ConnectionFailed, InvalidArgument, check_interpreter

if TYPE_CHECKING:
    from typing_extensions import Never

    from cheshire_cat_api._transport.tokens import Token
    from cheshire_cat_api.config import Config, Timeout
    from cheshire_cat_openapi.operations import Operation

P = ParamSpec("P")
T = TypeVar("T")

Exchange: TypeAlias = "Callable[[Session, str, str], str | None]"
Keywords: TypeAlias = "Callable[[Session, dict[str, Any], str], Session]"


class Session:
    """The calls of one user to one server; connections open on first use.

    Args:
        config: server, user, credentials and options.
        exchange: gets a token for a name and a password; None: there was none in the answer.
        keywords: makes a session of one of these, of keywords that a method was given beside its own, and of its name.
        transport: the caller's own, in the place of ours.
    """

    def __init__(
        self,
        config: Config,
        exchange: Exchange,
        keywords: Keywords,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.config = config
        self._keywords = keywords
        self.url = config.http_url
        self._exchange = exchange
        self._pool = Pool(config, transport)
        self._keeper = Keeper(config, self._obtain)
        self.identity = Identity(config.user_id)
        self._open(first_options(config))

    def as_user(self, user_id: object) -> Session:
        """Return the same for another user, over the same connections.

        Raises:
            ConfigError: the id would be read as another user's, or the server goes by a JWT.
        """
        if self._keeper.by_token:
            raise ConfigError(AS_USER_WITH_JWT)
        headers = {name: value for name, value in self._options.headers.items() if name != "user_id"}
        options = replace(self._options, user_id=checked_user_id(user_id), foreign=True, headers=headers)
        return self._derived(options)

    def with_options(
        self,
        timeout: Timeout | None = None,
        retries: int | None = None,
        headers: Mapping[str, object] | None = None,
    ) -> Session:
        """Return the same with other options, over the same connections; what is None stays.

        Raises:
            ConfigError, InvalidArgument: an option that cannot work.
        """
        return self._derived(self._options.changed(timeout, retries, headers))

    def given(self, keywords: dict[str, Never]) -> Session:
        """Return the session for a method that was given these keywords beside its own: this one, if there are none.

        Raises:
            TypeError: it has no such keywords.
        """
        return self._keywords(self, keywords, method_of(sys._getframe(1))) if keywords else self

    def recording(self, record: list[Response]) -> Session:
        """Return the same, whose answers are appended to a list."""
        return self._derived(replace(self._options, record=record))

    def ending(self, words: str, seconds: float) -> Session:
        """Return the same, all of whose calls end in time.

        Args:
            words: what they are for.
            seconds: for all together, from now on.
        """
        return self._derived(replace(self._options, within=calls.whole(words, seconds, self.lifetime)))

    def alone(self) -> Session:
        """Return the same over one connection of its own, so that calls one after the other share it; close it."""
        return self._derived(self._options, self._pool.single())

    def call(self, operation: Operation[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an operation: its result, or one of our errors.

        Args:
            operation: of the generated package.
            args: those of its path.
            kwargs: its other arguments.

        Raises:
            InvalidArgument: an argument that cannot be sent.
            ConnectionFailed, ApiError, DecodeError: see `errors`.
        """
        try:
            guard_once(operation, *args)
        except TypeError:
            guard(operation, *args)
        call = Call(operation.name, operation, operation.repeatable, operation.slow)
        # In a list, and not in a variable: in an answer that is raised, the server may tell what it was given.
        held: list[Response] = []
        try:
            request = operation.build(*args, **kwargs)
        except NOT_SENDABLE as error:
            problem = str(error)
        else:
            held.append(self._perform(call, request))
            try:
                return operation.parse(held[0])
            except PARSING as error:
                problem = no_result(error, call)
        raise failures.undecodable(problem, held.pop(), call) if held else self._not_sendable(call, problem)

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
        call = calls.of_path(method, path, repeatable)
        session = self.with_options(headers=headers) if headers else self
        body = {"params": params, "json": json, "content": content, "data": data}
        with multipart(files, on_progress) as parts:
            return session._perform(call, {"method": call.method, "url": path, **body, "files": parts})

    def login(self, username: str, password: str) -> None:
        """Show this account's JWT from now on, in this session and all that share its connections.

        Raises:
            Forbidden: wrong name or password.
            CatError: the login failed in another way. Nothing has changed then.
        """
        account = Account(username, password)
        self._keeper.login(account, calls.whole("login", self._options.patience, self.lifetime))

    def ws_token(self) -> str:
        """Return what the WebSocket shows, not quoted: its own key, or what HTTP does; a JWT is renewed if need be.

        Raises:
            CatError: the login failed.
        """
        return self._keeper.for_chat(calls.whole("the chat's login", calls.LOGIN_TIMEOUT, self.lifetime))

    def reopen(self, *, url: str | None = None, headers: Mapping[str, object] | None = None) -> None:
        """Call another server, or send these headers in place of those so far; for programs written for 1.4.9.

        Raises:
            ConfigError, InvalidArgument: a header that cannot be sent.
        """
        self.url = self.url if url is None else url
        self._open(self._options if headers is None else replace(self._options, headers=checked_headers(headers)))

    @property
    def connection(self) -> Any:
        """That of the last answer, as httpcore gives it, where there is one at a time: see `alone`."""
        return self._pool.latest

    @property
    def is_own(self) -> bool:
        """Whether the server takes the calls for those of the session's user, and not of one in a header."""
        own = self._options.headers
        return "authorization" not in own and own.get("user_id", self._options.user_id) == self._options.user_id

    @property
    def by_token(self) -> bool:
        """Whether the server goes by the user in a JWT, and not by the header `user_id`, as far as is known."""
        shown = self._options.headers.get("authorization")
        return self._keeper.by_token if shown is None else is_jwt(shown.removeprefix("Bearer "))

    @property
    def patience(self) -> float:
        """Seconds that a call may take altogether that is not slow by nature."""
        return self._options.patience

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

    def check(self) -> None:
        """Raise what a call would that was running when the client was closed.

        Raises:
            ConnectionFailed: it was.
        """
        if self.lifetime.over:
            raise ConnectionFailed(CLOSED)

    def close(self) -> None:
        """Close every connection, those of views too, and end the calls; a later one opens new connections."""
        self._pool.close()

    def _derived(self, options: Options, pool: Pool | None = None, *, anonymous: str | None = None) -> Session:
        """The same with other options; `anonymous`: that shows nothing, and keeps this password out of errors."""
        twin = object.__new__(type(self))
        twin.config, twin.url, twin._exchange, twin._keeper = self.config, self.url, self._exchange, self._keeper
        twin._keywords, twin.identity = self._keywords, self.identity
        twin._pool = pool or self._pool
        twin._open(options, anonymous)
        return twin

    def _open(self, options: Options, anonymous: str | None = None) -> None:
        self._options = options
        named = options.headers.get("user_id", options.user_id)
        if self.identity.named != named:
            self.identity = Identity(named)
        own = own_credentials(options) if anonymous is None else [anonymous]
        # Not a method of ours: what is below would know us, as we know it, and only the collector would free both.
        self.redactor = Redactor(partial(secrets, self._keeper, own))
        signed = "authorization" in options.headers or anonymous is not None
        self._requests = Requests(self.url, {"user_id": options.user_id, **options.headers})
        self._transport = HttpTransport(self._pool, None if signed else self._keeper, self.config.max_body)

    def _perform(self, call: Call, parts: Mapping[str, Any]) -> Response:
        """Make a request of its parts, and perform it.

        Raises:
            CatError: it cannot be sent, or there is no success.
        """
        if sys.is_finalizing():
            check_interpreter()
        try:
            request = self._requests.make(**parts)
        except CatError:
            raise
        except NOT_SENDABLE as error:
            problem = str(error)
        else:
            call.lifetime, call.known = self._pool.lifetime(), self.redactor
            call.body = parts if len(parts) > 2 else None
            call.begin(request, self._options.timeout, self._options.retries, self._options.within)
            return self._transport.perform_request(request, call, self._options)
        raise self._not_sendable(call, problem)

    def _not_sendable(self, call: Call, problem: str) -> CatError:
        return self.redactor.error(InvalidArgument(f"{call.name}: cannot be sent: {problem}"))

    def _obtain(self, account: Account, call: Call) -> Token:
        """A token for an account, within the time of the call that needs it."""
        record: list[Response] = []
        options = replace(self._options, headers={}, record=record, within=call)
        session = self._derived(options, anonymous=account.password)
        token = self._exchange(session, account.username, account.password)
        return token_of(token, record[-1])
