"""HTTP and WebSocket on bare bytes: what the server and the raw sockets share. No client library takes part."""

from __future__ import annotations

import base64
import hashlib
import os
import struct
from collections.abc import Iterable

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CONT, TEXT, CLOSE, PING, PONG = 0, 1, 8, 9, 10
GOODBYE = struct.pack("!H", 1000)


def frame(opcode: int, payload: bytes, mask: bytes = b"", last: bool = True) -> bytes:
    """One frame, whole or not the last one of a message; with a mask, as clients send it."""
    size, flag, fin = len(payload), 0x80 if mask else 0, 0x80 if last else 0
    if size < 126:
        head = struct.pack("!BB", fin | opcode, flag | size)
    elif size < 65536:
        head = struct.pack("!BBH", fin | opcode, flag | 126, size)
    else:
        head = struct.pack("!BBQ", fin | opcode, flag | 127, size)
    return head + mask + (masked(payload, mask) if mask else payload)


def masked(payload: bytes, mask: bytes) -> bytes:
    """The payload under a mask, or from under it."""
    size = len(payload)
    whole = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(whole, "big")).to_bytes(size, "big")


def take_frame(buffer: bytearray) -> tuple[int, bytes] | None:
    """Take the first frame off the buffer: its opcode and payload; None while it is not complete."""
    if len(buffer) < 2:
        return None
    size, at = buffer[1] & 0x7F, 2
    if size == 126:
        size, at = int.from_bytes(buffer[2:4], "big"), 4
    elif size == 127:
        size, at = int.from_bytes(buffer[2:10], "big"), 10
    mask = bytes(buffer[at : at + 4]) if buffer[1] & 0x80 else b""
    at += len(mask)
    if len(buffer) < at + size:
        return None
    opcode, payload = buffer[0] & 0x0F, bytes(buffer[at : at + size])
    del buffer[: at + size]
    return opcode, masked(payload, mask) if mask else payload


def handshake(host: str, port: int, path: str) -> bytes:
    """A client's request to open a WebSocket."""
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()


def accepted(key: bytes) -> bytes:
    """The server's answer to it."""
    proof = base64.b64encode(hashlib.sha1(key + GUID).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + proof + b"\r\n\r\n"
    )


def answer(body: bytes) -> bytes:
    """A whole HTTP answer with JSON."""
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def event_stream(events: Iterable[bytes]) -> bytes:
    """A whole HTTP answer with server-sent events, each a chunk of its own."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = [b"%x\r\n%s\r\n" % (len(each), each) for each in events]
    return head + b"".join(chunks) + b"0\r\n\r\n"
