import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...models.error_body import ErrorBody
from ...models.upload_url_config import UploadURLConfig
from ...models.url_ingestion import UrlIngestion
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    *,
    body: UploadURLConfig,
) -> _Request:
    """The request of `upload_url`, as data."""
    _request: _Request = {
        "method": "POST",
        "url": "/rabbithole/web",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> UrlIngestion:
    """The result of `upload_url`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return UrlIngestion.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | UrlIngestion | None:
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

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


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

    return _sync_detailed(
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

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


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
        await _asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
