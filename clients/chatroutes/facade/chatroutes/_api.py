"""What the runtime is told of ChatRoutes: its operations, its words, and which of our errors a failure is."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any, Generic, ParamSpec, TypeVar

from chatroutes._config import Config
from chatroutes._config import from_variables as variables
from chatroutes._failures import Answer, error_facts, error_of, no_stream, parsed
from chatroutes.errors import (
    ChatRoutesError,
    InvalidArgumentError,
    NetworkError,
    NetworkTimeoutError,
)
from chatroutes_openapi.operations import OPERATIONS
from openapi_facade import operations
from openapi_facade.api import Api
from openapi_facade.failure import Failure, translated
from openapi_facade.operations import Routes
from openapi_facade.redaction import Redactor
from openapi_facade.secrets import concealing
from openapi_facade.transport.response import Response

P = ParamSpec("P")
T = TypeVar("T")


def from_failure(failure: Failure) -> ChatRoutesError:
    """Return the error that a failure of the runtime is to a caller (CONTRACT §5)."""
    if failure.kind == "status":
        return error_of(Answer(failure.status_code, failure.headers, failure.body.encode("utf-8", "replace")))
    if failure.kind == "decode":
        if failure.headers:  # of a whole answer
            return no_stream(Answer(failure.status_code, failure.headers, failure.body.encode("utf-8", "replace")))
        return ChatRoutesError(failure.message, failure.status_code)
    if failure.kind in ("connection", "timeout"):
        kind = NetworkTimeoutError if failure.kind == "timeout" else NetworkError
        return kind(failure.message, {"error": failure.message, "attempts": failure.attempts})
    return InvalidArgumentError(failure.message)


def cleaned(error: ChatRoutesError, redactor: Redactor | None) -> ChatRoutesError:
    """Return an error of the server's words, in which nothing of a secret is left."""
    if redactor is not None:
        redactor.error(error)
        if error.details is not None:
            try:
                error.details = json.loads(redactor.clean_json(json.dumps(error.details)))
            except RecursionError:  # what nests so deep is no detail, and cannot be looked through
                error.details = None
    # The frames that read the answer hold it as it came; a report of the error may show their variables.
    return error.with_traceback(None)


class Reading(Generic[P, T]):
    """An operation whose result is read in both dialects.

    Args:
        name: of the operation in the generated package, which knows its facts and builds its request.
        read: gives the result, or raises.
        repeatable: whether it may be sent twice; None: as the operation is.
    """

    def __init__(
        self,
        operation: operations.Operation[P, Any],
        read: Callable[[Answer], T],
        repeatable: bool | None = None,
    ) -> None:
        self.name, self.method, self.path = operation.name, operation.method, operation.path
        self.permission, self.slow = operation.permission, operation.slow
        self.repeatable = operation.repeatable if repeatable is None else repeatable
        self.build: Callable[P, Mapping[str, object]] = operation.build
        self._read = read

    @property
    def parse(self) -> Callable[[operations.Answer], T]:
        """Gives the result of an answer, or raises one of our errors."""
        return self._parse

    def _parse(self, response: operations.Answer) -> T:
        try:
            return self._read(Answer(response.status_code, response.headers, response.content))
        except ChatRoutesError as error:
            problem = cleaned(error, response.redactor if isinstance(response, Response) else None)
        try:
            raise problem
        finally:
            del problem


API = Api(
    name="chatroutes",
    threads="chatroutes",
    logger=logging.getLogger("chatroutes"),
    server="ChatRoutes",
    the_server="the service",
    routes=Routes(lambda: OPERATIONS),
    translate=from_failure,
    detail=lambda body: error_facts(parsed(body)).text,
    refused=frozenset((401,)),
)


# What a wrong argument holds is in no traceback.
checked = concealing(translated(Config, from_failure), "base_url", "autobranch_base_url", "proxy", "cert")
"""Give a configuration, or raise one of our errors."""
changed = translated(Config.changed, from_failure)
from_variables = translated(variables, from_failure)
