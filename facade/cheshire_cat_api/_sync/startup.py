# Written by scripts/unasync.py from _async/startup.py; do not edit.
"""Waiting for a Cat that is still starting."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from cheshire_cat_api._compat import without_keywords
from cheshire_cat_api._startup import may_be_starting
from cheshire_cat_api._sync.resources.auth import exchange
from cheshire_cat_api._sync.resources.status import Status
from cheshire_cat_api._sync.session import Session
from cheshire_cat_api.config import CONNECT_TIMEOUT, Config, checked_timeout, copied
from cheshire_cat_api.errors import CatError, TimedOut
from openapi_facade.websocket.backoff import until_up

if TYPE_CHECKING:
    from cheshire_cat_openapi.models import ServerStatus

logger = logging.getLogger("cheshire_cat_api")


def wait_until_up(config: Config | None = None, timeout: float = 60.0) -> ServerStatus:
    """Return what the Cat says of itself as soon as it answers `GET /`; its `version`, for one.

    Asked again, in growing intervals of 2 seconds at most: while nobody listens at its port, its name is not known yet,
    the connection breaks or 5 seconds bring no answer, and after 408, 425, 429 and 5xx, as a proxy in front of it
    answers. Everything else is raised at once, since waiting does not mend it.

    Args:
        config: server and credentials, as for a client; without: an open server on this machine.
        timeout: seconds for everything together.

    Raises:
        TimedOut: it was not up in time; the message has what the last attempt came to.
        Forbidden: it is up, and does not take the credentials, or the user is without STATUS:READ (CONTRACT §3).
        ConnectionFailed: there is TLS where none is expected or the other way round, or a certificate is not trusted.
        ApiError, DecodeError: something else answers there.
        ConfigError: a configuration, or a time, that cannot work.
    """
    ends = time.monotonic() + checked_timeout(timeout).total
    session = Session(copied(config), exchange, without_keywords)
    problem, attempts = "no time to ask", 0
    try:
        for pause in until_up():
            left = ends - time.monotonic()
            if left <= 0:
                break
            try:
                look = session.with_options(timeout=min(CONNECT_TIMEOUT, left), retries=0)
                return Status(look).status()
            except CatError as error:
                if not may_be_starting(error):
                    raise
                attempts += 1
                if attempts == 1 or not isinstance(error, TimedOut) or time.monotonic() < ends:
                    problem = str(error)  # what our own end has cut off tells less than the one before
            logger.info("not up yet: %s", problem)
            session.pause(max(0.0, min(pause, ends - time.monotonic())))
    finally:
        session.close()
    raise TimedOut(f"{session.url}: not up within {timeout:g} s: {problem}", attempts=attempts)
