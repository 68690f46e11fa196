"""The options of the SDK's clients, as ours take them."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import httpx

Timeout: TypeAlias = "float | httpx.Timeout | None"
"""Seconds to connect, and as many for the rest; httpx's, of which `connect` and `read` are looked at; None: no end."""
Verify: TypeAlias = "bool | str | ssl.SSLContext"
"""As httpx takes it; False: no certificate is checked."""
NO_END = 366 * 86_400.0


def seconds_of(timeout: Timeout) -> tuple[float, float]:
    """Return how long a call may take: to connect, and for the rest."""
    connect: Any = getattr(timeout, "connect", timeout)
    read: Any = getattr(timeout, "read", timeout)
    return (NO_END if connect is None else connect, NO_END if read is None else read)


def verify_of(verify: Verify) -> Any:
    """Return what checks the server's certificate."""
    if verify is not False:
        return verify
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
