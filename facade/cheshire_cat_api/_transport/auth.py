"""Who one is: a key, an account whose JWT is obtained and renewed, or a callable of the caller's.

A keeper belongs to a client and its views. It gives what HTTP and the chat show, renews it in time, and knows every
secret that must not be shown to people.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

import httpx

from cheshire_cat_api._locks import Claim, Mutex
from cheshire_cat_api._secrets import Secret, hidden
from cheshire_cat_api._transport.call import Call, current_call, of_request
from cheshire_cat_api._transport.forks import renew_after_fork
from cheshire_cat_api._transport.tokens import Token, is_jwt
from cheshire_cat_api.config import further_secrets
from cheshire_cat_api.errors import ConfigError, TimedOut

if TYPE_CHECKING:
    import asyncio

    from cheshire_cat_api.config import Config

T = TypeVar("T")

REMEMBERED = 8


class Account(NamedTuple):
    """A name and a password."""

    username: str
    password: str


class _Keeper:
    """What both keepers know."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._key = config.auth_key
        """Or what the callable gave last."""
        self._provider = config.credential
        self._account: Account | None = None
        if config.username is not None and config.password is not None:
            self._account = Account(config.username, config.password)
        self._token: Token | None = None
        self._shown: list[str] = []
        self._further = hidden(further_secrets(config))

    @property
    def by_token(self) -> bool:
        """Whether the server goes by the user in a JWT, as far as is known; a callable may give one any time."""
        if self._account is not None:
            return True
        return is_jwt(self._key)

    def secrets(self) -> list[str]:
        """All that must appear in no message: what is shown now, and what was lately."""
        config = self._config
        password = self._account.password if self._account else ""
        candidates = (config.auth_key, config.auth_key_ws, config.password, password, self._key, *self._shown)
        return [*filter(None, candidates), *self._further]

    def _usable(self) -> str | None:
        """What needs nobody to be asked."""
        if self._account is None:
            return self._key if self._provider is None else None
        return self._token.text if self._token is not None and not self._token.due else None

    def _checked(self, given: object) -> Secret:
        kind, credential = type(given).__name__, given
        del given  # not in the message, nor in a traceback: whatever it is, it may be a secret
        if isinstance(credential, str) and credential.isascii() and credential.isprintable():
            return self._remember(Secret(credential))
        del credential
        raise ConfigError(f"credential: gave a {kind} that no header can carry; give the key")

    def _remember(self, credential: Secret) -> Secret:
        if credential and self._shown[-1:] != [credential]:
            others = [each for each in self._shown if each != credential]
            self._shown = [*others[1 - REMEMBERED :], credential]
        return credential


class Keeper(_Keeper):
    """Keeps the credentials of a synchronous client.

    Args:
        config: with the credentials.
        obtain: exchanges an account for a token.
    """

    def __init__(self, config: Config, obtain: Callable[[Account], Token]) -> None:
        super().__init__(config)
        self._obtain = obtain
        self._renewing = Mutex()
        renew_after_fork(self)

    def current(self) -> str:
        """What to show now; empty for nothing.

        Raises:
            ConfigError: the caller's callable gave something else than text.
            CatError: the login failed.
        """
        usable = self._usable()
        if usable is not None:
            return usable
        if self._account is None:
            return self._provided()
        return self._in_turn(self._current_token)

    def refused(self, shown: str) -> str | None:
        """After a 403, which says nothing of its reason: what to show instead, if there is something new."""
        if self._provider is not None and self._account is None:
            fresh = self._provided()
            return fresh if fresh != shown else None
        if self._account is None:
            return None
        return self._in_turn(partial(self._token_instead_of, shown))

    def login(self, account: Account) -> None:
        """Show this account's token from now on.

        Raises:
            CatError: the login failed; nothing has changed.
        """
        self._in_turn(partial(self._log_in, account))

    def for_chat(self) -> str:
        """What the WebSocket shows: the key of its own, or what HTTP does.

        Raises:
            CatError: the login failed.
        """
        own = self._config.auth_key_ws
        return self.current() if own is None else own

    def after_fork(self) -> None:
        self._renewing = Mutex()

    def _in_turn(self, work: Callable[[], T]) -> T:
        """Run what only one thread may at a time, but wait no longer than the call may take: others log in in there.

        Raises:
            TimedOut: they took too long.
        """
        call = current_call()
        claim = Claim()
        try:
            if not self._renewing.take(claim, call.left()):
                raise _impatient(call)
            return work()
        finally:
            claim.over = True
            self._renewing.released()

    def _current_token(self) -> str:
        if self._usable() is None:
            self._renew()
        return self._token.text if self._token else ""

    def _token_instead_of(self, shown: str) -> str | None:
        if self._token is not None and self._token.text == shown:
            if not self._token.ended:
                return None
            self._renew()
        return self._token.text if self._token else None

    def _log_in(self, account: Account) -> None:
        token = self._obtain(account)
        self._remember(Secret(token.text))
        self._token = token  # first, so that nobody sees the new account with the old token
        self._account = account

    def _renew(self) -> None:
        assert self._account is not None
        token = self._obtain(self._account)
        self._remember(Secret(token.text))
        self._token = token

    def _provided(self) -> str:
        assert self._provider is not None
        given = self._provider()
        if inspect.isawaitable(given):
            if inspect.iscoroutine(given):
                given.close()
            raise ConfigError("credential: a coroutine function works with AsyncCatClient only; give a plain one")
        held = [given]
        del given
        self._key = self._checked(held.pop())
        return self._key


