import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...codec import segment as _segment
from ...models.error_body import ErrorBody
from ...models.provider_config import ProviderConfig
from ...models.saved_provider_settings import SavedProviderSettings
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    language_model_name: str,
    *,
    body: ProviderConfig,
) -> _Request:
    """The request of `upsert_llm_setting`, as data."""
    _request: _Request = {
        "method": "PUT",
        "url": f"/llm/settings/{_segment(language_model_name)}",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> SavedProviderSettings:
    """The result of `upsert_llm_setting`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return SavedProviderSettings.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | SavedProviderSettings | None:
    if response.status_code == 200:
        return _parse(response)
    if response.status_code == 400:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 403:
        return ErrorBody.from_dict(_json.loads(response.content))

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | SavedProviderSettings]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    language_model_name: str,
    *,
    client: AuthenticatedClient | Client,
    body: ProviderConfig,
) -> Response[ErrorBody | SavedProviderSettings]:
    """Choose a language model and store its settings.

    Replaces all that was stored for it, and makes it the one in use. Nothing is checked: with
    wrong or missing settings the answer is 200 all the same, and a default model answers that
    the Cat is not configured (D9). The schema's defaults are not applied: send
    `streaming: true`, or no tokens will come over the WebSocket (D9c).

    Where no embedder was ever chosen, the server picks one that goes with the model. That is a
    change of embedder, and it wipes all memories: choose the embedder first. If that embedder
    fails, the answer is 400 and the settings of all language models are forgotten. (Both read
    in the server's source.)

    400: no such language model; the message lists the names there are. Also: the body is no
    JSON object.

    Permission: LLM:EDIT.

    Args:
        language_model_name (str): Name of the language model, as the list gives it, such as
            `LLMOpenAIChatConfig`.
        body (ProviderConfig): The settings of a language model, embedder or auth handler: a free
            object. Its keys are in the `schema` that the server gives for that name. It replaces what
            was stored, is not validated, and gets no defaults: send every key that matters,
            `streaming` too (D9, D9c).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | SavedProviderSettings]
    """

    _request = _build(
        language_model_name,
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    language_model_name: str,
    *,
    client: AuthenticatedClient | Client,
    body: ProviderConfig,
) -> ErrorBody | SavedProviderSettings | None:
    """Choose a language model and store its settings.

    Replaces all that was stored for it, and makes it the one in use. Nothing is checked: with
    wrong or missing settings the answer is 200 all the same, and a default model answers that
    the Cat is not configured (D9). The schema's defaults are not applied: send
    `streaming: true`, or no tokens will come over the WebSocket (D9c).

    Where no embedder was ever chosen, the server picks one that goes with the model. That is a
    change of embedder, and it wipes all memories: choose the embedder first. If that embedder
    fails, the answer is 400 and the settings of all language models are forgotten. (Both read
    in the server's source.)

    400: no such language model; the message lists the names there are. Also: the body is no
    JSON object.

    Permission: LLM:EDIT.

    Args:
        language_model_name (str): Name of the language model, as the list gives it, such as
            `LLMOpenAIChatConfig`.
        body (ProviderConfig): The settings of a language model, embedder or auth handler: a free
            object. Its keys are in the `schema` that the server gives for that name. It replaces what
            was stored, is not validated, and gets no defaults: send every key that matters,
            `streaming` too (D9, D9c).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | SavedProviderSettings
    """

    return _sync_detailed(
        language_model_name,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    language_model_name: str,
    *,
    client: AuthenticatedClient | Client,
    body: ProviderConfig,
) -> Response[ErrorBody | SavedProviderSettings]:
    """Choose a language model and store its settings.

    Replaces all that was stored for it, and makes it the one in use. Nothing is checked: with
    wrong or missing settings the answer is 200 all the same, and a default model answers that
    the Cat is not configured (D9). The schema's defaults are not applied: send
    `streaming: true`, or no tokens will come over the WebSocket (D9c).

    Where no embedder was ever chosen, the server picks one that goes with the model. That is a
    change of embedder, and it wipes all memories: choose the embedder first. If that embedder
    fails, the answer is 400 and the settings of all language models are forgotten. (Both read
    in the server's source.)

    400: no such language model; the message lists the names there are. Also: the body is no
    JSON object.

    Permission: LLM:EDIT.

    Args:
        language_model_name (str): Name of the language model, as the list gives it, such as
            `LLMOpenAIChatConfig`.
        body (ProviderConfig): The settings of a language model, embedder or auth handler: a free
            object. Its keys are in the `schema` that the server gives for that name. It replaces what
            was stored, is not validated, and gets no defaults: send every key that matters,
            `streaming` too (D9, D9c).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | SavedProviderSettings]
    """

    _request = _build(
        language_model_name,
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    language_model_name: str,
    *,
    client: AuthenticatedClient | Client,
    body: ProviderConfig,
) -> ErrorBody | SavedProviderSettings | None:
    """Choose a language model and store its settings.

    Replaces all that was stored for it, and makes it the one in use. Nothing is checked: with
    wrong or missing settings the answer is 200 all the same, and a default model answers that
    the Cat is not configured (D9). The schema's defaults are not applied: send
    `streaming: true`, or no tokens will come over the WebSocket (D9c).

    Where no embedder was ever chosen, the server picks one that goes with the model. That is a
    change of embedder, and it wipes all memories: choose the embedder first. If that embedder
    fails, the answer is 400 and the settings of all language models are forgotten. (Both read
    in the server's source.)

    400: no such language model; the message lists the names there are. Also: the body is no
    JSON object.

    Permission: LLM:EDIT.

    Args:
        language_model_name (str): Name of the language model, as the list gives it, such as
            `LLMOpenAIChatConfig`.
        body (ProviderConfig): The settings of a language model, embedder or auth handler: a free
            object. Its keys are in the `schema` that the server gives for that name. It replaces what
            was stored, is not validated, and gets no defaults: send every key that matters,
            `streaming` too (D9, D9c).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | SavedProviderSettings
    """

    return (
        await _asyncio_detailed(
            language_model_name,
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
