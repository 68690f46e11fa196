"""What names a thing that an overlay removed is refused, with its line; and a run tells all that it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import regenerate
from openapi_facade.comparison import document as documents
from openapi_facade.comparison.problems import Refused
from pipeline import leftovers, overlay

from .conftest import DATA, ROOT, VERSIONS, tree

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "tags": [{"name": "cats"}, {"name": "dogs"}],
    "security": [{"key": []}],
    "paths": {
        "/cats": {
            "get": {
                "operationId": "read_cats",
                "tags": ["cats"],
                "security": [{"login": ["read"]}],
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Cat"},
                                "example": {"name": "Tom", "tail": {"length": 3}},
                                "examples": {"one": {"value": {"name": "Tom"}}},
                            }
                        },
                        "links": {"next": {"operationId": "read_dogs"}},
                    }
                },
            }
        },
        "/dogs": {"get": {"operationId": "read_dogs", "tags": ["dogs"], "responses": {}}},
    },
    "components": {
        "schemas": {
            "Cat": {
                "allOf": [{"$ref": "#/components/schemas/Named"}],
                "properties": {"kind": {"type": "string"}, "tail": {"$ref": "#/components/schemas/Tail"}},
                "required": ["kind", "name", "tail"],
                "examples": [{"kind": "cat", "tail": {"length": 3}}],
            },
            "Dog": {"properties": {"kind": {"type": "string"}, "ears": {"type": "integer"}}, "required": ["kind"]},
            "Named": {"properties": {"name": {"type": "string"}}},
            "Tail": {"properties": {"length": {"type": "integer"}}, "default": {"length": 1}},
            "Tails": {
                "additionalProperties": {
                    "anyOf": [{"type": "array", "items": {"$ref": "#/components/schemas/Tail"}}, {"type": "null"}]
                },
                "default": {"one": [{"length": 1}]},
            },
            "Pet": {
                "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
                "discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat", "dog": "#/components/schemas/Dog"}},
            },
            "Kitten": {"allOf": [{"$ref": "#/components/schemas/Named"}, {"required": ["name"]}]},
            "Odd": {"properties": {"a": {"type": "string"}}, "required": ["nowhere"]},
        },
        "securitySchemes": {
            "key": {"type": "http"},
            "login": {"type": "oauth2", "flows": {"password": {"scopes": {"read": "", "write": ""}}}},
        },
    },
}
SCHEMAS = "$.components.schemas"
GET = "$.paths['/cats'].get"
CONTENT = f"{GET}.responses['200'].content['application/json']"


def removing(target: str, tmp_path: Path, more: str = "") -> tuple[str, ...]:
    """The problems of an overlay whose action on line 3 removes a target."""
    path = tmp_path / "overlay.yaml"
    path.write_text(f"overlay: 1.0.0\nactions:\n- target: {json.dumps(target)}\n  remove: true\n{more}")
    try:
        overlay.apply(DOCUMENT, overlay.load(path))
    except Refused as refused:
        return refused.problems
    return ()


@pytest.mark.parametrize(
    ("target", "places"),
    [
        # a required list, also of what came from another schema
        (f"{SCHEMAS}.Odd.properties.a", []),
        (
            f"{SCHEMAS}.Cat.properties.tail",
            [f"{CONTENT}.example.tail", f"{SCHEMAS}.Cat.required[2]", f"{SCHEMAS}.Cat.examples[0].tail"],
        ),
        (
            f"{SCHEMAS}.Named.properties.name",
            [
                f"{CONTENT}.example.name",
                f"{CONTENT}.examples.one.value.name",
                f"{SCHEMAS}.Cat.required[1]",
                f"{SCHEMAS}.Kitten.allOf[1].required[0]",
            ],
        ),
        # references
        (
            f"{SCHEMAS}.Tail.properties.length",
            [
                f"{CONTENT}.example.tail.length",
                f"{SCHEMAS}.Tails.default.one[0].length",
                f"{SCHEMAS}.Cat.examples[0].tail.length",
                f"{SCHEMAS}.Tail.default.length",
            ],
        ),
        (f"{SCHEMAS}.Dog.properties.kind", [f"{SCHEMAS}.Dog.required[0]", f"{SCHEMAS}.Pet.discriminator.propertyName"]),
        (
            f"{SCHEMAS}.Dog",
            [
                f"{SCHEMAS}.Pet.oneOf[1]['$ref']",
                f"{SCHEMAS}.Pet.discriminator.mapping.dog",
                f"{SCHEMAS}.Pet.discriminator.propertyName",
            ],
        ),
        (f"{SCHEMAS}.Pet.oneOf[1]", [f"{SCHEMAS}.Pet.discriminator.mapping.dog"]),
        # tags, security, links
        ("$.paths['/dogs']", ["$.tags[1].name", f"{GET}.responses['200'].links.next.operationId"]),
        ("$.tags[0]", [f"{GET}.tags[0]"]),
        ("$.tags", []),
        ("$.components.securitySchemes.key", ["$.security[0].key"]),
        ("$.components.securitySchemes.login.flows.password.scopes.read", [f"{GET}.security[0].login[0]"]),
        ("$.components.securitySchemes.login", [f"{GET}.security[0].login"]),
    ],
)
def test_what_names_the_removed_is_refused_with_the_line_of_the_removal(
    target: str, places: list[str], tmp_path: Path
) -> None:
    problems = removing(target, tmp_path)
    assert sorted(problem.split(": ")[0] for problem in problems) == sorted(places)
    assert all(
        "overlay action 1, " in problem and "line 3" in problem
        for problem in problems
        if not re.search("tag|no operation", problem)
    )


def test_it_is_refused_too_where_the_overlay_wrote_it(tmp_path: Path) -> None:
    """The server's document lost the field; what names it is the overlay's own."""
    more = (
        "- target: $.components.schemas.Dog\n  update:\n    title: Dog\n    required:\n      - ears\n      - collar\n"
    )
    assert removing(f"{SCHEMAS}.Odd.properties.a", tmp_path, more) == (
        f"{SCHEMAS}.Dog.required[2]: no property is named 'collar' (overlay, line 10)",
    )


def test_what_leaves_nothing_behind_is_fine(tmp_path: Path) -> None:
    more = f"- target: {SCHEMAS}.Dog.required\n  remove: true\n- target: {SCHEMAS}.Pet\n  remove: true\n"
    assert removing(f"{SCHEMAS}.Dog.properties.kind", tmp_path, more) == ()


def test_loose_ends_of_the_document_itself_are_no_affair_of_the_overlay(tmp_path: Path) -> None:
    """`Odd` requires what it never had, and another is before it in the list by now."""
    more = f"- target: {SCHEMAS}.Odd\n  update:\n    properties:\n      nowhere2: {{}}\n    required: [nowhere2]\n"
    assert removing(f"{SCHEMAS}.Odd.properties.a", tmp_path, more) == ()


@pytest.mark.parametrize("version", VERSIONS)
def test_the_recorded_documents_have_none(version: str) -> None:
    document = documents.load(str(DATA / "openapi" / f"{version}.json"))
    assert {each.place for each in leftovers.left({}, document)} == set()


def test_a_circle_of_references_ends() -> None:
    schemas = {name: {"allOf": [{"$ref": f"#/components/schemas/{other}"}]} for name, other in ("AB", "BA")}
    document = {"components": {"schemas": {**schemas, "C": {"$ref": "#/components/schemas/C", "required": ["x"]}}}}
    assert [each.place for each in leftovers.left({}, document)] == ["$.components.schemas.C.required[0]"]


class TestAllAtOnce:
    """One run of the script."""

    def test_every_action_s_every_member(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = project / "openapi-overlay.yaml"
        before = path.read_text()
        lines = before.count("\n")
        path.write_text(
            f"{before}"
            "  - target: $.nowhere\n"
            "    remove: true\n"
            "  - target: $.components.schemas.NewThing\n"
            "    update:\n"
            "      type: object\n"
            "      properties:\n"
            "        gone: {description: It was there.}\n"
            "        note:\n"
            '          description: "a \\" quote"\n'
            "  - target: $.paths['/things'].post\n"
            "    update:\n"
            "      operationId: import\n"
            "      x-permission: nobody\n"
        )
        files = tree(project)
        assert regenerate.main(["--root", str(project)]) == 1
        told = capsys.readouterr().err.splitlines()
        assert [line.partition(": ")[2].partition(" (")[0].split(": ")[0] for line in told] == [
            "overlay action 3, $.nowhere",
            *["overlay action 4, $.components.schemas.NewThing"] * 2,
            "$.components.schemas.NewThing.properties.note.description",
            "$.paths['/things'].post.operationId",
            "$.paths['/things'].post['x-permission']",
        ]
        assert [int(line.rpartition("line ")[2].rstrip(")")) - lines for line in told] == [1, 5, 7, 9, 12, 13]
        assert tree(project) == files

    def test_beyond_the_guard_facts_and_results(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = project / "openapi-overlay.yaml"
        path.write_text(
            path.read_text().replace("x-repeatable: true, ", "") + "  - {target: $.nowhere, remove: true}\n"
        )
        document = json.loads((project / "openapi.json").read_text())
        body = document["paths"]["/things"]["post"]["requestBody"]["content"]["application/json"]
        body["schema"]["$ref"] = "#/components/schemas/Thing"
        (project / "openapi.json").write_text(json.dumps(document))
        assert regenerate.main(["--root", str(project)]) == 1
        told = capsys.readouterr().err
        operations = sum(len(item) for item in document["paths"].values())
        assert told.count("x-repeatable is needed") == operations
        assert told.count("matches nothing") == 1
        assert told.count("$.components.schemas.Thing: sent and received") == 1
        assert len(told.splitlines()) == operations + 2

    def test_what_one_step_refuses_hides_nothing_of_the_next(
        self, project: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The overlay, the guard, what cannot be sent, facts and results: of different operations, and of one."""
        path = project / "openapi-overlay.yaml"
        path.write_text(
            f"{path.read_text()}"
            "  - target: $.nowhere\n"
            "    remove: true\n"
            "  - target: $.paths['/things/{thing_id}'].get\n"
            "    update:\n"
            "      operationId: import\n"
            "      x-duration: hours\n"
            "  - target: $.paths['/things'].post\n"
            "    update:\n"
            "      parameters:\n"
            "        - {name: lists, in: query, schema: {type: array, items: {type: array, items: {}}}}\n"
        )
        document = json.loads((project / "openapi.json").read_text())
        document["webhooks"] = {}
        document["components"]["schemas"].update(
            Bad={"type": "array"}, Leads={"properties": {"a": {"$ref": "#/components/schemas/Bad"}}}
        )
        document["paths"]["/odd"] = []
        document["paths"]["/leads"] = {
            "get": {
                "operationId": "leads",
                "tags": ["things"],
                "responses": {
                    "200": {
                        "description": "OK",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Leads"}}},
                    }
                },
            }
        }
        document["paths"]["/both"] = {
            "post": {
                "operationId": "both",
                "tags": ["things"],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                "responses": {"204": {"description": "No Content"}},
            }
        }
        (project / "openapi.json").write_text(json.dumps(document))
        assert regenerate.main(["--root", str(project)]) == 1
        told = [line.removeprefix("refused: ") for line in capsys.readouterr().err.splitlines()]
        assert sorted(line.split(": ")[0] for line in told) == [
            "$.components.schemas.Bad.items",
            "$.components.schemas.Thing",
            "$.paths['/odd']",
            "$.paths['/things'].post.parameters[0].schema",
            "$.paths['/things/{thing_id}'].get.operationId",
            "$.paths['/things/{thing_id}'].get['x-duration']",
            "$.webhooks",
            "overlay action 3, $.nowhere",
        ]

    def test_each_of_the_three_files(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (project / "generator-config.toml").write_text("[package]\nname = 'a'")
        (project / "openapi-overlay.yaml").write_text("overlay: 1.0.0\nactions: [{target: $.x, remove: true}]")
        for arguments in ([], ["--check"]):
            assert regenerate.main(["--root", str(project), *arguments]) == 1
            told = capsys.readouterr().err
            assert "refused: generator-config.toml: the knob 'module' is missing" in told
            assert "refused: overlay action 1, $.x: matches nothing" in told
            assert "x-permission is needed" in told
        (project / "openapi-overlay.yaml").write_text("- a")
        (project / "openapi.json").write_text("{")
        assert regenerate.main(["--root", str(project)]) == 1
        told = capsys.readouterr().err
        assert [line.partition(": ")[2].rpartition("/")[2].partition(":")[0] for line in told.splitlines()] == [
            "generator-config.toml",
            "openapi.json",
            "openapi-overlay.yaml",
        ]

    def test_what_the_guard_misses_has_the_line_of_the_removal(
        self, project: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = project / "openapi-overlay.yaml"
        before = path.read_text()
        lines = before.count("\n")
        targets = (
            "$.paths['/things/{thing_id}'].get.parameters[?@.in=='path']",
            "$.paths['/things'].post.operationId",
            "$.paths['/things'].post.responses",
            "$.components.schemas.NewThing.properties.note",
        )
        again = "  - {target: $.components.schemas.NewThing.properties, update: {note: {type: array}}}\n"
        path.write_text(before + "".join(f'  - {{target: "{each}", remove: true}}\n' for each in targets) + again)
        assert regenerate.main(["--root", str(project)]) == 1
        told = capsys.readouterr().err.splitlines()
        for number, place in enumerate(
            (
                "$.paths['/things/{thing_id}'].get.parameters",
                "$.paths['/things'].post.operationId",
                "$.paths['/things'].post.responses",
            ),
            1,
        ):
            (line,) = [line for line in told if line.startswith(f"refused: {place}: ")]
            assert line.endswith(
                f": overlay action {number + 2}, {targets[number - 1]} (overlay, line {lines + number}) removed it"
            )
        (line,) = [
            line for line in told if line.startswith("refused: $.components.schemas.NewThing.properties.note.items: ")
        ]
        assert line.endswith(f" (overlay, line {lines + 5})")
        assert len(told) == 4

    def test_many_of_a_document_that_is_something_else(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        document = json.loads((project / "openapi.json").read_text())
        document["components"]["schemas"].update({f"x.{n}": {"type": "nonsense"} for n in range(400)})
        (project / "openapi.json").write_text(json.dumps(document))
        assert regenerate.main(["--root", str(project)]) == 1
        told = capsys.readouterr().err.splitlines()
        assert len(told) == 101
        assert told[-1] == "refused: ... and 700 more"

    @pytest.mark.parametrize("text", ["? [a]\n: 1", "a: &x [*x]", "a: 2024-01-01", "- " * 5_000])
    def test_an_odd_overlay_is_no_traceback(self, text: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (project / "openapi-overlay.yaml").write_text(f"overlay: 1.0.0\nactions: []\ninfo:\n  {text}")
        assert regenerate.main(["--root", str(project)]) == 1
        assert capsys.readouterr().err.startswith("refused: openapi-overlay.yaml:4: ")


def test_the_line_is_that_of_the_last_that_wrote_it(tmp_path: Path) -> None:
    path = tmp_path / "overlay.yaml"
    path.write_text(
        "overlay: 1.0.0\nactions:\n"
        "- {target: $.tags, update: {name: birds, description: first}}\n"
        "- {target: '$.tags[0]', remove: true}\n"
        "- target: $.tags[1]\n  update:\n    description: second\n"
        "- {target: '$.paths[*].get', update: {tags: [birds]}}\n"
        "- {target: \"$.components['x y']\", remove: true}\n"
    )
    document = {**DOCUMENT, "components": {**DOCUMENT["components"], "x y": {}}}
    laid = overlay.Laid(document, overlay.load(path))
    assert laid.document["tags"][1] == {"name": "birds", "description": "second"}
    assert laid.located("$.tags[1].description: bad") == "$.tags[1].description: bad (overlay, line 7)"
    assert laid.located("$.tags[1].name: bad") == "$.tags[1].name: bad (overlay, line 3)"
    assert laid.located("$.tags[1].other: bad") == "$.tags[1].other: bad (overlay, line 3)"
    assert laid.located("$.tags[0].name: bad") == "$.tags[0].name: bad"
    assert laid.located("$.tags: bad") == "$.tags: bad: overlay action 2, $.tags[0] (overlay, line 4) removed it"
    assert laid.located("$.components['x y'].z: bad").endswith(
        ": bad: overlay action 5, $.components['x y'] (overlay, line 9) removed it"
    )
    assert laid.located("$.paths['/dogs'].get.tags[1]: bad") == "$.paths['/dogs'].get.tags[1]: bad (overlay, line 8)"


def test_no_line_of_the_project_s_overlay_is_in_another_action() -> None:
    """The lines that messages name are those of the file."""
    path = ROOT / "openapi-overlay.yaml"
    text = path.read_text("utf-8").splitlines()
    for action in overlay.load(path)["actions"]:
        assert text[action.lines["target"] - 1].startswith("  - target: ")
