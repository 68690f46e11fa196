import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import query as _query
from ...models.error_body import ErrorBody
from ...models.setting_list import SettingList
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response, Unset


def build(
    *,
    search: str | Unset = "",
) -> _Request:
    """The request of `get_settings`, as data."""
    _request: _Request = {
        "method": "GET",
        "url": "/settings/",
    }
    _request["params"] = _query(
        {
            "search": search,
        },
    )
    return _request


def parse(response: _Answer) -> SettingList:
    """The result of `get_settings`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return SettingList.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | SettingList | None:
    if response.status_code == 200:
        return _parse(response)
    if response.status_code == 403:
        return ErrorBody.from_dict(_json.loads(response.content))

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
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

    _request = _build(
        search=search,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


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

    return _sync_detailed(
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

    _request = _build(
        search=search,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


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
        await _asyncio_detailed(
            client=client,
            search=search,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
