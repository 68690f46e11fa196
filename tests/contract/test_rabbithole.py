"""The five operations on /rabbithole, and what an ingestion leaves behind (CONTRACT §3, §3.2, §4.3)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from .chat import Chat, until
from .conftest import Connect, Member, OpenChat
from .marks import covers, covers_row
from .shapes import app_error, crashed, framework_error, invalid, ok, refused

TEXT = b"The hatter drinks tea at six. The hare drinks tea at six."
INGESTED = "File is being ingested asynchronously"
ADMITTED = "Admitted types: application/pdf - text/plain - text/markdown - text/html"
PARSING = "I'm parsing the content. Big content could require some minutes..."
READING = "Parsing completed. Now let's go with reading process..."
PROGRESS = r"Read \d+% of {}"  # every 10 seconds
DONE = r"Finished reading {}, I made (\d+) thoughts on it\."


@pytest.fixture
def name(api: httpx.Client) -> Iterator[str]:
    """Give a file name stem that no other case uses; what was read from such files is forgotten afterwards."""
    stem = f"file-{uuid4().hex[:12]}"
    yield stem
    for point in points(api):
        if stem in point["payload"]["metadata"]["source"]:
            api.delete(f"/memory/collections/declarative/points/{point['id']}")


@pytest.fixture
def reader(chat: OpenChat, user: str) -> Chat:
    """Give a socket of the user who uploads: it is told when an ingestion has ended."""
    return chat(user)


def points(api: httpx.Client) -> Any:
    """Return the declarative points."""
    return ok(api.get("/memory/collections/declarative/points", params={"limit": 10_000}))["points"]


def points_so_far(api: httpx.Client) -> Any:
    """The same while some are being stored: then a local store can fail, in passing (CONTRACT §3.3)."""
    answer = until(
        lambda: api.get("/memory/collections/declarative/points", params={"limit": 10_000}),
        lambda answer: answer.status_code != 500,
    )
    return ok(answer)["points"]


def notification(reader: Chat) -> str:
    """Return the text of the next frame, which must be a notification."""
    frame = reader.frame()
    assert set(frame) == {"type", "content"}
    assert frame["type"] == "notification"
    content: str = frame["content"]
    return content


def has_read(reader: Chat, source: str) -> int:
    """Wait for the notifications of one ingestion; returns the number of thoughts."""
    assert [notification(reader), notification(reader)] == [PARSING, READING]
    while re.fullmatch(PROGRESS.format(re.escape(source)), last := notification(reader)):
        pass
    thoughts = re.fullmatch(DONE.format(re.escape(source)), last)
    assert thoughts, last
    return int(thoughts[1])


def chunks(api: httpx.Client, source: str) -> Any:
    """Return the payloads of the points that came from a source."""
    return [point["payload"] for point in points(api) if point["payload"]["metadata"]["source"] == source]


def taken(answer: httpx.Response, filename: str, content_type: str = "text/plain") -> None:
    """The server has taken a file; it reads it later."""
    assert ok(answer) == {"filename": filename, "content_type": content_type, "info": INGESTED}


@covers("upload_file", 200)
@covers_row("4.3", "notification: rabbit hole")
def test_upload(api: httpx.Client, reader: Chat, name: str) -> None:
    files = {"file": (f"{name}.txt", TEXT, "text/plain")}
    taken(api.post("/rabbithole/", files=files, headers={"user_id": reader.user}), f"{name}.txt")
    thoughts = has_read(reader, f"{name}.txt")
    kept = chunks(api, f"{name}.txt")
    assert len(kept) == thoughts >= 1
    assert "hatter drinks tea" in kept[0]["page_content"]
    assert set(kept[0]["metadata"]) == {"source", "when"}


@covers("upload_file", 200)
def test_upload_with_metadata_and_chunks(api: httpx.Client, reader: Chat, name: str) -> None:
    answer = api.post(
        "/rabbithole/",
        files={"file": (f"{name}.txt", TEXT * 12, "text/plain")},
        data={"chunk_size": "64", "chunk_overlap": "0", "metadata": json.dumps({"topic": "tea"})},
        headers={"user_id": reader.user},
    )
    taken(answer, f"{name}.txt")
    thoughts = has_read(reader, f"{name}.txt")
    kept = chunks(api, f"{name}.txt")
    assert len(kept) == thoughts > 1
    assert {chunk["metadata"]["topic"] for chunk in kept} == {"tea"}


@covers("upload_file", 200)
def test_upload_own_source_wins(api: httpx.Client, reader: Chat, name: str) -> None:
    answer = api.post(
        "/rabbithole/",
        files={"file": (f"{name}.txt", TEXT, "text/plain")},
        data={"metadata": json.dumps({"source": f"{name}-mine"})},
        headers={"user_id": reader.user},
    )
    taken(answer, f"{name}.txt")
    assert has_read(reader, f"{name}.txt") == len(chunks(api, f"{name}-mine"))
    assert chunks(api, f"{name}.txt") == []


@covers("upload_file", 200)
def test_upload_html_keeps_the_title(api: httpx.Client, reader: Chat, name: str) -> None:
    page = b"<html><head><title>Tea party</title></head><body><p>The hatter drinks tea at six.</p></body></html>"
    # the extension decides, whatever the part's content type says
    files = {"file": (f"{name}.html", page, "application/octet-stream")}
    answer = api.post("/rabbithole/", files=files, headers={"user_id": reader.user})
    taken(answer, f"{name}.html", "application/octet-stream")
    has_read(reader, f"{name}.html")
    assert chunks(api, f"{name}.html")[0]["metadata"]["title"] == "Tea party"


@covers("upload_file", 200)
def test_upload_utf8_name(api: httpx.Client, reader: Chat, name: str) -> None:
    files = {"file": (f"{name}-è.md", TEXT, "text/markdown")}
    taken(api.post("/rabbithole/", files=files, headers={"user_id": reader.user}), f"{name}-è.md", "text/markdown")
    has_read(reader, f"{name}-è.md")


@covers("upload_file", 200)
def test_upload_chunk_size_in_the_query_is_ignored(api: httpx.Client, reader: Chat, name: str) -> None:
    files = {"file": (f"{name}.txt", TEXT, "text/plain")}
    taken(api.post("/rabbithole/?chunk_size=many", files=files, headers={"user_id": reader.user}), f"{name}.txt")
    assert has_read(reader, f"{name}.txt") == 1


@covers("upload_file", 200)
def test_upload_that_fails_says_nothing_more(api: httpx.Client, reader: Chat, name: str) -> None:
    def post(filename: str, content: bytes, content_type: str) -> None:
        files = {"file": (filename, content, content_type)}
        taken(api.post("/rabbithole/", files=files, headers={"user_id": reader.user}), filename, content_type)

    post(f"{name}.pdf", b"no pdf", "application/pdf")
    assert reader.frame() == {"type": "notification", "content": PARSING}
    # the next upload, and a turn, come through with nothing of the failed one between
    post(f"{name}.txt", TEXT, "text/plain")
    has_read(reader, f"{name}.txt")
    reader.is_usable()
    assert chunks(api, f"{name}.pdf") == []


@covers("upload_file", 400)
@pytest.mark.parametrize(
    ("extension", "guessed"), [(".json", "application/json"), ("", "None"), (".zip", "application/zip")]
)
def test_upload_of_a_refused_type(api: httpx.Client, name: str, extension: str, guessed: str) -> None:
    files = {"file": (f"{name}{extension}", TEXT, "text/plain")}
    app_error(api.post("/rabbithole/", files=files), 400, f"MIME type {guessed} not supported. {ADMITTED}")


@covers("upload_file", 400)
def test_upload_without_a_file(api: httpx.Client) -> None:
    for answer in (
        api.post("/rabbithole/", data={"chunk_size": "64"}),
        api.post("/rabbithole/", files={"document": ("a.txt", TEXT)}),
        api.post("/rabbithole/", json={}),
    ):
        (item,) = invalid(answer, ("missing", ["body", "file"]))
        assert item["msg"] == "Field required"


@covers("upload_file", 400)
@pytest.mark.parametrize("value", ["many", ""])
def test_upload_bad_chunk_size(api: httpx.Client, value: str) -> None:
    answer = api.post("/rabbithole/", files={"file": ("a.txt", TEXT)}, data={"chunk_size": value})
    (item,) = invalid(answer, ("int_parsing", ["body", "chunk_size"]))
    assert item["input"] == value


@covers("upload_file", 400)
def test_upload_without_a_boundary(api: httpx.Client) -> None:
    answer = api.post("/rabbithole/", content=b"zzz", headers={"Content-Type": "multipart/form-data"})
    framework_error(answer, 400, "Missing boundary in multipart.")


@covers("upload_file", 403)
def test_upload_is_not_for_base_users(connect: Connect, member: Callable[..., Member]) -> None:
    refused(connect(member().headers).post("/rabbithole/", files={"file": ("a.txt", TEXT)}))


@covers("upload_file", 500)
def test_upload_field_without_a_file_name(api: httpx.Client) -> None:
    crashed(api.post("/rabbithole/", files={"file": (None, TEXT)}))


@covers("upload_file", 500)
def test_upload_metadata_not_json(api: httpx.Client) -> None:
    crashed(api.post("/rabbithole/", files={"file": ("a.txt", TEXT)}, data={"metadata": "topic=tea"}))


@covers("upload_files", 200)
def test_batch(api: httpx.Client, reader: Chat, name: str) -> None:
    first, second = f"{name}.txt", f"{name}.md"
    answer = api.post(
        "/rabbithole/batch",
        files=[("files", (first, TEXT, "text/plain")), ("files", (second, TEXT, "text/markdown"))],
        data={"metadata": json.dumps({first: {"topic": "tea"}})},
        headers={"user_id": reader.user},
    )
    assert ok(answer) == {
        first: {"filename": first, "content_type": "text/plain", "info": INGESTED},
        second: {"filename": second, "content_type": "text/markdown", "info": INGESTED},
    }
    contents = [notification(reader) for _ in range(6)]
    for source in (first, second):
        assert len([content for content in contents if re.fullmatch(DONE.format(re.escape(source)), content)]) == 1
    assert {chunk["metadata"].get("topic") for chunk in chunks(api, first)} == {"tea"}
    assert {chunk["metadata"].get("topic") for chunk in chunks(api, second)} == {None}


@covers("upload_files", 200)
def test_batch_of_one_name(api: httpx.Client, reader: Chat, name: str) -> None:
    source = f"{name}.txt"
    files = [("files", (source, TEXT, "text/plain"))] * 2
    answer = ok(api.post("/rabbithole/batch", files=files, headers={"user_id": reader.user}))
    assert list(answer) == [source]
    contents = [notification(reader) for _ in range(6)]
    assert len([content for content in contents if content.startswith("Finished reading")]) == 2
    assert len(chunks(api, source)) == 2


@covers("upload_files", 400)
def test_batch_with_one_bad_file(api: httpx.Client, reader: Chat, name: str) -> None:
    files = [("files", (f"{name}.txt", TEXT)), ("files", (f"{name}.exe", TEXT))]
    answer = api.post("/rabbithole/batch", files=files, headers={"user_id": reader.user})
    assert answer.status_code == 400
    assert list(answer.json()) == ["detail"]
    assert list(answer.json()["detail"]) == ["error"]
    assert re.fullmatch(rf"MIME type \S+ not supported\. {ADMITTED}", answer.json()["detail"]["error"])
    reader.is_usable()  # and no notification before: nothing is ingested
    assert chunks(api, f"{name}.txt") == []


@covers("upload_files", 400)
def test_batch_without_files(api: httpx.Client) -> None:
    invalid(api.post("/rabbithole/batch", data={"x": "y"}), ("missing", ["body", "files"]))


@covers("upload_url", 200)
def test_web(api: httpx.Client, reader: Chat, pages: str) -> None:
    url = f"{pages}/page.html"
    body = {"url": url, "chunk_size": 128, "chunk_overlap": 0, "metadata": {"topic": "tea"}}
    answer = ok(api.post("/rabbithole/web", json=body, headers={"user_id": reader.user}))
    assert answer == {"url": url, "info": "URL is being ingested asynchronously"}
    assert has_read(reader, url) == len(chunks(api, url)) >= 1
    assert chunks(api, url)[0]["metadata"]["topic"] == "tea"
    ok(api.request("DELETE", "/memory/collections/declarative/points", json={"source": url}))


@covers("upload_url", 400)
def test_web_answers_404(api: httpx.Client, pages: str) -> None:
    url = f"{pages}/nope"
    app_error(api.post("/rabbithole/web", json={"url": url}), 400, "Invalid URL", url=url)


@covers("upload_url", 400)
@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "notaurl", "ftp://127.0.0.1/x"])
def test_web_unreachable(api: httpx.Client, url: str) -> None:
    app_error(api.post("/rabbithole/web", json={"url": url}), 400, "Unable to reach the URL", url=url)


@covers("upload_url", 400)
def test_web_invalid(api: httpx.Client) -> None:
    (item,) = invalid(api.post("/rabbithole/web", json={}), ("missing", ["body", "url"]))
    assert item["input"] == {}
    answer = api.post("/rabbithole/web", json={"url": "http://127.0.0.1:9", "zzz": 1})
    (item,) = invalid(answer, ("extra_forbidden", ["body", "zzz"]))
    assert item["input"] == 1


@covers("upload_memory", 200)
def test_memory(api: httpx.Client, user: str, name: str) -> None:
    def add() -> Any:
        body = {"content": f"{name} drinks tea", "metadata": {"source": name}}
        return ok(api.post("/memory/collections/declarative/points", json=body))

    point = add()
    ok(api.delete(f"/memory/collections/declarative/points/{point['id']}"))
    memory = {
        "embedder": "DumbEmbedder",
        "collections": {
            "declarative": [
                {
                    "id": point["id"],
                    "page_content": point["content"],
                    "metadata": point["metadata"],
                    "vector": point["vector"],
                }
            ]
        },
    }
    files = {"file": (f"{name}.json", json.dumps(memory).encode(), "application/json")}
    assert ok(api.post("/rabbithole/memory", files=files)) == {
        "filename": f"{name}.json",
        "content_type": "application/json",
        "info": "Memory is being ingested asynchronously",
    }
    until(lambda: [p for p in points_so_far(api) if p["payload"]["metadata"]["source"] == name], bool)
    assert chunks(api, name) == [{"page_content": point["content"], "metadata": point["metadata"]}]


@covers("upload_memory", 200)
def test_memory_not_json_fails_silently(api: httpx.Client, name: str) -> None:
    files = {"file": (f"{name}.json", b"tea", "text/plain")}
    assert ok(api.post("/rabbithole/memory", files=files)) == {
        "filename": f"{name}.json",
        "content_type": "text/plain",
        "info": "Memory is being ingested asynchronously",
    }


@covers("upload_memory", 200)
def test_memories_are_stored_in_their_order_until_one_fails(api: httpx.Client, name: str) -> None:
    vector = ok(api.get("/memory/recall", params={"text": "tea", "k": 1}))["query"]["vector"]

    def upload(*ids: str) -> None:
        items = [{"id": each, "page_content": "tea", "metadata": {"source": name}, "vector": vector} for each in ids]
        memory = {"embedder": "DumbEmbedder", "collections": {"declarative": items}}
        ok(api.post("/rabbithole/memory", files={"file": (f"{name}.json", json.dumps(memory).encode())}))

    def stored(found: list[Any]) -> set[str]:
        return {point["id"] for point in found if point["payload"]["metadata"] == {"source": name}}

    first, never, last = (uuid4().hex for _ in range(3))
    upload(first, "no UUID", never)
    until(lambda: points_so_far(api), lambda found: first in stored(found))
    upload(last)
    until(lambda: points_so_far(api), lambda found: last in stored(found))
    assert stored(points(api)) == {first, last}


@covers("upload_memory", 500)
def test_memory_of_more_than_a_mebibyte(api: httpx.Client, name: str) -> None:
    for size, check in ((1024 * 1024, ok), (1024 * 1024 + 1, crashed)):
        check(api.post("/rabbithole/memory", files={"file": (f"{name}.json", b" " * size)}))


@covers("upload_memory", 400)
def test_memory_of_a_refused_type(api: httpx.Client, name: str) -> None:
    message = "MIME type text/plain not supported. Admitted types: 'application/json'"
    app_error(api.post("/rabbithole/memory", files={"file": (f"{name}.txt", b"{}")}), 400, message)


@covers("upload_memory", 400)
def test_memory_without_a_file(api: httpx.Client) -> None:
    (item,) = invalid(api.post("/rabbithole/memory"), ("missing", ["body", "file"]))
    assert item["input"] is None


@covers("get_allowed_mimetypes", 200)
def test_allowed_mimetypes(api: httpx.Client) -> None:
    admitted = ["application/pdf", "text/plain", "text/markdown", "text/html"]
    assert ok(api.get("/rabbithole/allowed-mimetypes")) == {"allowed": admitted}


@covers("get_allowed_mimetypes", 403)
def test_allowed_mimetypes_are_not_for_base_users(connect: Connect, member: Callable[..., Member]) -> None:
    refused(connect(member().headers).get("/rabbithole/allowed-mimetypes"))
