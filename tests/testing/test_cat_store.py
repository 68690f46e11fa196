"""A fragile store: who writes to one collection at once leaves it unreadable, as seen of a real Cat (CONTRACT §3.3)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from websockets.sync.client import ClientConnection

from cheshire_cat_api.testing import EmbeddedCat

from .cats import PATIENCE, hear_turn, open_socket, say

LONG = " ".join(["curiouser-and-curiouser"] * 200).encode()
"""Takes ten seconds to be read in pieces of a word; nobody waits for that."""
PIECES = {"chunk_size": "1", "chunk_overlap": "1"}
CANNOT_RECALL = ("AttributeError", "'dict' object has no attribute 'model_dump'")


@pytest.fixture
def cat() -> Iterator[EmbeddedCat]:
    with EmbeddedCat(fragile_store=True, exposed=True) as running:
        yield running


@pytest.fixture
def api(cat: EmbeddedCat) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=cat.url, timeout=PATIENCE, limits=httpx.Limits(max_keepalive_connections=0)) as client:
        yield client


def upload(api: httpx.Client, content: bytes = LONG) -> None:
    answer = api.post("/rabbithole/", files={"file": ("a.txt", content)}, data=PIECES)
    assert answer.status_code == 200


def begin_upload(cat: EmbeddedCat, api: httpx.Client) -> None:
    """One that is being read from now on."""
    upload(api)
    assert cat.wait_for(lambda: stored(api), PATIENCE)


def stored(api: httpx.Client) -> int:
    """How many documents' pieces there are."""
    collections = api.get("/memory/collections").raise_for_status().json()["collections"]
    return next(int(each["vectors_count"]) for each in collections if each["name"] == "declarative")


def error_of(turn: dict[str, Any]) -> tuple[str, str]:
    assert turn["type"] == "error", turn
    return turn["name"], turn["description"]


def statuses(api: httpx.Client) -> dict[str, int]:
    """What the readers of the memory get."""
    answers = {
        "collections": api.get("/memory/collections"),
        "recall": api.post("/memory/recall", json={"text": "tea"}),
        "old recall": api.get("/memory/recall", params={"text": "tea"}),
        "episodic": api.get("/memory/collections/episodic/points"),
        "declarative": api.get("/memory/collections/declarative/points"),
        "message": api.post("/message", json={"text": "hello"}),
    }
    for answer in answers.values():
        assert answer.status_code == 200 or answer.text == "Internal Server Error"
    return {name: answer.status_code for name, answer in answers.items()}


FINE = dict.fromkeys(("collections", "recall", "old recall", "episodic", "declarative", "message"), 200)
OF_DOCUMENTS = {**dict.fromkeys(FINE, 500), "episodic": 200}
OF_TURNS = {**dict.fromkeys(FINE, 500), "declarative": 200}


def test_two_uploads_at_once_ruin_it_until_a_restart(cat: EmbeddedCat, api: httpx.Client) -> None:
    begin_upload(cat, api)
    before = stored(api)
    upload(api, b"the-hatter-drinks-tea")
    assert statuses(api) == OF_DOCUMENTS
    for user in ("/ws/alice", "/ws/bob"):  # who hear nothing of the uploads
        with open_socket(cat, user) as client:
            say(client, "hello")
            assert error_of(hear_turn(client)[1]) == CANNOT_RECALL
    # It can still be written to, and is none the better for it.
    upload(api, b"the-queen-shouts-at-everybody")
    assert api.post("/memory/collections/declarative/points", json={"content": "tea"}).status_code == 200
    assert api.request("DELETE", "/memory/collections/declarative/points", json={"source": "a.txt"}).status_code == 500
    assert api.delete("/memory/conversation_history").status_code == 200
    assert statuses(api) == OF_DOCUMENTS
    cat.stop()
    cat.start()
    assert statuses(api) == FINE
    assert stored(api) > before  # the point at least


def test_it_is_no_fault_of_others(embedded_cat: EmbeddedCat) -> None:
    with httpx.Client(base_url=embedded_cat.url) as api, open_socket(embedded_cat, "/ws/alice") as alice:
        begin_turn(embedded_cat, alice)
        assert api.post("/memory/collections/episodic/points", json={"content": "tea"}).status_code == 200
        assert statuses(api) == FINE


def test_one_after_the_other_is_safe(cat: EmbeddedCat, api: httpx.Client) -> None:
    with open_socket(cat) as client:
        for name in ("one.txt", "two.txt"):
            api.post("/rabbithole/", files={"file": (name, b"the-hatter-drinks-tea")}, data=PIECES)
            assert [json.loads(client.recv(PATIENCE))["type"] for _ in range(3)] == ["notification"] * 3
    assert statuses(api) == FINE


def test_the_files_of_a_batch_are_read_one_after_the_other(cat: EmbeddedCat, api: httpx.Client) -> None:
    files = [("files", (f"{number}.txt", b"wonderland-and " * 2)) for number in range(3)]
    assert api.post("/rabbithole/batch", files=files, data=PIECES).status_code == 200
    assert cat.wait_for(lambda: stored(api) == 6, PATIENCE)
    assert statuses(api) == FINE


def test_turns_that_overlap_ruin_it(cat: EmbeddedCat, api: httpx.Client) -> None:
    with open_socket(cat, "/ws/alice") as alice:
        begin_turn(cat, alice)
        with open_socket(cat, "/ws/bob") as bob:
            say(bob, "hello")
            assert error_of(hear_turn(bob)[1]) == CANNOT_RECALL
        assert statuses(api) == OF_TURNS


def test_a_turn_beside_an_upload_is_safe(cat: EmbeddedCat, api: httpx.Client) -> None:
    begin_upload(cat, api)
    with open_socket(cat, "/ws/alice") as client:
        say(client, "hello")
        assert hear_turn(client)[1]["type"] == "chat"
    assert statuses(api) == FINE


def test_a_point_beside_an_upload_ruins_it(cat: EmbeddedCat, api: httpx.Client) -> None:
    begin_upload(cat, api)
    api.post("/memory/collections/declarative/points", json={"content": "tea"})
    assert statuses(api) == OF_DOCUMENTS


def test_a_wipe_beside_an_upload_ruins_it_and_one_alone_mends_it(cat: EmbeddedCat, api: httpx.Client) -> None:
    with open_socket(cat, "/ws/alice") as alice:
        begin_turn(cat, alice)
        assert api.delete("/memory/collections/episodic").status_code == 500
        assert statuses(api) == OF_TURNS
        say(alice, "[dict]")
        assert hear_turn(alice)[1]["type"] == "chat"
    assert api.delete("/memory/collections/episodic").json() == {"deleted": {"episodic": True}}
    assert statuses(api) == FINE


def begin_turn(cat: EmbeddedCat, client: ClientConnection) -> None:
    """One that takes a second."""
    say(client, "slow [wait:1]")
    assert cat.wait_for(lambda: "slow [wait:1]" in cat.prompts(), PATIENCE)
