"""The chat over asyncio and the `websockets` library: as in threads/, on one event loop, where nothing needs a lock."""

from __future__ import annotations

from cheshire_cat_api.errors import ConfigError

try:
    import websockets  # noqa: F401
except ModuleNotFoundError:
    raise ConfigError('the chat over asyncio needs websockets: pip install "cheshire-cat-api[async]"') from None
