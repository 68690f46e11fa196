"""Over asyncio and the `websockets` library: as in threads/, on one event loop, where nothing needs a lock."""
