from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.recall_result import RecallResult
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    text: str,
    k: int | Unset = 100,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["text"] = text

    params["k"] = k

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/memory/recall",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | RecallResult | None:
    if response.status_code == 200:
        response_200 = RecallResult.from_dict(response.json())

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

    kwargs = _get_kwargs(
        text=text,
        k=k,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


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

    return sync_detailed(
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

    kwargs = _get_kwargs(
        text=text,
        k=k,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


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
        await asyncio_detailed(
            client=client,
            text=text,
            k=k,
        )
    ).parsed
