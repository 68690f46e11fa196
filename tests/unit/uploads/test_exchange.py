"""memory.export and memory.import_: memories go from one Cat to another, as lines of JSON that nobody holds whole."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import os
import tracemalloc
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.resources import _exchange
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing._cat.embedder import DUMB_SIZE
from cheshire_cat_api.testing.faults import Cut, OnRequest
from unit.transport.server import Heard, response, talking

TEXTS = ["The hatter drinks tea.", "The hare è late 😺", "Off with their heads!"]


class Client:
    """Either kind of client, as a program uses it."""

    def __init__(self, kind: str, url: str) -> None:
        self._kind, self._config = kind, ccat.Config(url)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if self._kind == "sync":
                with ccat.CatClient(self._config) as client:
                    return getattr(client.memory, name)(*args, **kwargs)

            async def awaited() -> Any:
                async with ccat.AsyncCatClient(self._config) as client:
                    return await getattr(client.memory, name)(*args, **kwargs)

            return asyncio.run(awaited())

        return call


@pytest.fixture(params=["sync", "async"])
def memory(request: pytest.FixtureRequest, cat: EmbeddedCat) -> Client:
    """The memory of the Cat, by each kind of client."""
    return Client(request.param, cat.url)


@pytest.fixture
def other(request: pytest.FixtureRequest, memory: Client) -> Iterator[Client]:
    """That of another Cat."""
    with EmbeddedCat() as running:
        yield Client(memory._kind, running.url)


@pytest.fixture
def fill(client: ccat.CatClient) -> Callable[..., None]:
    def fill(collection: str = "declarative", texts: list[str] = TEXTS) -> None:
        for number, text in enumerate(texts):
            metadata = {"number": number, "api_key": "sk-meow-meow", "of": {"nested": [1, "a", None]}}
            client.memory.create_memory_point(collection, text, metadata)

    return fill


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "memories.jsonl"


def points(of: Client, collection: str = "declarative") -> dict[str, Any]:
    with ccat.CatClient(of._config) as client:
        return {point.id: dict(point) for point in client.memory.iter_points(collection)}


def recalled(of: Client, text: str, collection: str = "declarative") -> list[tuple[str, float]]:
    with ccat.CatClient(of._config) as client:
        found = client.memory.recall_memory_points(text).vectors.collections[collection]
        return [(each["page_content"], round(each["score"], 6)) for each in found]


# --- From one Cat to another -----------------------------------------------------------------------------------------


def test_another_cat_recalls_the_same(memory: Client, other: Client, fill: Callable[..., None], path: Path) -> None:
    fill()
    assert memory.export(path) == 3
    assert points(other) == {}
    for _ in range(2):  # the second time, in place of themselves
        assert other.import_(path) == 3
        assert points(other).keys() == points(memory).keys()
    for number, point in points(other).items():
        assert point["payload"] == points(memory)[number]["payload"]
        assert point["vector"] == pytest.approx(points(memory)[number]["vector"])
    for text in ("tea", "hare", "heads"):
        assert recalled(other, text) == recalled(memory, text)


def test_the_lines(memory: Client, fill: Callable[..., None], path: Path) -> None:
    fill()
    memory.export(path)
    header, *lines = map(json.loads, path.read_bytes().splitlines())
    vector = header["sample"].pop("vector")
    assert {len(line["vector"]) for line in lines} == {len(vector)}
    assert header == {
        "format": "cheshire-cat-memory",
        "version": 1,
        "collection": "declarative",
        "embedder": "DumbEmbedder",
        "sample": {"text": _exchange.SAMPLE},
    }
    assert [set(line) for line in lines] == [{"id", "page_content", "metadata", "vector"}] * 3
    assert {line["metadata"]["api_key"] for line in lines} == {"sk-meow-meow"}  # a memory is data


def test_what_was_said_is_said_again(memory: Client, other: Client, fill: Callable[..., None], path: Path) -> None:
    fill("episodic")
    memory.export(path, "episodic")
    for _ in range(2):  # the second time, all of it is there
        assert other.import_(path) == 3
        assert len(points(other, "episodic")) == 3
    assert recalled(other, "tea", "episodic") == recalled(memory, "tea", "episodic")
    payloads = [[point["payload"] for point in points(each, "episodic").values()] for each in (other, memory)]
    assert sorted(payloads[0], key=str) == sorted(payloads[1], key=str)


def test_lines_that_somebody_else_has_written(memory: Client, path: Path) -> None:
    lines = [{**GOOD, "id": uuid.uuid4().hex, "page_content": text, "score": 0.5} for text in TEXTS]
    content = "\r\n".join([HEADER.strip(), *(json.dumps(line, ensure_ascii=False) for line in lines), ""])
    path.write_bytes(content.encode())
    assert memory.import_(path) == 3
    found = {number: point["payload"]["page_content"] for number, point in points(memory).items()}
    assert found == {line["id"]: line["page_content"] for line in lines}


def test_an_empty_collection(memory: Client, other: Client, path: Path) -> None:
    assert memory.export(path) == 0
    assert other.import_(path) == 0


def test_open_files_of_any_mode(memory: Client, other: Client, fill: Callable[..., None], path: Path) -> None:
    fill()
    binary, text = io.BytesIO(b"# mine\n"), io.StringIO()
    binary.readline()
    with gzip.open(path, "wb") as packed:
        for file in (binary, text, packed):
            assert memory.export(file) == 3
            assert not file.closed
    assert (
        binary.getvalue() == b"# mine\n" + text.getvalue().encode() == b"# mine\n" + gzip.decompress(path.read_bytes())
    )
    binary.seek(7)  # from where it is
    text.seek(0)
    with gzip.open(path, "rb") as packed, gzip.open(path, "rt") as unpacked:
        for source in (binary, text, packed, unpacked):
            assert other.import_(source) == 3
            assert not source.closed


def test_many_go_in_parts_and_tell_how_far_they_are(
    memory: Client,
    other: Client,
    cat: EmbeddedCat,
    fill: Callable[..., None],
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_exchange, "LARGEST_PART", 15_000)
    fill(texts=[f"The hatter drinks tea from cup {number:02}." for number in range(25)])
    told: list[tuple[int, int | None]] = []
    memory.export(path, page_size=4, on_progress=lambda *how: told.append(how))
    assert told == [(done, 25) for done in range(1, 26)]
    assert sum(each.path.endswith("/points") and each.method == "GET" for each in cat.requests) == 7
    told.clear()
    assert other.import_(path, on_progress=lambda *how: told.append(how)) == 25
    assert told[-1] == (25, 25)
    assert 1 < len(told) < 6
    assert points(other).keys() == points(memory).keys()


def test_a_broken_import_is_mended_by_another(
    memory: Client, other: Client, fill: Callable[..., None], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_exchange, "LARGEST_PART", 1_500)
    fill()
    memory.export(path)
    with FaultProxy(other._config.http_url) as proxy:
        broken = Client(memory._kind, proxy.url)
        done: list[int] = []

        def tell(count: int, total: int | None) -> None:
            done.append(count)
            proxy.add(Cut(when=OnRequest("before"), path="/rabbithole/memory", times=None))

        with pytest.raises(ccat.ConnectionFailed):
            broken.import_(path, on_progress=tell)
    assert done == [1]
    assert len(points(other)) == 1
    assert other.import_(path) == 3
    assert points(other).keys() == points(memory).keys()


# --- What is refused -------------------------------------------------------------------------------------------------


def test_a_cat_with_another_embedder(memory: Client, other: Client, fill: Callable[..., None], path: Path) -> None:
    fill()
    memory.export(path)
    with ccat.CatClient(other._config) as client:
        client.embedder.upsert_embedder_setting("EmbedderFakeConfig", {"size": 16})
    with pytest.raises(
        ccat.InvalidArgument, match=r"DumbEmbedder \(.* 128 .*FakeEmbeddings \(.* 16 .*nothing was sent"
    ):
        other.import_(path)
    assert points(other) == {}


def test_a_cat_with_another_model_of_the_same_embedder(
    memory: Client, other: Client, fill: Callable[..., None], path: Path
) -> None:
    """Of which the Cat tells no more than the class: models of one class can have vectors of one length."""
    fill()
    memory.export(path)
    header, *lines = path.read_text().splitlines()
    sample = json.loads(header)
    sample["sample"]["vector"].reverse()
    path.write_text("\n".join([json.dumps(sample), *lines]))
    with pytest.raises(ccat.InvalidArgument, match=r"another DumbEmbedder .*nothing was sent"):
        other.import_(path)
    assert points(other) == {}


GOOD = {"id": uuid.uuid4().hex, "page_content": "tea", "metadata": {"source": "a", "when": 1.5}, "vector": [0.5] * 128}
VECTOR = [0.0] * DUMB_SIZE
HEADER = _exchange.Header("declarative", "DumbEmbedder", "", VECTOR).line()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("tea", "line 4 is no JSON"),
        ("[" * 100_000, "line 4 is no JSON"),
        ("[]", "line 4 is no object of"),
        (json.dumps({**GOOD, "id": "tea"}), "the id of line 4"),
        (json.dumps({**GOOD, "page_content": None}), "page_content of line 4"),
        (json.dumps({**GOOD, "vector": [0.5]}), "vector of line 4 has 1 numbers, not 128"),
        (json.dumps({**GOOD, "vector": [float("nan")] * 128}), "vector of line 4"),
        (json.dumps({**GOOD, "metadata": {"a": [float("inf")]}}), "line 4 has what"),
        (json.dumps(GOOD).replace("1.5", "1e999"), "line 4 has what"),
        (json.dumps({**GOOD, "page_content": "\ud83d"}), "line 4 has what .* half of a surrogate"),
        (json.dumps({**GOOD, "page_content": "a" * 900_000}), "line 4 is larger"),
        (b"\xff", "line 4 is not UTF-8"),
        (b"a" * (_exchange.LONGEST_LINE + 1), "line 4 is longer"),
    ],
)
def test_a_bad_line_is_told_by_its_number_and_nothing_is_sent(
    line: str | bytes, words: str, memory: Client, cat: EmbeddedCat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_exchange, "LARGEST_PART", 1_000)  # each would be a part of its own
    bad = line if isinstance(line, bytes) else line.encode()
    content = b"\n".join([HEADER.strip().encode(), json.dumps(GOOD).encode(), b"", bad, json.dumps(GOOD).encode()])
    with pytest.raises(ccat.InvalidArgument, match=words) as caught:
        memory.import_(io.BytesIO(content))
    assert caught.value.__context__ is None
    assert len(str(caught.value)) < 300
    assert [each.path for each in cat.requests] == ["/memory/recall"]


def test_what_was_said_by_nobody_knows_whom(memory: Client, cat: EmbeddedCat) -> None:
    header = _exchange.Header("episodic", "DumbEmbedder", "", VECTOR).line()
    for metadata in (None, {}, {"source": "a"}, {"source": "", "when": 5}):
        with pytest.raises(ccat.InvalidArgument, match="line 2 lack source or when"):
            memory.import_(io.StringIO(header + json.dumps({**GOOD, "metadata": metadata})))
    assert {each.path for each in cat.requests} == {"/memory/recall"}


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("", "line 1 is no JSON"),
        ("{}", "line 1 does not say"),
        ('{"embedder": "E", "collections": {"declarative": []}}', "line 1 does not say"),
        (HEADER.replace('"version": 1', '"version": 2'), "of version 2"),
        (HEADER.replace("declarative", "procedural"), "procedural.* cannot be written"),
        (HEADER.replace('"declarative"', "[]"), "cannot be written"),
        (HEADER.replace("sample", "example"), "does not say what has embedded"),
        (HEADER.replace("0.0", "NaN"), "does not say what has embedded"),
    ],
)
def test_a_file_of_something_else(header: str, words: str, memory: Client, cat: EmbeddedCat, path: Path) -> None:
    path.write_text(header)
    with pytest.raises(ccat.InvalidArgument, match=words):
        memory.import_(path)
    assert cat.requests == []


def test_what_is_no_file(memory: Client, cat: EmbeddedCat, tmp_path: Path) -> None:
    closed = io.BytesIO()
    closed.close()
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as pipe, os.fdopen(writer, "wb"):
        for source in (None, 5, b"tea", closed, pipe):
            with pytest.raises(ccat.InvalidArgument, match="nothing was sent"):
                memory.import_(cast("Any", source))
    with pytest.raises(ccat.InvalidArgument, match="no path"):
        memory.import_("te\0a")
    with pytest.raises(ccat.InvalidArgument, match="no path"):
        memory.export("te\0a")
    for to in (None, 5, closed):
        with pytest.raises(ccat.InvalidArgument, match="nothing was written"):
            memory.export(cast("Any", to))
    with pytest.raises(FileNotFoundError):
        memory.import_(tmp_path / "nothing.jsonl")
    assert cat.requests == []


# --- The file --------------------------------------------------------------------------------------------------------


def test_a_file_that_is_there_is_replaced_only_on_request(
    memory: Client, fill: Callable[..., None], cat: EmbeddedCat, path: Path
) -> None:
    path.write_text("mine")
    before = len(cat.requests)
    with pytest.raises(FileExistsError, match="overwrite=True"):
        memory.export(path)
    with pytest.raises(FileExistsError, match="open it"):
        memory.export(path.parent, overwrite=True)
    with pytest.raises(FileExistsError, match="open it"):
        memory.export("/dev/null", overwrite=True)
    assert len(cat.requests) == before
    assert path.read_text() == "mine"
    link = path.with_name("link")
    link.symlink_to(path)
    assert memory.export(str(link), overwrite=True) == 0
    assert link.is_symlink()
    assert path.read_text().startswith('{"format": "cheshire-cat-memory"')


def test_a_file_that_appears_meanwhile_is_kept(memory: Client, fill: Callable[..., None], path: Path) -> None:
    fill()
    with pytest.raises(FileExistsError):
        memory.export(path, on_progress=lambda done, total: path.write_text("mine"))
    assert os.listdir(path.parent) == [path.name]
    assert path.read_text() == "mine"


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_nothing_is_half_written(kind: str, path: Path) -> None:
    """Neither where the second page never comes, nor where the embedder was changed before it."""
    page = {"id": uuid.uuid4().hex, "payload": {"page_content": "tea", "metadata": {}}, "vector": [0.5, 0.5]}
    pages: dict[str, Any] = {
        "/memory/recall": {"query": {"vector": [0.5, 0.5]}, "vectors": {"embedder": "E", "collections": {}}},
        "/memory/collections/declarative/points?limit=100": {"points": [page], "next_offset": "2"},
    }
    path.write_text("mine")

    def answer(heard: Heard) -> bytes:
        known = heard.target in pages
        return response(200, pages[heard.target]) if known else response(400, {"detail": {"error": "gone"}})

    with talking(answer) as (client, _):
        memory = Client(kind, client._cat_config.http_url)
        for error in (ccat.BadRequest, ccat.DecodeError):
            with pytest.raises(error):
                memory.export(path, overwrite=True)
            assert os.listdir(path.parent) == [path.name]
            assert path.read_text() == "mine"
            pages["/memory/collections/declarative/points?limit=100&offset=2"] = {"points": [{**page, "vector": [1.0]}]}
        pages["/memory/recall"] = {}
        with pytest.raises(ccat.DecodeError, match="embeds with"):
            memory.export(path, overwrite=True)
    assert path.read_text() == "mine"


def test_a_collection_that_cannot_be_read(memory: Client, path: Path) -> None:
    for collection in ("procedural", "nonsense"):
        with pytest.raises(ccat.BadRequest):
            memory.export(path, collection)
    assert os.listdir(path.parent) == []


def test_a_large_file_is_never_held_whole(path: Path) -> None:
    with path.open("w") as file:
        file.write(HEADER)
        for _ in range(500):
            file.write(json.dumps({**GOOD, "id": uuid.uuid4().hex, "page_content": "a" * 40_000}) + "\n")
    with _exchange.reading(path) as saved:
        tracemalloc.start()
        try:
            assert sum(part.memories for part in saved.parts()) == 500
            assert tracemalloc.get_traced_memory()[1] < 0.5 * path.stat().st_size
        finally:
            tracemalloc.stop()
