"""What a Cat that is still starting looks like."""

from __future__ import annotations

from cheshire_cat_api.errors import ApiError, ConnectionFailed, HandshakeRefused, is_of_tls
from openapi_facade.websocket.backoff import worth_another_try


def may_be_starting(error: Exception) -> bool:
    """Whether a Cat may say so that is still starting: a closed port, an unknown name, a proxy's 502 or 503."""
    if isinstance(error, HandshakeRefused | ApiError):
        return worth_another_try(None, error.status_code)
    return isinstance(error, ConnectionFailed) and not is_of_tls(error)
