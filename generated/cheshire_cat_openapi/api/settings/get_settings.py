from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.setting_list import SettingList
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    search: str | Unset = "",
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["search"] = search

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/settings/",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | SettingList | None:
    if response.status_code == 200:
        response_200 = SettingList.from_dict(response.json())

        return response_200

    if response.status_code == 403:
        response_403 = ErrorBody.from_dict(response.json())

        return response_403

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | SettingList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    search: str | Unset = "",
) -> Response[ErrorBody | SettingList]:
    """List the server's raw settings.

    Among them the settings of language models and embedders, API keys in clear. The record of
    the users is hidden.

    500, plain text: `search` is no regular expression (D6).

    Permission: SETTINGS:LIST.

    Args:
        search (str | Unset): A Python regular expression, matched against the beginning of the
            name (D6). Empty: all settings. Default: ''.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | SettingList]
    """

    kwargs = _get_kwargs(
        search=search,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    search: str | Unset = "",
) -> ErrorBody | SettingList | None:
    """List the server's raw settings.

    Among them the settings of language models and embedders, API keys in clear. The record of
    the users is hidden.

    500, plain text: `search` is no regular expression (D6).

    Permission: SETTINGS:LIST.

    Args:
        search (str | Unset): A Python regular expression, matched against the beginning of the
            name (D6). Empty: all settings. Default: ''.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | SettingList
    """

    return sync_detailed(
        client=client,
        search=search,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    search: str | Unset = "",
) -> Response[ErrorBody | SettingList]:
    """List the server's raw settings.

    Among them the settings of language models and embedders, API keys in clear. The record of
    the users is hidden.

    500, plain text: `search` is no regular expression (D6).

    Permission: SETTINGS:LIST.

    Args:
        search (str | Unset): A Python regular expression, matched against the beginning of the
            name (D6). Empty: all settings. Default: ''.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | SettingList]
    """

    kwargs = _get_kwargs(
        search=search,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    search: str | Unset = "",
) -> ErrorBody | SettingList | None:
    """List the server's raw settings.

    Among them the settings of language models and embedders, API keys in clear. The record of
    the users is hidden.

    500, plain text: `search` is no regular expression (D6).

    Permission: SETTINGS:LIST.

    Args:
        search (str | Unset): A Python regular expression, matched against the beginning of the
            name (D6). Empty: all settings. Default: ''.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | SettingList
    """

    return (
        await asyncio_detailed(
            client=client,
            search=search,
        )
    ).parsed
