"""What the guard refuses of a document that is right as OpenAPI, and yet would be generated wrong or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import regenerate
from openapi_facade.comparison import document as documents
from openapi_facade.comparison.problems import Refused
from pipeline import generator, results

from .features import DATE, INTEGER, JSON, STRING, TEXT, TIME, UUID, Feature, as_document, content, many, record, ref
from .test_features import project_of

FORM, STREAM, CHARSET = "multipart/form-data", "text/event-stream", f"{JSON}; charset=utf-8"
AT = "$.paths['/it'].post"
RESULT = f"{AT}.responses['200'].content['{JSON}'].schema"


def effective(root: Path, document: Any) -> documents.Document:
    """What the pipeline would hand to the generator."""
    project = project_of(root, document, "guarded")
    loaded = documents.load(str(project.document))
    return results.for_generator(generator.effective(loaded, project))


def refusals(root: Path, document: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        effective(root, document)
    return refused.value.problems


def of(*features: Feature, version: str = "3.1.0") -> Any:
    return as_document(list(features), version)


def answering(contents: dict[str, Any], status: str = "200") -> Any:
    return of(Feature("it", operation={"responses": {status: {"description": "OK", "content": contents}}}))


class TestMediaTypes:
    """The generator reads the first media type of a status, whatever comes."""

    @pytest.mark.parametrize("status", ["200", "202", "404"])
    @pytest.mark.parametrize(
        ("contents", "other"),
        [
            ({JSON: {"schema": record(a=STRING)}, TEXT: {"schema": STRING}}, TEXT),
            ({TEXT: {"schema": STRING}, JSON: {"schema": record(a=STRING)}}, JSON),
            ({JSON: {"schema": STRING}, TEXT: {"schema": STRING}}, TEXT),
            ({JSON: {"schema": STRING}, JSON + "; v=2": {"schema": INTEGER}}, JSON + "; v=2"),
            ({JSON: {"schema": STRING}, JSON.upper(): {"schema": INTEGER}}, JSON.upper()),
            ({JSON: {}, TEXT: {}}, TEXT),
            ({TEXT: {"schema": STRING}, STREAM: {"schema": INTEGER}}, STREAM),
        ],
    )
    def test_a_second_that_says_otherwise_is_refused(
        self, contents: dict[str, Any], other: str, status: str, tmp_path: Path
    ) -> None:
        told = [
            problem for problem in refusals(tmp_path, answering(contents, status)) if "of the same status" in problem
        ]
        first = next(iter(contents))
        assert len(told) == 1
        assert told[0].startswith(f"{AT}.responses['{status}'].content['{other}']: ")
        assert repr(first) in told[0]

    def test_so_it_is_in_a_shared_response(self, tmp_path: Path) -> None:
        document = answering({JSON: {"schema": STRING}, TEXT: {"schema": STRING}})
        document["components"]["responses"] = {"Shared": document["paths"]["/it"]["post"]["responses"]["200"]}
        document["paths"]["/it"]["post"]["responses"]["200"] = {"$ref": "#/components/responses/Shared"}
        (problem,) = refusals(tmp_path, document)
        assert problem.startswith("$.components.responses.Shared.content['text/plain']: ")

    @pytest.mark.parametrize(
        ("contents", "kept"),
        [
            ({JSON: {"schema": STRING}, CHARSET: {"schema": STRING}}, [JSON]),
            ({"Application/JSON;charset=UTF-8": {"schema": STRING}}, [JSON]),
            ({TEXT: {"schema": STRING}, STREAM: {"schema": STRING}}, [TEXT, STREAM]),
            ({f'{TEXT}; charset="utf-8"; format=flowed': {"schema": STRING}}, [TEXT]),
        ],
    )
    def test_one_that_says_the_same_is_none(self, contents: dict[str, Any], kept: list[str], tmp_path: Path) -> None:
        document = effective(tmp_path, answering(contents))
        assert list(document["paths"]["/it"]["post"]["responses"]["200"]["content"]) == kept

    def test_parameters_of_a_body_do_not_matter_either(self, tmp_path: Path) -> None:
        body = {"requestBody": {"required": True, **content(record(a=STRING), CHARSET)}}
        document = effective(tmp_path, of(Feature("it", STRING, operation=body)))
        assert list(document["paths"]["/it"]["post"]["requestBody"]["content"]) == [JSON]

    @pytest.mark.parametrize("media_type", [FORM, f"{JSON}; a='b'", f"{JSON}; charset=utf-8\nx", "json", "image/png"])
    def test_what_cannot_be_read_is_refused(self, media_type: str, tmp_path: Path) -> None:
        (problem,) = refusals(tmp_path, answering({media_type: {"schema": STRING}}))
        place = documents.child(f"{AT}.responses['200'].content", media_type)
        assert problem.startswith(f"{place}: ")


def told_by(*names: str, key: str = "kind", **mapping: str) -> Any:
    """A union of schemas of the feature `it`, told apart by a property."""
    mapped = {value: f"#/components/schemas/It{name}" for value, name in mapping.items()}
    return {
        "oneOf": [ref(f"It{name}") for name in names],
        "discriminator": {"propertyName": key, **({"mapping": mapped} if mapping else {})},
    }


class TestDiscriminators:
    """A model is known by its own names, whichever union it stands in."""

    FIRST = f"{RESULT}.properties.first.discriminator"
    SECOND = f"{RESULT}.properties.second.discriminator"

    def document(self, first: Any, second: Any) -> Any:
        forms = {name: record(["kind", "type"], kind=STRING, type=STRING) for name in "ABCx"}
        return of(Feature("it", record(first=first, second=second), schemas=forms))

    @pytest.mark.parametrize(
        ("first", "second", "told"),
        [
            (told_by("A", "B", a="A", b="B"), told_by("A", "B", b="A", a="B"), "'b' means ItA here and ItB in {first}"),
            (
                told_by("A", "B", a="A", b="B"),
                told_by("A", "C", b="A", c="C"),
                "'b' means ItB here and ItA in {second}",
            ),
            (told_by("A", "B", a="A", b="B"), told_by("B", "A", a="B"), "'a' means ItB here and ItA in {first}"),
            (told_by("A", "x", ItA="x"), told_by("A", "x"), "'ItA' means ItA here and Itx in {first}"),
            (told_by("A", "B"), told_by("A", "B", key="type"), "ItA is told by 'type' here and by 'kind' in {first}"),
        ],
    )
    def test_two_that_clash_are_refused(self, first: Any, second: Any, told: str, tmp_path: Path) -> None:
        problems = refusals(tmp_path, self.document(first, second))
        assert all(problem.startswith((self.FIRST, self.SECOND)) for problem in problems)
        assert any(told.format(first=self.FIRST, second=self.SECOND) in problem for problem in problems), problems

    @pytest.mark.parametrize(
        "second",
        [
            told_by("A", "B", a="A", b="B"),
            told_by("B", "A", b="B", a="A"),
            told_by("A", "B"),
            told_by("A", a="A"),
            told_by("A", "C", other="A", c="C"),
            {"oneOf": [ref("ItA"), ref("ItB")]},
            told_by("C", "x", key="type", c="C", x="x"),
        ],
    )
    def test_two_that_agree_are_fine(self, second: Any, tmp_path: Path) -> None:
        effective(tmp_path, self.document(told_by("A", "B", a="A", b="B"), second))

    def test_a_name_that_the_mapping_gives_to_another_is_not_its_own(self, tmp_path: Path) -> None:
        union = told_by("A", "B", ItB="A", b="B")
        schemas = effective(tmp_path, self.document(union, union))["components"]["schemas"]
        assert schemas["ItA"]["x-discriminated"] == {"kind": ["ItB", "ItA"]}
        assert schemas["ItB"]["x-discriminated"] == {"kind": ["b"]}


TEXT_ENUM = {**STRING, "enum": ["a", "b"]}
BASE = record(["id"], id=STRING)


class TestSchemas:
    """What the generator answers with a warning, one a run, or does not see, is refused with all the rest."""

    @pytest.mark.parametrize(
        ("schema", "place", "told"),
        [
            ({"type": "array"}, ".items", "missing"),
            ({"type": ["array", "null"]}, ".items", "missing"),
            ({"anyOf": [STRING, {"type": "array"}]}, ".anyOf[1].items", "missing"),
            ({"enum": [1, "a"]}, ".enum", "texts and numbers"),
            ({"enum": [1, None, "a"]}, ".enum", "texts and numbers"),
            ({**INTEGER, "enum": ["a"]}, ".enum[0]", "'a' is not of type integer"),
            ({**STRING, "const": 1}, ".const", "1 is not of type string"),
            # constants that are neither texts nor whole numbers
            ({"const": True}, ".const", "true, and only texts and whole numbers become constants"),
            ({"const": True}, ".const", "in the overlay, remove `const` and say `type: boolean`"),
            ({"type": "boolean", "enum": [True]}, ".enum[0]", "remove `enum` and say `type: boolean`"),
            ({"enum": [1.5]}, ".enum[0]", "1.5, and only texts and whole numbers"),
            ({"const": None}, ".const", "null, and only texts and whole numbers become constants"),
            ({"const": None}, ".const", "say `type: null`"),
            ({"enum": [None]}, ".enum[0]", "say `type: null`"),
            ({"const": {"a": 1}}, ".const", '{"a": 1}, and only texts and whole numbers'),
            # defaults
            ({**INTEGER, "default": "x"}, ".default", "'x' is not of type integer"),
            ({**INTEGER, "default": True}, ".default", "True is not of type integer"),
            ({**INTEGER, "default": 1.5}, ".default", "1.5 is not of type integer"),
            ({"type": "number", "default": "x"}, ".default", "'x' is not of type number"),
            ({"type": "boolean", "default": 1}, ".default", "1 is not of type boolean"),
            ({"type": ["integer", "null"], "default": "x"}, ".default", "'x' is not of type integer or null"),
            ({**DATE, "default": "soon"}, ".default", "'soon' is not of type string or format date"),
            ({**TIME, "default": "soon"}, ".default", "'soon' is not of type"),
            ({**UUID, "default": "soon"}, ".default", "'soon' is not of type"),
            ({**TEXT_ENUM, "default": "c"}, ".default", "'c' is none of the values"),
            ({"const": "a", "default": "b"}, ".default", "'b' is none of the values"),
            # limits
            ({**STRING, "minLength": -1}, ".minLength", "-1 is no number of things"),
            ({**STRING, "maxLength": 1.5}, ".maxLength", "1.5 is no number of things"),
            ({**INTEGER, "multipleOf": 0}, ".multipleOf", "more than 0"),
            # combinations
            ({"allOf": [ref("ItText"), BASE]}, ".allOf[0]", "no object"),
            ({"allOf": [STRING]}, ".allOf[0]", "no object"),
            ({"allOf": [{"anyOf": [BASE]}]}, ".allOf[0]", "no object"),
            ({"allOf": [{**BASE, "allOf": [BASE]}]}, ".allOf[0].allOf", "would not see it in `allOf`"),
            ({"allOf": [ref("ItText")], "properties": {}}, ".allOf[0]", "no object"),
            ({"anyOf": [STRING, BASE], "properties": {}}, ".properties", "would not see it beside `anyOf`"),
            ({"anyOf": [STRING, BASE], "allOf": [BASE]}, ".allOf", "would not see it beside `anyOf`"),
            ({"anyOf": [STRING], "oneOf": [BASE]}, ".oneOf", "would not see it beside `anyOf`"),
            ({**ref("ItText"), "properties": {}}, ".properties", "would not see it beside `$ref`"),
            ({"oneOf": [STRING], "enum": ["a"]}, ".enum", "would not see it beside `oneOf`"),
        ],
    )
    def test_it_is_refused_in_its_place(self, schema: Any, place: str, told: str, tmp_path: Path) -> None:
        """With another that is wrong, so that one run tells of both."""
        document = of(Feature("it", record(first=schema, second={"type": "array"}), schemas={"Text": STRING}))
        first, second = refusals(tmp_path, document)
        assert first.startswith(f"{RESULT}.properties.first{place}: ")
        assert told in first
        assert second.startswith(f"{RESULT}.properties.second.items: missing")

    @pytest.mark.parametrize(
        "schema",
        [
            many({}),
            {**INTEGER, "default": "3"},
            {**INTEGER, "default": 3.0},
            {"type": "number", "default": 3},
            {"type": "number", "enum": [1, 2]},
            {"type": "boolean", "default": "true"},
            {"type": ["string", "null"], "default": "x"},
            {**STRING, "enum": ["a", None], "default": None},
            {**TIME, "default": "2024-01-31T00:00:00Z"},
            {**TEXT_ENUM, "default": "b"},
            {"const": "a", "default": "a"},
            {"type": "object", "anyOf": [BASE, ref("ItBase")], "description": "Either."},
            {"allOf": [ref("ItText")], "description": "A text."},
            {**ref("ItText"), "description": "A text.", "default": "x"},
            {"allOf": [ref("ItBase"), {**BASE, "additionalProperties": False}]},
        ],
    )
    def test_it_is_accepted(self, schema: Any, tmp_path: Path) -> None:
        effective(tmp_path, of(Feature("it", record(a=schema), schemas={"Text": STRING, "Base": BASE})))

    def test_a_second_name_of_a_text_is_refused(self, tmp_path: Path) -> None:
        document = of(Feature("it", ref("ItSame"), schemas={"Text": STRING, "Same": {"allOf": [ref("ItText")]}}))
        (problem,) = refusals(tmp_path, document)
        assert problem.startswith("$.components.schemas.ItSame.allOf: no object")

    def test_a_parameter_in_the_path_is_required(self, tmp_path: Path) -> None:
        parameter = {"name": "a", "in": "path", "schema": STRING}
        told = refusals(tmp_path, of(Feature("it", STRING, path="/{a}", parameters=(parameter,))))
        assert told == (
            "$.paths['/it/{a}'].post.parameters[0].required: a parameter in the path is always required; say so in the "
            "overlay",
        )

    def test_what_openapi_asks_for_is_asked_for(self, tmp_path: Path) -> None:
        document = answering({JSON: {"schema": STRING}})
        del document["paths"]["/it"]["post"]["responses"]["200"]["description"]
        document["paths"]["/it"]["post"]["security"] = [{"key": {}}]
        document["components"]["securitySchemes"] = {"key": {"scheme": "bearer"}}
        assert [problem.partition(": ")[0] for problem in refusals(tmp_path, document)] == [
            "$.components.securitySchemes.key.type",
            f"{AT}.security[0]",
            f"{AT}.responses['200'].description",
        ]


def test_fields_beside_one_reference_are_a_part_of_their_own(tmp_path: Path) -> None:
    """Beside the only reference of `allOf` the generator would not see them, and of that alone it makes no class."""
    own = {"properties": {"at": DATE}, "required": ["at"]}
    schemas = {"Base": BASE, "Whole": {"allOf": [ref("ItBase")], **own}, "Same": {"allOf": [ref("ItBase")]}}
    result = record(a={"allOf": [ref("ItBase")], **own}, b=ref("ItWhole"), c=ref("ItSame"))
    project = project_of(tmp_path, of(Feature("it", result, schemas=schemas)), "combined")
    assert regenerate.main(["--root", str(tmp_path)]) == 0
    for name in ("it_response_200a_type_0", "it_whole", "it_same"):
        text = (project.generated / "combined" / "models" / f"{name}.py").read_text()
        assert "    id: str\n" in text
        assert ("    at: datetime.date\n" in text) == (name != "it_same")
