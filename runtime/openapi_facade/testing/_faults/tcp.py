"""What the proxy needs of TCP beyond asyncio's sockets: resets, and knowing that bytes have left."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import sys
import time

Address = tuple[object, ...]

if sys.platform == "linux":
    import fcntl

    _SIOCOUTQNSD = 0x894B  # linux/sockios.h: how much of the send queue has not been sent

    def _unsent(sink: socket.socket) -> bool:
        return any(fcntl.ioctl(sink, _SIOCOUTQNSD, bytes(4)))
else:

    def _unsent(sink: socket.socket) -> bool:
        return False


def no_delay(side: socket.socket) -> None:
    """Send what is written at once, however small (TCP_NODELAY)."""
    side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def reset(side: socket.socket) -> None:
    """Close with a reset (SO_LINGER of 0 seconds)."""
    # On Windows, `struct linger` is made of two short ints.
    side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if os.name == "nt" else "ii", 1, 0))
    side.close()


async def sent(sink: socket.socket, timeout: float = 1.0) -> None:
    """Wait until the other side has been sent all: a reset throws away what has not been.

    `timeout` seconds at most, for a side that does not read; systems other than Linux do not tell.
    """
    deadline = time.monotonic() + timeout
    while _unsent(sink) and time.monotonic() < deadline:
        await asyncio.sleep(0.001)
