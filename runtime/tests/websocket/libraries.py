"""What the runtime relies on of the WebSocket libraries beyond their documentation, and a digest of its source.

    python runtime/tests/websocket/libraries.py

adds what is installed to `libraries.txt`, which has a line for each source of a member: library, member, digest and the
versions in which that is its source. It is for who has read what is new, and has seen the tests pass with it.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import inspect
from pathlib import Path

TABLE = Path(__file__).with_suffix(".txt")
RELIED_ON = {
    "websocket-client": """
        websocket._abnf:ABNF.create_frame ABNF.format ABNF.validate
        websocket._abnf:frame_buffer.__init__ frame_buffer.clear frame_buffer.needs_header frame_buffer.recv_header
        websocket._abnf:frame_buffer.has_mask frame_buffer.needs_length frame_buffer.recv_length
        websocket._abnf:frame_buffer.needs_mask frame_buffer.recv_mask frame_buffer.recv_frame frame_buffer.recv_strict
        websocket._abnf:continuous_frame.__init__ continuous_frame.validate continuous_frame.add
        websocket._abnf:continuous_frame.is_fire continuous_frame.extract
        websocket._core:WebSocket.__init__ WebSocket.connect WebSocket.gettimeout WebSocket.settimeout
        websocket._core:WebSocket.getstatus WebSocket.send WebSocket.send_frame WebSocket.ping WebSocket.pong
        websocket._core:WebSocket.recv_data_frame WebSocket.recv_frame WebSocket.send_close WebSocket.shutdown
        websocket._core:WebSocket._send WebSocket._recv
        websocket._handshake:handshake
        websocket._http:connect read_headers
        websocket._logging:trace isEnabledForTrace
        websocket._socket:recv recv_line send
    """,
    "websockets": """
        websockets.asyncio.client:ClientConnection.__init__ ClientConnection.handshake ClientConnection.process_event
        websockets.asyncio.client:connect.__init__ connect.create_connection connect.process_redirect
        websockets.asyncio.client:connect.open_tcp_connection connect.__await__ connect.__await_impl__
        websockets.asyncio.connection:Connection.__init__ Connection.send Connection.close Connection.wait_closed
        websockets.asyncio.connection:Connection.process_event Connection.send_context Connection.send_data
        websockets.asyncio.connection:Connection.drain Connection.connection_made Connection.connection_lost
        websockets.asyncio.connection:Connection.pause_writing Connection.resume_writing Connection.data_received
        websockets.asyncio.connection:Connection.eof_received
        websockets.client:ClientProtocol.__init__ ClientProtocol.parse ClientProtocol.process_response
        websockets.protocol:Protocol.__init__ Protocol.receive_data Protocol.receive_eof Protocol.events_received
        websockets.protocol:Protocol.send_text Protocol.send_ping Protocol.send_pong Protocol.send_close Protocol.fail
        websockets.protocol:Protocol.close_expected Protocol.parse Protocol.recv_frame Protocol.send_frame
        websockets.protocol:Protocol.close_exc Protocol.state
        websockets.frames:Frame.parse Frame.serialize Frame.check
        websockets.uri:parse_uri
    """,
}


def digest(member: object) -> str:
    """Return a digest of a function's source, without its comments; `-`: there is none."""
    function = member.fget if isinstance(member, property) else member
    try:
        source = inspect.getsource(function)  # type: ignore[arg-type]
    except TypeError:
        return "-"
    lines = [line.strip() for line in source.splitlines()]
    code = "\n".join(line for line in lines if line and not line.startswith("#"))
    return hashlib.sha256(code.encode()).hexdigest()[:12]


def installed(library: str) -> dict[str, str]:
    """Return the digest of each member, of the version that is installed."""
    found = {}
    for group in RELIED_ON[library].split("\n"):
        module, _, names = group.strip().partition(":")
        for name in names.split():
            member: object = importlib.import_module(module)
            for part in name.split("."):
                member = getattr(member, part, None)
            found[f"{module}:{name}"] = digest(member)
    return found


def read() -> dict[tuple[str, str, str], list[str]]:
    """Return the versions that were read, by library, member and digest."""
    lines = map(str.split, TABLE.read_text(encoding="utf-8").splitlines())
    return {(library, member, code): versions for library, member, code, *versions in lines}


def add() -> None:
    """Add what is installed to what was read."""
    table = read()
    for library in RELIED_ON:
        for member, code in installed(library).items():
            versions = table.setdefault((library, member, code), [])
            versions.extend({importlib.metadata.version(library)}.difference(versions))
    TABLE.write_text("".join(f"{' '.join([*key, *table[key]])}\n" for key in sorted(table)), encoding="utf-8")


if __name__ == "__main__":
    add()
