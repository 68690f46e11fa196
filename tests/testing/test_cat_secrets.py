"""What an embedded Cat does not tell: a chat's token and other credentials stand in no log line, repr or traceback."""

from __future__ import annotations

import logging
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_api.testing._cat.auth import Gate
from cheshire_cat_api.testing._cat.state import Options

from .cats import PATIENCE
from .test_cat_command import ENVIRONMENT

TOKEN = "t0ken-of-the-chat"
HEADERS = {"Authorization": "Bearer h3ader-key", "access_token": "an0ther-key", "Cookie": "ccat_user_token=c00kie"}
SECRETS = (TOKEN, "h3ader-key", "an0ther-key", "c00kie")


@pytest.fixture
def everything(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """All that any logger has to say, at the lowest level, and that of uvicorn, which looks at its own."""
    with caplog.at_level(1), caplog.at_level(1, "uvicorn.error"), caplog.at_level(1, "uvicorn.access"):
        yield caplog


def handshake(host: str, port: int, query: str, **more: str) -> bytes:
    """Ask for a WebSocket over a plain socket, for a client of a library would log the address itself."""
    headers = {
        "Host": "localhost",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        **HEADERS,
        **more,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection((host, port), PATIENCE) as raw:
        raw.sendall(f"GET /ws/alice{query} HTTP/1.1\r\n{head}\r\n".encode())
        answer = raw.recv(65536)
        raw.sendall(b"\x88\x80\0\0\0\0")  # goodbye, where it was accepted
        while answer[9:12] == b"101" and raw.recv(65536):
            pass
    return answer


def told(log: pytest.LogCaptureFixture) -> str:
    """Every record, as text and as its parts."""
    return log.text + "".join(repr(vars(record)) for record in log.records)


QUERIES = (f"?token={TOKEN}", f"?a=b&token={TOKEN}", f"?token=x&token={TOKEN}", f"?%74oken={TOKEN}&c", f"?{TOKEN}")


@pytest.mark.parametrize("query", QUERIES)
def test_a_token_is_in_no_log(query: str, everything: pytest.LogCaptureFixture) -> None:
    with EmbeddedCat(ws_key=TOKEN) as cat, EmbeddedCat(ws_key="another") as strict:
        welcome = handshake(cat.host, cat.port, query)
        refusal = handshake(strict.host, strict.port, query)
        foreign = handshake(cat.host, cat.port, query, Host="evil.example")
        wrong_version = handshake(cat.host, cat.port, query, **{"Sec-WebSocket-Version": "1"})
        # it was there all the time
        assert {request.query for request in (*cat.requests, *strict.requests)} == {query[1:]}
        assert {request.headers["authorization"] for request in cat.requests} == {HEADERS["Authorization"]}
    statuses = [answer[9:12] for answer in (welcome, refusal, foreign, wrong_version)]
    assert statuses == [b"101" if "token=" in query.replace("%74", "t") else b"403", b"403", b"421", b"400"]
    assert "/ws/alice?***" in everything.text
    assert not [secret for secret in SECRETS if secret in told(everything)]


def test_a_token_of_what_is_no_handshake_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    """A proxy on the way may have taken the upgrade off."""
    with caplog.at_level(logging.DEBUG), EmbeddedCat() as cat:
        assert handshake(cat.host, cat.port, f"?token={TOKEN}", Upgrade="tea")[9:12] == b"404"
    assert caplog.records
    assert not [secret for secret in SECRETS if secret in told(caplog)]


def test_a_token_is_in_no_traceback(monkeypatch: pytest.MonkeyPatch, everything: pytest.LogCaptureFixture) -> None:
    def broken(self: Gate, path_user: str | None, token: str | None) -> str:
        assert token == TOKEN
        raise RuntimeError("something of ours is broken")

    monkeypatch.setattr(Gate, "websocket", broken)
    with EmbeddedCat() as cat:
        handshake(cat.host, cat.port, f"?token={TOKEN}")
        assert cat.wait_for(lambda: "something of ours is broken" in everything.text, PATIENCE)
    assert "Traceback" in everything.text
    assert not [secret for secret in SECRETS if secret in told(everything)]


def test_the_command_prints_no_token() -> None:
    code = (
        "import logging, sys; logging.basicConfig(level=1); logging.getLogger('uvicorn.error').setLevel(1)\n"
        "from cheshire_cat_api.testing.__main__ import main\n"
        f"sys.exit(main(['--port', '0', '--ws-key', {TOKEN!r}]))"
    )
    command = [sys.executable, "-c", code]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT, start_new_session=True
    )
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline().rpartition(":")[2])
        statuses = [handshake("127.0.0.1", port, f"?token={token}")[9:12] for token in (TOKEN, f"{TOKEN}-not")]
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    assert statuses == [b"101", b"403"]
    assert '"WebSocket /ws/alice?***" [accepted]' in err
    assert '"WebSocket /ws/alice?***" 403' in err
    assert not [secret for secret in SECRETS if secret in out + err]


def test_no_repr_shows_a_secret() -> None:
    with EmbeddedCat(api_key="h3ader-key", ws_key=TOKEN, jwt_secret="s3cret") as cat:
        handshake(cat.host, cat.port, f"?token={TOKEN}")
        (request,) = cat.requests
        shown = repr((request, cat, Options("h3ader-key", TOKEN, "s3cret")))
    assert request.query == f"token={TOKEN}"
    assert "/ws/alice" in shown
    assert not [secret for secret in (*SECRETS, "s3cret") if secret in shown]


def test_logging_is_what_it_was() -> None:
    """Nothing is kept out by filters or levels, which are everybody's."""
    with EmbeddedCat() as cat:
        handshake(cat.host, cat.port, f"?token={TOKEN}")
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "websockets", "websockets.server"):
        logger = logging.getLogger(name)
        assert (logger.filters, logger.handlers, logger.level) == ([], [], logging.NOTSET)
