"""`make check-api`: what another server has otherwise, and whether a program would notice."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import check_api

from .conftest import DATA, ROOT, VERSIONS, tree

LOST_IN_1_7_1 = {
    "GET /memory/collections/{collection_id}/points",
    "POST /memory/recall",
    "POST /rabbithole/batch",
    "PUT /memory/collections/{collection_id}/points/{point_id}",
}
LOST_IN_1_5_3 = LOST_IN_1_7_1 | {
    "DELETE /users/{user_id}",
    "GET /auth/available-permissions",
    "GET /auth_handler/settings",
    "GET /auth_handler/settings/{auth_handler_name}",
    "GET /users/",
    "GET /users/{user_id}",
    "POST /auth/token",
    "POST /memory/collections/{collection_id}/points",
    "POST /users/",
    "PUT /auth_handler/settings/{auth_handler_name}",
    "PUT /users/{user_id}",
}
Edit = Callable[[Any], object]


def report(source: Path, tmp_path: Path) -> tuple[int, dict[str, Any]]:
    status = check_api.main([str(source), "--json", str(tmp_path / "report.json")])
    return status, json.loads((tmp_path / "report.json").read_text())


def edited(edit: Edit, tmp_path: Path) -> Path:
    """The document of the client's own server with an edit."""
    document = json.loads((DATA / "openapi" / f"{VERSIONS[-1]}.json").read_text("utf-8"))
    edit(document)
    path = tmp_path / "server.json"
    path.write_text(json.dumps(document))
    return path


