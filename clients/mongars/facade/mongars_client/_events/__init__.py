"""The event socket: who is told, where it is, and how it ends; over threads and over asyncio."""

from __future__ import annotations

PING_TIMEOUT = 45.0  # seconds: two pings of the server's, which come every 20 s, and some slack
