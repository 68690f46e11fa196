"""One user's HTTP calls: the pool, the headers, the timeouts, and the way from a generated call to a result."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

import httpx

from cheshire_cat_api._transport import failures
from cheshire_cat_api.errors import CatError, InvalidArgument
from cheshire_cat_openapi import Client
from cheshire_cat_openapi.operations import API_VERSION, OPERATIONS, Operation

if TYPE_CHECKING:
    from cheshire_cat_api.config import Config
    from cheshire_cat_openapi.models import ErrorBody
    from cheshire_cat_openapi.types import Response

P = ParamSpec("P")
T = TypeVar("T")

API_LINE = "1.9.2"
CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 60.0
SLOW_READ_TIMEOUT = 300.0
KEEPALIVE = 3.0  # seconds; the server drops an idle connection after 5 (CONTRACT §1.4)


@dataclass
class _Call:
    """What belongs to one call, while the generated function that makes it knows nothing of it."""

    operation: Operation
    response: httpx.Response | None = None


_call: ContextVar[_Call | None] = ContextVar("call", default=None)


class Session:
    """The calls of one user to one server; connections open on first use.

    Raises:
        ImportError: the generated package is of another API line than this facade.
    """

    def __init__(self, config: Config) -> None:
        if API_VERSION != API_LINE:
            raise ImportError(
                f"cheshire-cat-openapi is of API {API_VERSION}, this cheshire-cat-api works with {API_LINE}: "
                f"pip install 'cheshire-cat-openapi=={API_LINE}.*'"
            )
        self._config = config
        self._lock = threading.Lock()
        self._api: Client | None = None

    @property
    def api(self) -> Client:
        """What generated calls take as their client."""
        with self._lock:
            if self._api is None:
                url = self._config.http_url
                self._api = Client(base_url=url).set_httpx_client(_HttpClient(url, self._config))
            return self._api

    def call(self, endpoint: Callable[P, Response[T | ErrorBody]], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a generated operation: its result, or one of our errors.

        Positional arguments are the operation's path arguments.

        Raises:
            InvalidArgument: an argument that cannot be sent.
            ConnectionFailed, ApiError, DecodeError: see `errors`.
        """
        call = _Call(OPERATIONS[endpoint.__module__.rpartition(".")[2]])
        _guard(call.operation, args)
        token = _call.set(call)
        try:
            parsed = endpoint(*args, **kwargs).parsed
            problem = "" if parsed is not None else f"that is no status of {call.operation.name}"
        except CatError:
            raise
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
            parsed, problem = None, f"the body is no result of {call.operation.name}: {error}"
        finally:
            _call.reset(token)
        if parsed is None:
            raise failures.undecodable(problem, call.response)
        return cast("T", parsed)  # never an ErrorBody: those come with statuses that were raised

    def close(self) -> None:
        """Close every connection; a later call opens new ones."""
        with self._lock:
            api, self._api = self._api, None
        if api is not None:
            api.get_httpx_client().close()


def _guard(operation: Operation, arguments: tuple[object, ...]) -> None:
    """Refuse path arguments that would make another path: `delete_memory_point(c, "..")` would wipe `c`."""
    for argument in arguments:
        if str(argument) in ("", ".", ".."):
            raise InvalidArgument(
                f"{operation.name}: {str(argument)!r} as a part of {operation.path} would address something else"
            )


class _HttpClient(httpx.Client):
    """httpx's client, which raises our errors and gives each request its operation's timeout."""

    def __init__(self, url: str, config: Config) -> None:
        headers = [(b"user_id", config.user_id.encode("iso-8859-1"))]  # as the server reads it (CONTRACT §2)
        if config.auth_key:
            headers.append((b"Authorization", f"Bearer {config.auth_key}".encode("ascii")))
        super().__init__(
            base_url=url,
            headers=headers,
            timeout=httpx.Timeout(READ_TIMEOUT, connect=CONNECT_TIMEOUT),
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=KEEPALIVE),
        )

    def build_request(self, *args: Any, **kwargs: Any) -> httpx.Request:
        call = _call.get()
        if call is not None and call.operation.slow:
            kwargs["timeout"] = httpx.Timeout(SLOW_READ_TIMEOUT, connect=CONNECT_TIMEOUT)
        try:
            return super().build_request(*args, **kwargs)
        except (TypeError, ValueError, RecursionError, httpx.InvalidURL) as error:
            problem = str(error)
        raise InvalidArgument(f"{call.operation.name if call else 'request'}: cannot be sent: {problem}")

    def send(self, request: httpx.Request, **kwargs: Any) -> httpx.Response:
        outcome: httpx.Response | CatError
        try:
            outcome = super().send(request, **kwargs)
        except (httpx.HTTPError, httpx.StreamError) as error:
            outcome = failures.from_exception(error, request)
        if isinstance(outcome, CatError):
            raise outcome
        call = _call.get()
        if call is not None:
            call.response = outcome
        if outcome.is_success:
            return outcome
        if outcome.status_code == httpx.codes.INTERNAL_SERVER_ERROR:
            _hang_up(outcome)
        raise failures.from_response(outcome, call.operation if call else None)


def _hang_up(response: httpx.Response) -> None:
    """After a 500 the server drops the connection without a word, and the next call would pay for it (CONTRACT D18)."""
    stream = response.extensions.get("network_stream")
    if stream is not None:
        stream.close()
