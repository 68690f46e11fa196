import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...codec import segment as _segment
from ...models.error_body import ErrorBody
from ...models.memory_point import MemoryPoint
from ...models.memory_point_base import MemoryPointBase
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    collection_id: str,
    *,
    body: MemoryPointBase,
) -> _Request:
    """The request of `create_memory_point`, as data."""
    _request: _Request = {
        "method": "POST",
        "url": f"/memory/collections/{_segment(collection_id)}/points",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> MemoryPoint:
    """The result of `create_memory_point`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return MemoryPoint.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | MemoryPoint | None:
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
) -> Response[ErrorBody | MemoryPoint]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    collection_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: MemoryPointBase,
) -> Response[ErrorBody | MemoryPoint]:
    """Store a text as a new point.

    The server embeds the text. It adds `source` (the user id) and `when` (now) to the metadata
    where they are missing or empty. Nothing checks whether the same text is there already.

    400: `Collection does not exist.`; `Procedural memory is read-only.`; no `content`;
    `metadata` is no object.

    Permission: MEMORY:WRITE.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        body (MemoryPointBase): A text to be stored, and what to store beside it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | MemoryPoint]
    """

    _request = _build(
        collection_id,
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    collection_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: MemoryPointBase,
) -> ErrorBody | MemoryPoint | None:
    """Store a text as a new point.

    The server embeds the text. It adds `source` (the user id) and `when` (now) to the metadata
    where they are missing or empty. Nothing checks whether the same text is there already.

    400: `Collection does not exist.`; `Procedural memory is read-only.`; no `content`;
    `metadata` is no object.

    Permission: MEMORY:WRITE.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        body (MemoryPointBase): A text to be stored, and what to store beside it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | MemoryPoint
    """

    return _sync_detailed(
        collection_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    collection_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: MemoryPointBase,
) -> Response[ErrorBody | MemoryPoint]:
    """Store a text as a new point.

    The server embeds the text. It adds `source` (the user id) and `when` (now) to the metadata
    where they are missing or empty. Nothing checks whether the same text is there already.

    400: `Collection does not exist.`; `Procedural memory is read-only.`; no `content`;
    `metadata` is no object.

    Permission: MEMORY:WRITE.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        body (MemoryPointBase): A text to be stored, and what to store beside it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | MemoryPoint]
    """

    _request = _build(
        collection_id,
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    collection_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: MemoryPointBase,
) -> ErrorBody | MemoryPoint | None:
    """Store a text as a new point.

    The server embeds the text. It adds `source` (the user id) and `when` (now) to the metadata
    where they are missing or empty. Nothing checks whether the same text is there already.

    400: `Collection does not exist.`; `Procedural memory is read-only.`; no `content`;
    `metadata` is no object.

    Permission: MEMORY:WRITE.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        body (MemoryPointBase): A text to be stored, and what to store beside it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | MemoryPoint
    """

    return (
        await _asyncio_detailed(
            collection_id,
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
