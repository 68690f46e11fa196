"""What an embedded Cat fetches for those who ask: from public addresses, unless it is exposed, and within bounds."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_api.testing._cat import fetch as fetching
from cheshire_cat_api.testing._cat.addresses import Address, is_public
from cheshire_cat_api.testing._cat.fetch import Fetched, NotAdmitted, Unreachable, fetch

from .cats import PATIENCE, hear, hear_turn, open_socket

PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<p>The hatter drinks tea at six.</p>"


class Site:
    """A server that gives every connection the same bytes, and counts them."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self.port: int = listener.getsockname()[1]
        self.connections = 0

    def url(self, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}/page"

    def serve(self, answer: Callable[[socket.socket], None]) -> None:
        while True:
            try:
                connection = self._listener.accept()[0]
            except OSError:  # the test is over
                return
            self.connections += 1
            with connection:
                connection.settimeout(PATIENCE)
                try:
                    connection.recv(65536)
                    answer(connection)
                except OSError:
                    pass


@contextmanager
def site(
    answer: bytes | Callable[[socket.socket], None] = PAGE, host: str = "127.0.0.1", port: int = 0
) -> Iterator[Site]:
    """A web server on loopback; `answer` is what it sends, or what does so."""
    with socket.create_server((host, port)) as listener:
        serving = Site(listener)
        sends = (lambda connection: connection.sendall(answer)) if isinstance(answer, bytes) else answer
        thread = threading.Thread(target=serving.serve, args=(sends,), daemon=True)
        thread.start()
        yield serving
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(PATIENCE)


