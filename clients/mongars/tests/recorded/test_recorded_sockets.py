"""The recorded sockets go the same way on the embedded server: handshakes, frames in both directions, and the end."""

from __future__ import annotations

import contextlib
import json
import re
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from mongars_client.testing import EmbeddedMonGARS, ManualClock

from .recordings import RECORDED, embedded, server_of
from .shapes import expanded, shape

PATIENCE = 10.0
"""Seconds after which something that should happen at once is called missing."""
SOCKETS = [record for record in RECORDED if record["kind"] == "ws"]
_AGE = re.compile(r"hs-ticket-(age|future)-(\d+)s")


@pytest.mark.parametrize("record", SOCKETS, ids=lambda record: record["label"])
def test_a_recorded_socket_goes_the_same_way(record: dict[str, Any]) -> None:
    with embedded(server_of(record)) as (server, clock):
        user = next((frame["data"]["user"] for frame in record["frames"] if frame["dir"] == "recv"), "u1")
        tell_history(record, user, server, clock)
        handshake, *frames = record["frames"]
        if handshake["status"] != 101:
            refused(handshake, record["label"], user, server)
            return
        with opened(handshake, record["label"], user, server) as socket:
            assert {type(one).__name__ for one in socket.protocol.extensions} == {"PerMessageDeflate"}
            assert socket.subprotocol is None
            Played(socket, server, clock, user).all(frames, handshake["t"])


def tell_history(record: dict[str, Any], user: str, server: EmbeddedMonGARS, clock: ManualClock) -> None:
    """Chat as often as the recorded snapshot has it."""
    items: list[Any] = []
    for frame in record["frames"]:
        if frame["dir"] == "recv" and frame["data"]["type"] == "history.snapshot":
            items = frame["data"]["data"]["items"]
    headers = {"Authorization": f"Bearer {server.token(user)}"}
    with httpx.Client(base_url=server.url, headers=headers, trust_env=False, verify=False) as http:
        for item in reversed(items):
            clock.advance(1)
            said = {"message": expanded(item["query"]) if item["query"].strip() else "blank"}
            http.post("/api/v1/conversation/chat", json=said).raise_for_status()


def opened(handshake: dict[str, Any], label: str, user: str, server: EmbeddedMonGARS) -> ClientConnection:
    """Make a recorded handshake."""
    age = _AGE.fullmatch(label)
    seconds = 0.0 if age is None else float(age[2]) * (1 if age[1] == "age" else -1)
    path = handshake["path"].replace("<ticket>", server.ticket(user, age=seconds))
    headers = {name: value for name, value in handshake["headers"].items() if value is not None}
    if "Authorization" in headers:
        headers["Authorization"] = f"Bearer {server.token('u1')}"
    url = server.url.replace("http", "ws", 1)
    return connect(url + path, additional_headers=headers, ping_interval=None, proxy=None, open_timeout=PATIENCE)


def refused(handshake: dict[str, Any], label: str, user: str, server: EmbeddedMonGARS) -> None:
    with pytest.raises(InvalidStatus) as caught, opened(handshake, label, user, server):
        pass
    response = caught.value.response
    assert response.status_code == handshake["status"]
    assert response.body == handshake["body"].encode()
    assert {name: response.headers[name] for name in handshake["response_headers"]} == handshake["response_headers"]


class Played:
    """A recorded socket, on a server whose clock goes as that of the recording did."""

    def __init__(self, socket: ClientConnection, server: EmbeddedMonGARS, clock: ManualClock, user: str) -> None:
        self._socket = socket
        self._server = server
        self._clock = clock
        self._user = user
        self._ids: dict[str, str] = {}
        """From an id of the recording to that which this server used."""
        self._chats = 0

    def all(self, frames: list[dict[str, Any]], begun: float) -> None:
        """Do and expect what was recorded, one after the other."""
        now = begun
        for frame in frames:
            self._clock.advance(max(frame["t"] - now, 0))
            now = max(frame["t"], now)
            if frame["dir"] == "recv":
                self._expect(frame["data"])
            elif frame["dir"] == "send":
                self._send(frame["data"])
            else:
                self._happen(frame)

    def _expect(self, recorded: dict[str, Any]) -> None:
        got = json.loads(self._socket.recv(timeout=PATIENCE))
        assert shape(got) == shape(recorded)
        expected = {name: recorded[name] for name in ("type", "user", "payload") if name in recorded}
        assert {name: got[name] for name in expected} == expected
        if recorded["id"] in self._ids:
            assert got["id"] == self._ids[recorded["id"]]
        self._ids[recorded["id"]] = got["id"]

    def _send(self, recorded: str | dict[str, str]) -> None:
        if isinstance(recorded, dict):
            self._socket.send(bytes.fromhex(recorded["binary_hex"]))
            return
        text = recorded
        if recorded.startswith('{"type": "x", "id": "big"'):
            text = json.dumps({"type": "x", "id": "big", "p": "y" * 200_000})
        elif recorded.endswith(" chars>"):
            text = expanded(recorded)
        for theirs, ours in self._ids.items():
            text = text.replace(theirs, ours)
        with contextlib.suppress(json.JSONDecodeError):
            sent = json.loads(text).get("id")
            if sent is not None:
                self._ids.setdefault(sent, sent)
        with contextlib.suppress(ConnectionClosed):  # the server may have enough before all is sent
            self._socket.send(text)

    def _happen(self, event: dict[str, Any]) -> None:
        if event["what"] == "HTTP chat returned":
            answer = httpx.post(
                f"{self._server.url}/api/v1/conversation/chat",
                json={"message": f"m{self._chats}"},
                headers={"Authorization": f"Bearer {self._server.token(self._user)}"},
                trust_env=False,
                verify=False,
            )
            assert answer.status_code == event["status"]
            self._chats += 1
        elif event["what"] == "client closes":
            self._socket.close(event["code"])
        elif event["what"] == "after close":
            received = self._socket.protocol.close_rcvd
            assert received is not None
            assert (received.code, received.reason) == tuple(event["received_close"].values())
        else:
            assert event["what"] == "closed"
            with pytest.raises(ConnectionClosed) as caught:
                self._socket.recv(timeout=PATIENCE)
            code = caught.value.rcvd.code if caught.value.rcvd else 1006
            assert code == event["client_sees"]
