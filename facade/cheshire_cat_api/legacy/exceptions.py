"""The exceptions of 1.4.9: names of ours, so that old `except` clauses catch what is raised now."""

from __future__ import annotations

from cheshire_cat_api.errors import (
    ApiError,
    BadRequest,
    CatError,
    Forbidden,
    InvalidArgument,
    NotFound,
    ServerFailure,
    Unauthorized,
)
from cheshire_cat_api.legacy.deprecation import deprecated
from cheshire_cat_api.legacy.rest import reason_of

OpenApiException = CatError
ApiException = ApiError
BadRequestException = BadRequest
UnauthorizedException = Unauthorized
ForbiddenException = Forbidden
NotFoundException = NotFound
ServiceException = ServerFailure
ApiValueError = InvalidArgument


class ApiTypeError(CatError, TypeError):
    """Raised by nothing now: what cannot be sent is an `InvalidArgument`."""


class ApiAttributeError(CatError, AttributeError):
    """Raised by nothing now."""


class ApiKeyError(CatError, KeyError):
    """Raised by nothing now."""


def attribute(error: ApiError, name: str) -> object:
    """An attribute that an `ApiException` had."""
    if name == "status":
        deprecated("ApiException.status", "write `status_code`")
        return error.status_code
    deprecated("ApiException.reason", "write `detail`, which has the server's own words")
    return reason_of(error.status_code)
