"""The validator: its error items are those of pydantic, as the contract's recordings show them."""

from __future__ import annotations

from typing import Any

import pytest

from cheshire_cat_api.testing._cat.errors import ErrorItem
from cheshire_cat_api.testing._cat.validation import (
    UNSET,
    Check,
    Field,
    boolean,
    integer,
    list_of,
    mapping,
    mapping_of,
    model,
    number,
    one_of,
    optional,
    parameters,
    sequence,
    string,
    union,
)

NOT_AN_INTEGER = "Input should be a valid integer, unable to parse string as an integer"


def judged(check: Check, value: Any) -> tuple[Any, list[ErrorItem]]:
    errors: list[ErrorItem] = []
    return check(value, ("body",), errors), errors


@pytest.mark.parametrize(
    ("check", "value", "stored"),
    [
        (integer, 5, 5),
        (integer, True, 1),
        (integer, 5.0, 5),
        (integer, "-7", -7),
        (integer, "1_000", 1000),
        (integer, "3.0", 3),
        (number, "1.5", 1.5),
        (number, 2, 2.0),
        (boolean, "Off", False),
        (boolean, 1, True),
        (string(2), "ab", "ab"),
        (optional(integer), None, None),
        (mapping, {"a": []}, {"a": []}),
        (union(one=mapping, other=sequence), [1], [1]),
        (list_of(integer), ["1", 2], [1, 2]),
        (mapping_of(one_of(["A", "B"]), integer), {"A": "1"}, {"A": 1}),
        (model({"a": Field(integer), "b": Field(integer, 3)}), {"a": "1", "z": 0}, {"a": 1, "b": 3}),
        (model({"a": Field(integer, UNSET)}, extra="allow"), {"z": 0}, {"z": 0}),
    ],
)
def test_accepted(check: Check, value: Any, stored: Any) -> None:
    assert judged(check, value) == (stored, [])
    assert type(judged(check, value)[0]) is type(stored)


@pytest.mark.parametrize(
    ("check", "value", "kind", "msg"),
    [
        (integer, "x", "int_parsing", NOT_AN_INTEGER),
        (integer, "1.5", "int_parsing", NOT_AN_INTEGER),
        (integer, 1.5, "int_from_float", "Input should be a valid integer, got a number with a fractional part"),
        (integer, float("inf"), "finite_number", "Input should be a finite number"),
        (integer, None, "int_type", "Input should be a valid integer"),
        (number, "x", "float_parsing", "Input should be a valid number, unable to parse string as a number"),
        (number, [], "float_type", "Input should be a valid number"),
        (boolean, "maybe", "bool_parsing", "Input should be a valid boolean, unable to interpret input"),
        (boolean, None, "bool_type", "Input should be a valid boolean"),
        (string(), 5, "string_type", "Input should be a valid string"),
        (string(1), "", "string_too_short", "String should have at least 1 character"),
        (mapping, [], "dict_type", "Input should be a valid dictionary"),
        (sequence, {}, "list_type", "Input should be a valid list"),
        (one_of(["A", "B", "C"]), "D", "enum", "Input should be 'A', 'B' or 'C'"),
        (one_of(["A"]), "D", "enum", "Input should be 'A'"),
        (one_of(["A"]), 1, "string_type", "Input should be a valid string"),
        (mapping_of(string(), integer), 5, "dict_type", "Input should be a valid dictionary"),
        (list_of(integer), 5, "list_type", "Input should be a valid list"),
        (
            model({}),
            [],
            "model_attributes_type",
            "Input should be a valid dictionary or object to extract fields from",
        ),
    ],
)
def test_refused(check: Check, value: Any, kind: str, msg: str) -> None:
    _, [error] = judged(check, value)
    assert (error["type"], error["loc"], error["msg"], error["input"]) == (kind, ["body"], msg, value)


def test_the_place_of_an_error_leads_to_it() -> None:
    check = model(
        {
            "permissions": Field(mapping_of(one_of(["STATUS"]), list_of(one_of(["READ"])))),
            "value": Field(union(**{"dict[any,any]": mapping, "list[any]": sequence})),
            "name": Field(string()),
        },
        extra="forbid",
    )
    sent = {"permissions": {"NOPE": ["READ"], "STATUS": ["READ", "X"]}, "value": "v", "extra": 1}
    _, errors = judged(check, sent)
    assert [(error["type"], error["loc"]) for error in errors] == [
        ("enum", ["body", "permissions", "NOPE", "[key]"]),
        ("enum", ["body", "permissions", "STATUS", 1]),
        ("dict_type", ["body", "value", "dict[any,any]"]),
        ("list_type", ["body", "value", "list[any]"]),
        ("missing", ["body", "name"]),
        ("extra_forbidden", ["body", "extra"]),
    ]
    assert errors[0]["ctx"] == {"expected": "'STATUS'"}
    assert errors[4]["input"] == sent
    assert "ctx" not in errors[4]


def test_parameters_take_null_for_absent() -> None:
    fields = {"text": Field(string()), "k": Field(integer, 100)}
    for got, kinds in (({"text": "a", "k": None}, []), ({}, ["missing"]), (None, ["missing"]), ([], ["missing"] * 2)):
        errors: list[ErrorItem] = []
        result = parameters(fields, got, "body", errors)
        assert [error["type"] for error in errors] == kinds
        if not kinds:
            assert result == {"text": "a", "k": 100}


def test_a_default_is_nobodys_to_change() -> None:
    check = model({"metadata": Field(mapping, {})})
    judged(check, {})[0]["metadata"]["changed"] = True
    assert judged(check, {})[0] == {"metadata": {}}
