"""The calls of a client to ChatRoutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from chatroutes._api import API, Reading
from openapi_facade.auth.credentials import Login
from openapi_facade.failure import translating
from openapi_facade.transport._async import session
from openapi_facade.transport.call import Call

if TYPE_CHECKING:
    import httpx

    from chatroutes._config import Config

T = TypeVar("T")


class AsyncSession(session.AsyncSession):
    """The calls of one client.

    Args:
        config: checked.
        transport: the caller's own, in the place of ours.
    """

    def __init__(self, config: Config, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.repeats_messages = config.retry_messages
        login = Login(config.api_key, scheme="ApiKey", further=config.secrets())
        super().__init__(replace(API, retries=config.policy), config, login, transport=transport)

    @translating
    async def page(self, operation: Reading[Any, T], query: Mapping[str, str]) -> T:
        """Run an operation that lists, with a query as it is given."""
        call = Call(operation.name, operation, operation.repeatable, operation.slow)
        parts = {**operation.build(), "params": dict(query)} if query else operation.build()
        response = await self._perform(call, parts)
        return operation.parse(response)

    def changed(self, config: Config, headers: Mapping[str, object] | None) -> AsyncSession:
        """Return the same with other options, over the same connections.

        Raises:
            ChatRoutesError: one that cannot work.
        """
        again = self.with_options(config.timeout, config.retries, headers)
        again.api = replace(again.api, retries=config.policy)
        again.repeats_messages = config.retry_messages
        again._open(again._options)
        return again
