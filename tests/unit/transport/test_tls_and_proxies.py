"""TLS with a CA and a certificate of one's own, and proxies, for HTTP and the chat alike."""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, cast

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_openapi.operations import API_VERSION

from .server import read

CERTS = Path(__file__).parent / "certs"
CA, SERVER, CLIENT, LOCKED = (str(CERTS / name) for name in ("ca.pem", "server.pem", "client.pem", "client-locked.key"))


class Relay:
    """Stands in front of a Cat: as the end of TLS, or as a proxy, asked for a way with CONNECT or a whole URL."""

    def __init__(self, cat: EmbeddedCat, tls: ssl.SSLContext | None = None, *, proxy: bool = False) -> None:
        self._cat = cat
        self._tls = tls
        self._proxy = proxy
        self.asked: list[tuple[str, str, str]] = []
        """Method, target and credentials of each request to the proxy."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    @property
    def port(self) -> int:
        return cast("int", self._listener.getsockname()[1])

    def __enter__(self) -> Relay:
        self._spawn(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        for each in (self._listener, *self._open):
            each.close()

    def _spawn(self, run: Any, *args: Any) -> None:
        thread = threading.Thread(target=run, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._spawn(self._serve, connection)

    def _serve(self, near: socket.socket) -> None:
        self._open.append(near)
        with contextlib.suppress(OSError, ValueError):
            if self._tls is not None:
                near = self._tls.wrap_socket(near, server_side=True)
                self._open.append(near)
            far = socket.create_connection((self._cat.host, self._cat.port))
            self._open.append(far)
            if self._proxy:
                stream = near.makefile("rb", buffering=0)
                heard = read(cast("Any", stream), 0)
                assert heard is not None
                self.asked.append((heard.method, heard.target, heard.headers.get("proxy-authorization", "")))
                if heard.method == "CONNECT":
                    near.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                else:
                    kept = {k: v for k, v in heard.headers.items() if not k.startswith("proxy-")}
                    head = [f"{heard.method} /{heard.target.split('/', 3)[3]} HTTP/1.1"]
                    head += [f"{name}: {value}" for name, value in kept.items()]
                    far.sendall("\r\n".join([*head, "", ""]).encode() + heard.body)
            self._spawn(self._copy, far, near)
            self._copy(near, far)

    @staticmethod
    def _copy(source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            while data := source.recv(65536):
                sink.sendall(data)
        for each in (source, sink):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def secure(cat: EmbeddedCat) -> Iterator[Relay]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(SERVER)
    with Relay(cat, context) as relay:
        yield relay


@pytest.fixture
def demanding(cat: EmbeddedCat) -> Iterator[Relay]:
    """One that wants to see a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(SERVER)
    context.load_verify_locations(CA)
    context.verify_mode = ssl.CERT_REQUIRED
    with Relay(cat, context) as relay:
        yield relay


def works(config: ccat.Config) -> None:
    """HTTP and the chat."""
    with ccat.CatClient(config, on_error=lambda error: None) as client:
        assert client.status.status().version == API_VERSION
        client.connect_ws(timeout=5)
        assert client.is_ws_connected


def fails(config: ccat.Config) -> list[ccat.CatError]:
    errors: list[ccat.CatError] = []
    with ccat.CatClient(config, on_error=lambda error: None) as client:
        for call in (client.status.status, lambda: client.connect_ws(timeout=5)):
            with pytest.raises(ccat.ConnectionFailed) as caught:
                call()
            errors.append(caught.value)
    return errors


def context() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=CA)


@pytest.mark.parametrize("verify", [CA, Path(CA), context])
def test_a_ca_of_ones_own(verify: Any, secure: Relay) -> None:
    works(
        ccat.Config("127.0.0.1", secure.port, secure_connection=True, verify=verify() if callable(verify) else verify)
    )


def test_a_server_that_nobody_vouches_for(secure: Relay) -> None:
    http, chat = fails(ccat.Config(f"https://127.0.0.1:{secure.port}"))
    assert "verify" in str(http)
    assert "verify" in str(chat)
    assert getattr(http, "attempts", 0) == 1


def test_a_server_that_speaks_no_tls(cat: EmbeddedCat) -> None:
    for error in fails(ccat.Config(cat.url.replace("http:", "https:"), retries=0)):
        assert "speaks no TLS" in str(error)


