"""What the server answered, as it came, for those who need more than the result."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar, Generic, TypeVar

from cheshire_cat_api.errors import from_failure
from openapi_facade.failure import Translate
from openapi_facade.transport import response

T = TypeVar("T")


@dataclass(frozen=True)
class Response(response.Response):
    """An answer with a status of success; others are raised as `ApiError`, which has the same facts."""

    _translate: ClassVar[Translate] = staticmethod(from_failure)


@dataclass(frozen=True)
class RawResult(Response, Generic[T]):
    """An answer beside the result that was made of it."""

    parsed: T
    """What the method returned."""


def raw_result(answer: Response, parsed: T) -> RawResult[T]:
    """Return an answer beside what was made of it."""
    return RawResult(**{each.name: getattr(answer, each.name) for each in fields(answer)}, parsed=parsed)
