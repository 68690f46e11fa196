import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...models.body_recall_memory_points import BodyRecallMemoryPoints
from ...models.error_body import ErrorBody
from ...models.recall_result import RecallResult
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    *,
    body: BodyRecallMemoryPoints,
) -> _Request:
    """The request of `recall_memory_points`, as data."""
    _request: _Request = {
        "method": "POST",
        "url": "/memory/recall",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> RecallResult:
    """The result of `recall_memory_points`, in an answer that is a success.

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

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


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

    return _sync_detailed(
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

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


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
        await _asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
