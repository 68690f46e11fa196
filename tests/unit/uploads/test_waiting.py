"""wait=True comes back when the server has really read an upload, with the number of thoughts, or raises."""

from __future__ import annotations

import asyncio
import json
import pickle
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.resources import _ingestion, _saved_memories
from cheshire_cat_api.resources._saved_memories import SavedMemories
from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_api.testing.faults import Answer, FaultProxy
from unit.transport.server import STATUS, Heard, response, talking

TEXT = " ".join(f"The hatter number {number} drinks tea with the march hare." for number in range(60)).encode()


def stored(client: ccat.CatClient) -> list[dict[str, Any]]:
    return [dict(point.payload.metadata) for point in client.memory.iter_points("declarative")]


def test_it_has_been_read(client: ccat.CatClient) -> None:
    client.memory.create_memory_point("declarative", "Something that was there before.")
    result = client.rabbit_hole.upload_file(TEXT, 20, 5, name="tea.txt", metadata={"cups": 2}, wait=True)
    assert isinstance(result, ccat.UploadedFile)
    assert result.filename == "tea.txt"
    assert result.thoughts == result["thoughts"] == 40
    pieces = [each for each in stored(client) if each.get("upload_id") == result.upload_id]
    assert len(pieces) == 40 == len(stored(client)) - 1  # and nothing is left of the mark
    assert all((each["source"], each["cups"]) == ("tea.txt", 2) for each in pieces)
    assert pickle.loads(pickle.dumps(result)).thoughts == 40


def test_several_have_been_read(client: ccat.CatClient) -> None:
    result = client.rabbit_hole.upload_files(
        [("a.txt", TEXT), ("b.md", b"The hatter drinks tea."), ("empty.txt", b"")], 20, 5, wait=True
    )
    assert isinstance(result, ccat.UploadedFiles)
    assert {name: result[name].thoughts for name in result} == {"a.txt": 40, "b.md": 1, "empty.txt": 0}
    assert result.thoughts == 41 == len(stored(client))


def test_without_waiting_nobody_counts(client: ccat.CatClient) -> None:
    result = client.rabbit_hole.upload_files([("a.txt", b"The hatter drinks tea.")])
    assert (result.thoughts, result["a.txt"].thoughts) == (None, None)


def test_two_files_of_one_name(client: ccat.CatClient) -> None:
    result = client.rabbit_hole.upload_files([("a.txt", b"The hatter drinks tea."), ("a.txt", TEXT)], 20, 5, wait=True)
    assert list(result) == ["a.txt"]
    assert result.thoughts == 41


def test_others_may_upload_at_the_same_time(cat: EmbeddedCat, client: ccat.CatClient) -> None:
    client.rabbit_hole.upload_file(TEXT, 10, 5, name="tea.txt")
    result = client.rabbit_hole.upload_file(TEXT, 20, 5, name="tea.txt", wait=True)
    assert result.thoughts == 40


def test_progress_is_of_the_files_alone(client: ccat.CatClient) -> None:
    told: list[tuple[int, int | None]] = []
    client.rabbit_hole.upload_file(TEXT, name="tea.txt", on_progress=lambda *how: told.append(how), wait=True)
    assert told == [(len(TEXT), len(TEXT))]


@pytest.mark.parametrize("batch", [False, True])
def test_it_could_not_be_read(batch: bool, client: ccat.CatClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ingestion, "GRACE", 0.2)
    files = [("a.txt", TEXT)] if batch else []
    with pytest.raises(ccat.IngestionFailed, match=r"x\.pdf"):
        client.rabbit_hole.upload_files([*files, ("x.pdf", b"no PDF")], wait=True)


def test_it_takes_too_long(client: ccat.CatClient) -> None:
    with FaultProxy(client._cat_config.http_url) as proxy:
        # The mark is never found.
        nothing = '{"vectors": {"collections": {"declarative": []}}}'
        proxy.add(Answer(200, body=nothing, path="/memory/recall", times=None))
        with (
            ccat.CatClient(ccat.Config(proxy.url)) as other,
            pytest.raises(ccat.TimedOut, match="may still be reading"),
        ):
            other.rabbit_hole.upload_file(TEXT, name="tea.txt", wait=True, wait_timeout=0.5)


