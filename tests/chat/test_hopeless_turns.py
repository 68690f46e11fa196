"""What makes every turn fail, a ruined store or an image that cannot be read (CONTRACT §3.3, §4.2), is told as such."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat

from .conftest import Make
from .drivers import AsyncDriver, Driver

NOWHERE = "http://127.0.0.1:9/a.png"
RESTART = ("uploads or turns at the same time have ruined", "the server must be restarted", "docs/store.md")
WIPE = ("later turns of this user fail as well", "memory.wipe_conversation_history()", "docs/chat.md")


@pytest.fixture
def cat() -> Iterator[EmbeddedCat]:
    """One whose store can be ruined, and which looks for images on this machine too."""
    with EmbeddedCat(fragile_store=True, exposed=True) as running:
        yield running


def ruin_store(cat: EmbeddedCat) -> None:
    """Let two upload at once."""
    with httpx.Client(base_url=cat.url, limits=httpx.Limits(max_keepalive_connections=0)) as api:
        for name in ("one.txt", "two.txt"):
            api.post("/rabbithole/", files={"file": (name, b"curiouser-and " * 100)}, data={"chunk_size": 1})
        assert cat.wait_for(lambda: api.get("/memory/collections").status_code == 500)


def call(chat: Driver, work: Callable[[Any], Any]) -> Any:
    """Do something over HTTP with either client."""
    result = work(chat.client)
    return chat.run(result) if isinstance(chat, AsyncDriver) else result


def failure(work: Callable[[], object]) -> ccat.TurnFailed:
    """The error of a turn that must fail."""
    with pytest.raises(ccat.TurnFailed) as caught:
        work()
    return caught.value


READERS: dict[str, Callable[[Any], Any]] = {
    "get_collections": lambda client: client.memory.get_collections(),
    "recall": lambda client: client.memory.recall_memory_points("tea"),
    "old recall": lambda client: client.memory.recall_memory_points_from_text("tea"),
    "points": lambda client: client.memory.get_points_in_collection("declarative"),
}


def test_a_ruined_store_is_told_by_http_and_chat_until_the_restart(chat: Driver, cat: EmbeddedCat) -> None:
    chat.connect(5)
    ruin_store(cat)
    for name, reader in READERS.items():
        with pytest.raises(ccat.ServerFailure) as caught:
            call(chat, reader)
        assert caught.value.status_code == 500, name
        assert all(words in str(caught.value) for words in RESTART), name
    error = failure(lambda: chat.ask("hello"))
    assert (error.name, error.description) == ("AttributeError", "'dict' object has no attribute 'model_dump'")
    assert all(words in str(error) for words in RESTART)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    with pytest.raises(ccat.ServerFailure, match=r"docs/store\.md"):
        call(chat, lambda client: client.status.message_with_cat("hello"))
    chat.close()
    cat.stop()
    cat.start()
    assert call(chat, READERS["get_collections"]).collections
    assert chat.ask("hello").text


@pytest.mark.parametrize("image", [NOWHERE, "page", "http://"], ids=["nowhere", "no image", "no address"])
def test_an_image_that_cannot_be_read_fails_the_later_turns_of_its_user(
    image: str, make: Make, cat: EmbeddedCat
) -> None:
    chat, other = make(user_id="alice"), make(user_id="bob")
    chat.ask("first")
    errors = [failure(lambda: chat.ask("look", image=image.replace("page", f"{cat.url}/openapi.json")))]
    errors.append(failure(lambda: chat.ask("hello")))
    errors.append(failure(lambda: list(chat.stream("hello"))))
    for error in errors:
        assert error.name in ("ConnectionError", "UnidentifiedImageError", "InvalidURL")
        assert all(words in str(error) for words in WIPE)
        assert not any(words in str(error) for words in RESTART)
    assert other.ask("hello").text
    call(chat, lambda client: client.memory.wipe_conversation_history())
    assert chat.ask("hello").text


class BadRequestError(Exception):
    """What the libraries of OpenAI and Anthropic raise."""


def refuse(text: str, user_id: str) -> str:
    raise BadRequestError("Error code: 400 - {'error': {'message': 'You uploaded an unsupported image.'}}")


def test_an_image_that_the_language_model_refuses_is_told_as_such(make: Make) -> None:
    with EmbeddedCat(answers=refuse) as cat:
        chat = make(cat.url)
        error = failure(lambda: chat.ask("look", image=b"\x89PNG\r\n\x1a\n"))
        assert error.name == "BadRequestError"
        assert all(words in str(error) for words in WIPE)


def test_other_failures_have_no_such_advice(chat: Driver) -> None:
    error = failure(lambda: chat.ask("[raise:boom]"))
    assert str(error) == "RuntimeError: boom"
