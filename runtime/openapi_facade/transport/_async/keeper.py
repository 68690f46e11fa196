"""What a client shows, obtained and renewed in time: a keeper belongs to a client and its views."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from openapi_facade.auth.credentials import Account, Credentials, Login
from openapi_facade.auth.turns import AsyncTurns, async_value_of
from openapi_facade.failure import Failure
from openapi_facade.secrets import Secret
from openapi_facade.transport.call import Call
from openapi_facade.transport.lifetime import TooLate

if TYPE_CHECKING:
    from openapi_facade.auth.tokens import Token

T = TypeVar("T")


class AsyncKeeper(Credentials):
    """Keeps the credentials of a client.

    Args:
        login: how it begins.
        obtain: exchanges an account for a token, within a call's time.
        ended_if_refused: see `Api`.
    """

    def __init__(
        self, login: Login, obtain: Callable[[Account, Call], Awaitable[Token]], ended_if_refused: bool = False
    ) -> None:
        super().__init__(login)
        self._obtain = obtain
        self._ended_if_refused = ended_if_refused
        self._turns = AsyncTurns()

    async def current(self, call: Call) -> str:
        """Return what to show now; empty for nothing.

        Args:
            call: that needs it.

        Raises:
            Failure: config: the caller's callable gave something else than text.
            The client's errors: the login failed.
        """
        if self._account is None:
            return self._key if self._provider is None else await self._provided()
        usable = self._usable()
        if usable is not None:
            return usable
        return await self._in_turn(partial(self._current_token, call), call)

    async def refused(self, shown: str, call: Call) -> str | None:
        """Return what to show instead after a refusal; None: there is nothing new."""
        if self._provider is not None and self._account is None:
            fresh = await self._provided()
            return fresh if fresh != shown else None
        if self._account is None:
            return None
        return await self._in_turn(partial(self._token_instead_of, shown, call), call)

    async def login(
        self, account: Account, call: Call, obtain: Callable[[Account, Call], Awaitable[Token]] | None = None
    ) -> None:
        """Show this account's token from now on.

        Args:
            account: whose.
            call: within whose time.
            obtain: in the place of the keeper's own, this once.

        Raises:
            The client's errors: the login failed; nothing has changed.
        """
        await self._in_turn(partial(self._log_in, account, call, obtain or self._obtain), call)

    async def _in_turn(self, work: Callable[[], Awaitable[T]], call: Call) -> T:
        """Run what only one call may at a time, but wait no longer than this one may take: others log in in there.

        Raises:
            Failure: timeout: they took too long.
        """
        try:
            return await self._turns.run(work, call.left())
        except TooLate:
            pass
        raise Failure("timeout", f"{call.name}: the login of another call was not done in time")

    async def _current_token(self, call: Call) -> str:
        if self._usable() is None:
            await self._renew(call)
        return self._token.text if self._token else ""

    async def _token_instead_of(self, shown: str, call: Call) -> str | None:
        if self._token is not None and self._token.text == shown:
            if not (self._token.ended or self._ended_if_refused):
                return None
            await self._renew(call)
        return self._token.text if self._token else None

    async def _log_in(self, account: Account, call: Call, obtain: Callable[[Account, Call], Awaitable[Token]]) -> None:
        token = await obtain(account, call)
        self._remember(Secret(token.text))
        self._token = token  # first, so that nobody sees the new account with the old token
        self._account, self.fixed = account, None

    async def _renew(self, call: Call) -> None:
        assert self._account is not None
        token = await self._obtain(self._account, call)
        self._remember(Secret(token.text))
        self._token = token

    async def _provided(self) -> str:
        assert self._provider is not None
        held = [await async_value_of(self._provider())]  # in a list, and not in a variable: it may be a secret
        self._key = self._checked(held.pop())
        return self._key
