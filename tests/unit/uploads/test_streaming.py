"""Uploads are streamed from disk, say how far they are, and send name, metadata and sizes rightly."""

from __future__ import annotations

import io
import json
import os
import re
import resource
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import httpcore
import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat

from ..transport.server import Heard, response, talking  # noqa: TID252  # no package has a name above

MIB = 1024 * 1024
TAKEN = {"filename": "tea.txt", "content_type": "text/plain", "info": "File is being ingested asynchronously"}


def parts_of(heard: Heard) -> dict[str, tuple[dict[str, str], bytes]]:
    """The parts of a multipart body by field name: what the disposition says, and the content."""
    boundary = heard.headers["content-type"].partition("boundary=")[2].encode()
    parts = {}
    for each in heard.body.split(b"--" + boundary)[1:-1]:
        head, _, content = each.partition(b"\r\n\r\n")
        facts = dict(re.findall(r'(\w+)="([^"]*)"', head.decode()))
        parts[facts["name"]] = (facts, content[:-2])
    return parts


def sent_by(call: Callable[[ccat.CatClient], object], answer: object = TAKEN) -> Heard:
    with talking(lambda heard: response(200, answer)) as (client, server):
        call(client)
    (heard,) = server.heard
    return heard


class Pipe(io.RawIOBase):
    """A file that can neither be rewound nor measured."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._content.readinto(buffer)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    written = tmp_path / "tea.txt"
    written.write_bytes(b"The hatter drinks tea.")
    return written


# --- What is sent ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["path", "text", "bytes", "bytearray", "pair", "file", "begun", "raw", "pipe"])
def test_whatever_it_is_given_as_it_arrives_whole(kind: str, path: Path) -> None:
    content = path.read_bytes()
    with path.open("rb") as file, path.open("rb", buffering=0) as raw, path.open("rb") as begun:
        begun.read(5)
        given: dict[str, tuple[Any, str | None]] = {
            "path": (path, None),
            "text": (str(path), None),
            "bytes": (content, "tea.txt"),
            "bytearray": (bytearray(content), "tea.txt"),
            "pair": (("tea.txt", content), None),
            "file": (file, None),
            "begun": (begun, None),
            "raw": (raw, None),
            "pipe": (Pipe(content), "tea.txt"),
        }
        upload, name = given[kind]
        heard = sent_by(lambda client: client.rabbit_hole.upload_file(upload, name=name))
        assert not file.closed
    facts, body = parts_of(heard)["file"]
    assert (facts["filename"], body) == ("tea.txt", content)
    assert ("transfer-encoding" in heard.headers) is (kind == "pipe")


def test_metadata_and_sizes_are_fields_of_the_form(path: Path) -> None:
    metadata = {"cups": 2, "of": ["a", "ü"], "milk": None}
    heard = sent_by(lambda client: client.rabbit_hole.upload_file(path, 0, 8, metadata=metadata, name="Ü ; b.txt"))
    parts = parts_of(heard)
    assert set(parts) == {"file", "chunk_size", "chunk_overlap", "metadata"}
    assert parts["file"][0]["filename"] == "Ü ; b.txt"
    assert (parts["chunk_size"][1], parts["chunk_overlap"][1]) == (b"0", b"8")
    assert json.loads(parts["metadata"][1]) == metadata


def test_what_is_not_given_is_not_sent(path: Path) -> None:
    assert set(parts_of(sent_by(lambda client: client.rabbit_hole.upload_file(path)))) == {"file"}


def test_the_metadata_of_several_files_by_name(path: Path) -> None:
    heard = sent_by(
        lambda client: client.rabbit_hole.upload_files([path, ("b.md", b"tea")], metadata={"b.md": {"cups": 2}}),
        {"tea.txt": TAKEN, "b.md": TAKEN},
    )
    assert json.loads(parts_of(heard)["metadata"][1]) == {"b.md": {"cups": 2}}
    assert heard.body.count(b'name="files"; filename=') == 2


@pytest.mark.parametrize("method", ["upload_memory", "install_plugin"])
def test_the_others_too(method: str, path: Path) -> None:
    told: list[tuple[int, int | None]] = []

    def call(client: ccat.CatClient) -> object:
        resource = client.plugins if method == "install_plugin" else client.rabbit_hole
        return getattr(resource, method)(path, name="tea.x", on_progress=lambda *how: told.append(how))

    facts, body = parts_of(sent_by(call))["file"]
    assert (facts["filename"], body) == ("tea.x", path.read_bytes())
    assert told == [(22, 22)]


# --- What cannot be sent ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", [io.StringIO("tea"), 5, None, object(), ["tea.txt"]])
def test_what_is_no_file_is_refused(bad: Any) -> None:
    with talking(lambda heard: response(200, TAKEN)) as (client, server):
        with pytest.raises(ccat.InvalidArgument):
            client.rabbit_hole.upload_file(bad, name="tea.txt")
        assert server.heard == []


@pytest.mark.parametrize("character", ['"', "\\", "\n", "\t", "\0", "\x1b", "\x7f", "\udcff"])
def test_a_name_that_would_arrive_as_another_is_refused(character: str) -> None:
    name = f"a{character}b.txt"
    calls: list[Callable[[ccat.CatClient], object]] = [
        lambda client: client.rabbit_hole.upload_file(b"tea", name=name, wait=True),
        lambda client: client.rabbit_hole.upload_files([("b.md", b"tea"), (name, b"tea")]),
        lambda client: client.plugins.install_plugin(b"tea", name=name),
        lambda client: client.request("POST", "/rabbithole/", files={"file": (name, b"tea")}),
    ]
    with talking(lambda heard: response(200, TAKEN)) as (client, server):
        for call in calls:
            with pytest.raises(ccat.InvalidArgument, match=r"another name; .*nothing was sent"):
                call(client)
        assert server.heard == []


@pytest.mark.parametrize("bad", [(), ("a.txt",), ("a.txt", b"tea", "text/plain"), (5, b"tea"), ("a.txt", ("b", b""))])
def test_what_is_no_pair_is_refused(bad: Any) -> None:
    with talking(lambda heard: response(200, TAKEN)) as (client, server):
        with pytest.raises(ccat.InvalidArgument, match="nothing was sent"):
            client.rabbit_hole.upload_file(bad)
        assert server.heard == []


def test_the_ending_in_the_advice_is_one_that_fits() -> None:
    with talking(lambda heard: response(200, TAKEN)) as (client, _):
        with pytest.raises(ccat.InvalidArgument, match=r"\('notes\.txt', content\)"):
            client.rabbit_hole.upload_file(b"tea")
        with pytest.raises(ccat.InvalidArgument, match=r"\('my_plugin\.zip', content\)"):
            client.plugins.install_plugin(b"tea")


def test_a_closed_file_is_refused(path: Path) -> None:
    with path.open("rb") as file:
        pass
    with (
        talking(lambda heard: response(200, TAKEN)) as (client, _),
        pytest.raises(ccat.InvalidArgument, match="closed"),
    ):
        client.rabbit_hole.upload_file(file)


def test_a_path_that_cannot_be_opened(tmp_path: Path) -> None:
    with talking(lambda heard: response(200, TAKEN)) as (client, _):
        with pytest.raises(FileNotFoundError):
            client.rabbit_hole.upload_file(tmp_path / "nothing.txt")
        with pytest.raises(IsADirectoryError):
            client.rabbit_hole.upload_file(tmp_path)
        with pytest.raises(ccat.InvalidArgument, match="null"):
            client.rabbit_hole.upload_file("te\0a/nothing.txt")


def test_a_path_of_bytes(path: Path) -> None:
    (entry,) = os.scandir(os.fsencode(path.parent))
    facts, body = parts_of(sent_by(lambda client: client.rabbit_hole.upload_file(cast("Any", entry))))["file"]
    assert (facts["filename"], body) == ("tea.txt", path.read_bytes())


def test_a_file_that_grows_is_sent_as_long_as_it_was(path: Path) -> None:
    def grow(sent: int, total: int | None) -> None:
        with path.open("ab") as more:
            more.write(b"More tea." * 100)

    path.write_bytes(b"tea!" * 50_000)
    heard = sent_by(lambda client: client.rabbit_hole.upload_file(path, on_progress=grow))
    assert len(parts_of(heard)["file"][1]) == 200_000


def test_a_file_that_shrinks_breaks_the_upload_off(path: Path) -> None:
    path.write_bytes(b"tea!" * 100_000)
    with talking(lambda heard: response(200, TAKEN)) as (client, server):
        with pytest.raises(ccat.InvalidArgument, match="shorter"):
            client.rabbit_hole.upload_file(path, on_progress=lambda sent, total: os.truncate(path, 70_000))
        assert server.heard == [] or len(server.heard[0].body) < 400_000


class Broken(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        raise OSError(5, "Input/output error")


class Odd:
    """No file, though it can be read, once."""

    def __init__(self, content: Any) -> None:
        self._contents = iter([content])

    def read(self, size: int) -> Any:
        return next(self._contents, b"")


@pytest.mark.parametrize("content", [None, "tea", 5])
@pytest.mark.parametrize("wait", [False, True])
def test_what_reads_something_else_than_bytes_breaks_the_upload_off(content: Any, wait: bool) -> None:
    with talking(lambda heard: response(200, TAKEN)) as (client, server):
        with pytest.raises(ccat.InvalidArgument, match=f"not {type(content).__name__}; the upload was broken off"):
            client.rabbit_hole.upload_memory(cast("Any", Odd(content)), name="tea.json", wait=wait)
        assert all(b"tea" not in heard.body for heard in server.heard)


class Unsteady(io.BytesIO):
    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        raise ValueError("I cannot")


def test_a_file_that_says_in_other_words_that_it_cannot_be_rewound() -> None:
    heard = sent_by(lambda client: client.rabbit_hole.upload_file(Unsteady(b"tea"), name="tea.txt"))
    assert parts_of(heard)["file"][1] == b"tea"


def test_an_error_of_the_file_itself_reaches_the_caller() -> None:
    with talking(lambda heard: response(200, TAKEN)) as (client, _):
        with pytest.raises(OSError, match="Input/output"):
            client.rabbit_hole.upload_file(Broken(b"tea"), name="tea.txt")
        client.rabbit_hole.upload_file(b"tea", name="tea.txt")


def test_an_error_of_the_progress_ends_the_upload() -> None:
    def enough(sent: int, total: int | None) -> None:
        raise KeyError("enough")

    with talking(lambda heard: response(200, TAKEN)) as (client, _):
        with pytest.raises(KeyError, match="enough"):
            client.rabbit_hole.upload_file(b"tea", name="tea.txt", on_progress=enough)
        client.rabbit_hole.upload_file(b"tea", name="tea.txt")


def test_a_kind_that_the_cat_refuses(client: ccat.CatClient) -> None:
    documents = ("application/pdf", "text/plain", "text/markdown", "text/html")
    cases: list[tuple[Callable[[], object], tuple[str, ...]]] = [
        (lambda: client.rabbit_hole.upload_file(b"tea", name="tea.exe"), documents),
        (lambda: client.rabbit_hole.upload_file(b"tea", name="tea"), documents),
        (lambda: client.rabbit_hole.upload_files([("a.txt", b"tea"), ("b.json", b"tea")]), documents),
        (lambda: client.rabbit_hole.upload_memory(b"tea", name="tea.txt"), ("application/json",)),
        (lambda: client.rabbit_hole.upload_file(b"tea", name="tea.exe", wait=True), documents),
    ]
    for call, admitted in cases:
        with pytest.raises(ccat.UnsupportedType) as caught:
            call()
        assert isinstance(caught.value, ccat.BadRequest)
        assert caught.value.admitted == admitted
    with pytest.raises(ccat.UnsupportedType) as caught:
        client.plugins.install_plugin(b"tea", name="tea.txt")
    assert "application/zip" in caught.value.admitted


# --- How far it is ---------------------------------------------------------------------------------------------------


def test_progress_goes_up_to_the_whole(path: Path) -> None:
    path.write_bytes(os.urandom(600_000))
    told: list[tuple[int, int | None]] = []
    sent_by(lambda client: client.rabbit_hole.upload_file(path, on_progress=lambda *how: told.append(how)))
    assert {total for _, total in told} == {600_000}
    sent = [each for each, _ in told]
    assert sent == sorted(set(sent))
    assert len(sent) > 3
    assert sent[-1] == 600_000


def test_progress_of_several_files_is_one(path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    sent_by(
        lambda client: client.rabbit_hole.upload_files(
            [path, ("b.md", b"x" * 10)], on_progress=lambda *h: told.append(h)
        ),
        {},
    )
    assert told == [(22, 32), (32, 32)]


def test_progress_of_what_cannot_be_measured() -> None:
    told: list[tuple[int, int | None]] = []
    sent_by(
        lambda client: client.rabbit_hole.upload_file(
            Pipe(b"tea"), name="tea.txt", on_progress=lambda *how: told.append(how)
        )
    )
    assert told == [(3, None)]


# --- Sent again ------------------------------------------------------------------------------------------------------


def test_an_upload_after_a_refused_connection_is_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused: list[int] = []
    connect = httpcore.ConnectionPool.handle_request

    def refuse_once(pool: httpcore.ConnectionPool, request: httpcore.Request) -> httpcore.Response:
        if not refused:
            refused.append(1)
            raise httpcore.ConnectError("refused")
        return connect(pool, request)

    monkeypatch.setattr(httpcore.ConnectionPool, "handle_request", refuse_once)
    told: list[tuple[int, int | None]] = []
    heard = sent_by(lambda client: client.rabbit_hole.upload_file(path, on_progress=lambda *how: told.append(how)))
    assert refused
    assert parts_of(heard)["file"][1] == path.read_bytes()
    assert told == [(22, 22)]


@pytest.mark.parametrize("pipe", [False, True])
def test_an_upload_after_a_403_is_whole_if_it_can_be(pipe: bool, path: Path) -> None:
    given = iter(["old", "new", "new"])
    told: list[int] = []

    def answer(heard: Heard) -> bytes:
        good = heard.headers["authorization"] == "Bearer new"
        return response(200, TAKEN) if good else response(403, {"detail": {"error": "Invalid Credentials"}})

    with talking(answer, credential=lambda: next(given)) as (client, server):
        upload: Any = Pipe(path.read_bytes()) if pipe else path
        if pipe:
            with pytest.raises(ccat.Forbidden):
                client.rabbit_hole.upload_file(upload, name="tea.txt")
        else:
            client.rabbit_hole.upload_file(upload, on_progress=lambda sent, total: told.append(sent))
            assert told == [22, 22]
        assert len(server.heard) == (1 if pipe else 2)
        assert parts_of(server.heard[-1])["file"][1] == path.read_bytes()


def test_an_upload_is_not_bound_by_the_time_of_a_call() -> None:
    """Its sending takes as long as it takes; only silence is limited."""
    gate = threading.Event()

    def slow(sent: int, total: int | None) -> None:
        gate.wait(0.3)  # four times

    with talking(lambda heard: response(200, TAKEN), timeout=1) as (client, _):
        client.rabbit_hole.upload_file(b"x" * 400_000, name="tea.txt", on_progress=slow)


# --- Memory ----------------------------------------------------------------------------------------------------------

MEASURED = """
    import asyncio, resource, sys
    import cheshire_cat_api as ccat
    path, small, url, kind = sys.argv[1:]
    def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    if kind == "sync":
        with ccat.CatClient(ccat.Config(url)) as client:
            client.rabbit_hole.upload_file(small)
            before = peak()
            client.rabbit_hole.upload_file(path, on_progress=lambda sent, total: None)
            print(peak() - before)
    else:
        async def run():
            async with ccat.AsyncCatClient(ccat.Config(url)) as client:
                await client.rabbit_hole.upload_file(small)
                before = peak()
                await client.rabbit_hole.upload_file(path, on_progress=lambda sent, total: None)
                print(peak() - before)
        asyncio.run(run())
