from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.upload_url_config import UploadURLConfig
from ...models.url_ingestion import UrlIngestion
from ...types import Response


def _get_kwargs(
    *,
    body: UploadURLConfig,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/rabbithole/web",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | UrlIngestion | None:
    if response.status_code == 200:
        response_200 = UrlIngestion.from_dict(response.json())

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
) -> Response[ErrorBody | UrlIngestion]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: UploadURLConfig,
) -> Response[ErrorBody | UrlIngestion]:
    """Read a web page into declarative memory.

    The server fetches the page itself; it asks for its head before it answers, and reads it
    after. How that goes on is told over the WebSocket only, as for a document.

    400: `Invalid URL` if the page's status is not 200, `Unable to reach the URL` if there is
    no answer or no such address; both with `detail.url`. Also: no `url`, an unknown key.

    Permission: UPLOAD:WRITE.

    Args:
        body (UploadURLConfig): A web page to read, and how to cut it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | UrlIngestion]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: UploadURLConfig,
) -> ErrorBody | UrlIngestion | None:
    """Read a web page into declarative memory.

    The server fetches the page itself; it asks for its head before it answers, and reads it
    after. How that goes on is told over the WebSocket only, as for a document.

    400: `Invalid URL` if the page's status is not 200, `Unable to reach the URL` if there is
    no answer or no such address; both with `detail.url`. Also: no `url`, an unknown key.

    Permission: UPLOAD:WRITE.

    Args:
        body (UploadURLConfig): A web page to read, and how to cut it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | UrlIngestion
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: UploadURLConfig,
) -> Response[ErrorBody | UrlIngestion]:
    """Read a web page into declarative memory.

    The server fetches the page itself; it asks for its head before it answers, and reads it
    after. How that goes on is told over the WebSocket only, as for a document.

    400: `Invalid URL` if the page's status is not 200, `Unable to reach the URL` if there is
    no answer or no such address; both with `detail.url`. Also: no `url`, an unknown key.

    Permission: UPLOAD:WRITE.

    Args:
        body (UploadURLConfig): A web page to read, and how to cut it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | UrlIngestion]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: UploadURLConfig,
) -> ErrorBody | UrlIngestion | None:
    """Read a web page into declarative memory.

    The server fetches the page itself; it asks for its head before it answers, and reads it
    after. How that goes on is told over the WebSocket only, as for a document.

    400: `Invalid URL` if the page's status is not 200, `Unable to reach the URL` if there is
    no answer or no such address; both with `detail.url`. Also: no `url`, an unknown key.

    Permission: UPLOAD:WRITE.

    Args:
        body (UploadURLConfig): A web page to read, and how to cut it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | UrlIngestion
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
