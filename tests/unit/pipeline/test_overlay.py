"""The overlay is strict: whatever no longer fits the document under it is an error that names the action."""

from __future__ import annotations

import copy
import os
from pathlib import Path
from typing import Any

import pytest

from openapi_facade.comparison import document as documents
from openapi_facade.comparison.problems import Refused
from pipeline import overlay

from .conftest import ROOT

DOCUMENT = {
    "a": {"description": "A", "type": "string"},
    "b": {"properties": {"x": {"type": "string"}, "y": {"type": "integer"}}, "required": ["x"]},
    "c": [{"name": "one"}, {"name": "two"}, {"name": "three"}],
    "d": {"$ref": "#/a"},
    "e": {},
}


def apply(*actions: dict[str, Any]) -> Any:
    before = copy.deepcopy(DOCUMENT)
    result = overlay.apply(DOCUMENT, {"actions": list(actions)})
    assert before == DOCUMENT
    return result


def test_objects_merge_values_are_replaced_and_lists_grow() -> None:
    result = apply(
        {"target": "$.b", "update": {"title": "B", "properties": {"y": {"type": "number"}}, "required": ["y"]}},
        {"target": "$.e", "update": {"new": {"type": "string", "description": "All of it is new."}, "$ref": "#/a"}},
        {"target": "$.c", "update": {"name": "four"}},
    )
    assert result["b"] == {
        "title": "B",
        "properties": {"x": {"type": "string"}, "y": {"type": "number"}},
        "required": ["x", "y"],
    }
    assert result["c"][3] == {"name": "four"}
    assert result["e"]["$ref"] == "#/a"


def test_several_are_removed_at_once() -> None:
    result = apply({"target": "$.c[?@.name != 'two']", "remove": True}, {"target": "$..type", "remove": True})
    assert result["c"] == [{"name": "two"}]
    assert result["b"]["properties"] == {"x": {}, "y": {}}


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ({"target": "$.nothing", "update": {"x": 1}}, "matches nothing"),
        ({"target": "$.nothing", "remove": True}, "matches nothing"),
        ({"target": "$.a", "update": {"type": "string"}}, r"\$\.a\.type: changes nothing"),
        ({"target": "$.a", "update": {"type": "string", "new": 1}}, r"\$\.a\.type: changes nothing"),
        ({"target": "$.a", "update": {}}, "merges an object into an object"),
        ({"target": "$.a", "update": "text"}, "merges an object into an object"),
        ({"target": "$.a.type", "update": {"x": 1}}, "the target is a str"),
        (
            {"target": "$.b", "update": {"properties": {"z": {"description": "Gone."}}}},
            r"\.z: describes what",
        ),
        ({"target": "$.b", "update": {"required": ["x"]}}, r"required: the document has some of these already"),
        ({"target": "$.a", "update": {"$ref": "#/b"}}, "has a schema of its own there"),
        ({"target": "$.d", "update": {"$ref": "#/b"}}, "has a schema of its own there"),
        ({"target": "$", "remove": True}, "would remove the whole document"),
        ({"target": "$.a", "update": {"x": 1}, "remove": True}, "either `update` or `remove: true`"),
        ({"target": "$.a"}, "either `update` or `remove: true`"),
        ({"target": "$.a", "remove": False}, "either `update` or `remove: true`"),
        ({"target": "$.a", "updates": {}, "remove": True}, "an action has"),
        ({"target": "$[", "remove": True}, "no JSONPath"),
        ({"update": {"x": 1}}, "an object with a `target`"),
        ("text", "an object with a `target`"),
    ],
)
def test_what_does_not_fit_is_named(action: Any, told: str) -> None:
    with pytest.raises(Refused, match=rf"overlay action 2.*{told}"):
        apply({"target": "$.e", "update": {"fits": True}}, action)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [", "while parsing"),
        ("- a", "no Overlay document"),
        ("actions: []", "no Overlay document"),
        ("overlay: 2.0.0\nactions: []", "no Overlay document"),
        ("overlay: 1.0.0\nactions: {}", "`actions` is no list"),
        ("overlay: 1.0.0\nactions:\n  - target: $\n    target: $.a\n    remove: true", "'target' stands there twice"),
        ("overlay: 1.0.0\nactions:\n  - target: $\n    update: {200: {}}", "200 is no string"),
    ],
)
def test_a_file_that_is_no_overlay_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "overlay.yaml"
    path.write_text(text)
    with pytest.raises(Refused, match=rf"overlay\.yaml(.|\n)*{told}"):
        overlay.load(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"none\.yaml"):
        overlay.load(tmp_path / "none.yaml")


@pytest.mark.skipif(not os.environ.get("TEST_ALL"), reason="a matter of the overlay alone: with TEST_ALL=1")
def test_each_action_of_the_project_is_needed() -> None:
    """Without any one of them another document comes out, or a later one has nothing to stand on."""
    document = documents.load(str(ROOT / "openapi.json"))
    whole = overlay.load(ROOT / "openapi-overlay.yaml")
    result = overlay.apply(document, whole)
    for number in range(len(whole["actions"])):
        rest = whole["actions"][:number] + whole["actions"][number + 1 :]
        try:
            without = overlay.apply(document, {"actions": rest})
        except Refused:
            continue
        assert without != result, whole["actions"][number]["target"]
