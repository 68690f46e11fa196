"""Ingestion in an embedded Cat, and the embedder that finds things again."""

from __future__ import annotations

import asyncio
import tracemalloc

import httpx
import pytest

from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_api.testing._cat.embedder import DUMB_SIZE, DumbEmbedder, FakeEmbedder, cosine, embedder_for, unit
from cheshire_cat_api.testing._cat.rabbit_hole import PARSERS, SLICE, Parsed, split

from .cats import hear, open_socket


def words(count: int) -> str:
    return " ".join(f"word{i:03}" for i in range(count))


@pytest.mark.parametrize(
    ("count", "size", "overlap", "chunks"),
    [
        (300, None, None, 2),  # 256, then the rest with 64 repeated
        (256, None, None, 1),
        (100, 10, 5, 19),
        (100, 64, None, 37),  # the default overlap is as long: one word at a time
        (100, 10, 50, 91),
        (0, None, None, 0),
    ],
)
def test_split(count: int, size: int | None, overlap: int | None, chunks: int) -> None:
    text = words(count)
    pieces = list(split(text, size, overlap))
    assert len(pieces) == chunks
    assert all(piece in text for piece in pieces)
    assert not pieces or (text.startswith(pieces[0]) and text.endswith(pieces[-1]))


def test_short_chunks_are_dropped() -> None:
    assert list(split("0123456789", None, None)) == []
    assert list(split("0123456789a", None, None)) == ["0123456789a"]


def test_chunks_are_made_one_by_one() -> None:
    text = words(10_000) * 10
    tracemalloc.start()
    try:
        first = next(split(text, None, None))
        assert tracemalloc.get_traced_memory()[1] < len(text) / 4
    finally:
        tracemalloc.stop()
    assert text.startswith(first)
    assert max(map(len, split("x" * 1_000_000, None, None))) == 25_600


def test_a_page_is_read_in_slices() -> None:
    turns_of_others = list(PARSERS["text/html"](b"<p>tea</p>" * SLICE).__await__())
    assert len(turns_of_others) == 10


def test_parsers() -> None:
    def parse(media_type: str, content: bytes) -> Parsed:
        async def parsing() -> Parsed:
            return await PARSERS[media_type](content)

        return asyncio.run(parsing())

    page = (
        b"<html><head><title>T</title><style>x</style></head><body><script>y</script><p>Hi <b>you</b></p></body></html>"
    )
    assert parse("text/html", page).text == "THi you"
    assert parse("text/html", page).metadata == {"title": "T"}
    assert parse("application/pdf", b"%PDF-1.4 BT (Down \\(the\\) ) Tj (hole) Tj ET").text == "Down (the)  hole"
    with pytest.raises(ValueError, match="PDF"):
        parse("application/pdf", b"no")


def test_a_document_is_found_by_what_it_says(embedded_cat: EmbeddedCat) -> None:
    with httpx.Client(base_url=embedded_cat.url) as client, open_socket(embedded_cat) as socket:
        for name, text in (
            ("q.md", "The queen shouts at everybody"),
            ("tea.txt", "The hatter drinks tea all day long"),
        ):
            client.post("/rabbithole/", files={"file": (name, text.encode())})
            notes = [hear(socket)["content"] for _ in range(3)]
            assert notes[2] == f"Finished reading {name}, I made 1 thoughts on it."
        recalled = client.post("/memory/recall", json={"text": "who drinks tea?"}).json()
    best, other = recalled["vectors"]["collections"]["declarative"]
    assert (best["metadata"]["source"], other["metadata"]["source"]) == ("tea.txt", "q.md")
    assert best["score"] > other["score"] + 0.2
    assert len(best["vector"]) == DUMB_SIZE


def test_a_page_is_fetched() -> None:
    with EmbeddedCat() as site, EmbeddedCat(exposed=True) as cat, open_socket(cat) as socket:
        # the other Cat serves JSON: reachable, but nothing that can be ingested
        url = f"{site.url}/rabbithole/allowed-mimetypes"
        answer = httpx.post(f"{cat.url}/rabbithole/web", json={"url": url})
        assert answer.status_code == 400  # no HEAD there
        assert answer.json()["detail"] == {"error": "Invalid URL", "url": url}
        assert cat.sockets() == 1
        socket.close()
        assert [request.method for request in site.requests] == ["HEAD"]


def test_a_failed_ingestion_is_silent(embedded_cat: EmbeddedCat) -> None:
    with open_socket(embedded_cat) as socket:
        answer = httpx.post(f"{embedded_cat.url}/rabbithole/", files={"file": ("a.txt", b"\xff\xff")})
        assert answer.status_code == 200
        assert hear(socket)["content"].startswith("I'm parsing")
        socket.send('{"text":"[dict]"}')
        assert hear(socket)["type"] == "chat"  # nothing more was said about the file


def test_the_dumb_embedder() -> None:
    embed = DumbEmbedder().embed
    assert embed("The Cat") == embed("the cat")
    assert cosine(unit(embed("the cat vanishes")), unit(embed("the cat vanishes"))) == pytest.approx(1)
    near = cosine(unit(embed("the cat vanishes")), unit(embed("a cat vanished")))
    far = cosine(unit(embed("the cat vanishes")), unit(embed("bread and butter")))
    assert near > 0.5 > 0.3 > far
    assert embed("  ") == embed("") == [0.0] * DUMB_SIZE
    assert cosine(unit(embed("")), unit(embed("x"))) == 0
    assert len(embed("\ud800")) == DUMB_SIZE


def test_the_fake_embedder_has_the_size_that_was_asked_for() -> None:
    assert len(embedder_for("EmbedderFakeConfig", {}).embed("x")) == 128
    fake = embedder_for("EmbedderFakeConfig", {"size": 4})
    assert isinstance(fake, FakeEmbedder)
    assert fake.embed("x") == fake.embed("x") != fake.embed("y")
    for useless in ({"size": "x"}, {"size": 0}, {"size": 10**9}):
        assert isinstance(embedder_for("EmbedderFakeConfig", useless), DumbEmbedder)
