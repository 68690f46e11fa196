import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...codec import segment as _segment
from ...models.task import Task
from ...models.task_result import TaskResult
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    slug: str,
    *,
    body: Task,
) -> _Request:
    """The request of `message_agent`, as data."""
    _request: _Request = {
        "method": "POST",
        "url": f"/agents/{_segment(slug)}/message",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> TaskResult:
    """The result of `message_agent`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return TaskResult.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> TaskResult | None:
    if response.status_code == 200:
        return _parse(response)
    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[TaskResult]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    slug: str,
    *,
    client: AuthenticatedClient | Client,
    body: Task,
) -> Response[TaskResult]:
    """Say something to an agent, and wait for the answer.

    With `stream` the answer comes as events, without as one result. It defaults to true. A failure that
    is not
    streamed is a 500 without words (§0.8).

    Args:
        slug (str):
        body (Task):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TaskResult]
    """

    _request = _build(
        slug,
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    slug: str,
    *,
    client: AuthenticatedClient | Client,
    body: Task,
) -> TaskResult | None:
    """Say something to an agent, and wait for the answer.

    With `stream` the answer comes as events, without as one result. It defaults to true. A failure that
    is not
    streamed is a 500 without words (§0.8).

    Args:
        slug (str):
        body (Task):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TaskResult
    """

    return _sync_detailed(
        slug,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    slug: str,
    *,
    client: AuthenticatedClient | Client,
    body: Task,
) -> Response[TaskResult]:
    """Say something to an agent, and wait for the answer.

    With `stream` the answer comes as events, without as one result. It defaults to true. A failure that
    is not
    streamed is a 500 without words (§0.8).

    Args:
        slug (str):
        body (Task):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TaskResult]
    """

    _request = _build(
        slug,
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    slug: str,
    *,
    client: AuthenticatedClient | Client,
    body: Task,
) -> TaskResult | None:
    """Say something to an agent, and wait for the answer.

    With `stream` the answer comes as events, without as one result. It defaults to true. A failure that
    is not
    streamed is a 500 without words (§0.8).

    Args:
        slug (str):
        body (Task):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TaskResult
    """

    return (
        await _asyncio_detailed(
            slug,
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
