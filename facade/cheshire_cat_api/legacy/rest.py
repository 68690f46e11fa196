"""What `…_with_http_info` and `…_without_preload_content` give."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from cheshire_cat_api.errors import ApiError

T = TypeVar("T")


def reason_of(status: int) -> str:
    """The usual words for a status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


class RESTResponse(io.BytesIO):
    """An answer as it came, whatever its status; `read()` gives its body.

    Args:
        status: the HTTP status.
        headers: its headers, found by names in any case.
        data: its body.
    """

    def __init__(self, status: int, headers: Mapping[str, str], data: bytes) -> None:
        super().__init__(data)
        self.status = status
        self.reason = reason_of(status)
        self.headers = headers
        self.data = data
        self.error: ApiError | None = None
        """What is raised of it where a result is asked for."""

    @property
    def response(self) -> RESTResponse:
        """Itself: there is nothing below it any more."""
        return self

    @classmethod
    def of_error(cls, error: ApiError) -> RESTResponse:
        """The answer that we raised as an error; credentials in it read `***`."""
        answer = cls(error.status_code, error.headers, error.body.encode())
        answer.error = error
        return answer

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.data)

    def getheaders(self) -> Mapping[str, str]:
        """Its headers."""
        return self.headers

    def getheader(self, name: str, default: str | None = None) -> str | None:
        """One of them."""
        return self.headers.get(name, default)

    def release_conn(self) -> None:
        """Nothing: the connection is free already."""


RESTResponseType = RESTResponse


@dataclass(frozen=True, kw_only=True)
class ApiResponse(Generic[T]):
    """An answer and what was made of it."""

    status_code: int
    headers: Mapping[str, str] | None = None
    data: T
    raw_data: bytes
