"""What the guard refuses of a document that is right as OpenAPI, and yet would be generated wrong or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline import document as documents
from pipeline import generator, results
from pipeline.problems import Refused

from .features import INTEGER, JSON, STRING, TEXT, Feature, as_document, content, record, ref
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
