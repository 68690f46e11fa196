"""What a chat has over HTTP, beside its socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi_facade.lazy import lazy_attribute
from thread_chat_openapi import operations

if TYPE_CHECKING:
    from thread_chat._async.resources import AsyncTools, AsyncWebhooks
    from thread_chat._async.session import AsyncSession
    from thread_chat._config import Config
    from thread_chat_openapi import models


class AsyncHttp:
    """The operations of a chat. What they need is loaded, and connections are opened, on first use."""

    _config: Config

    @lazy_attribute
    def tools(self) -> AsyncTools:
        """What agents can do."""
        from thread_chat._async.resources import AsyncTools

        return AsyncTools(self._session)

    @lazy_attribute
    def webhooks(self) -> AsyncWebhooks:
        """What the server is told."""
        from thread_chat._async.resources import AsyncWebhooks

        return AsyncWebhooks(self._session)

    async def health(self) -> models.HealthResponse:
        """Tell whether the server is there: `status` is `healthy`.

        Raises:
            APIConnectionError, APIError: it is not.
        """
        return await self._session.anonymous().call(operations.health)

    @lazy_attribute
    def _session(self) -> AsyncSession:
        from thread_chat._async.session import AsyncSession

        return AsyncSession(self._config)

    async def _close_session(self) -> None:
        session: AsyncSession | None = self.__dict__.get("_session")
        if session is not None:
            await session.close()
