"""The overlay's YAML is JSON in another dress: every oddity of YAML is refused with its line."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from openapi_facade.comparison import document
from openapi_facade.comparison.problems import Refused
from pipeline import strict_yaml

LARGE = 2**63
TEXT = st.text(st.characters(codec="utf-8"), max_size=8)


def _nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)


def load(text: str) -> Any:
    return strict_yaml.load(text, "x.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1", {"a": 1}),
        ("a: 1.5.3\nb: 1.5\nc: '1.5'\nd: -2", {"a": "1.5.3", "b": 1.5, "c": "1.5", "d": -2}),
        ("a: [true, false, null, x y, '']", {"a": [True, False, None, "x y", ""]}),
        ("a: |\n  two\n  lines\n", {"a": "two\nlines\n"}),
        ("a: &x {b: [1]}\nc: *x\nd: [*x]", {"a": {"b": [1]}, "c": {"b": [1]}, "d": [{"b": [1]}]}),
        ("'200': {}\n'<<': 1\n'null': 2", {"200": {}, "<<": 1, "null": 2}),
        ("a: NaN", {"a": "NaN"}),
        ("", None),
    ],
)
def test_what_json_has_is_read(text: str, value: Any) -> None:
    assert load(text) == value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # keys
        ("x: 1\n? [a]\n: 1", ["x.yaml:2: key [...] is no string: quote it"]),
        ("x: 1\n? {a: 1}\n: 1", ["x.yaml:2: key {...} is no string: quote it"]),
        (
            "200: 1\ntrue: 2\nnull: 3",
            [f"x.yaml:{n}: key {k} is no string: quote it" for n, k in ((1, 200), (2, True), (3, None))],
        ),
        ("a: 1\n\na: 2", ["x.yaml:3: key 'a' stands there twice"]),
        ("a: &x {b: 1}\nc:\n  <<: *x", ["x.yaml:3: merge keys are none of JSON's: write the members"]),
        ("&a x: 1\n? *b\n: 2", ["x.yaml:2: the alias 'b' is of nothing that stands before it"]),
        # values
        ("\na: 2024-01-01", ["x.yaml:2: '2024-01-01': quote it"]),
        *(
            (f"\na: {text}", [f"x.yaml:2: '{text}': quote it"])
            for text in (
                ".nan",
                ".inf",
                "yes",
                "off",
                "~",
                "0x10",
                "1_000",
                "1:30",
                "0o7",
                "08",
                "1e999",
                ".5",
                "+1",
                "=",
                str(LARGE),
            )
        ),
        ("a: 1\nb:\nc: 1", ["x.yaml:2: '': a value is missing; null is one"]),
        ("a: !!str 5", ["x.yaml:1: the tag 'tag:yaml.org,2002:str': values are those of JSON"]),
        (
            "!!python/object/apply:os.system [x]",
            ["x.yaml:1: the tag 'tag:yaml.org,2002:python/object/apply:os.system': values are those of JSON"],
        ),
        ("- !local {a: 1}", ["x.yaml:1: the tag '!local': values are those of JSON"]),
        # anchors
        ("a: *y", ["x.yaml:1: the alias 'y' is of nothing that stands before it"]),
        ("a: &x [1, *x]", ["x.yaml:1: the alias 'x' stands in what it is an alias of"]),
        ("- &x 1\n- &x 2", ["x.yaml:2: the anchor 'x' stands there twice"]),
        # documents
        ("a: 1\n---\nb: 1", ["x.yaml:2: a second document: a file has one"]),
        ("%YAML 1.1\n---\na: 1", ["x.yaml:1: a directive: none is needed here"]),
        # sizes
        ("\n" + "[" * 10_000, ["x.yaml:2: nested more than 64 deep"]),
        ("\n" + "- " * 10_000, ["x.yaml:2: nested more than 64 deep"]),
        (
            "a: 1\n"
            + "".join(
                f"k{n}: &k{n} {{x: {'{' if n == 0 else ''}{'}' if n == 0 else f'*k{n - 1}'}}}\n" for n in range(80)
            ),
            ["x.yaml:64: nested more than 64 deep"],
        ),
        (
            "k: &k0 [1]\n" + "".join(f"k{n}: &k{n} [*k{n - 1}, *k{n - 1}]\n" for n in range(1, 60)),
            ["x.yaml:13: more than 20000 values"],
        ),
        # no YAML
        ("a: 1\nb: [", ["x.yaml:3: while parsing a flow node: did not find expected node content"]),
        ("a: 1\n\tb: 1", None),
        ("a: @x", None),
        ("a: 1\nb: \x00", ["x.yaml:2: no text of YAML: "]),
    ],
)
def test_what_json_has_not_is_refused_with_its_line(text: str, told: list[str] | None) -> None:
    with pytest.raises(Refused) as refused:
        load(text)
    problems = refused.value.problems
    if told is None:
        assert all(problem.startswith("x.yaml:") for problem in problems)
    else:
        assert len(problems) == len(told)
        assert all(problem.startswith(each) for problem, each in zip(problems, told, strict=True)), problems


def test_all_of_a_file_s_oddities_are_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        load("a: yes\nb: {c: 1, c: 2}\n5: 2024-01-01\nd: !x 1\n")
    assert [problem.split(": ")[0] for problem in refused.value.problems] == [
        *("x.yaml:1", "x.yaml:2", "x.yaml:3", "x.yaml:3", "x.yaml:4")
    ]


def test_one_too_long_is_refused() -> None:
    with pytest.raises(Refused, match=f"more than {document.MAX_BYTES} characters"):
        load("#" * (document.MAX_BYTES + 1))


def test_every_key_and_item_knows_its_line() -> None:
    value = load("a:\n  b: 1\n  c:\n    - x\n    - {d: 1,\n       e: 2}\n")
    assert dict(strict_yaml.lines_of(value)) == {"a": 1}
    assert dict(strict_yaml.lines_of(value["a"])) == {"b": 2, "c": 3}
    assert dict(strict_yaml.lines_of(value["a"]["c"])) == {0: 4, 1: 5}
    assert dict(strict_yaml.lines_of(value["a"]["c"][1])) == {"d": 5, "e": 6}
    assert dict(strict_yaml.lines_of({"plain": [1]})) == {}


@given(st.recursive(st.none() | st.booleans() | st.integers(-(2**60), 2**60) | TEXT, _nested, max_leaves=8))
def test_what_a_writer_of_yaml_wrote_is_read_back(value: Any) -> None:
    assert load(yaml.safe_dump(value)) == value


@given(st.text(st.sampled_from("ab:-? [{]}&*!|>'\"%@#,\n\t1.~<=0x\\"), max_size=40))
def test_no_text_gives_anything_but_a_value_or_a_refusal_with_a_line(text: str) -> None:
    problems: tuple[str, ...] = ()
    value = None
    try:
        value = load(text)
    except Refused as refused:
        problems = refused.problems
    assert all(re.match(r"x\.yaml:\d+: ", problem) for problem in problems)
    assert json.loads(json.dumps(value)) == value