class Reader:
    """A server that has read what was uploaded at once; one of its answers after that is another one, or never comes.

    Args:
        odd: how the request to that one begins.
        answer: to that one; None: silence.
    """

    ANSWERS: ClassVar[dict[str, object]] = {
        "GET / ": STATUS,
        "GET /memory/collections": {"collections": [{"name": "declarative", "vectors_count": 1}]},
        "POST /memory/recall": {"vectors": {"collections": {"declarative": [{"id": "the mark"}]}}},
        "DELETE /memory/collections": {"deleted": []},
        "POST /rabbithole/": {"filename": "tea.json", "content_type": "", "info": ""},
        "POST /rabbithole/batch": {"tea.json": {"filename": "tea.json", "content_type": "", "info": ""}},
    }

    def __init__(self, odd: str, answer: object = None) -> None:
        self._odd, self._answer = odd, answer
        self._uploaded = False
        self.done = threading.Event()

    def __call__(self, heard: Heard) -> bytes | Iterator[bytes]:
        request = f"{heard.method} {heard.target} "
        if self._uploaded and request.startswith(self._odd):
            return response(200, self._answer) if self._answer is not None else self._silence()
        self._uploaded = self._uploaded or "/rabbithole/" in request
        return response(200, next(self.ANSWERS[each] for each in reversed(self.ANSWERS) if request.startswith(each)))

    def _silence(self) -> Iterator[bytes]:
        yield from ((b"",) if self.done.wait(100) else ())


SAVED = {
    "embedder": "E",
    "collections": {
        "declarative": [{"id": "0" * 32, "page_content": "The hatter drinks tea.", "metadata": {}, "vector": [0.25]}]
    },
}


@contextmanager
def read_by(reader: Reader, kind: str, **options: Any) -> Iterator[Callable[[str], object]]:
    """Uploads over a client of one kind to that server, by the name of the method."""
    arguments: Any = (json.dumps(SAVED).encode(),)
    keywords: Any = {"name": "tea.json", "wait": True, **options}
    with talking(reader) as (client, server):

        async def awaited(method: str) -> object:
            async with ccat.AsyncCatClient(ccat.Config(server.url)) as other:
                return await getattr(other.rabbit_hole, method)(*arguments, **keywords)

        try:
            if kind == "sync":
                yield lambda method: getattr(client.rabbit_hole, method)(*arguments, **keywords)
            else:
                yield lambda method: asyncio.run(awaited(method))
        finally:
            reader.done.set()


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("method", ["upload_file", "upload_memory"])
@pytest.mark.parametrize("hanging", ["GET / ", "GET /memory/collections", "POST /memory/recall", "DELETE /memory/"])
def test_a_call_that_hangs_ends_with_the_wait(hanging: str, method: str, kind: str) -> None:
    with (
        read_by(Reader(hanging), kind, wait_timeout=0.5) as upload,
        pytest.raises(ccat.TimedOut, match=r"not read within 0\.5 s"),
    ):
        upload(method)


def test_a_call_keeps_its_own_time_while_the_wait_has_more() -> None:
    reader = Reader("GET /memory/collections")
    with talking(reader, timeout=0.5, retries=0) as (client, _):
        with pytest.raises(ccat.TimedOut, match="no whole answer within"):
            client.rabbit_hole.upload_file(b"tea", name="tea.json", wait=True, wait_timeout=60)
        reader.done.set()


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("method", ["upload_file", "upload_memory"])
@pytest.mark.parametrize("odd", [5, "tea", [{"name": "declarative", "vectors_count": "tea"}]])
def test_collections_that_are_none(odd: object, method: str, kind: str) -> None:
    reader = Reader("GET /memory/collections", {"collections": odd})
    with read_by(reader, kind, wait_timeout=60) as upload, pytest.raises(ccat.DecodeError, match=r"no list|no number"):
        upload(method)


@pytest.mark.parametrize("seconds", [0, -1, float("inf"), float("nan"), None, "5"])
def test_a_time_that_is_none_is_refused(seconds: Any, client: ccat.CatClient, cat: EmbeddedCat) -> None:
    with pytest.raises(ccat.ConfigError, match="wait_timeout"):
        client.rabbit_hole.upload_file(b"tea", name="tea.txt", wait=True, wait_timeout=seconds)
    assert cat.requests == []


