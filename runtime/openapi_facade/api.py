"""What a client says to the runtime of its API: names, words, and what is known of its server."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from openapi_facade.config import RetryPolicy
from openapi_facade.failure import Translate
from openapi_facade.operations import Routes
from openapi_facade.transport.options import Checks
from openapi_facade.transport.response import Response


@dataclass(frozen=True)
class Api:
    """One API, of one client.

    Args:
        name: of the distribution: the `User-Agent`.
        threads: how the names of its threads begin.
        logger: of the client.
        server, the_server: what answers, in words, such as `a server` and `the server`.
        routes: its operations.
        translate: a failure as the client's own error.
        detail: finds the server's words in the body of an error; "": there are none, as where it fails as a reader of
            JSON does.
        code: a word of the client's own for an error with this status and these words, by which it knows it again.
        unknown_status: what its operations raise for a success with a status that the document does not have.
        response: the class of its answers. A client that gives them out has one of its own, whose `_translate` is this.
        header_checks: for headers of the caller's, by name in lower case: gives the text that is sent.
        retries: when to send again what may be repeated.
        keep_alive: seconds for which an idle connection is kept: fewer than the server's.
        refused: statuses that a credential which has ended gets.
        ended_if_refused: whether they say so of a token that should not have ended yet as well, as where a server has
            another secret after it was started anew; else they may mean that something is not allowed.
        dropped_after: statuses after which the server drops the connection without a word.
    """

    name: str
    threads: str
    logger: logging.Logger
    server: str
    the_server: str
    routes: Routes
    translate: Translate
    detail: Callable[[str], str]
    code: Callable[[int, str], str] = lambda status, detail: ""
    unknown_status: type[Exception] | None = None
    response: type[Response] = Response
    header_checks: Checks = field(default_factory=dict)
    retries: RetryPolicy = field(default_factory=RetryPolicy)
    keep_alive: float = 3.0
    refused: frozenset[int] = frozenset((401, 403))
    ended_if_refused: bool = False
    dropped_after: frozenset[int] = frozenset()
