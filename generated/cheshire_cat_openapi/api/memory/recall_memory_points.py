from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.body_recall_memory_points import BodyRecallMemoryPoints
from ...models.error_body import ErrorBody
from ...models.recall_result import RecallResult
from ...types import Response


def _get_kwargs(
    *,
    body: BodyRecallMemoryPoints,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/memory/recall",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
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
    body: BodyRecallMemoryPoints,
) -> Response[ErrorBody | RecallResult]:
    """Find the memories nearest to a text, filtered by metadata.

    Searches all collections. The filter holds for all of them, save its `source`: for episodic
    memory it is always this user, for the others it is dropped. Every memory comes with its
    vector, so the answer is large.

    Reads only, although it is a POST.

    400: no `text`; `metadata` is no object.
    500, plain text: the filter has a number with a fraction.

    Permission: MEMORY:READ.

    Args:
        body (BodyRecallMemoryPoints): What to recall.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | RecallResult]
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
    body: BodyRecallMemoryPoints,
) -> ErrorBody | RecallResult | None:
    """Find the memories nearest to a text, filtered by metadata.

    Searches all collections. The filter holds for all of them, save its `source`: for episodic
    memory it is always this user, for the others it is dropped. Every memory comes with its
    vector, so the answer is large.

    Reads only, although it is a POST.

    400: no `text`; `metadata` is no object.
    500, plain text: the filter has a number with a fraction.

    Permission: MEMORY:READ.

    Args:
        body (BodyRecallMemoryPoints): What to recall.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | RecallResult
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: BodyRecallMemoryPoints,
) -> Response[ErrorBody | RecallResult]:
    """Find the memories nearest to a text, filtered by metadata.

    Searches all collections. The filter holds for all of them, save its `source`: for episodic
    memory it is always this user, for the others it is dropped. Every memory comes with its
    vector, so the answer is large.

    Reads only, although it is a POST.

    400: no `text`; `metadata` is no object.
    500, plain text: the filter has a number with a fraction.

    Permission: MEMORY:READ.

    Args:
        body (BodyRecallMemoryPoints): What to recall.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | RecallResult]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: BodyRecallMemoryPoints,
) -> ErrorBody | RecallResult | None:
    """Find the memories nearest to a text, filtered by metadata.

    Searches all collections. The filter holds for all of them, save its `source`: for episodic
    memory it is always this user, for the others it is dropped. Every memory comes with its
    vector, so the answer is large.

    Reads only, although it is a POST.

    400: no `text`; `metadata` is no object.
    500, plain text: the filter has a number with a fraction.

    Permission: MEMORY:READ.

    Args:
        body (BodyRecallMemoryPoints): What to recall.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | RecallResult
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
