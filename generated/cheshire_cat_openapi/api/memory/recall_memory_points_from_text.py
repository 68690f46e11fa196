import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import query as _query
from ...models.error_body import ErrorBody
from ...models.recall_result import RecallResult
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response, Unset


def build(
    *,
    text: str,
    k: int | Unset = 100,
) -> _Request:
    """The request of `recall_memory_points_from_text`, as data."""
    _request: _Request = {
        "method": "GET",
        "url": "/memory/recall",
    }
    _request["params"] = _query(
        {
            "text": text,
            "k": k,
        },
    )
    return _request


def parse(response: _Answer) -> RecallResult:
    """The result of `recall_memory_points_from_text`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return RecallResult.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | RecallResult | None:
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
) -> Response[ErrorBody | RecallResult]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    text: str,
    k: int | Unset = 100,
) -> Response[ErrorBody | RecallResult]:
    """Find the memories nearest to a text (deprecated).

    Deprecated by the server: use the POST form, which also filters by metadata. Before 1.8 it
    is the only form there is.

    Searches all collections; of episodic memory only what this user said. Every memory comes
    with its vector, so the answer is large.

    400: no `text`, or `k` is no number.

    Permission: MEMORY:READ.

    Args:
        text (str): The text to which memories shall be near.
        k (int | Unset): How many memories to give at most, of each collection. Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | RecallResult]
    """

    _request = _build(
        text=text,
        k=k,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    *,
    client: AuthenticatedClient | Client,
    text: str,
    k: int | Unset = 100,
) -> ErrorBody | RecallResult | None:
    """Find the memories nearest to a text (deprecated).

    Deprecated by the server: use the POST form, which also filters by metadata. Before 1.8 it
    is the only form there is.

    Searches all collections; of episodic memory only what this user said. Every memory comes
    with its vector, so the answer is large.

    400: no `text`, or `k` is no number.

    Permission: MEMORY:READ.

    Args:
        text (str): The text to which memories shall be near.
        k (int | Unset): How many memories to give at most, of each collection. Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | RecallResult
    """

    return _sync_detailed(
        client=client,
        text=text,
        k=k,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    text: str,
    k: int | Unset = 100,
) -> Response[ErrorBody | RecallResult]:
    """Find the memories nearest to a text (deprecated).

    Deprecated by the server: use the POST form, which also filters by metadata. Before 1.8 it
    is the only form there is.

    Searches all collections; of episodic memory only what this user said. Every memory comes
    with its vector, so the answer is large.

    400: no `text`, or `k` is no number.

    Permission: MEMORY:READ.

    Args:
        text (str): The text to which memories shall be near.
        k (int | Unset): How many memories to give at most, of each collection. Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | RecallResult]
    """

    _request = _build(
        text=text,
        k=k,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    text: str,
    k: int | Unset = 100,
) -> ErrorBody | RecallResult | None:
    """Find the memories nearest to a text (deprecated).

    Deprecated by the server: use the POST form, which also filters by metadata. Before 1.8 it
    is the only form there is.

    Searches all collections; of episodic memory only what this user said. Every memory comes
    with its vector, so the answer is large.

    400: no `text`, or `k` is no number.

    Permission: MEMORY:READ.

    Args:
        text (str): The text to which memories shall be near.
        k (int | Unset): How many memories to give at most, of each collection. Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | RecallResult
    """

    return (
        await _asyncio_detailed(
            client=client,
            text=text,
            k=k,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
