"""wait=True comes back when the server has really read an upload, with the number of thoughts, or raises."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.resources import _ingestion
from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_api.testing.faults import Answer, FaultProxy

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
    with FaultProxy(client._config.http_url) as proxy:
        # The mark is never found.
        nothing = '{"vectors": {"collections": {"declarative": []}}}'
        proxy.add(Answer(200, body=nothing, path="/memory/recall", times=None))
        with (
            ccat.CatClient(ccat.Config(proxy.url)) as other,
            pytest.raises(ccat.TimedOut, match="may still be reading"),
        ):
            other.rabbit_hole.upload_file(TEXT, name="tea.txt", wait=True, wait_timeout=0.5)


@pytest.mark.parametrize("seconds", [0, -1, float("inf"), float("nan"), None, "5"])
def test_a_time_that_is_none_is_refused(seconds: Any, client: ccat.CatClient, cat: EmbeddedCat) -> None:
    with pytest.raises(ccat.ConfigError, match="wait_timeout"):
        client.rabbit_hole.upload_file(b"tea", name="tea.txt", wait=True, wait_timeout=seconds)
    assert cat.requests == []


def test_a_memory_that_fails_meanwhile_is_asked_again(client: ccat.CatClient) -> None:
    """On a local store, reading while another thread of the server writes can fail with 500."""
    with FaultProxy(client._config.http_url) as proxy, ccat.CatClient(ccat.Config(proxy.url)) as other:
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