def test_a_memory_that_fails_meanwhile_is_asked_again(client: ccat.CatClient) -> None:
    """On a local store, reading while another thread of the server writes can fail with 500."""
    with FaultProxy(client._cat_config.http_url) as proxy, ccat.CatClient(ccat.Config(proxy.url)) as other:
        proxy.add(Answer(500, body="Internal Server Error", path="/memory/collections", times=2))
        proxy.add(Answer(500, body="Internal Server Error", path="/memory/recall", times=1))
        assert other.rabbit_hole.upload_file(TEXT, 20, 5, name="tea.txt", wait=True).thoughts == 40


def test_who_may_not_clean_up_uploads_nothing(cat: EmbeddedCat, client: ccat.CatClient) -> None:
    client.users.create_user("hare", "marching", {"UPLOAD": ["WRITE"], "MEMORY": ["READ"]})
    with ccat.CatClient(ccat.Config(cat.url, username="hare", password="marching")) as hare:
        with pytest.raises(ccat.Forbidden, match="MEMORY:DELETE"):
            hare.rabbit_hole.upload_file(b"The hatter drinks tea.", name="tea.txt", wait=True)
        assert hare.rabbit_hole.upload_file(b"The hatter drinks tea.", name="tea.txt").filename == "tea.txt"
    assert sum(each.path.startswith("/rabbithole") for each in cat.requests) == 1


@pytest.mark.parametrize("metadata", [5, "x", {"a.txt": 5}])
def test_metadata_that_are_none(metadata: Any, client: ccat.CatClient, cat: EmbeddedCat) -> None:
    with pytest.raises(ccat.InvalidArgument, match="metadata"):
        client.rabbit_hole.upload_files([("a.txt", b"tea")], metadata=metadata, wait=True)
    assert cat.requests == []


# --- Saved memories --------------------------------------------------------------------------------------------------


@pytest.fixture
def saved(client: ccat.CatClient) -> Callable[..., dict[str, Any]]:
    """Makes memories as they are saved, with vectors of the Cat's embedder."""
    recalled = client.memory.recall_memory_points("tea", 1)
    vector = [0.25] * len(recalled.query.vector)

    def make(count: int = 1, **fields: Any) -> dict[str, Any]:
        item = {"page_content": "The hatter drinks tea.", "metadata": {"source": "tea.txt"}, "vector": vector, **fields}
        points = [{"id": uuid.uuid4().hex, **item} for _ in range(count)]
        return {"embedder": recalled.vectors.embedder, "collections": {"declarative": points}}

    return make


def load(client: ccat.CatClient, memories: Any, **options: Any) -> ccat.UploadedFile:
    content = memories if isinstance(memories, bytes) else json.dumps(memories).encode()
    return client.rabbit_hole.upload_memory(content, name="saved.json", **{"wait": True, **options})


def test_memories_have_been_stored(client: ccat.CatClient, saved: Callable[..., dict[str, Any]]) -> None:
    memories = saved(3)
    points = memories["collections"]["declarative"]
    for _ in range(2):  # the second time, in place of themselves
        result = load(client, memories)
        assert isinstance(result, ccat.UploadedFile)
        assert (result.filename, result.thoughts, result.upload_id) == ("saved.json", 3, None)
        there = {point.id: dict(point.payload.metadata) for point in client.memory.iter_points("declarative")}
        assert there == {point["id"]: point["metadata"] for point in points}  # and nothing is left of the mark
    points.append({**points[0], "id": str(uuid.UUID(points[0]["id"]))})
    assert load(client, memories).thoughts == 3  # two of one id are one


def test_memories_nobody_waits_for(client: ccat.CatClient, saved: Callable[..., dict[str, Any]]) -> None:
    assert load(client, saved(), wait=False).thoughts is None
    assert load(client, b"no JSON", wait=False).thoughts is None  # the Cat says so, too


