"""Reading and normalising documents."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openapi_facade.comparison import document as documents
from openapi_facade.comparison.problems import Refused

from .conftest import DATA, ROOT, VERSIONS

PROSE = ("description", "summary", "example", "examples", "externalDocs")
NAMES = st.sampled_from((*PROSE, "default", "enum", "required", "properties", "type", "title", "a", "responses", "200"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(("prose", "b", "a")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=30,
)


@settings(deadline=None, derandomize=True)
@given(st.dictionaries(NAMES | st.sampled_from(("paths", "components", "info")), JSON, max_size=5))
def test_normalising_twice_is_normalising_once(document: dict[str, Any]) -> None:
    once = documents.normalise(document)
    assert documents.dumps(documents.normalise(once)) == documents.dumps(once)


@settings(deadline=None, derandomize=True)
@given(JSON)
def test_the_order_of_keys_does_not_matter(value: Any) -> None:
    def reverse(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: reverse(value[key]) for key in reversed(value)}
        return [reverse(item) for item in value] if isinstance(value, list) else value

    text = documents.dumps(documents.normalise({"x": value}))
    assert documents.dumps(documents.normalise({"x": reverse(value)})) == text


@pytest.mark.parametrize("version", VERSIONS)
def test_the_documents_of_the_servers_are_normalised_and_without_prose(version: str) -> None:
    path = DATA / "openapi" / f"{version}.json"
    document = documents.load(str(path))
    assert document["info"]["version"] == version
    assert documents.dumps(documents.normalise(document)) == path.read_text(encoding="utf-8")
    assert [place for place in _prose(document, "", "$") if "responses" not in place] == []


def test_openapi_json_is_what_a_server_of_its_version_serves() -> None:
    version = documents.load(str(ROOT / "openapi.json"))["info"]["version"]
    assert (ROOT / "openapi.json").read_text("utf-8") == (DATA / "openapi" / f"{version}.json").read_text("utf-8")


def _prose(value: Any, keyword: str, place: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, member in value.items():
            if key in PROSE and keyword not in ("properties", "schemas") and isinstance(member, str):
                yield f"{place}.{key}"
            yield from _prose(member, key, f"{place}.{key}")
    elif isinstance(value, list):
        for item in value:
            yield from _prose(item, "", place)


def test_prose_goes_and_names_that_look_like_prose_stay() -> None:
    described = {"type": "string", "description": "prose", "example": "prose", "title": "Kept"}
    names = (*PROSE, "default", "enum", "const", "required", "responses", "content", "properties", "schemas")
    schema = {"description": "prose", "properties": {name: dict(described) for name in names}}
    document = {"components": {"schemas": {"description": schema}}}

    normal = documents.normalise(document)

    assert "prose" not in documents.dumps(normal)
    assert set(normal["components"]["schemas"]["description"]["properties"]) == set(names)


def test_what_has_no_order_is_ordered_and_what_has_keeps_it() -> None:
    document = {
        "parameters": [{"name": "b"}, {"name": "a"}],
        "schema": {
            "required": ["b", "a"],
            "enum": ["b", "a"],
            "type": ["string", "null"],
            "anyOf": [{"type": "string"}, {"type": "null"}],
            "default": {"b": ["b", "a"], "a": 1},
        },
    }
    normal = documents.normalise(document)
    assert normal["parameters"] == document["parameters"]
    assert normal["schema"] == {
        "required": ["a", "b"],
        "enum": ["a", "b"],
        "type": ["null", "string"],
        "anyOf": [{"type": "string"}, {"type": "null"}],
        "default": {"a": 1, "b": ["b", "a"]},
    }


def test_a_reworded_docstring_upstream_changes_nothing() -> None:
    document = json.loads((DATA / "openapi" / f"{VERSIONS[-1]}.json").read_text("utf-8"))
    for item in document["paths"].values():
        for operation in item.values():
            operation.update(description="Reworded.", summary="Reworded.")
            operation["responses"]["200"]["description"] = "Reworded."
    document["servers"] = [{"url": "http://elsewhere"}]
    assert documents.dumps(documents.normalise(document)) == (DATA / "openapi" / f"{VERSIONS[-1]}.json").read_text(
        "utf-8"
    )


class TestUrl:
    """A server that is not the one hoped for."""

    def test_a_document_is_read(self) -> None:
        with serving(lambda handler: answer(handler, 200, b'{"paths": {}}')) as url:
            assert documents.load(url) == {"paths": {}}

    def test_a_server_alone_means_its_document(self) -> None:
        with serving(lambda handler: answer(handler, 200, b'{"paths": {}, "at": "%s"}' % handler.path.encode())) as url:
            server = url.removesuffix("/openapi.json")
            for source, path in ((server, "/openapi.json"), (f"{server}/", "/openapi.json"), (f"{server}/v2", "/v2")):
                assert documents.load(source)["at"] == path

    @pytest.mark.parametrize("status", [307, 403, 404, 500])
    def test_another_status_is_refused(self, status: int) -> None:
        with serving(lambda handler: answer(handler, status, b"{}")) as url, pytest.raises(Refused, match=str(status)):
            documents.load(url)

    def test_html_is_refused(self) -> None:
        with serving(lambda handler: answer(handler, 200, b"<html>")) as url, pytest.raises(Refused, match="not JSON"):
            documents.load(url)

    def test_an_answer_without_an_end_is_refused(self) -> None:
        def endless(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.end_headers()
            try:
                while True:
                    handler.wfile.write(b" " * 65536)
            except OSError:
                pass

        with serving(endless) as url, pytest.raises(Refused, match="more than"):
            documents.load(url)

    def test_a_cut_answer_is_refused(self) -> None:
        def cut(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.send_header("content-length", "100")
            handler.end_headers()
            handler.wfile.write(b"{")

        with serving(cut) as url, pytest.raises(Refused, match=url):
            documents.load(url)

    @pytest.mark.parametrize("url", ["http://127.0.0.1:1/openapi.json", "http://", "http://[", "http://x y/"])
    def test_nobody_there(self, url: str) -> None:
        with pytest.raises(Refused):
            documents.load(url)


@pytest.mark.parametrize(
    "text", [r'{"a": {"\ud800": 1}}', r'{"a": ["\udfff"]}', '{"a": 1e999}', '{"a": -9e18, "b": 1e400}']
)
def test_what_no_json_could_carry_further_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "document.json"
    path.write_text(text)
    with pytest.raises(Refused, match=rf"{path.name}: \$\.[ab].*(no Unicode text|too large)"):
        documents.load(str(path))


@pytest.mark.parametrize("name", ["/no/such/file", "/", "", "a\0b"])
def test_no_file_there(name: str) -> None:
    with pytest.raises(Refused):
        documents.load(name)


def answer(handler: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    handler.send_response(status)
    if status == 307:
        handler.send_header("location", "http://127.0.0.1:1/")
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def serving(reply: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """A server on loopback that answers each GET in one way; its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reply(self)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/openapi.json"
        finally:
            server.shutdown()
            thread.join()
