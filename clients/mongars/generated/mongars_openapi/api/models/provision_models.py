import json as _json
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...models.error_body import ErrorBody
from ...models.llm_model_provision_report_response import LLMModelProvisionReportResponse
from ...models.llm_model_provision_request import LLMModelProvisionRequest
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    *,
    body: LLMModelProvisionRequest,
) -> _Request:
    """The request of `provision_models`, as data."""
    _request: _Request = {
        "method": "POST",
        "url": "/api/v1/models/provision",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> LLMModelProvisionReportResponse:
    """The result of `provision_models`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return LLMModelProvisionReportResponse.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ErrorBody | LLMModelProvisionReportResponse | None:
    if response.status_code == 200:
        return _parse(response)
    if response.status_code == 401:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 403:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 422:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 500:
        return None

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | ErrorBody | LLMModelProvisionReportResponse]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: LLMModelProvisionRequest,
) -> Response[Any | ErrorBody | LLMModelProvisionReportResponse]:
    """Fetch the models of the given roles, or of all.

    For admins. An unknown role is taken for `general`.

    Args:
        body (LLMModelProvisionRequest): Which models to fetch.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ErrorBody | LLMModelProvisionReportResponse]
    """

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    *,
    client: AuthenticatedClient,
    body: LLMModelProvisionRequest,
) -> Any | ErrorBody | LLMModelProvisionReportResponse | None:
    """Fetch the models of the given roles, or of all.

    For admins. An unknown role is taken for `general`.

    Args:
        body (LLMModelProvisionRequest): Which models to fetch.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ErrorBody | LLMModelProvisionReportResponse
    """

    return _sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: LLMModelProvisionRequest,
) -> Response[Any | ErrorBody | LLMModelProvisionReportResponse]:
    """Fetch the models of the given roles, or of all.

    For admins. An unknown role is taken for `general`.

    Args:
        body (LLMModelProvisionRequest): Which models to fetch.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ErrorBody | LLMModelProvisionReportResponse]
    """

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: LLMModelProvisionRequest,
) -> Any | ErrorBody | LLMModelProvisionReportResponse | None:
    """Fetch the models of the given roles, or of all.

    For admins. An unknown role is taken for `general`.

    Args:
        body (LLMModelProvisionRequest): Which models to fetch.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ErrorBody | LLMModelProvisionReportResponse
    """

    return (
        await _asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
