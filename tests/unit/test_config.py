"""What a configuration takes, the addresses it makes of it, and what it refuses before anything touches the network."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import socket
from typing import Any

import pytest

import cheshire_cat_api as ccat

ADDRESSES = {
    # base_url: (HTTP, WebSocket)
    "localhost": ("http://localhost:1865", "ws://localhost:1865/ws/user"),
    "cat.example.org": ("http://cat.example.org:1865", "ws://cat.example.org:1865/ws/user"),
    "my_cat": ("http://my_cat:1865", "ws://my_cat:1865/ws/user"),
    "192.0.2.7": ("http://192.0.2.7:1865", "ws://192.0.2.7:1865/ws/user"),
    "localhost:8080": ("http://localhost:8080", "ws://localhost:8080/ws/user"),
    "localhost:8080/": ("http://localhost:8080", "ws://localhost:8080/ws/user"),
    "localhost/cat": ("http://localhost:1865/cat", "ws://localhost:1865/cat/ws/user"),
    " localhost\n": ("http://localhost:1865", "ws://localhost:1865/ws/user"),
    "::1": ("http://[::1]:1865", "ws://[::1]:1865/ws/user"),
    "2001:DB8::7": ("http://[2001:db8::7]:1865", "ws://[2001:db8::7]:1865/ws/user"),
    "[::1]": ("http://[::1]:1865", "ws://[::1]:1865/ws/user"),
    "[::1]:8080": ("http://[::1]:8080", "ws://[::1]:8080/ws/user"),
    "http://localhost": ("http://localhost:80", "ws://localhost:80/ws/user"),
    "http://localhost:1865": ("http://localhost:1865", "ws://localhost:1865/ws/user"),
    "http://[::1]:8080/cat": ("http://[::1]:8080/cat", "ws://[::1]:8080/cat/ws/user"),
    "https://cat.example.org": ("https://cat.example.org:443", "wss://cat.example.org:443/ws/user"),
    "HTTPS://Cat.example.org/": ("https://cat.example.org:443", "wss://cat.example.org:443/ws/user"),
    "https://example.org:8443/my/cat/": (
        "https://example.org:8443/my/cat",
        "wss://example.org:8443/my/cat/ws/user",
    ),
    "ws://localhost:1865": ("http://localhost:1865", "ws://localhost:1865/ws/user"),
    "wss://example.org": ("https://example.org:443", "wss://example.org:443/ws/user"),
}


@pytest.mark.parametrize("base_url", ADDRESSES)
def test_addresses(base_url: str) -> None:
    config = ccat.Config(base_url)
    assert (config.http_url, config.ws_url) == ADDRESSES[base_url]


def test_defaults() -> None:
    config = ccat.Config()
    assert (config.base_url, config.port, config.user_id, config.auth_key, config.secure_connection) == (
        "localhost",
        1865,
        "user",
        "",
        False,
    )
    assert config.http_url == "http://localhost:1865"


def test_positional_order() -> None:
    config = ccat.Config("example.org", 443, "alice", "key", True)
    assert (config.http_url, config.ws_url) == ("https://example.org:443", "wss://example.org:443/ws/alice")
    assert config.auth_key == "key"
    with pytest.raises(TypeError):
        ccat.Config("example.org", 443, "alice", "key", True, "ws-key")  # type: ignore[misc]


def test_the_environment_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CCAT_URL", "CCAT_API_KEY", "CCAT_API_KEY_WS", "CCAT_CORE_HOST", "CCAT_CORE_PORT"):
        monkeypatch.setenv(name, "leaked")
    assert "leaked" not in repr(dataclasses.asdict(ccat.Config()))


@pytest.mark.parametrize(
    ("base_url", "port", "http_url"),
    [
        ("localhost", 8080, "http://localhost:8080"),
        ("localhost", "8080", "http://localhost:8080"),
        ("localhost:9090", 8080, "http://localhost:9090"),
        ("http://localhost", 1865, "http://localhost:1865"),
        ("https://localhost", 8443, "https://localhost:8443"),
        ("localhost", 1, "http://localhost:1"),
        ("localhost", 65535, "http://localhost:65535"),
    ],
)
def test_ports(base_url: str, port: Any, http_url: str) -> None:
    assert ccat.Config(base_url, port).http_url == http_url


@pytest.mark.parametrize("secure", ["no", "False", "true"])
def test_text_does_not_say_whether_there_is_tls(secure: Any) -> None:
    with pytest.raises(ccat.ConfigError, match="secure_connection"):
        ccat.Config("cat", secure_connection=secure)


def test_a_scheme_decides_about_tls() -> None:
    assert ccat.Config("localhost", secure_connection=True).http_url == "https://localhost:1865"
    assert ccat.Config("http://localhost", secure_connection=True).http_url == "http://localhost:80"
    assert ccat.Config("https://localhost", secure_connection=False).http_url == "https://localhost:443"


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "   ",
        None,
        5,
        b"localhost",
        "ftp://localhost",
        "file:///tmp/cat",
        "http://",
        "http:///path",
        "://localhost",
        "http://user:pass@localhost",
        "user@localhost",
        "http://localhost?x=1",
        "http://localhost/#top",
        "localhost?",
        "two words",
        "local\nhost",
        "http://localhost/a b",
        "http://localhost/a/../b",
        "http://localhost/./",
        "http://localhost/è",
        "[::1",
        "http://[::1",
        "::1::2",
        "[::1]x",
        "localhost:port",
        "localhost:0",
        "localhost:65536",
        "localhost:-1",
        "http://localhost:99999",
        "-localhost",
        "local\\host",
        "%6cocalhost",
    ],
)
def test_what_is_no_address_is_refused(base_url: Any) -> None:
    with pytest.raises(ccat.ConfigError, match="base_url") as caught:
        ccat.Config(base_url)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("base_url", "http://bob:hunter2/x@host"),
        ("base_url", "http://bob:hunter2@x/@host"),
        ("base_url", "http://bob:7/hunter2 x@host"),
        ("base_url", "http://bob:7/hunter2è@host"),
        ("base_url", "bob:hunter2/x@host"),
        ("base_url", "bob:hunter2://x@host"),
        ("base_url", "ftp://bob:hunter2@host"),
        ("base_url", b"http://bob:hunter2@host"),
        ("proxy", "http://bob:hunter2/x@host"),
        ("proxy", "bob:hunter2/x@host"),
        ("proxy", "https://bob:hunter2@host"),
    ],
)
def test_a_password_in_an_address_is_not_repeated(name: str, address: Any) -> None:
    with pytest.raises(ccat.ConfigError, match=name) as caught:
        ccat.Config(**{name: address})
    assert "hunter2" not in str(caught.value)
    assert isinstance(address, bytes) or "***@host" in str(caught.value) or "holds a user" in str(caught.value)


@pytest.mark.parametrize("base_url", ["http:/localhost", "a..b", "\u200blocalhost", "½", f"{'a' * 64}.org"])
def test_what_only_looks_like_an_address_is_refused_as_well(base_url: str) -> None:
    """None of these can be looked up; a library below would complain in its own words, late."""
    with pytest.raises(ccat.ConfigError, match="base_url"):
        ccat.Config(base_url)


@pytest.mark.parametrize("port", [0, -1, 65536, 10**30, "port", "", None, True, [], 18.65])
def test_what_is_no_port_is_refused(port: Any) -> None:
    with pytest.raises(ccat.ConfigError, match="port"):
        ccat.Config("localhost", port)


@pytest.mark.parametrize(
    "base_url", ["http://hatter:teatime@localhost:port", "hatter:teatime@localhost:port", "hatter:teatime@[::1"]
)
def test_a_password_in_the_address_is_not_repeated(base_url: str) -> None:
    with pytest.raises(ccat.ConfigError) as caught:
        ccat.Config(base_url)
    assert "teatime" not in str(caught.value)


@pytest.mark.parametrize(
    ("user_id", "text", "path"),
    [
        ("alice", "alice", "alice"),
        (5, "5", "5"),
        (0, "0", "0"),
        ("Zoë", "Zoë", "Zo%C3%AB"),
        ("a b", "a b", "a%20b"),
        ("a?b=1", "a?b=1", "a%3Fb%3D1"),
        ("a#b", "a#b", "a%23b"),
        ("%41", "%41", "%2541"),
        ("a@b.org", "a@b.org", "a%40b.org"),
        ("...", "...", "..."),
    ],
)
def test_user_ids(user_id: Any, text: str, path: str) -> None:
    config = ccat.Config(user_id=user_id)
    assert config.user_id == text
    assert config.ws_url == f"ws://localhost:1865/ws/{path}"


@pytest.mark.parametrize(
    "user_id",
    ["", " a", "a ", "a\n", "a\nb", "a\tb", "a\0b", "a\x7fb", "\u2028", "a/b", ".", "..", "日本", "\ud800"],
)
def test_user_ids_that_cannot_be_sent_are_refused(user_id: str) -> None:
    with pytest.raises(ccat.ConfigError, match="user_id"):
        ccat.Config(user_id=user_id)


@pytest.mark.parametrize("user_id", [None, True, False, 1.5, b"alice", ["alice"]])
def test_user_ids_of_another_type_are_refused(user_id: Any) -> None:
    with pytest.raises(ccat.ConfigError, match="user_id"):
        ccat.Config(user_id=user_id)


@pytest.mark.parametrize("name", ["auth_key", "auth_key_ws"])
@pytest.mark.parametrize(
    "key", ["secret\n", " secret", "secret ", "sec\nret", "sec\0ret", "sècret", "\t", "sec\x7fret"]
)
def test_keys_that_cannot_be_sent_are_refused_and_not_repeated(name: str, key: str) -> None:
    with pytest.raises(ccat.ConfigError, match=name) as caught:
        ccat.Config(**{name: key})  # type: ignore[arg-type]
    assert "ret" not in str(caught.value)


@pytest.mark.parametrize("key", [5, b"secret", ["secret"]])
@pytest.mark.parametrize("name", ["auth_key", "auth_key_ws"])
def test_keys_of_another_type_are_refused(name: str, key: Any) -> None:
    with pytest.raises(ccat.ConfigError, match=name) as caught:
        ccat.Config(**{name: key})
    assert "secret" not in str(caught.value)


def test_repr_hides_the_keys() -> None:
    config = ccat.Config("example.org", auth_key="key-7f3a9c", auth_key_ws="key-51be0d")
    for shown in (repr(config), str(config), f"{config}", repr(ccat.CatClient(config)), config.ws_url):
        assert "7f3a9c" not in shown
        assert "51be0d" not in shown
        assert "example.org" in shown


@pytest.mark.parametrize("again", [lambda config: pickle.loads(pickle.dumps(config)), copy.copy, copy.deepcopy])
def test_it_pickles_and_copies(again: Any) -> None:
    for config in (
        ccat.Config(),
        ccat.Config("https://example.org/cat", 8443, 7, "key", True, auth_key_ws="other"),
        ccat.Config("https://example.org"),  # a port that nobody asked for means the scheme's, in the copy too
    ):
        twin = again(config)
        assert twin == config
        assert dataclasses.asdict(twin) == dataclasses.asdict(config)
        assert (twin.http_url, twin.ws_url) == (config.http_url, config.ws_url)
    assert dataclasses.replace(ccat.Config("https://example.org"), user_id="a").http_url == "https://example.org:443"


def test_a_change_after_the_client_was_made_is_not_the_clients() -> None:
    config = ccat.Config("example.org")
    client = ccat.CatClient(config)
    config.base_url = "elsewhere.org"
    assert "example.org" in repr(client)


def test_a_config_that_was_broken_later_is_refused_by_the_client() -> None:
    config = ccat.Config()
    config.base_url = "ftp://localhost"
    with pytest.raises(ccat.ConfigError, match="ftp"):
        ccat.CatClient(config)


def test_no_configuration_touches_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError("the network was touched")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    for base_url in ADDRESSES:
        client = ccat.CatClient(ccat.Config(base_url))
        assert client.plugins is client.plugins
        assert not client.is_ws_connected
        client.close()
    for wrong in ("ftp://localhost", "localhost:port", ""):
        with pytest.raises(ccat.ConfigError):
            ccat.CatClient(ccat.Config(wrong))


def test_a_key_that_the_environment_does_not_have() -> None:
    assert ccat.Config(auth_key=None).auth_key == ""  # type: ignore[arg-type]


@pytest.mark.parametrize("client", [ccat.CatClient, ccat.AsyncCatClient])
def test_what_is_no_configuration(client: Any) -> None:
    with pytest.raises(ccat.ConfigError, match="give a Config"):
        client({"base_url": "localhost"})