class AsyncKeeper(_Keeper):
    """The same, awaited."""

    def __init__(self, config: Config, obtain: Callable[[Account], Awaitable[Token]]) -> None:
        super().__init__(config)
        self._obtain = obtain
        self._locks: tuple[asyncio.AbstractEventLoop, asyncio.Lock] | None = None

    async def current(self) -> str:
        """What to show now; empty for nothing.

        Raises:
            ConfigError: the caller's callable gave something else than text.
            CatError: the login failed.
        """
        usable = self._usable()
        if usable is not None:
            return usable
        if self._account is None:
            return await self._provided()
        async with AsyncPatience(self._lock):
            if self._usable() is None:
                await self._renew()
            return self._token.text if self._token else ""

    async def refused(self, shown: str) -> str | None:
        """After a 403, which says nothing of its reason: what to show instead, if there is something new."""
        if self._provider is not None and self._account is None:
            fresh = await self._provided()
            return fresh if fresh != shown else None
        if self._account is None:
            return None
        async with AsyncPatience(self._lock):
            if self._token is not None and self._token.text == shown:
                if not self._token.ended:
                    return None
                await self._renew()
            return self._token.text if self._token else None

    async def login(self, account: Account) -> None:
        """Show this account's token from now on.

        Raises:
            CatError: the login failed; nothing has changed.
        """
        async with AsyncPatience(self._lock):
            token = await self._obtain(account)
            self._remember(Secret(token.text))
            self._token = token  # first, so that nobody sees the new account with the old token
            self._account = account

    async def for_chat(self) -> str:
        """What the WebSocket shows: the key of its own, or what HTTP does.

        Raises:
            CatError: the login failed.
        """
        own = self._config.auth_key_ws
        return await self.current() if own is None else own

    @property
    def _lock(self) -> asyncio.Lock:
        import asyncio  # here, so that nobody loads it who has no use for it

        loop = asyncio.get_running_loop()
        if self._locks is None or self._locks[0] is not loop:
            self._locks = loop, asyncio.Lock()
        return self._locks[1]

    async def _renew(self) -> None:
        assert self._account is not None
        token = await self._obtain(self._account)
        self._remember(Secret(token.text))
        self._token = token

    async def _provided(self) -> str:
        assert self._provider is not None
        given = self._provider()
        held = [await given if inspect.isawaitable(given) else given]
        del given
        self._key = self._checked(held.pop())
        return self._key


class Bearer(httpx.Auth):
    """Signs each request, and repeats it once where the credential has ended: a 403 has done nothing.

    Args:
        keeper: of the client.
        foreign: whether this is a view on another user, which the server would ignore with a JWT.
    """

    def __init__(self, keeper: Keeper | AsyncKeeper, foreign: bool) -> None:
        self._keeper = keeper
        self._foreign = foreign

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        keeper = cast("Keeper", self._keeper)
        shown = keeper.current()
        self._sign(request, shown)
        response = yield request
        if response.status_code == httpx.codes.FORBIDDEN and of_request(request).replayable:
            fresh = keeper.refused(shown)
            if fresh is not None:
                request.headers.pop("Authorization", None)
                self._sign(request, fresh)
                yield request

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        keeper = cast("AsyncKeeper", self._keeper)
        shown = await keeper.current()
        self._sign(request, shown)
        response = yield request
        if response.status_code == httpx.codes.FORBIDDEN and of_request(request).replayable:
            fresh = await keeper.refused(shown)
            if fresh is not None:
                request.headers.pop("Authorization", None)
                self._sign(request, fresh)
                yield request

    def _sign(self, request: httpx.Request, credential: str) -> None:
        if self._foreign and is_jwt(credential):
            raise ConfigError(AS_USER_WITH_JWT)
        if credential:
            request.headers["Authorization"] = f"Bearer {credential}"


AS_USER_WITH_JWT = (
    "as_user(): the server would ignore it: with a JWT it goes by the token's user; use the server's "
    "API key, or log in as that user with a client of its own"
)


class AsyncPatience:
    """A lock that is not waited for longer than the call may take: another one may be in the middle of a login."""

    def __init__(self, lock: asyncio.Lock) -> None:
        self._lock = lock

    async def __aenter__(self) -> None:
        import asyncio

        call = current_call()
        left = call.left()
        turn = asyncio.ensure_future(self._lock.acquire())
        try:
            await asyncio.wait({turn}, timeout=left)
        except asyncio.CancelledError:
            if not turn.cancel():  # the turn has come as well
                self._lock.release()
            raise
        if turn.cancel():
            raise _impatient(call)

    async def __aexit__(self, *_: object) -> None:
        self._lock.release()


def _impatient(call: Call) -> TimedOut:
    return TimedOut(f"{call.name}: the login of another call was not done in time")
