import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...models.error_body import ErrorBody
from ...models.setting_body import SettingBody
from ...models.setting_result import SettingResult
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    *,
    body: SettingBody,
) -> _Request:
    """The request of `create_setting`, as data."""
    _request: _Request = {
        "method": "POST",
        "url": "/settings/",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> SettingResult:
    """The result of `create_setting`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return SettingResult.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | SettingResult | None:
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
) -> Response[ErrorBody | SettingResult]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: SettingBody,
) -> Response[ErrorBody | SettingResult]:
    """Store a new setting.

    Names are not checked: a second setting of the same name is stored beside the first. The
    server chooses the id; unknown keys are ignored.

    400: no `name`; `value` is neither an object nor an array.

    Permission: SETTINGS:WRITE.

    Args:
        body (SettingBody): A setting to be stored.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | SettingResult]
    """

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: SettingBody,
) -> ErrorBody | SettingResult | None:
    """Store a new setting.

    Names are not checked: a second setting of the same name is stored beside the first. The
    server chooses the id; unknown keys are ignored.

    400: no `name`; `value` is neither an object nor an array.

    Permission: SETTINGS:WRITE.

    Args:
        body (SettingBody): A setting to be stored.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | SettingResult
    """

    return _sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: SettingBody,
) -> Response[ErrorBody | SettingResult]:
    """Store a new setting.

    Names are not checked: a second setting of the same name is stored beside the first. The
    server chooses the id; unknown keys are ignored.

    400: no `name`; `value` is neither an object nor an array.

    Permission: SETTINGS:WRITE.

    Args:
        body (SettingBody): A setting to be stored.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | SettingResult]
    """

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: SettingBody,
) -> ErrorBody | SettingResult | None:
    """Store a new setting.

    Names are not checked: a second setting of the same name is stored beside the first. The
    server chooses the id; unknown keys are ignored.

    400: no `name`; `value` is neither an object nor an array.

    Permission: SETTINGS:WRITE.

    Args:
        body (SettingBody): A setting to be stored.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | SettingResult
    """

    return (
        await _asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
