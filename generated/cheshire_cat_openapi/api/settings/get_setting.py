from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.setting_result import SettingResult
from ...types import Response


def _get_kwargs(
    setting_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/settings/{setting_id}".format(
            setting_id=quote(str(setting_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | SettingResult | None:
    if response.status_code == 200:
        response_200 = SettingResult.from_dict(response.json())

        return response_200

    if response.status_code == 403:
        response_403 = ErrorBody.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ErrorBody.from_dict(response.json())

        return response_404

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | SettingResult]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    setting_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorBody | SettingResult]:
    """Give one setting.

    404: `No setting with this id: ...`

    Permission: SETTINGS:READ.

    Args:
        setting_id (str): Id of the setting, its `setting_id` (a UUID), not its name.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | SettingResult]
    """

    kwargs = _get_kwargs(
        setting_id=setting_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    setting_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> ErrorBody | SettingResult | None:
    """Give one setting.

    404: `No setting with this id: ...`

    Permission: SETTINGS:READ.

    Args:
        setting_id (str): Id of the setting, its `setting_id` (a UUID), not its name.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | SettingResult
    """

    return sync_detailed(
        setting_id=setting_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    setting_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorBody | SettingResult]:
    """Give one setting.

    404: `No setting with this id: ...`

    Permission: SETTINGS:READ.

    Args:
        setting_id (str): Id of the setting, its `setting_id` (a UUID), not its name.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | SettingResult]
    """

    kwargs = _get_kwargs(
        setting_id=setting_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    setting_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> ErrorBody | SettingResult | None:
    """Give one setting.

    404: `No setting with this id: ...`

    Permission: SETTINGS:READ.

    Args:
        setting_id (str): Id of the setting, its `setting_id` (a UUID), not its name.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | SettingResult
    """

    return (
        await asyncio_detailed(
            setting_id=setting_id,
            client=client,
        )
    ).parsed
