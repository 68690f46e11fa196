"""Several files at once, web pages, and what is refused before anything is sent."""

from __future__ import annotations

import http.server
import pickle
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.models import UploadURLConfig
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing.faults import Answer
from unit.transport.server import response, talking

from .conftest import PATIENCE, TEXT, Gate, Uploader

Make = Callable[..., Uploader]


# --- Several files ---------------------------------------------------------------------------------------------------


def test_several_have_been_read(cat: EmbeddedCat, client: ccat.CatClient, uploader: Make) -> None:
    told: list[tuple[int, int | None]] = []
    files = [("a.txt", TEXT), ("b.md", b"The hatter drinks tea."), ("empty.txt", b"")]
    result = uploader(cat.url)(
        "upload_files", files, 20, 5, metadata={"b.md": {"cups": 2}}, on_progress=lambda *h: told.append(h), wait=True
    )
    assert isinstance(result, ccat.UploadedFiles)
    assert {name: result[name].thoughts for name in result} == {"a.txt": 40, "b.md": 1, "empty.txt": 0}
    assert result.thoughts == 41
    assert told[-1] == (len(TEXT) + 22, len(TEXT) + 22)
    metadata = [each.payload.metadata for each in client.memory.iter_points("declarative")]
    assert [each["source"] for each in metadata if each.get("cups")] == ["b.md"]


def test_without_waiting_nobody_counts(cat: EmbeddedCat, uploader: Make) -> None:
    result = uploader(cat.url)("upload_files", [("a.txt", b"The hatter drinks tea.")])
    assert (result.thoughts, result["a.txt"].thoughts) == (None, None)


def test_one_that_cannot_be_read_does_not_cost_the_others(cat: EmbeddedCat, uploader: Make) -> None:
    files = [("x.pdf", b"no PDF"), ("a.txt", TEXT), ("b.exe", b"tea"), ("c.md", b"The hatter drinks tea.")]
    with pytest.raises(ccat.IngestionFailed, match=r"2 of 4 files were not read: x\.pdf: the server.*; b\.exe: ") as e:
        uploader(cat.url)("upload_files", files, 20, 5, wait=True)
    error = pickle.loads(pickle.dumps(e.value))
    assert list(error.results) == ["x.pdf", "a.txt", "b.exe", "c.md"]
    assert (error.results["a.txt"].thoughts, error.results["c.md"].thoughts, error.thoughts) == (40, 1, 41)
    assert type(error.results["x.pdf"]) is ccat.IngestionFailed
    assert type(error.results["b.exe"]) is ccat.UnsupportedType
    assert error.results["b.exe"].admitted


@pytest.mark.parametrize("at", [0, 1])
def test_what_is_nothing_of_the_file_ends_the_batch(at: int, cat: EmbeddedCat, gate: Gate, uploader: Make) -> None:
    """As itself, where it is the first file; the rest is not begun."""
    files = [("a.txt", TEXT), ("b.txt", TEXT), ("c.txt", TEXT)]
    unavailable = Answer(503, path="/rabbithole/", times=None)
    with FaultProxy(cat.url) as proxy:
        upload = uploader(proxy.url, retries=0)
        if at == 0:
            proxy.add(unavailable)
            with pytest.raises(ccat.ServerFailure):
                upload("upload_files", files, wait=True)
            return
        gate.open.clear()
        begun = upload.begin("upload_files", files, wait=True)
        gate.wait_for(1)
        proxy.add(unavailable)
        gate.open.set()
        with pytest.raises(ccat.IngestionFailed) as e:
            begun.result(PATIENCE)
        assert [type(each) for each in e.value.results.values()] == [ccat.UploadedFile, ccat.ServerFailure, type(None)]


def test_the_time_is_that_of_all_together(cat: EmbeddedCat, gate: Gate, uploader: Make) -> None:
    upload = uploader(cat.url)
    gate.open.clear()
    gate.let_through = 1
    with pytest.raises(ccat.IngestionFailed) as e:
        upload("upload_files", [("a.txt", TEXT), ("b.txt", TEXT), ("c.txt", TEXT)], wait=True, wait_timeout=0.4)
    assert [type(each) for each in e.value.results.values()] == [ccat.UploadedFile, ccat.TimedOut, type(None)]
    assert gate.reached == ["a.txt", "b.txt"]


