from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.provider_settings import ProviderSettings
from ...types import Response


def _get_kwargs(
    language_model_name: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/llm/settings/{language_model_name}".format(
            language_model_name=quote(str(language_model_name), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | ProviderSettings | None:
    if response.status_code == 200:
        response_200 = ProviderSettings.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorBody.from_dict(response.json())

        return response_400

    if response.status_code == 403:
        response_403 = ErrorBody.from_dict(response.json())

        return response_403

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
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

    kwargs = _get_kwargs(
        language_model_name=language_model_name,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


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

    return sync_detailed(
        language_model_name=language_model_name,
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

    kwargs = _get_kwargs(
        language_model_name=language_model_name,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


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
        await asyncio_detailed(
            language_model_name=language_model_name,
            client=client,
        )
    ).parsed
