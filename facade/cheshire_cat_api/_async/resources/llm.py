"""The language model that answers."""

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


class AsyncLargeLanguageModel(AsyncResource):
    """The language model that answers.

    Reached as a client's `llm`.
    """

    async def get_llms_settings(self, **old: Never) -> ProviderSettingsList:
        """List the language models that can be chosen, and which one is.

        Stored settings come as they are, API keys in clear.

        Needs LLM:LIST.
        """
        return await self._session.given(old).call(operations.get_llms_settings)

    async def get_llm_settings(self, language_model_name: str, **old: Never) -> ProviderSettings:
        """Give the stored settings of one language model, and their schema.

        Args:
            language_model_name: Name of the language model, as the list gives it, such as
                `LLMOpenAIChatConfig`.

        Raises:
            BadRequest: not 404: no such language model; the message lists the names there are.

        Needs LLM:READ.
        """
        return await self._session.given(old).call(operations.get_llm_settings, language_model_name)

    async def upsert_llm_setting(
        self, language_model_name: str, body: Mapping[str, Any], **old: Never
    ) -> SavedProviderSettings:
        """Choose a language model and store its settings.

        Replaces all that was stored for it, and makes it the one in use. Nothing is checked: with wrong or missing
        settings the answer is 200 all the same, and a default model answers that the Cat is not configured (D9).
        The schema's defaults are not applied: send `streaming: true`, or no tokens will come over the WebSocket
        (D9c).

        Where no embedder was ever chosen, the server picks one that goes with the model. That is a change of
        embedder, and it wipes all memories: choose the embedder first. If that embedder fails, the answer is 400
        and the settings of all language models are forgotten. (Both read in the server's source.)

        Args:
            language_model_name: Name of the language model, as the list gives it, such as
                `LLMOpenAIChatConfig`.
            body: Every key that matters, as the `schema` of that name lists them; replaces what was stored.

        Raises:
            BadRequest: no such language model; the message lists the names there are. Also: the body is no JSON
                object.

        Needs LLM:EDIT.
        """
        body = body_of(ProviderConfig, body)
        return await self._session.given(old).call(
            operations.upsert_llm_setting,
            language_model_name,
            body=body,
        )