def test_a_name_that_is_not_the_certificates(secure: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    fails(ccat.Config(f"https://127.0.0.2:{secure.port}", verify=CA, retries=0))


@pytest.mark.parametrize("cert", [CLIENT, (CLIENT, CLIENT), (CLIENT, LOCKED, "teatime")])
def test_a_certificate_of_the_client(cert: Any, demanding: Relay) -> None:
    works(ccat.Config(f"https://127.0.0.1:{demanding.port}", verify=CA, cert=cert))


def test_without_the_certificate(demanding: Relay) -> None:
    fails(ccat.Config(f"https://127.0.0.1:{demanding.port}", verify=CA, retries=0))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"verify": False}, "verify"),
        ({"verify": "/no/such/file"}, "verify"),
        ({"verify": 5}, "verify"),
        ({"cert": "/no/such/file"}, "cert"),
        ({"cert": (CLIENT,)}, "cert"),
        ({"cert": (CLIENT, "/no/such/file")}, "cert"),
        ({"cert": 5}, "cert"),
        ({"verify": context(), "cert": CLIENT}, "cert"),
        ({"proxy": "proxy"}, "proxy"),
        ({"proxy": "socks5://proxy:1080"}, "proxy"),
        ({"proxy": "http://proxy:port"}, "proxy"),
        ({"proxy": 5}, "proxy"),
    ],
)
def test_what_cannot_work_is_refused_at_once(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ccat.ConfigError, match=words):
        ccat.Config("https://cat", **fields)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"verify": LOCKED}, "verify"),
        ({"cert": CA}, "cert"),
        ({"cert": (CLIENT, LOCKED)}, "cert"),
        ({"cert": (CLIENT, LOCKED, "coffee")}, "cert"),
    ],
)
def test_a_file_that_is_no_certificate(fields: dict[str, Any], words: str, secure: Relay) -> None:
    config = ccat.Config(f"https://127.0.0.1:{secure.port}", **{"verify": CA, **fields})
    with ccat.CatClient(config) as client, pytest.raises(ccat.ConfigError, match=words) as caught:
        client.status.status()
    assert "coffee" not in str(caught.value)


def test_a_proxy_for_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "cat.invalid")
    # what arrives there is for a Host that is not loopback
    with EmbeddedCat(exposed=True) as cat, Relay(cat, proxy=True) as relay:
        config = ccat.Config("cat.invalid", proxy=f"http://hatter:tea%20time@127.0.0.1:{relay.port}")
        works(config)
        assert "tea" not in repr(config)
    login = "Basic " + base64.b64encode(b"hatter:tea time").decode()
    assert relay.asked == [("GET", "http://cat.invalid:1865/", login), ("CONNECT", "cat.invalid:1865", login)]


def test_a_proxy_for_both_and_tls_behind_it(cat: EmbeddedCat, secure: Relay) -> None:
    with Relay(cast("EmbeddedCat", _At(secure.port)), proxy=True) as relay:
        works(ccat.Config("https://localhost:1865", verify=CA, proxy=f"http://127.0.0.1:{relay.port}"))
    assert [(method, target) for method, target, _ in relay.asked] == [("CONNECT", "localhost:1865")] * 2


def test_an_upload_through_a_proxy_takes_as_long_as_it_takes(cat: EmbeddedCat, secure: Relay) -> None:
    """The proxy has answered before it begins: the time of the Cat's answer does not count from there."""
    with Relay(cast("EmbeddedCat", _At(secure.port)), proxy=True) as relay:
        proxy = f"http://127.0.0.1:{relay.port}"
        with ccat.CatClient(ccat.Config("https://localhost:1865", verify=CA, proxy=proxy, timeout=0.5)) as client:
            client.rabbit_hole.upload_file(
                b"tea " * 50_000, name="tea.txt", on_progress=lambda sent, total: time.sleep(0.2)
            )


class _At:
    host = "127.0.0.1"

    def __init__(self, port: int) -> None:
        self.port = port


def test_the_environments_proxy_is_not_asked(cat: EmbeddedCat, dead_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, dead_url)
    monkeypatch.setenv("no_proxy", "elsewhere")
    works(ccat.Config(cat.url))


def test_what_websockets_is_told() -> None:
    assert ccat.Config("cat").async_ws_options() == {"proxy": None}
    options = ccat.Config("https://cat", verify=CA, proxy="http://proxy:3128").async_ws_options()
    assert options["proxy"] == "http://proxy:3128"
    assert isinstance(options["ssl"], ssl.SSLContext)


def test_netrc_is_not_read(cat: EmbeddedCat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login hatter password tea")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    works(ccat.Config(cat.url))
    assert all("authorization" not in each.headers for each in cat.requests)
