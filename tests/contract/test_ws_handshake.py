"""How a WebSocket begins, lives and ends: each row of CONTRACT §4.1, and §2 where it is about sockets."""

from __future__ import annotations

import json
import os
import signal
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, NamedTuple

import httpx
import jwt
import pytest

from .chat import TEXT, TOKENS, Chat, ends_turn, history, tokens, turn_is_stored
from .conftest import Member, OpenChat
from .marks import WITH_WS_KEY, covers_row, needs, slow
from .rawsocket import BINARY, CLOSE, PING, PONG, Frame, Head, RawSocket
from .rawsocket import TEXT as TEXT_FRAME
from .servers import FORGED_JWT, Server, Servers, start_embedded
from .shapes import is_reply, ok
from .test_auth import sign

Raw = Callable[[], RawSocket]
LIMIT = 16 * 1024 * 1024
FAST = {"text": "x [dict]"}


def accepted(head: Head) -> None:
    """The handshake went well."""
    assert (head.status, head.reason) == (101, "Switching Protocols")
    assert head.headers["upgrade"].lower() == "websocket"


def refused(head: Head, connection: RawSocket) -> None:
    """The one answer to all that is not wanted: 403 without a body, and the end."""
    assert (head.status, head.reason) == (403, "Forbidden")
    assert head.headers["content-length"] == "0"
    assert head.headers["connection"] == "close"
    assert connection.read_to_end() == b""


def closed_with(connection: RawSocket, code: int) -> Frame:
    """The server says why, and ends the connection."""
    frame = connection.read_frame(data_only=True)
    assert frame is not None, f"the connection ended without a close frame, {code} was expected"
    assert (frame.opcode, frame.close_code) == (CLOSE, code)
    assert connection.read_frame() is None
    return frame


def sent_json(connection: RawSocket, message: object) -> None:
    connection.send_frame(TEXT_FRAME, json.dumps(message).encode())


def read_json(connection: RawSocket) -> Any:
    frame = connection.read_frame(data_only=True)
    assert frame is not None, "the connection ended"
    assert frame.opcode == TEXT_FRAME, frame
    return json.loads(frame.payload)


# --- who gets in ---


