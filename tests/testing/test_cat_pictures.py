"""A picture that cannot be read fails its turn and those after it, with the words of a real Cat (CONTRACT §4.2)."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from websockets.sync.client import ClientConnection

from cheshire_cat_api.testing import EmbeddedCat

from .cats import hear_turn, open_socket
from .test_cat_fetch import PAGE, site

PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"BM", b"RIFF\0\0\0\0WEBPVP8 ")


def show(client: ClientConnection, image: str) -> dict[str, Any]:
    """The last frame of a turn with a picture."""
    client.send(json.dumps({"text": "look", "image": image}))
    return hear_turn(client)[1]


def ask(client: ClientConnection, text: str) -> dict[str, Any]:
    client.send(json.dumps({"text": text}))
    return hear_turn(client)[1]


@pytest.mark.parametrize(
    ("image", "name", "words"),
    [
        ("http://127.0.0.1:9/a.png", "ConnectionError", "HTTPConnectionPool(host='127.0.0.1', port=9): Max retries "),
        ("SITE", "UnidentifiedImageError", "cannot identify image file <_io.BytesIO object at 0x"),
        ("https-SITE", "SSLError", "HTTPSConnectionPool(host='127.0.0.1', port="),
        ("http://", "InvalidURL", "Invalid URL 'http://': No host supplied"),
        ("http://[::1", "InvalidURL", "Failed to parse: http://[::1"),
        ("https://a.invalid:99999/x", "InvalidURL", "Failed to parse: https://a.invalid:99999/x"),
        ("httpx", "MissingSchema", "Invalid URL 'httpx': No scheme supplied. Perhaps you meant https://httpx?"),
    ],
)
def test_it_fails_the_turns_after_it_until_the_history_is_wiped(image: str, name: str, words: str) -> None:
    with site() as served, EmbeddedCat(exposed=True) as cat, open_socket(cat) as client:
        image = image.replace("https-SITE", served.url().replace("http:", "https:")).replace("SITE", served.url())
        assert ask(client, "first")["type"] == "chat"
        # a tool does not help, nor another way of asking
        for frame in (show(client, image), ask(client, "later"), ask(client, "bench clock")):
            assert (frame["type"], frame["name"]) == ("error", name)
            assert frame["description"].startswith(words)
        assert httpx.post(f"{cat.url}/message", json={"text": "later"}).status_code == 500
        assert ask(client, "[dict]")["type"] == "chat"
        httpx.delete(f"{cat.url}/memory/conversation_history").raise_for_status()
        assert ask(client, "hello")["type"] == "chat"


def test_it_vanishes_with_the_first_turn_of_a_user(embedded_cat: EmbeddedCat) -> None:
    with open_socket(embedded_cat) as client:
        assert show(client, "http://")["name"] == "InvalidURL"
        assert ask(client, "later")["type"] == "chat"


@pytest.mark.parametrize("image", ["data:image/png;base64,AAAA", "not a url", "ftp://x/y.png", ""])
def test_what_is_no_address_of_the_web_is_for_the_language_model(image: str, embedded_cat: EmbeddedCat) -> None:
    with open_socket(embedded_cat) as client:
        assert show(client, image)["type"] == "chat"


def test_pictures_are_known_by_their_beginning_and_a_missing_one_is_ignored() -> None:
    with EmbeddedCat(exposed=True) as cat, open_socket(cat) as client:
        for content in PICTURES:
            with site(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + content + bytes(26)) as served:
                assert show(client, served.url())["type"] == "chat"
            httpx.delete(f"{cat.url}/memory/conversation_history").raise_for_status()
        with site(PAGE.replace(b"200 OK", b"500 Oh no")) as served:
            assert show(client, served.url())["type"] == "chat"