@pytest.mark.parametrize("wait", [False, True])
def test_what_is_refused_before_anything_is_sent(wait: bool, cat: EmbeddedCat, uploader: Make) -> None:
    upload = uploader(cat.url)
    for files, metadata, words in (
        ([("a.txt", b"tea"), ("a.txt", b"milk")], None, "two of them are named 'a.txt'"),
        ([("a.txt", b"tea")], {"b.txt": {}}, "no file named 'b.txt'"),
        ([("a.txt", b"tea")], {"a.txt": 5}, "metadata"),
        ([("a.txt", b"tea")], 5, "metadata"),
        ([("a.txt", b"tea")], "x", "metadata"),
    ):
        with pytest.raises(ccat.InvalidArgument, match=words):
            upload("upload_files", files, metadata=metadata, wait=wait)
    with pytest.raises(FileNotFoundError):
        upload("upload_files", [("a.txt", b"tea"), "/no/such/file.txt"], wait=wait)
    for method, what in (("upload_file", ("a.txt", b"tea")), ("upload_files", [("a.txt", b"tea")])):
        with pytest.raises(ccat.InvalidArgument, match=r"chunk_overlap.*64"):
            upload(method, what, 100, 0, wait=wait)
    with pytest.raises(ccat.InvalidArgument, match=r"chunk_overlap.*64"):
        upload("upload_url", "http://localhost/", chunk_overlap=0, wait=wait)
    with pytest.raises(ccat.InvalidArgument, match=r"chunk_overlap.*64"):
        upload("upload_url", {"url": "http://localhost/", "chunk_overlap": 0}, wait=wait)
    assert cat.requests == []


@pytest.mark.parametrize("item", ["tea", 5, None, [1]])
def test_an_answer_for_a_batch_that_is_none(item: Any) -> None:
    with talking(lambda heard: response(200, {"a.txt": item})) as (client, _), pytest.raises(ccat.DecodeError):
        client.rabbit_hole.upload_files([("a.txt", b"tea")])


# --- Web pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def page() -> Iterator[str]:
    """The address of a web page."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()

        def do_GET(self) -> None:
            self.do_HEAD()
            self.wfile.write(b"no PDF" if self.path.endswith(".pdf") else TEXT)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/tea?cups=2"
        server.shutdown()
        thread.join()


@pytest.fixture
def open_cat() -> Iterator[EmbeddedCat]:
    """A Cat that fetches pages of this machine."""
    with EmbeddedCat(exposed=True) as cat:
        yield cat


def test_a_page_has_been_read(open_cat: EmbeddedCat, page: str, uploader: Make) -> None:
    upload = uploader(open_cat.url)
    result = upload("upload_url", page, metadata={"cups": 2}, chunk_size=20, chunk_overlap=5, wait=True, timeout=30)
    assert isinstance(result, ccat.UploadedUrl)
    assert (result.url, result.thoughts, result["thoughts"]) == (page, 40, 40)
    with ccat.CatClient(ccat.Config(open_cat.url)) as client:
        assert {each.payload.metadata["cups"] for each in client.memory.iter_points("declarative")} == {2}


def test_a_page_that_nobody_waits_for(open_cat: EmbeddedCat, page: str, uploader: Make) -> None:
    """By its address, or as the body that 1.4.9 took, by place or by name."""
    upload = uploader(open_cat.url, parallel_uploads=True)
    body = {"url": page, "chunk_size": 20}
    for result in (
        upload("upload_url", page),
        upload("upload_url", url=page, chunk_size=20),
        upload("upload_url", body),
        upload("upload_url", UploadURLConfig(url=page)),
        upload("upload_url", body_upload_url=body),
        upload("upload_url", body_upload_url=page, metadata={"cups": 2}),
    ):
        assert (result["url"], result.thoughts) == (page, None)


def test_keywords_win_over_the_body() -> None:
    bodies = []

    def answer(heard: Any) -> bytes:
        bodies.append(heard.body)
        return response(200, {"url": "u", "info": ""})

    with talking(answer) as (client, _):
        client.rabbit_hole.upload_url({"url": "u", "chunk_size": 5, "chunk_overlap": 2}, chunk_size=7)
        with pytest.raises(TypeError, match="url"):
            client.rabbit_hole.upload_url()
    assert [b'"chunk_size":7' in body and b'"chunk_overlap":2' in body for body in bodies] == [True]


def test_a_page_that_could_not_be_read(open_cat: EmbeddedCat, page: str, uploader: Make, gate: Gate) -> None:
    gate.fails = True
    with pytest.raises(ccat.IngestionFailed, match=r"127\.0\.0\.1"):
        uploader(open_cat.url)("upload_url", page, wait=True)
