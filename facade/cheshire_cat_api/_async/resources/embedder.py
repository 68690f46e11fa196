"""The embedder that turns text into vectors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cheshire_cat_api.resources._arguments import body_of
from cheshire_cat_api.resources._base import AsyncResource
from cheshire_cat_openapi import operations
from cheshire_cat_openapi.models import (
    ProviderConfig,
    ProviderSettings,
    ProviderSettingsList,
    SavedProviderSettings,
)

if TYPE_CHECKING:
    from typing_extensions import Never


class AsyncEmbedder(AsyncResource):
    """The embedder that turns text into vectors.

    Reached as a client's `embedder`. Changing it wipes every collection of the memory.
    """

    async def get_embedders_settings(self, **old: Never) -> ProviderSettingsList:
        """List the embedders that can be chosen, and which one is.

        Until one is chosen, the server deduces it from the language model. Stored settings come as they are, API
        keys in clear.

        Needs EMBEDDER:LIST.
        """
        return await self._session.given(old).call(operations.get_embedders_settings)

    async def get_embedder_settings(self, language_embedder_name: str, **old: Never) -> ProviderSettings:
        """Give the stored settings of one embedder, and their schema.

        Args:
            language_embedder_name: Name of the embedder, as the list gives it, such as `EmbedderOpenAIConfig`.

        Raises:
            BadRequest: not 404: no such embedder; the message lists the names there are.

        Needs EMBEDDER:READ.
        """
        return await self._session.given(old).call(operations.get_embedder_settings, language_embedder_name)

    async def upsert_embedder_setting(
        self, language_embedder_name: str, body: Mapping[str, Any], **old: Never
    ) -> SavedProviderSettings:
        """Choose an embedder and store its settings; a change wipes all memories.

        Changing the embedder wipes every collection, of all users: vectors of two embedders cannot be compared.
        There is no way back.

        Replaces all that was stored for it, and makes it the one in use. Settings with which it cannot be made give
        200 all the same, and a dumb default embedder takes over (D9). The schema's defaults are not applied.

        Args:
            language_embedder_name: Name of the embedder, as the list gives it, such as `EmbedderOpenAIConfig`.
            body: Every key that matters, as the `schema` of that name lists them; replaces what was stored.

        Raises:
            BadRequest: no such embedder; the message lists the names there are. Also: the body is no JSON
                object. Also, with `Error while changing embedder`: it was made but fails; the one before is
                restored, the settings of the others are forgotten (read in the server's source).

        Needs EMBEDDER:EDIT.
        """
        body = body_of(ProviderConfig, body)
        return await self._session.given(old).call(
            operations.upsert_embedder_setting,
            language_embedder_name,
            body=body,
        )
