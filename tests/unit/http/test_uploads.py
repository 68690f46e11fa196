"""Files as callers have them: a path, bytes, an open file, a pair of name and content; and what is refused unsent."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat

from .stub import Heard, Stub, response

TEXT = "The hatter drinks tea at six o'clock. è 😺".encode()
TAKEN = {"filename": "tea.txt", "content_type": "text/plain", "info": "File is being ingested asynchronously"}


@pytest.fixture
def stub() -> Iterator[Stub]:
    with Stub(response(200, TAKEN)) as running:
        yield running


@pytest.fixture
def uploader(stub: Stub) -> Iterator[ccat.CatClient]:
    with ccat.CatClient(ccat.Config(stub.url)) as client:
        yield client


def parts(request: Heard) -> list[tuple[str, str | None, bytes]]:
    """Name, file name and content of each part of a multipart body."""
    head = b"Content-Type: " + request.headers["content-type"] + b"\r\n\r\n"
    message = BytesParser().parsebytes(head + request.body)
    return [(field(part, "name"), part.get_filename(), bytes_of(part)) for part in message.get_payload()]  # type: ignore[union-attr,arg-type]


def field(part: Message, name: str) -> str:
    return str(part.get_param(name, header="content-disposition"))


def bytes_of(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


FORMS: dict[str, Callable[[Path], Any]] = {
    "path": lambda path: path,
    "path as text": str,
    "open file": lambda path: path.open("rb"),
    "bytes with a name": lambda path: ("tea.txt", path.read_bytes()),
    "path with a name": lambda path: ("tea.txt", path),
    "file with a name": lambda path: ("tea.txt", io.BytesIO(path.read_bytes())),
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_arrives_with_its_name(form: str, uploader: ccat.CatClient, stub: Stub, tmp_path: Path) -> None:
    path = tmp_path / "tea.txt"
    path.write_bytes(TEXT)
    upload = FORMS[form](path)
    try:
        assert uploader.rabbit_hole.upload_file(upload).info == TAKEN["info"]
        if hasattr(upload, "closed"):
            assert not upload.closed, "a file of the caller's stays open"
    finally:
        if hasattr(upload, "close"):
            upload.close()
    assert parts(stub.heard[0]) == [("file", "tea.txt", TEXT)]


@pytest.mark.parametrize("content", [TEXT, bytearray(TEXT), memoryview(TEXT), io.BytesIO(TEXT)])
def test_bytes_need_a_name_and_take_it(content: Any, uploader: ccat.CatClient, stub: Stub) -> None:
    with pytest.raises(ccat.InvalidArgument, match="name"):
        uploader.rabbit_hole.upload_file(content)
    assert stub.heard == []
    uploader.rabbit_hole.upload_file(content, name="tea.txt")
    assert parts(stub.heard[0]) == [("file", "tea.txt", TEXT)]


def test_a_name_that_is_given_wins(uploader: ccat.CatClient, stub: Stub, tmp_path: Path) -> None:
    path = tmp_path / "cake.md"
    path.write_bytes(TEXT)
    uploader.rabbit_hole.upload_file(path, name="tea.txt")
    assert parts(stub.heard[0])[0][1] == "tea.txt"


def test_an_unnamed_temporary_file_needs_a_name(uploader: ccat.CatClient, stub: Stub) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(TEXT)
        file.seek(0)
        with pytest.raises(ccat.InvalidArgument, match="name"):
            uploader.rabbit_hole.upload_file(file)
        assert stub.heard == []
        uploader.rabbit_hole.upload_file(file, name="tea.txt")
    assert parts(stub.heard[0]) == [("file", "tea.txt", TEXT)]


@pytest.mark.parametrize("name", ["tè 😺.txt", "a b;c=d.txt", "日本.txt", "a%41.txt"])
def test_odd_names_arrive(name: str, client: ccat.CatClient, cat: EmbeddedCat) -> None:
    assert client.rabbit_hole.upload_file(TEXT, name=name).filename == name


def test_a_content_that_looks_like_a_boundary_arrives_whole(uploader: ccat.CatClient, stub: Stub) -> None:
    content = b'--+++\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n{}\r\n--+++--\r\n' + TEXT
    uploader.rabbit_hole.upload_file(content, name="tea.txt")
    assert parts(stub.heard[0]) == [("file", "tea.txt", content)]


def test_fields_go_beside_the_file(uploader: ccat.CatClient, stub: Stub) -> None:
    uploader.rabbit_hole.upload_file(TEXT, 0, 8, metadata={"cups": 2, "è": ["x"]}, name="tea.txt")
    sent = {name: content for name, file_name, content in parts(stub.heard[0]) if file_name is None}
    assert sent == {
        "chunk_size": b"0",
        "chunk_overlap": b"8",
        "metadata": b'{"cups": 2, "\\u00e8": ["x"]}',
    }


def test_what_is_not_given_is_not_sent(uploader: ccat.CatClient, stub: Stub) -> None:
    uploader.rabbit_hole.upload_file(TEXT, name="tea.txt")
    assert [name for name, _, _ in parts(stub.heard[0])] == ["file"]


def test_several_files_and_their_metadata(client: ccat.CatClient, tmp_path: Path, cat: EmbeddedCat) -> None:
    path = tmp_path / "cake.md"
    path.write_bytes(TEXT)
    with path.open("rb") as file:
        taken = client.rabbit_hole.upload_files(
            [path, ("tea.txt", TEXT), ("bun.txt", file)], 64, 8, metadata={"tea.txt": {"cups": 2}}
        )
    assert set(taken) == {"cake.md", "tea.txt", "bun.txt"}

    def sources() -> dict[str, Any]:
        points = client.memory.get_points_in_collection("declarative").points
        return {point.payload.metadata["source"]: point.payload.metadata.get("cups") for point in points}

    assert cat.wait_for(lambda: len(sources()) == 3)
    assert sources() == {"cake.md": None, "tea.txt": 2, "bun.txt": None}


@pytest.mark.parametrize("one", ["tea.txt", Path("tea.txt"), TEXT, io.BytesIO(TEXT), None, 5, {"tea.txt": TEXT}])
def test_one_file_is_no_list_of_files(one: Any, uploader: ccat.CatClient, stub: Stub) -> None:
    with pytest.raises(ccat.InvalidArgument, match="list"):
        uploader.rabbit_hole.upload_files(one)
    assert stub.heard == []


@pytest.mark.parametrize("many", [[TEXT], [("tea.txt", "no such file")], [("tea.txt", TEXT), 5]])
def test_one_bad_file_of_several_and_nothing_is_sent(many: Any, uploader: ccat.CatClient, stub: Stub) -> None:
    with pytest.raises((ccat.InvalidArgument, OSError)):
        uploader.rabbit_hole.upload_files(many)
    assert stub.heard == []


@pytest.mark.parametrize("bad", [io.StringIO("text"), 5, None, ["a"], object()])
def test_what_is_no_file_is_refused(bad: Any, uploader: ccat.CatClient, stub: Stub) -> None:
    with pytest.raises(ccat.InvalidArgument, match="'rb'"):
        uploader.rabbit_hole.upload_file(bad, name="tea.txt")
    assert stub.heard == []


def test_a_file_in_text_mode_is_refused(uploader: ccat.CatClient, stub: Stub, tmp_path: Path) -> None:
    path = tmp_path / "tea.txt"
    path.write_bytes(TEXT)
    with path.open(encoding="utf-8") as file, pytest.raises(ccat.InvalidArgument, match="'rb'"):
        uploader.rabbit_hole.upload_file(file)  # type: ignore[arg-type]
    assert stub.heard == []


def test_a_path_that_is_not_there(uploader: ccat.CatClient, stub: Stub, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        uploader.rabbit_hole.upload_file(tmp_path / "nothing.txt")
    with pytest.raises(OSError, match="directory"):
        uploader.rabbit_hole.upload_file(tmp_path)
    assert stub.heard == []


@pytest.mark.parametrize(
    "metadata", [{"x": object()}, {"x": {1, 2}}, {"x": float("nan")}, {("a", "b"): 1}, [1], "text", 5, [("a", 1)]]
)
def test_metadata_that_is_not_json_able_is_refused(metadata: Any, uploader: ccat.CatClient, stub: Stub) -> None:
    with pytest.raises(ccat.InvalidArgument, match="metadata"):
        uploader.rabbit_hole.upload_file(TEXT, metadata=metadata, name="tea.txt")
    with pytest.raises(ccat.InvalidArgument, match="metadata"):
        uploader.rabbit_hole.upload_files([("tea.txt", TEXT)], metadata=metadata)
    assert stub.heard == []


def test_metadata_without_end_is_refused(uploader: ccat.CatClient, stub: Stub) -> None:
    metadata: dict[str, Any] = {}
    metadata["again"] = metadata
    with pytest.raises(ccat.InvalidArgument, match="metadata"):
        uploader.rabbit_hole.upload_file(TEXT, metadata=metadata, name="tea.txt")
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"deeper": deep}
    with pytest.raises(ccat.InvalidArgument, match="metadata"):
        uploader.rabbit_hole.upload_file(TEXT, metadata=deep, name="tea.txt")
    assert stub.heard == []


def test_a_file_that_fails_while_it_is_read(uploader: ccat.CatClient) -> None:
    """What the caller's own file raises is the caller's; nothing of it turns into a wrong error of ours."""

    class Torn(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("the disk is torn")

    with pytest.raises((OSError, ccat.CatError), match="the disk is torn"):
        uploader.rabbit_hole.upload_file(Torn(TEXT), name="tea.txt")


@pytest.mark.parametrize("method", ["upload_memory", "install_plugin"])
def test_the_other_uploads_take_the_same_forms(method: str, client: ccat.CatClient, stub: Stub) -> None:
    with ccat.CatClient(ccat.Config(stub.url, parallel_uploads=True)) as uploader:
        group = uploader.rabbit_hole if method == "upload_memory" else uploader.plugins
        getattr(group, method)(b"{}", name="memory.json")
        getattr(group, method)(("memory.json", b"{}"))
        with pytest.raises(ccat.InvalidArgument, match="name"):
            getattr(group, method)(b"{}")
    assert [parts(request) for request in stub.heard] == [[("file", "memory.json", b"{}")]] * 2


def test_an_upload_ends_in_memory(client: ccat.CatClient, cat: EmbeddedCat) -> None:
    client.rabbit_hole.upload_file(TEXT * 3, metadata={"cups": 2}, name="tea.txt")

    def points() -> list[Any]:
        return client.memory.get_points_in_collection("declarative").points

    assert cat.wait_for(lambda: len(points()) == 1)
    metadata = points()[0].payload.metadata
    assert (metadata["source"], metadata["cups"]) == ("tea.txt", 2)
