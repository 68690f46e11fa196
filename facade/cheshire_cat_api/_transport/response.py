"""What the server answered, as it came, for those who need more than the result."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Generic, TypeVar

from cheshire_cat_api.errors import DecodeError

T = TypeVar("T")


@dataclass(frozen=True)
class Response:
    """An answer with a status of success; others are raised as `ApiError`, which has the same facts."""

    method: str
    path: str
    status_code: int
    headers: Mapping[str, str] = field(repr=False)
    """Found by names in any case."""
    content: bytes = field(repr=False)
    """The body, decompressed."""
    elapsed: timedelta
    """From the first attempt to the last byte, waiting between attempts included."""

    @property
    def text(self) -> str:
        """The body as UTF-8; what is none of it is replaced."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            DecodeError: it is no JSON.
        """
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError) as error:
            problem = f"the body is no JSON: {error}"
        raise DecodeError(
            problem, status_code=self.status_code, body=self.text[:2000], method=self.method, path=self.path
        )


@dataclass(frozen=True)
class RawResult(Response, Generic[T]):
    """An answer beside the result that was made of it."""

    parsed: T
    """What the method returned."""
