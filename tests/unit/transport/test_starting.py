"""`wait_until_up`: a Cat that is still starting, and what no waiting mends."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import threading
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.models import ServerStatus
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing.faults import Answer, Cut, OnRequest
from cheshire_cat_openapi.operations import API_VERSION

from .server import STATUS, Heard, Server, response
from .test_tls_and_proxies import SERVER

KINDS = pytest.mark.parametrize("kind", ["sync", "async"])


def wait(kind: str, config: ccat.Config, timeout: float = 60) -> ServerStatus:
    if kind == "sync":
        return ccat.wait_until_up(config, timeout)
    return asyncio.run(ccat.async_wait_until_up(config, timeout))


@KINDS
def test_a_port_that_opens_later(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # so that the Cat may listen there beside it
        held.bind(("127.0.0.1", 0))
        cat = EmbeddedCat(port=held.getsockname()[1])

        class Start(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                if "not up yet" in record.getMessage():
                    cat.start()

        logger, start = logging.getLogger("cheshire_cat_api"), Start()
        logger.addHandler(start)
        try:
            with caplog.at_level(logging.INFO, logger.name):
                assert wait(kind, ccat.Config(f"http://127.0.0.1:{cat.port}")).version == API_VERSION
        finally:
            logger.removeHandler(start)
            cat.stop()
    assert "no server answers" in caplog.text


@KINDS
def test_a_proxy_in_front_of_a_cat_that_starts(kind: str, cat: EmbeddedCat) -> None:
    with FaultProxy(cat.url) as proxy:
        proxy.add(Answer(502, times=2))
        proxy.add(Answer(503, times=1))
        proxy.add(Cut(when=OnRequest("before"), by="rst"))
        assert wait(kind, ccat.Config(proxy.url)).version == API_VERSION
        assert len(proxy.fired) == 4


@KINDS
def test_a_login_that_a_proxy_answers_first(kind: str, cat: EmbeddedCat) -> None:
    with FaultProxy(cat.url) as proxy:
        proxy.add(Answer(502, path="/auth/token", times=2))
        assert wait(kind, ccat.Config(proxy.url, username="admin", password="admin")).version == API_VERSION
        assert len(proxy.fired) == 2


@KINDS
def test_it_does_not_start_in_time(kind: str, dead_url: str) -> None:
    with pytest.raises(ccat.TimedOut, match=r"not up within 0\.5 s: .*no server answers") as caught:
        wait(kind, ccat.Config(dead_url), 0.5)
    assert 1 <= caught.value.attempts < 50
    with (
        Server(lambda heard: response(503)) as server,
        pytest.raises(ccat.TimedOut, match=r"not up within 0\.5 s: .*503"),
    ):
        wait(kind, ccat.Config(server.url), 0.5)


@KINDS
def test_a_name_that_is_not_known_yet(kind: str) -> None:
    """As that of a container is, until it runs."""
    with pytest.raises(ccat.TimedOut, match=r"not up within 0\.5 s"):
        wait(kind, ccat.Config("http://cat.invalid:1865"), 0.5)


@KINDS
def test_a_server_that_takes_and_does_not_answer(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for side in ("_sync", "_async"):
        monkeypatch.setattr(f"cheshire_cat_api.{side}.startup.CONNECT_TIMEOUT", 0.2)
    silent = threading.Event()

    def answer(heard: Heard) -> Any:
        if heard.connection > 1:
            return response(200, STATUS)
        return (b"" for _ in range(1) if silent.wait(60))

    with Server(answer) as server:
        assert wait(kind, ccat.Config(server.url)).version == API_VERSION
        silent.set()


@KINDS
def test_a_refusal_ends_it_at_once(kind: str) -> None:
    with EmbeddedCat(api_key="right") as cat, pytest.raises(ccat.Forbidden, match="STATUS:READ"):
        wait(kind, ccat.Config(cat.url, auth_key="wrong"))
    assert len(cat.requests) == 1


@KINDS
@pytest.mark.parametrize(
    ("answer", "error"), [(response(404), ccat.NotFound), (response(200, b"<p>"), ccat.DecodeError)]
)
def test_something_else_ends_it_at_once(kind: str, answer: bytes, error: type[ccat.CatError]) -> None:
    with Server(lambda heard: answer) as server, pytest.raises(error):
        wait(kind, ccat.Config(server.url))
    assert len(server.heard) == 1


@KINDS
def test_tls_that_does_not_fit_ends_it_at_once(kind: str, cat: EmbeddedCat) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(SERVER)
    with Server(lambda heard: response(200, STATUS), context) as server:
        with pytest.raises(ccat.ConnectionFailed, match="not who it says"):
            wait(kind, ccat.Config(server.url))
        assert server.connections == 1
    with pytest.raises(ccat.ConnectionFailed, match="speaks no TLS"):
        wait(kind, ccat.Config(cat.url.replace("http", "https")))


@KINDS
@pytest.mark.parametrize("seconds", [0, -1, float("inf"), "5", True])
def test_a_time_that_is_none(kind: str, seconds: Any, dead_url: str) -> None:
    with pytest.raises(ccat.ConfigError, match="timeout"):
        wait(kind, ccat.Config(dead_url), seconds)