def test_many_memories_are_sent_in_parts(
    client: ccat.CatClient, cat: EmbeddedCat, saved: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    """The Cat takes 1 MiB at a time."""
    path = tmp_path / "saved.json"
    memories = saved(400, page_content="The hatter drinks tea. " * 200)
    path.write_text(json.dumps(memories), encoding="utf-8")
    with pytest.raises(ccat.ServerFailure):
        client.rabbit_hole.upload_memory(path)
    before = len(cat.requests)
    told: list[tuple[int, int | None]] = []
    result = client.rabbit_hole.upload_memory(path, wait=True, on_progress=lambda *how: told.append(how))
    assert result.thoughts == 400 == len(stored(client))
    assert {point.id for point in client.memory.iter_points("declarative")} == {
        point["id"] for point in memories["collections"]["declarative"]
    }
    assert sum(each.path == "/rabbithole/memory" for each in cat.requests[before:]) == 3
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > path.stat().st_size


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda memories: b"no JSON", "no JSON"),
        (lambda memories: b"\xff\xfe", "no JSON"),
        (lambda memories: b"[" * 100_000, "no JSON"),
        (lambda memories: [memories], "form"),
        (lambda memories: {"collections": memories["collections"]}, "form"),
        (lambda memories: {**memories, "embedder": None}, "form"),
        (lambda memories: {**memories, "collections": {"episodic": []}}, "form"),
        (lambda memories: {**memories, "collections": [1]}, "form"),
        (lambda memories: {**memories, "collections": {"declarative": {}}}, "form"),
        (lambda memories: {**memories, "collections": {"declarative": []}}, "without memories"),
        (lambda memories: {**memories, "embedder": "Another"}, "embedder Another"),
    ],
)
def test_a_file_of_memories_that_is_none(
    change: Callable[[Any], Any], words: str, client: ccat.CatClient, cat: EmbeddedCat, saved: Callable[..., Any]
) -> None:
    with pytest.raises(ccat.InvalidArgument, match=words) as caught:
        load(client, change(saved()))
    assert caught.value.__context__ is None
    assert [each.path for each in cat.requests if each.path != "/memory/recall"] == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("id", "tea", r"id of declarative\[1\]"),
        ("id", -1, "id of"),
        ("id", 1.5, "id of"),
        ("id", True, "id of"),
        ("id", None, "id of"),
        ("page_content", 5, "page_content"),
        ("metadata", [1], "metadata"),
        ("vector", "tea", "finite numbers"),
        ("vector", [], "finite numbers"),
        ("vector", ["a"], "finite numbers"),
        ("vector", [1.0, float("nan")], "finite numbers"),
        ("vector", [float("inf"), float("-inf")], "finite numbers"),
        ("vector", [10**400], "finite numbers"),
        ("vector", [1.0], "different lengths: 1, "),
    ],
)
def test_a_memory_that_would_do_harm(
    field: str, value: Any, words: str, client: ccat.CatClient, cat: EmbeddedCat, saved: Callable[..., Any]
) -> None:
    memories = saved(2)
    memories["collections"]["declarative"][1][field] = value
    with pytest.raises(ccat.InvalidArgument, match=words):
        load(client, memories)
    del memories["collections"]["declarative"][1][field]
    with pytest.raises(ccat.InvalidArgument, match="no object of"):
        load(client, memories)
    assert len(cat.requests) == 1  # that of the fixture


def test_memories_with_vectors_of_another_embedder(client: ccat.CatClient, saved: Callable[..., Any]) -> None:
    with pytest.raises(ccat.InvalidArgument, match="of 3 numbers"):
        load(client, saved(2, vector=[1.0, 2.0, 3.0]))


def test_memories_with_numbers_for_ids_and_without_metadata(
    client: ccat.CatClient, saved: Callable[..., dict[str, Any]]
) -> None:
    memories = saved(2, metadata=None)
    memories["collections"]["declarative"][0]["id"] = 7
    assert load(client, memories).thoughts == 2


def test_the_cat_gives_up_storing(
    client: ccat.CatClient, saved: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_ingestion, "GRACE", 0.2)
    monkeypatch.setattr(SavedMemories, "check_embedder", lambda *_: None)  # it was changed after that
    with pytest.raises(ccat.IngestionFailed, match=r"saved\.json"):
        load(client, saved(2, vector=[1.0, 2.0, 3.0]))


