"""The recorded sockets go the same way on the embedded server: handshakes, frames in both directions, and the end."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from thread_chat.testing import EmbeddedThreadChat, ManualClock

from .recordings import RECORDED, embedded

PATIENCE = 10.0
"""Seconds after which something that should happen at once is called missing."""
SOCKETS = [record for record in RECORDED if record["kind"] == "ws"]
OTHERWISE = {"client-close-mid-reply": "the real server answered nothing any more; this one says so, with 503"}


@pytest.mark.parametrize("record", SOCKETS, ids=lambda record: record["label"])
def test_a_recorded_socket_goes_the_same_way(record: dict[str, Any]) -> None:
    handshake, *frames = record["frames"]
    clock = ManualClock()
    with embedded(clock) as server:
        if handshake["status"] != 101:
            refused(handshake, server)
            return
        with opened(handshake, server) as socket:
            assert {type(one).__name__ for one in socket.protocol.extensions} == {"PerMessageDeflate"}
            assert socket.subprotocol is None
            play(frames, socket, server, clock, handshake["t"])
        assert server.is_lost == (record["label"] in OTHERWISE)
        if server.is_lost:
            answer = httpx.get(server.url, trust_env=False, verify=False)
            assert answer.status_code == 503, OTHERWISE


def opened(handshake: dict[str, Any], server: EmbeddedThreadChat) -> ClientConnection:
    """Make a recorded handshake."""
    headers = {name: value for name, value in handshake["headers"].items() if value is not None}
    url = server.url.replace("http", "ws", 1)
    return connect(
        url + handshake["path"], additional_headers=headers, ping_interval=None, proxy=None, open_timeout=PATIENCE
    )


def refused(handshake: dict[str, Any], server: EmbeddedThreadChat) -> None:
    with pytest.raises(InvalidStatus) as caught, opened(handshake, server):
        pass
    response = caught.value.response
    assert response.status_code == handshake["status"]
    assert response.body == handshake["body"].encode()
    assert {name: response.headers[name] for name in handshake["response_headers"]} == handshake["response_headers"]


def play(
    frames: list[dict[str, Any]],
    socket: ClientConnection,
    server: EmbeddedThreadChat,
    clock: ManualClock,
    begun: float,
) -> None:
    """Do and expect what was recorded, one after the other, on a clock that goes as it did."""
    now, sent = begun, 0
    for frame in frames:
        clock.advance(max(0.0, frame["t"] - now))
        now = max(now, frame["t"])
        if frame["dir"] == "send":
            socket.send(expanded(frame["data"]))
            sent += 1
            # the server has it before the clock goes on
            assert server.wait_for(lambda sent=sent: len(server.sockets[0].frames) == sent, PATIENCE)  # type: ignore[misc]
            if "LONG" in frame["data"]:
                assert server.wait_for(lambda: server.turns, PATIENCE)
        elif frame["dir"] == "recv":
            assert plain(json.loads(socket.recv(timeout=PATIENCE))) == plain(frame["data"])
        elif frame["what"] in ("client closes", "client closed 1000"):
            socket.close(frame.get("code", 1000))
            assert closed(socket) == (1000, "")
        elif frame["what"] == "closed":
            server.stop()
            assert closed(socket) == (1012, "")


def closed(socket: ClientConnection) -> tuple[int, str]:
    """The close frame that came, nothing else coming before."""
    with pytest.raises(ConnectionClosed) as caught:
        socket.recv(timeout=PATIENCE)
    assert caught.value.rcvd is not None
    return caught.value.rcvd.code, caught.value.rcvd.reason


def expanded(text: str) -> str:
    """A recorded frame that was too long to be kept is made anew, as long as it was."""
    found = re.fullmatch(r"(.*\"thread_id\": \")\S+\.\.\.<(\d+) chars>", text)
    if found is None:
        return text
    head = {"type": "message", "thread_id": "00000000-0000-0000-0000-00000000007b", "content": ""}
    return json.dumps({**head, "content": "x" * (int(found[2]) - len(json.dumps(head)))})


def plain(frame: dict[str, Any]) -> dict[str, Any]:
    """A frame without its time, whose form must be that of SRV: local, in microseconds, without a zone."""
    at = frame.get("created_at")
    if at is not None:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}", at)
    return {**frame, "created_at": at is not None}