def redirect(to: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


def get(url: str, admits: Callable[[Address], bool] = lambda address: True) -> Fetched:
    return asyncio.run(fetch("GET", url, admits))


def only(*addresses: str) -> Callable[[Address], bool]:
    return lambda address: str(address) in addresses


OF_THIS_MACHINE = (
    "127.0.0.1",
    "127.1.2.3",
    "localhost",
    "LOCALHOST",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0",
    "0.0.0.0",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "user@127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "[fe80::1]",
    "[fd00::1]",
)


@pytest.mark.parametrize("host", OF_THIS_MACHINE)
def test_a_page_of_this_machine_or_network_is_not_fetched(host: str, embedded_cat: EmbeddedCat) -> None:
    with site() as served:
        url = served.url(host)
        answer = httpx.post(f"{embedded_cat.url}/rabbithole/web", json={"url": url})
        assert answer.status_code == 400
        detail = answer.json()["detail"]
        assert detail["url"] == url
        assert "EmbeddedCat(exposed=True) or --exposed" in detail["error"]
        assert detail["error"].endswith("Unable to reach the URL")
        assert served.connections == 0


def test_an_address_in_octal_digits_is_not_even_read(embedded_cat: EmbeddedCat) -> None:
    with site() as served:
        answer = httpx.post(f"{embedded_cat.url}/rabbithole/web", json={"url": served.url("0177.0.0.1")})
        assert answer.status_code == 500
        assert served.connections == 0


def test_a_picture_of_this_machine_is_not_fetched(embedded_cat: EmbeddedCat) -> None:
    with site() as served, open_socket(embedded_cat) as client:
        client.send(json.dumps({"text": "look", "image": served.url()}))
        frame = hear(client)
        assert frame["name"] == "ConnectionError"
        assert "EmbeddedCat(exposed=True) or --exposed" in frame["description"]
        assert served.connections == 0


def test_an_exposed_one_fetches_both() -> None:
    png = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n\x89PNG\r\n\x1a\n" + bytes(18)
    with site() as served, site(png) as drawn, EmbeddedCat(exposed=True) as cat, open_socket(cat) as client:
        assert httpx.post(f"{cat.url}/rabbithole/web", json={"url": served.url()}).status_code == 200
        notes = [hear(client)["content"] for _ in range(3)]
        assert notes[-1] == f"Finished reading {served.url()}, I made 1 thoughts on it."
        client.send(json.dumps({"text": "look", "image": drawn.url("localhost")}))
        assert hear_turn(client)[1]["type"] == "chat"
        assert (served.connections, drawn.connections) == (2, 1)  # HEAD and GET, and the picture


def test_a_redirect_is_followed_to_admitted_addresses_only() -> None:
    with site() as inner, site(redirect(inner.url("127.0.0.2")), "127.0.0.3") as outer:
        with pytest.raises(NotAdmitted, match=r"127\.0\.0\.2"):
            get(outer.url("127.0.0.3"), only("127.0.0.3"))
        assert (outer.connections, inner.connections) == (1, 0)
    with site(host="127.0.0.2") as inner, site(redirect(inner.url("127.0.0.2"))) as outer:
        assert b"hatter" in get(outer.url(), only("127.0.0.1", "127.0.0.2")).body


def test_a_name_is_resolved_once_and_its_address_is_what_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that says something else the second time (DNS rebinding) gets nobody anywhere else."""
    resolve = socket.getaddrinfo
    asked: list[str] = []

    def rebinding(host: str, *args: object, **options: object) -> object:
        if host != "cat.example":
            return resolve(host, *args, **options)  # type: ignore[arg-type]
        asked.append(host)
        return resolve(f"127.0.0.{1 + len(asked)}", *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with site(host="127.0.0.2") as first, site(host="127.0.0.3", port=first.port) as second:
        assert b"hatter" in get(first.url("cat.example"), only("127.0.0.2")).body
        assert (asked, first.connections, second.connections) == (["cat.example"], 1, 0)
        with pytest.raises(NotAdmitted):
            get(first.url("cat.example"), only("127.0.0.2"))
        assert (first.connections, second.connections) == (1, 0)


def test_of_several_addresses_only_the_admitted_are_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve = socket.getaddrinfo

    def several(host: str, *args: object, **options: object) -> list[object]:
        named = ("127.0.0.2", "127.0.0.4", "127.0.0.3") if host == "cat.example" else (host,)
        return [found for name in named for found in resolve(name, *args, **options)]  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", several)
    with site(host="127.0.0.2") as refused, site(host="127.0.0.3", port=refused.port) as admitted:
        # nobody listens on 127.0.0.4, so the next one is tried
        assert b"hatter" in get(refused.url("cat.example"), only("127.0.0.4", "127.0.0.3")).body
        assert (refused.connections, admitted.connections) == (0, 1)


def test_a_body_without_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 60.0)
    sent = 0

    def endless(connection: socket.socket) -> None:
        nonlocal sent
        connection.sendall(PAGE)
        while True:
            sent += connection.send(bytes(65536))

    with site(endless) as served, pytest.raises(Unreachable, match=f"more than {fetching.LARGEST} bytes"):
        get(served.url())
    # what was on its way when the fetch gave up lay in the buffers of both sockets
    assert sent < fetching.LARGEST + 32 * 1024 * 1024


def test_a_body_as_large_as_is_allowed_is_read() -> None:
    body = bytes(fetching.LARGEST)
    with site(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body) as served:
        assert len(get(served.url()).body) == fetching.LARGEST


@pytest.mark.parametrize("follow", [False, True])
def test_the_time_of_a_fetch_is_one_sum(follow: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    over = threading.Event()

    def dripping(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Tea: ")
        while not over.wait(0.01):
            connection.sendall(b"a")

    with site(dripping) as served:
        with pytest.raises(Unreachable, match=r"no whole answer within 0\.2 s"):
            asyncio.run(fetch("GET", served.url(), lambda address: True, follow=follow))
        over.set()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("8.8.8.8", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.31.0.1", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fe80::1%1", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::127.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::127.0.0.1", False),
        ("64:ff9b::10.0.0.1", False),
        ("64:ff9b::8.8.8.8", True),
        ("2002:7f00:1::", False),
        ("2002:808:808::", True),
        ("2001:0:0:0:0:0:80ff:fffe", False),  # Teredo of 127.0.0.1
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public