def test_the_cat_gives_up_in_the_middle(
    client: ccat.CatClient, saved: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes after the one that fails is not stored, and the mark is the last of all."""
    monkeypatch.setattr(_ingestion, "GRACE", 0.2)
    monkeypatch.setattr(_saved_memories, "_id", str)
    memories = saved(3)
    first, second, _ = memories["collections"]["declarative"]
    second["id"] = "tea"
    with pytest.raises(ccat.IngestionFailed):
        load(client, memories)
    assert [point.id for point in client.memory.iter_points("declarative")] == [first["id"]]


def test_all_parts_share_the_time(
    client: ccat.CatClient, cat: EmbeddedCat, saved: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_saved_memories, "LARGEST_PART", 1)
    with pytest.raises(ccat.TimedOut, match=r"within 0\.5 s"):
        load(client, saved(50), wait_timeout=0.5)  # each part takes 0.1 s at least
    assert 0 < sum(each.path == "/rabbithole/memory" for each in cat.requests) < 7


def test_storing_takes_too_long(client: ccat.CatClient, saved: Callable[..., Any]) -> None:
    with FaultProxy(client._cat_config.http_url) as proxy, ccat.CatClient(ccat.Config(proxy.url)) as other:
        memories = saved()
        nothing = '{"vectors": {"collections": {"declarative": []}}}'  # which tells of no embedder, either
        proxy.add(Answer(200, body=nothing, path="/memory/recall", times=None))
        with pytest.raises(ccat.TimedOut, match="delete_memory_points_by_metadata"):
            load(other, memories, wait_timeout=0.5)


def test_who_may_not_clean_up_loads_nothing(
    cat: EmbeddedCat, client: ccat.CatClient, saved: Callable[..., Any]
) -> None:
    """And who may needs no UPLOAD:WRITE."""
    client.users.create_user("hare", "marching", {"MEMORY": ["READ", "WRITE"]})
    client.users.create_user("hatter", "teatime", {"MEMORY": ["READ", "WRITE", "DELETE"]})
    with ccat.CatClient(ccat.Config(cat.url, username="hare", password="marching")) as hare:
        with pytest.raises(ccat.Forbidden, match="MEMORY:DELETE"):
            load(hare, saved())
        assert stored(client) == []
    with ccat.CatClient(ccat.Config(cat.url, username="hatter", password="teatime")) as hatter:
        assert load(hatter, saved()).thoughts == 1


# --- What a failure tells, and what is none --------------------------------------------------------------------------


def test_a_failure_tells_what_had_been_stored(client: ccat.CatClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ingestion, "GRACE", 0.2)
    with pytest.raises(ccat.IngestionFailed) as caught:
        client.rabbit_hole.upload_files([("a.txt", TEXT), ("x.pdf", b"no PDF")], 20, 5, wait=True)
    assert caught.value.thoughts == 40 == len(stored(client))
    assert pickle.loads(pickle.dumps(caught.value)).thoughts == 40


def test_something_in_between_that_keeps_no_connection(client: ccat.CatClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that is gone means nothing then, however long it takes."""
    monkeypatch.setattr(_ingestion, "GRACE", 0.0)
    nothing = '{"vectors": {"collections": {"declarative": []}}}'
    with FaultProxy(client._cat_config.http_url) as proxy, ccat.CatClient(ccat.Config(proxy.url)) as other:
        proxy.add(Answer(200, body=nothing, path="/memory/recall", times=4))  # it is read slowly
        drop = other._cat_session.alone

        def alone() -> Any:
            session = drop()
            call = session.call

            def closing(*args: Any, **kwargs: Any) -> Any:
                try:
                    return call(*args, **kwargs)
                finally:
                    session._pool.close()

            session.call = closing  # type: ignore[method-assign]
            return session

        monkeypatch.setattr(other._cat_session, "alone", alone)
        assert other.rabbit_hole.upload_file(TEXT, 20, 5, name="tea.txt", wait=True).thoughts == 40


@pytest.mark.parametrize("item", ["tea", 5, None, [1]])
def test_an_answer_for_a_batch_that_is_none(item: Any) -> None:
    with talking(lambda heard: response(200, {"a.txt": item})) as (client, _), pytest.raises(ccat.DecodeError):
        client.rabbit_hole.upload_files([("a.txt", b"tea")])


@pytest.mark.parametrize("answer", [{}, {"vectors": None}, {"vectors": {"collections": {"declarative": "tea"}}}])
def test_answers_that_leave_out_what_is_looked_for(answer: Any, saved: Callable[..., Any]) -> None:
    def answered(heard: Heard) -> bytes:
        recall = heard.target.startswith("/memory/recall")
        return response(200, answer if recall else {"filename": "", "content_type": "", "info": "", "deleted": []})

    with talking(answered) as (client, _):
        for call in (
            lambda: load(client, saved(), wait_timeout=0.3),
            lambda: client.rabbit_hole.upload_file(b"tea", name="tea.txt", wait=True, wait_timeout=0.3),
        ):
            with pytest.raises((ccat.TimedOut, ccat.DecodeError)):
                call()
