"""The calls of a client to monGARS, and whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mongars_client._answers import Answers
from mongars_client._api import API
from mongars_client._events.sockets import Sockets
from mongars_openapi import operations
from mongars_openapi.models import BodyLoginTokenPost, TokenResponse
from openapi_facade.auth.tokens import payload_of
from openapi_facade.config import CONNECT_TIMEOUT, READ_TIMEOUT, SLOW_READ_TIMEOUT
from openapi_facade.failure import Failure, translating
from openapi_facade.transport import call as calls
from openapi_facade.transport._async import session

if TYPE_CHECKING:
    import httpx

    from mongars_client._config import Config


class AsyncSession(session.AsyncSession):
    """The calls of one client.

    Args:
        config: checked.
        transport: the caller's own, in the place of ours.
    """

    @translating
    def __init__(self, config: Config, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.api = API
        self.answers = Answers()
        self.sockets = Sockets(config)
        if config.http2 and transport is not None:
            raise Failure("config", "http2: given beside a transport; give it to that one")
        super().__init__(API, config, config.login, _exchange, transport, http2=config.http2)

    @translating
    async def user(self) -> str:
        """Return the name of the user whose calls these are; empty where no token tells (CONTRACT §2).

        Raises:
            MonGARSError: the login failed.
        """
        shown = self._options.headers.get("authorization")
        if shown is None:
            if self._keeper.username is not None:
                return self._keeper.username
            within = calls.whole("login", self._options.patience, self._pool.lifetime())
            shown = await self._keeper.current(within)
        subject = payload_of(shown.rpartition(" ")[2]).get("sub")
        return subject if isinstance(subject, str) else ""

    def anonymous(self) -> AsyncSession:
        """Return the same, which shows nothing, and needs no login for it."""
        return self._derived(self._options, anonymous="")

    async def log_in(self, username: str, password: str) -> TokenResponse:
        """Show this account's token from now on, and return the answer that it was in.

        Raises:
            MonGARSError: the login failed. Nothing has changed then.
        """
        answers: list[TokenResponse] = []

        async def exchange(session: AsyncSession, username: str, password: str) -> str:
            answers.append(await _login(session, username, password))
            return answers[-1].access_token

        await self.login(username, password, exchange)
        return answers[-1]

    def password_changed(self, password: str) -> None:
        """Log in with this password from now on, if by an account at all."""
        self._keeper.password_changed(password)

    def total(self, slow: bool) -> float:
        """Return the seconds that a call may take with all that it waits for."""
        timeout = self._options.timeout
        if timeout is not None:
            return timeout.total
        return CONNECT_TIMEOUT + (SLOW_READ_TIMEOUT if slow else READ_TIMEOUT)


async def _login(session: session.AsyncSession, username: str, password: str) -> TokenResponse:
    return await session.call(operations.login, body=BodyLoginTokenPost(username=username, password=password))


async def _exchange(session: session.AsyncSession, username: str, password: str) -> str:
    return (await _login(session, username, password)).access_token