@covers_row("4.1", "open server")
def test_open_is_101_and_selects_no_subprotocol(raw: Raw, server: Server, user: str) -> None:
    for path in (server.ws_path(), server.ws_path(user)):
        head = raw().handshake(
            path, {"Sec-WebSocket-Protocol": "chat, superchat", "Origin": "http://elsewhere.example"}
        )
        accepted(head)
        assert head.headers["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        assert "sec-websocket-protocol" not in head.headers
        assert "sec-websocket-extensions" not in head.headers


@covers_row("4.1", "open server")
def test_open_negotiates_compression_if_offered(raw: Raw, server: Server, user: str) -> None:
    head = raw().handshake(server.ws_path(user), {"Sec-WebSocket-Extensions": "permessage-deflate"})
    accepted(head)
    assert head.headers["sec-websocket-extensions"].startswith("permessage-deflate")


@needs("open")
@covers_row("4.1", "open server")
@pytest.mark.parametrize("path", ["/ws", "/ws/alice", "/ws?token=anything", "/ws?token=", "/ws?apikey=anything"])
def test_open_server_lets_anyone_in(raw: Raw, path: str) -> None:
    accepted(raw().handshake(path))


@needs("http-key")
@covers_row("4.1", "open server")
def test_http_key_alone_leaves_the_socket_open_to_callers_without_a_token(raw: Raw, server: Server) -> None:
    accepted(raw().handshake("/ws"))
    for token in ("", "anything", server.key):
        connection = raw()
        refused(connection.handshake(f"/ws?token={token}"), connection)


@needs(*WITH_WS_KEY)
@covers_row("4.1", "missing or wrong credentials")
@pytest.mark.parametrize("user", ["", "/alice"])
@pytest.mark.parametrize(
    "query", ["", "?token=", "?token=wrong", "?apikey={key}", "?access_token={key}", "?token=Bearer%20{key}"]
)
def test_without_the_key(raw: Raw, server: Server, user: str, query: str) -> None:
    connection = raw()
    refused(connection.handshake(f"/ws{user}{query.format(key=server.ws_key)}"), connection)


@needs(*WITH_WS_KEY)
@covers_row("4.1", "missing or wrong credentials")
@pytest.mark.parametrize(("header", "value"), [("Authorization", "Bearer {}"), ("access_token", "{}")])
def test_the_key_in_a_header(raw: Raw, server: Server, header: str, value: str) -> None:
    connection = raw()
    refused(connection.handshake("/ws", {header: value.format(server.ws_key)}), connection)


@needs("keys")
@covers_row("4.1", "missing or wrong credentials")
def test_the_http_key(raw: Raw, server: Server) -> None:
    connection = raw()
    refused(connection.handshake(f"/ws?token={server.key}"), connection)


@covers_row("4.1", "missing or wrong credentials")
def test_a_forged_token(raw: Raw) -> None:
    connection = raw()
    refused(connection.handshake(f"/ws?token={FORGED_JWT}"), connection)


@covers_row("4.1", "missing or wrong credentials")
def test_an_expired_token(raw: Raw, member: Callable[..., Member]) -> None:
    claims = jwt.decode(member().token, options={"verify_signature": False})
    fresh, expired = (sign({**claims, "exp": int(time.time()) + seconds}) for seconds in (60, -60))
    accepted(raw().handshake(f"/ws?token={fresh}"))
    connection = raw()
    refused(connection.handshake(f"/ws?token={expired}"), connection)


@covers_row("4.1", "missing or wrong credentials")
def test_a_token_without_the_permission_to_chat(raw: Raw, member: Callable[..., Member]) -> None:
    everything_else = {"CONVERSATION": ["EDIT", "LIST", "READ", "DELETE"], "STATUS": ["READ"]}
    connection = raw()
    refused(connection.handshake(f"/ws?token={member(everything_else).token}"), connection)
    accepted(raw().handshake(f"/ws?token={member({'CONVERSATION': ['WRITE']}).token}"))


def test_a_token_decides_who_speaks(chat: OpenChat, member: Callable[..., Member]) -> None:
    person = member()
    for path in ("/ws", "/ws/mallory"):
        (reply,) = chat(path=f"{path}?token={person.token}").ask("x [dict]")
        is_reply(reply, person.name, "fast reply output")


def test_a_token_is_checked_at_the_handshake_only(
    chat: OpenChat, member: Callable[..., Member], api: httpx.Client
) -> None:
    person = member()
    socket = chat(path=f"/ws?token={person.token}")
    ok(api.delete(f"/users/{person.id}"))
    (reply,) = socket.ask("x [dict]")
    is_reply(reply, person.name, "fast reply output")


# --- paths and malformed handshakes ---


@covers_row("4.1", "unknown path")
@pytest.mark.parametrize("path", ["/ws/", "/ws/alice/", "/ws/a/b", "/ws/a%2Fb", "/nope", "/"])
def test_unknown_path(raw: Raw, server: Server, path: str) -> None:
    connection = raw()
    query = f"?token={server.ws_key}" if server.ws_key else ""
    refused(connection.handshake(path + query), connection)


@covers_row("4.1", "plain GET /ws")
def test_plain_get(api: httpx.Client) -> None:
    answer = api.get("/ws")
    assert answer.status_code == 404
    assert answer.json() == {"detail": "Not Found"}


@covers_row("4.1", "bad version or no key")
@pytest.mark.parametrize("wrong", [{"Sec-WebSocket-Version": "12"}, {"Sec-WebSocket-Key": None}], ids=str)
def test_malformed_handshake(raw: Raw, server: Server, wrong: dict[str, str | None]) -> None:
    connection = raw()
    head = connection.handshake(server.ws_path(), wrong)
    assert head.status == 400
    assert head.headers["content-type"].startswith("text/plain")
    assert connection.read_to_end().startswith(b"Failed to open a WebSocket connection: ")


@covers_row("4.1", "user id url-decoded")
@pytest.mark.parametrize("user", ["al ice", "è", "a?b#c", "%41"])
def test_user_id_is_url_decoded(chat: OpenChat, user: str) -> None:
    (reply,) = chat(user).ask("x [dict]")
    is_reply(reply, user, "fast reply output")


# --- pings ---


class Pinging(NamedTuple):
    """A server, and after how many seconds it pings and, without a pong, closes."""

    server: Server
    interval: float


@pytest.fixture
def pinging(servers: Servers) -> Iterator[Pinging]:
    """Give a server whose pings come soon, where we may choose."""
    with ExitStack() as stack:
        if servers.given:
            server, interval = servers.given, 20.0
        else:
            interval = 0.5
            server = start_embedded(stack, None, None, ping_after=interval)
        servers.script(server)
        yield Pinging(server, interval)


@slow
@pytest.mark.timeout(120)
@covers_row("4.1", "server pings")
def test_pings_and_what_becomes_of_who_does_not_answer(
    pinging: Pinging, servers: Servers, user: str, api: httpx.Client
) -> None:
    server, interval = pinging
    text = f"x [wait:{interval * 2.4}]"
    with (
        RawSocket(server.address) as answering,
        RawSocket(server.address) as idle,
        RawSocket(server.address) as in_a_turn,
    ):
        started = time.monotonic()
        answering.open(server.ws_path(f"{user}-1"))
        idle.open(server.ws_path(f"{user}-2"))
        in_a_turn.open(server.ws_path(f"{user}-3"))
        sent_json(in_a_turn, {"text": text})

        ping = answering.read_frame()
        assert ping is not None
        assert (ping.opcode, len(ping.payload)) == (PING, 4)
        assert 0.95 * interval < time.monotonic() - started < 1.5 * interval
        answering.send_frame(PONG, ping.payload)

        for connection in (idle, in_a_turn):
            missed = connection.read_frame()
            assert missed is not None
            assert missed.opcode == PING
            assert closed_with(connection, 1011).payload[2:] == b"keepalive ping timeout"
        assert 1.95 * interval < time.monotonic() - started < 3 * interval

        sent_json(answering, FAST)
        is_reply(read_json(answering), f"{user}-1", "fast reply output")
    if servers.given:  # otherwise the server has no other cases
        turn_is_stored(api, f"{user}-3", text)  # and meets no turn of the next case (CONTRACT §3.3)


@covers_row("4.1", "client ping")
def test_client_ping_idle(raw: Raw, server: Server, user: str) -> None:
    connection = raw().open(server.ws_path(user))
    connection.send_frame(PING, b"are you there?")
    frame = connection.read_frame()
    assert frame is not None
    assert (frame.opcode, frame.payload) == (PONG, b"are you there?")


@covers_row("4.1", "client ping")
def test_client_ping_while_a_turn_runs(raw: Raw, scripted: Server, user: str) -> None:
    connection = raw().open(scripted.ws_path(user))
    sent_json(connection, {"text": "x [slow:0.1]"})
    assert read_json(connection) == {"type": "chat_token", "content": TOKENS[0]}
    connection.send_frame(PING, b"are you there?")
    seen = []
    while (frame := connection.read_frame()) is not None and frame.opcode != PONG:
        seen.append(frame)
    assert frame is not None
    assert frame.payload == b"are you there?"
    assert all(json.loads(f.payload)["type"] == "chat_token" for f in seen), "the turn had ended before the pong"
    while not ends_turn(read_json(connection)):
        pass  # a turn that went on would meet that of the next case, which a local store does not stand (CONTRACT §3.3)


# --- how it ends ---


@covers_row("4.1", "client close code")
@pytest.mark.parametrize(
    "payload", [struct.pack("!H", 1000), struct.pack("!H", 1001), struct.pack("!H", 4001) + b"for my own reasons", b""]
)
def test_close_is_echoed(raw: Raw, server: Server, user: str, payload: bytes) -> None:
    connection = raw().open(server.ws_path(user))
    connection.send_frame(CLOSE, payload)
    frame = connection.read_frame()
    assert frame is not None
    assert (frame.opcode, frame.payload) == (CLOSE, payload)
    assert connection.read_frame() is None


@covers_row("4.1", "protocol violations")
def test_invalid_utf8(raw: Raw, server: Server, user: str) -> None:
    connection = raw().open(server.ws_path(user))
    connection.send_frame(TEXT_FRAME, b'{"text": "\xff"}')
    closed_with(connection, 1007)


@covers_row("4.1", "protocol violations")
@pytest.mark.parametrize(
    ("opcode", "payload", "masked"),
    [
        pytest.param(TEXT_FRAME, b'{"text": "hi"}', False, id="unmasked"),
        pytest.param(3, b"", True, id="reserved data opcode"),
        pytest.param(11, b"", True, id="reserved control opcode"),
        pytest.param(CLOSE, struct.pack("!H", 1005), True, id="close code that must not be sent"),
        pytest.param(CLOSE, struct.pack("!H", 999), True, id="close code out of range"),
    ],
)
def test_protocol_error(raw: Raw, server: Server, user: str, opcode: int, payload: bytes, masked: bool) -> None:
    connection = raw().open(server.ws_path(user))
    connection.send_frame(opcode, payload, masked=masked)
    closed_with(connection, 1002)


@covers_row("4.1", "protocol violations")
@covers_row("4.1", "message size")
def test_frame_above_16_mib_is_refused_by_its_header(raw: Raw, server: Server, user: str) -> None:
    connection = raw().open(server.ws_path(user))
    connection.send_frame(TEXT_FRAME, length=LIMIT + 1)  # not one byte of it is sent
    closed_with(connection, 1009)


@covers_row("4.1", "malformed, empty or binary")
@covers_row("4.4", "malformed, empty or binary")
@pytest.mark.parametrize(
    ("opcode", "payload"), [(TEXT_FRAME, b'{"text": '), (TEXT_FRAME, b""), (BINARY, b'{"text":"hi"}'), (BINARY, b"")]
)
def test_unreadable_message_ends_without_a_close_frame(
    raw: Raw, server: Server, user: str, opcode: int, payload: bytes
) -> None:
    connection = raw().open(server.ws_path(user))
    connection.send_frame(opcode, payload)
    assert connection.read_frame() is None


@pytest.fixture
def ending(servers: Servers) -> Iterator[tuple[Server, Callable[[], None]]]:
    """Give a server that the case may end, and the way to: SIGTERM to a real one, its own end for an embedded one."""
    with ExitStack() as stack:
        if servers.given:
            if not os.environ.get("CAT_PID"):
                pytest.skip("would end the given server: set CAT_PID to its process id if it may be ended")
            server = servers.given

            def end() -> None:
                os.kill(int(os.environ["CAT_PID"]), signal.SIGTERM)

        else:
            server = start_embedded(stack, None, None)
            end = stack.pop_all().close
        servers.script(server)
        yield server, end


@pytest.mark.ends_the_server
@covers_row("4.1", "SIGTERM")
def test_sigterm_ends_without_a_close_frame(ending: tuple[Server, Callable[[], None]]) -> None:
    server, end = ending
    with RawSocket(server.address) as idle, RawSocket(server.address) as in_a_turn:
        idle.open(server.ws_path("idle"))
        in_a_turn.open(server.ws_path("in-a-turn"))
        sent_json(in_a_turn, {"text": "x [slow:0.2]"})
        assert read_json(in_a_turn) == {"type": "chat_token", "content": TOKENS[0]}
        end()
        assert idle.read_frame() is None
        last = None
        while frame := in_a_turn.read_frame():
            last = frame
        assert last is None or json.loads(last.payload)["type"] == "chat_token"
        with pytest.raises(ConnectionRefusedError):
            RawSocket(server.address)


# --- sizes ---


@covers_row("4.1", "message size")
def test_message_of_16_mib_is_accepted(raw: Raw, scripted: Server, user: str) -> None:
    connection = raw().open(scripted.ws_path(user))
    head, tail = b'{"text":"x [dict]","pad":"', b'"}'
    connection.send_frame(TEXT_FRAME, head + b"a" * (LIMIT - len(head) - len(tail)) + tail)
    is_reply(read_json(connection), user, "fast reply output")


@covers_row("4.1", "reply size")
def test_reply_to_1_mb_is_3_mb(chat: OpenChat, user: str) -> None:
    question = "tea " * 250_000
    socket = chat(user)
    *_, reply = socket.ask(question)
    is_reply(reply, user, TEXT)
    assert reply["why"]["input"] == question
    assert 3_000_000 < len(json.dumps(reply, ensure_ascii=False)) < 3_500_000


# --- turns and sockets ---


@covers_row("4.1", "second message while the first runs")
def test_messages_are_answered_in_order(chat: OpenChat, user: str) -> None:
    socket = chat(user)
    socket.send({"text": "first [slow:0.05]"})
    socket.send({"text": "second"})
    socket.send({"text": "third [dict]"})
    first, second, third = socket.turn(), socket.turn(), socket.turn()
    assert first[-1]["why"]["input"] == "first [slow:0.05]"
    assert second[-1]["why"]["input"] == "second"
    assert tokens(first) == tokens(second) == TOKENS
    assert [frame["content"] for frame in third] == ["fast reply output"]


@covers_row("4.1", "second message while the first runs")
def test_sockets_run_in_parallel(chat: OpenChat, user: str) -> None:
    slow_one, quick = chat(f"{user}-1"), chat(f"{user}-2")
    slow_one.send({"text": "x [slow:0.1]"})
    assert slow_one.frame()["content"] == TOKENS[0]
    quick.is_usable()
    slow_one.send({"text": "x [dict]"})
    rest = slow_one.turn()
    assert tokens(rest), "the other socket was served only after this turn had ended"
    slow_one.turn()


@covers_row("4.1", "client gone mid-turn")
def test_turn_of_a_client_that_is_gone_runs_to_its_end(
    raw: Raw, scripted: Server, user: str, api: httpx.Client
) -> None:
    with RawSocket(scripted.address) as connection:
        connection.open(scripted.ws_path(user))
        sent_json(connection, {"text": "long [slow:0.05]"})
        assert read_json(connection)["content"] == TOKENS[0]
    turn_is_stored(api, user, "long [slow:0.05]")
    assert [(turn["who"], turn["text"]) for turn in history(api, user)] == [
        ("Human", "long [slow:0.05]"),
        ("AI", TEXT),
    ]


def test_chat_closes_cleanly(chat: OpenChat, user: str) -> None:
    socket: Chat = chat(user)
    socket.is_usable()
    socket.close()
    assert not socket.socket.connected
