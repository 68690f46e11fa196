"""The attributes of a chat, one method per operation (CONTRACT §6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from thread_chat.errors import InvalidArgumentError
from thread_chat.tools import Tool
from thread_chat_openapi import models, operations
from thread_chat_openapi.types import UNSET

if TYPE_CHECKING:
    from thread_chat._async.session import AsyncSession


class _Resource:
    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.__module__ = "thread_chat"

    def __init__(self, session: AsyncSession) -> None:
        self._session = session


class AsyncTools(_Resource):
    """What agents can do; no token is needed, and none is shown."""

    async def available(self, category: str | None = None) -> list[Tool]:
        """List the tools that agents have.

        Args:
            category: those of this one, in any case; None: all. An unknown one has none.
        """
        call = self._session.anonymous().call
        return _typed(await call(operations.get_tools, category=UNSET if category is None else category))

    async def categories(self) -> list[str]:
        """List the names of all categories, in order."""
        return await self._session.anonymous().call(operations.get_tool_categories)

    async def search(self, query: str, category: str | None = None) -> list[Tool]:
        """List the tools of which name, description or id has a text in it.

        Args:
            query: the text, in any case; an empty one is in all.
            category: among those of this one; None: among all.
        """
        call = self._session.anonymous().call
        found = await call(operations.search_tools, query=query, category=UNSET if category is None else category)
        return _typed(found)


class AsyncWebhooks(_Resource):
    """What other services tell the server, with the chat's `webhook_token`. No call is repeated once it may have
    arrived."""

    async def chainhook(self, payload: Mapping[str, Any]) -> models.WebhookResponse:
        """Tell what has happened on a chain.

        Raises:
            AuthenticationError: the token is missing or wrong.
        """
        body = models.ChainhookBody.from_dict(_object(payload))
        return await self._session.call(operations.chainhook, body=body)

    async def dao(self, payload: Mapping[str, Any]) -> models.WebhookResponse:
        """Tell of a new DAO.

        Raises:
            AuthenticationError: the token is missing or wrong.
            ServerError: the server cannot read the payload; `detail` says why.
        """
        body = models.DaoCreationBody.from_dict(_object(payload))
        return await self._session.call(operations.dao_creation, body=body)


def _object(payload: object) -> Mapping[str, Any]:
    if not isinstance(payload, Mapping):
        raise InvalidArgumentError(f"payload: a {type(payload).__name__} is no dict; nothing was sent")
    return payload


def _typed(tools: list[models.Tool]) -> list[Tool]:
    return [Tool.from_dict(each) for each in tools]
