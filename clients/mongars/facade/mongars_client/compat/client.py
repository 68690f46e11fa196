"""The SDK's two clients.

Both take `base_url`, `timeout` (seconds to connect, and as many for the rest, or an `httpx.Timeout`), `verify`, and
`transport`, one of httpx in the place of the client's own connections, which is closed with the client.
"""

from __future__ import annotations

from mongars_client.compat._async.client import AsyncSDKClient
from mongars_client.compat._sync.client import SDKClient


class MonGARSSyncClient(SDKClient):
    """The client whose methods return; `close` ends it."""


class MonGARSAsyncClient(AsyncSDKClient):
    """The client whose methods are awaited; `aclose` ends it."""


__all__ = ("MonGARSAsyncClient", "MonGARSSyncClient")