"""


def devour(stream: Any, length: int) -> Iterator[bytes]:
    """Read a body without keeping it."""
    while length > 0:
        piece = stream.read(min(length, 65536))
        length -= len(piece)
        yield piece


@pytest.mark.skipif(not hasattr(resource, "getrusage"), reason="memory is measured by getrusage")
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_an_upload_of_200_mib_adds_less_than_8(kind: str, tmp_path: Path, devouring: str) -> None:
    big, small = tmp_path / "big.txt", tmp_path / "small.txt"
    small.write_bytes(b"tea" * 100_000)
    with big.open("wb") as file:
        file.truncate(200 * MIB)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(MEASURED), str(big), str(small), devouring, kind],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 8 * MIB


@pytest.fixture
def devouring() -> Iterator[str]:
    """A server that takes any upload and keeps nothing of it."""
    import http.server

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            received = sum(len(piece) for piece in devour(self.rfile, int(self.headers["content-length"])))
            assert received == int(self.headers["content-length"])
            body = json.dumps(TAKEN).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_cat_gets_what_was_sent(cat: EmbeddedCat, client: ccat.CatClient, path: Path) -> None:
    result = client.rabbit_hole.upload_file(path, metadata={"cups": 2})
    assert (result.filename, result.thoughts) == ("tea.txt", None)
    assert cat.wait_for(lambda: client.memory.get_collections().collections[1].vectors_count == 1)
    (point,) = client.memory.iter_points("declarative")
    assert point.payload.page_content == "The hatter drinks tea."
    assert (point.payload.metadata["cups"], point.payload.metadata["source"]) == (2, "tea.txt")