class TestVersions:
    """The four documents."""

    @pytest.mark.parametrize("version", VERSIONS)
    def test_it_changes_nothing(self, version: str, tmp_path: Path) -> None:
        watched = [ROOT / name for name in ("openapi.json", "openapi-overlay.yaml", "generator-config.toml")]
        before = [path.read_bytes() for path in watched], tree(ROOT / "generated")
        _, found = report(DATA / "openapi" / f"{version}.json", tmp_path)
        assert found["server"] == version
        assert ([path.read_bytes() for path in watched], tree(ROOT / "generated")) == before

    def test_the_client_s_own(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        status, found = report(DATA / "openapi" / f"{VERSIONS[-1]}.json", tmp_path)
        assert status == 0
        assert found == {
            "client": VERSIONS[-1],
            "server": VERSIONS[-1],
            "breaks": False,
            "differences": [],
            "plugin_paths": [],
            "duplicate_operation_ids": {},
        }
        assert "0 differences" in capsys.readouterr().out

    def test_1_8_0(self, tmp_path: Path) -> None:
        status, found = report(DATA / "openapi" / "1.8.0.json", tmp_path)
        assert status == 1
        prompt = "result.why.model_interactions[]({}ModelInteraction).prompt"
        assert [tuple(each.values()) for each in found["differences"]] == [
            ("POST /message", "result.message", "client lacks", "-", "string, required", False),
            ("POST /message", prompt.format("Embedder"), "differs", "array", "string", True),
            ("POST /message", prompt.format("LLM"), "differs", "array", "string", True),
        ]

    def test_1_7_1(self, tmp_path: Path) -> None:
        status, found = report(DATA / "openapi" / "1.7.1.json", tmp_path)
        assert status == 1
        assert operations(found, "server lacks") == LOST_IN_1_7_1
        assert {each["what"] for each in found["differences"] if each["kind"] == "server lacks"} == {
            *("operation", "result.audio", "result.image", "result.text", "result.when", "result.who")
        }
        assert found["duplicate_operation_ids"] == {}

    def test_1_5_3(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        status, found = report(DATA / "openapi" / "1.5.3.json", tmp_path)
        assert status == 1
        assert operations(found, "server lacks") == LOST_IN_1_5_3
        assert operations(found, "client lacks") == {"GET /admin/", "GET /admin/{page}", "GET /admin/{page}/"}
        assert {"body.metadata", "body.chunk_size", "body.chunk_overlap"} <= {
            each["what"] for each in found["differences"] if each["breaks"]
        }
        assert found["duplicate_operation_ids"] == {
            "get_injected_admin": ["GET /admin/", "GET /admin/{page}", "GET /admin/{page}/"]
        }
        told = capsys.readouterr().out
        assert "operationId get_injected_admin is given to several: GET /admin/, " in told
        assert "BREAKS  POST /auth/token" in told
        assert told.splitlines()[-1] == "32 differences, 19 of which break programs that use what differs"


def operations(found: dict[str, Any], kind: str) -> set[str]:
    return {each["operation"] for each in found["differences"] if (each["what"], each["kind"]) == ("operation", kind)}


def collections(document: Any) -> Any:
    return document["paths"]["/memory/collections"]["get"]


def users(document: Any) -> Any:
    return document["paths"]["/users/"]["get"]


def schema(document: Any, name: str) -> Any:
    return document["components"]["schemas"][name]


# An edit of the client's own, what it must be called, and whether it breaks.
EDITS: list[tuple[Edit, str, str, bool]] = [
    (lambda d: d["paths"].pop("/memory/collections/{collection_id}"), "operation", "server lacks", True),
    (lambda d: d["paths"].update({"/new": {"get": {"operationId": "new"}}}), "operation", "client lacks", False),
    (lambda d: collections(d).update(operationId="renamed"), "operationId", "differs", False),
    (
        lambda d: d["paths"].update({"/users/{id}": d["paths"].pop("/users/{user_id}")}),
        "path's names",
        "differs",
        False,
    ),
    (lambda d: collections(d)["responses"].pop("200"), "result", "differs", True),
    (
        lambda d: collections(d)["responses"]["200"]["content"].update(
            {"text/csv": collections(d)["responses"]["200"]["content"].pop("application/json")}
        ),
        "result",
        "differs",
        True,
    ),
    # parameters
    (lambda d: users(d)["parameters"].pop(), "parameter limit", "server lacks", True),
    (
        lambda d: users(d)["parameters"].append({"name": "new", "in": "query", "required": True, "schema": {}}),
        "parameter new",
        "client lacks",
        True,
    ),
    (
        lambda d: users(d)["parameters"].append({"name": "new", "in": "query", "schema": {"type": "string"}}),
        "parameter new",
        "client lacks",
        False,
    ),
    (lambda d: users(d)["parameters"][0].update(required=True), "parameter skip", "differs", True),
    (
        lambda d: users(d)["parameters"][0]["schema"].update(type="string"),
        "parameter skip",
        "differs",
        True,
    ),
    (lambda d: users(d)["parameters"][0]["schema"].update(type="number"), "parameter skip", "differs", False),
    (lambda d: users(d)["parameters"][0]["schema"].update(maximum=10), "parameter skip", "differs", True),
    # bodies
    (
        lambda d: d["paths"]["/users/"]["post"].pop("requestBody"),
        "body",
        "server lacks",
        True,
    ),
    (
        lambda d: collections(d).update(requestBody={"required": True, "content": {"application/json": {}}}),
        "body",
        "client lacks",
        True,
    ),
    (lambda d: schema(d, "UserCreate")["properties"].pop("permissions"), "body.permissions", "server lacks", True),
    (
        lambda d: (
            schema(d, "UserCreate")["properties"].update(email={"type": "string"}),
            schema(d, "UserCreate")["required"].append("email"),
        ),
        "body.email",
        "client lacks",
        True,
    ),
    (
        lambda d: schema(d, "UserCreate")["properties"].update(email={"type": "string"}),
        "body.email",
        "client lacks",
        False,
    ),
    (lambda d: schema(d, "UserCreate")["required"].append("permissions"), "body.permissions", "differs", True),
    (
        lambda d: schema(d, "UserCreate")["properties"]["password"].update(minLength=12),
        "body.password",
        "differs",
        True,
    ),
    (
        lambda d: schema(d, "UserCreate")["properties"]["password"].update(minLength=1),
        "body.password",
        "differs",
        False,
    ),
    (
        lambda d: schema(d, "UserCreate")["properties"]["username"].update(enum=["admin"]),
        "body.username",
        "differs",
        True,
    ),
    (
        lambda d: schema(d, "UploadURLConfig")["properties"]["chunk_size"].update(anyOf=[{"type": "integer"}]),
        "body.chunk_size",
        "differs",
        True,
    ),
    # results
    (lambda d: schema(d, "UserResponse")["properties"].pop("id"), "result.id", "server lacks", True),
    (
        lambda d: schema(d, "UserResponse")["properties"].update(email={"type": "string"}),
        "result.email",
        "client lacks",
        False,
    ),
    (
        lambda d: schema(d, "UserResponse")["properties"]["username"].update(type="integer"),
        "result.username",
        "differs",
        True,
    ),
    (
        lambda d: schema(d, "UserResponse")["properties"]["username"].update(type=["string", "null"]),
        "result.username",
        "differs",
        True,
    ),
    (lambda d: schema(d, "UserResponse")["required"].remove("username"), "result.username", "differs", True),
    (
        lambda d: schema(d, "MemoryPoint")["properties"]["vector"].update(items={"type": "string"}),
        "result.vector[]",
        "differs",
        True,
    ),
    (
        lambda d: schema(d, "MemoryPoint")["properties"]["vector"].update(items={"type": "integer"}),
        "result.vector[]",
        "differs",
        False,
    ),
    (
        lambda d: collections(d)["responses"]["200"]["content"]["application/json"].update(
            schema={"$ref": "#/components/schemas/MemoryPoint"}
        ),
        "result.collections",
        "server lacks",
        True,
    ),
]


@pytest.mark.parametrize(("edit", "what", "kind", "breaks"), EDITS, ids=map(str, range(len(EDITS))))
def test_one_edit(edit: Edit, what: str, kind: str, breaks: bool, tmp_path: Path) -> None:
    status, found = report(edited(edit, tmp_path), tmp_path)
    told = {(each["what"].replace("result[]", "result"), each["kind"], each["breaks"]) for each in found["differences"]}
    assert (what, kind, breaks) in told
    assert status == int(any(each["breaks"] for each in found["differences"]))


def test_what_the_overlay_already_mends_is_no_difference(tmp_path: Path) -> None:
    """A server that documents what the overlay says: its document has come nearer, and nobody notices."""

    def edit(document: Any) -> None:
        schema(document, "CatMessage")["properties"]["content"] = {"type": ["string", "null"]}
        schema(document, "CatMessage")["required"] = sorted(schema(document, "CatMessage")["properties"])
        for item in document["paths"].values():
            for operation in item.values():
                operation["responses"].pop("422", None)

    assert report(edited(edit, tmp_path), tmp_path)[1]["differences"] == []


def test_paths_of_plugins_are_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = edited(lambda d: d["paths"].update({"/custom/x": {"get": {"operationId": "get_users"}}}), tmp_path)
    status, found = report(source, tmp_path)
    assert (status, found["differences"], found["plugin_paths"]) == (0, [], ["/custom/x"])
    assert "a plugin's own, not compared: /custom/x" in capsys.readouterr().out


def test_what_a_server_wrote_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "\x1b[2J\x1b]0;owned\x07\u202e\n" + "x" * 500
    source = edited(
        lambda d: (d["paths"].update({f"/{name}": {"get": {"operationId": name}}}), d["info"].update(version=name)),
        tmp_path,
    )
    assert report(source, tmp_path)[0] == 0
    told = capsys.readouterr().out
    assert all(line.isprintable() and line.isascii() and len(line) < 250 for line in told.splitlines())


@pytest.mark.parametrize("source", ["/no/such/file", "http://127.0.0.1:1/openapi.json"])
def test_without_a_document_there_is_no_verdict(source: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_api.main([source]) == 2
    assert capsys.readouterr().err.startswith("refused: ")


def test_a_report_that_cannot_be_written_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_api.main([str(DATA / "openapi" / f"{VERSIONS[-1]}.json"), "--json", "/no/such/folder/x.json"]) == 2
    assert "refused: " in capsys.readouterr().err


def test_a_maze_of_references_ends(tmp_path: Path) -> None:
    """Alternatives that double at each step, chains, and circles."""

    def edit(document: Any) -> None:
        schemas = document["components"]["schemas"]
        for number in range(400):
            target = {"$ref": f"#/components/schemas/Maze{number + 1}"}
            schemas[f"Maze{number}"] = {"anyOf": [target, target, {"allOf": [target, target]}]}
        for number in range(400, 3000):
            schemas[f"Maze{number}"] = {"$ref": f"#/components/schemas/Maze{number + 1}"}
        schemas["Maze3000"] = {"$ref": "#/components/schemas/Maze0"}
        schemas["UserResponse"] = {"allOf": [{"$ref": "#/components/schemas/UserResponse"}, {"$ref": 5}, 5]}
        schemas["CatMessage"] = {"$ref": "#/components/schemas/Maze0"}

    assert report(edited(edit, tmp_path), tmp_path)[0] in (0, 1)
