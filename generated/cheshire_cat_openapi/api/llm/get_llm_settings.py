import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import segment as _segment
from ...models.error_body import ErrorBody
from ...models.provider_settings import ProviderSettings
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    language_model_name: str,
) -> _Request:
    """The request of `get_llm_settings`, as data."""
    _request: _Request = {
        "method": "GET",
        "url": f"/llm/settings/{_segment(language_model_name)}",
    }
    return _request


def parse(response: _Answer) -> ProviderSettings:
    """The result of `get_llm_settings`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return ProviderSettings.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | ProviderSettings | None:
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
) -> Response[ErrorBody | ProviderSettings]:
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
) -> Response[ErrorBody | ProviderSettings]:
    """Give the stored settings of one language model, and their schema.

    400, not 404: no such language model; the message lists the names there are.

    Permission: LLM:READ.

    Args:
        language_model_name (str): Name of the language model, as the list gives it, such as
            `LLMOpenAIChatConfig`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | ProviderSettings]
    """

    _request = _build(
        language_model_name,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    language_model_name: str,
    *,
    client: AuthenticatedClient | Client,
) -> ErrorBody | ProviderSettings | None:
    """Give the stored settings of one language model, and their schema.

    400, not 404: no such language model; the message lists the names there are.

    Permission: LLM:READ.

    Args:
        language_model_name (str): Name of the language model, as the list gives it, such as
            `LLMOpenAIChatConfig`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | ProviderSettings
    """

    return _sync_detailed(
        language_model_name,
        client=client,
    ).parsed


async def asyncio_detailed(
    language_model_name: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorBody | ProviderSettings]:
    """Give the stored settings of one language model, and their schema.

    400, not 404: no such language model; the message lists the names there are.

    Permission: LLM:READ.

    Args:
        language_model_name (str): Name of the language model, as the list gives it, such as
            `LLMOpenAIChatConfig`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | ProviderSettings]
    """

    _request = _build(
        language_model_name,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    language_model_name: str,
    *,
    client: AuthenticatedClient | Client,
) -> ErrorBody | ProviderSettings | None:
    """Give the stored settings of one language model, and their schema.

    400, not 404: no such language model; the message lists the names there are.

    Permission: LLM:READ.

    Args:
        language_model_name (str): Name of the language model, as the list gives it, such as
            `LLMOpenAIChatConfig`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | ProviderSettings
    """

    return (
        await _asyncio_detailed(
            language_model_name,
            client=client,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
