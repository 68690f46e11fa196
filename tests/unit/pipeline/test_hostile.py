"""Documents made to inject code, to leave the folder or to exhaust the generator: each is refused, with its place."""

from __future__ import annotations

import ast
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import regenerate
from cheshire_cat_openapi.model import Model
from openapi_facade.comparison import compare
from openapi_facade.comparison import document as documents
from openapi_facade.comparison.problems import Refused
from pipeline import facts, generator, guard
from pipeline.generator import Project

from .conftest import HOSTILE, ROOT, tree

CASES: dict[str, dict[str, str]] = json.loads((HOSTILE / "places.json").read_text())
PROSE = ("'); import os; ('", "../../escape", "a\nb")
"""What may stand in a sentence, and nowhere else."""
PAYLOADS = (*PROSE, '"""\nimport os\n"""', "x y\\", "\u202e", {"a": '"""'}, ['"""'], 10**400)
STRIDE = 1 if os.environ.get("TEST_ALL") else len(PAYLOADS)
"""Each place gets one of the payloads, and all of them with TEST_ALL=1."""


def test_every_document_in_the_folder_has_its_place() -> None:
    assert {path.stem for path in HOSTILE.glob("*.json")} - {"places"} == set(CASES)


@pytest.mark.parametrize("name", sorted(set(CASES) - {"harmless"}))
def test_as_openapi_json_it_is_refused(name: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copyfile(HOSTILE / f"{name}.json", project / "openapi.json")
    before = tree(project)

    assert regenerate.main(["--root", str(project)]) == 1

    error = capsys.readouterr().err
    assert error.startswith("refused: ")
    assert CASES[name]["place"] in error
    assert error.isascii()
    assert "\x1b" not in error
    assert tree(project) == before


@pytest.mark.parametrize("name", sorted(name for name in CASES if CASES[name]["spec"] == "refused"))
def test_from_a_server_it_is_refused(name: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree(project)

    assert regenerate.main(["--root", str(project), "--spec", str(HOSTILE / f"{name}.json")]) == 1

    error = capsys.readouterr().err
    assert error.startswith("refused: ")
    assert CASES[name]["place"] in error
    assert tree(project) == before


@pytest.mark.parametrize("name", sorted(name for name in CASES if CASES[name]["spec"] == "dropped"))
def test_prose_of_a_server_is_dropped(name: str, project: Path) -> None:
    assert regenerate.main(["--root", str(project), "--spec", str(HOSTILE / f"{name}.json")]) == 0

    written = (project / "openapi.json").read_text()
    assert "import os" not in written
    assert "turned" not in written
    assert "backslash" not in written


@pytest.mark.xdist_group("generated")
def test_the_harmless_one_is_generated(once: None, project: Path) -> None:
    """Else the others could be refused for what they share with it."""
    assert regenerate.main(["--root", str(project)]) == 0
    assert (project / "generated" / "cheshire_cat_openapi" / "api" / "things" / "read_thing.py").exists()


def test_a_text_that_may_stay_is_a_text_in_the_code(project: Path) -> None:
    text = "it's '); import os; (' {x} %s $x"
    document = json.loads((project / "openapi.json").read_text())
    document["components"]["schemas"]["NewThing"]["properties"]["note"].update(default=text, description=text)
    document["paths"]["/things/{thing_id}"]["get"]["parameters"][1]["schema"] = {"type": "string", "default": text}
    document["paths"]["/things/{thing_id}"]["get"]["summary"] = text
    (project / "openapi.json").write_text(json.dumps(document))

    assert regenerate.main(["--root", str(project)]) == 0

    for path in (project / "generated").rglob("*.py"):
        tree_ = ast.parse(path.read_text())
        imported = {name.name for node in ast.walk(tree_) if isinstance(node, ast.Import) for name in node.names}
        assert imported <= {"datetime", "httpx", "json", "pprint", "re", "ssl"}, path
    body = ast.parse((project / "generated/cheshire_cat_openapi/models/new_thing.py").read_text())
    assert text in {node.value for node in ast.walk(body) if isinstance(node, ast.Constant)}


def test_a_property_that_would_hide_what_every_model_has_is_refused() -> None:
    document = documents.load(str(HOSTILE / "harmless.json"))
    properties = document["components"]["schemas"]["NewThing"]["properties"]
    for name in (*(each for each in dir(Model) if not each.startswith("_")), "toJson", "PopItem"):
        properties[name] = {"type": "string"}
        with pytest.raises(Refused, match=rf"{name}.*: the models use that name themselves"):
            guard.check(document)
        del properties[name]
    guard.check(document)


def test_one_of_too_many_bytes_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    large = project / "large.json"
    large.write_text(" " * documents.MAX_BYTES + "{}")

    assert regenerate.main(["--root", str(project), "--spec", str(large)]) == 1
    assert f"more than {documents.MAX_BYTES} bytes" in capsys.readouterr().err


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_comparison_survives_it(name: str) -> None:
    """Nothing becomes code there, so much is let pass; but nothing may crash or hang."""
    client = documents.load(str(HOSTILE / "harmless.json"))
    try:
        server, _ = documents.without_paths(documents.load(str(HOSTILE / f"{name}.json")), "/custom/")
    except Refused:
        return
    server = documents.normalise(server)
    compare.duplicate_operation_ids(server)
    differences = compare.compare(client, client, server)
    assert (differences == []) == (compare.compare(client, client, client) == differences)


class _Spot(NamedTuple):
    """A value or a key somewhere in a document."""

    path: tuple[int | str, ...]
    is_key: bool


def _spots(value: Any, path: tuple[int | str, ...] = ()) -> Iterator[_Spot]:
    yield _Spot(path, is_key=False)
    if isinstance(value, dict):
        for key, member in value.items():
            yield _Spot((*path, key), is_key=True)
            yield from _spots(member, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _spots(item, (*path, number))


def _kind(path: tuple[int | str, ...]) -> tuple[str, ...]:
    """Where it is, less the names that the API gave: one spot of each kind is tried."""
    named = ("paths", "schemas", "properties", "responses", "content", "securitySchemes")
    kind = [
        "*" if before in named or isinstance(step, int) else str(step)
        for before, step in zip(("", *path), path, strict=False)
    ]
    return tuple(kind[-4:])


def _with(text: str, spot: _Spot, payload: Any) -> Any:
    changed = json.loads(text)
    *path, last = spot.path
    parent = changed
    for step in path:
        parent = parent[step]
    if spot.is_key:
        parent[payload] = parent.pop(last)
    else:
        parent[last] = payload
    return changed


@pytest.mark.timeout(600)  # hundreds of documents, each looked through to its end
@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: ascii(payload)[:20])
def test_nothing_anywhere_in_the_real_document_may_be_replaced_by_code(payload: Any) -> None:
    """Every kind of place in the effective document, keys and values."""
    text = (ROOT / "generated" / "cheshire_cat_openapi" / "openapi.json").read_text()
    spots = {(_kind(spot.path), spot.is_key): spot for spot in _spots(json.loads(text)) if spot.path}
    assert len(spots) > 150
    accepted = []
    for spot in list(spots.values())[PAYLOADS.index(payload) % STRIDE :: STRIDE]:
        if spot.is_key and not isinstance(payload, str):
            continue
        try:
            changed = _with(text, spot, payload)
            guard.check(changed)
            facts.render(changed)
        except Refused:
            continue
        accepted.append(spot)
    # Numbers where numbers belong are all that passes, and a sentence may name a path or have several lines.
    assert [spot for spot in accepted if payload != 10**400 and not (payload in PROSE and _is_prose(spot))] == []


def _is_prose(spot: _Spot) -> bool:
    return not spot.is_key and spot.path[-1] in ("description", "summary", "default", "title")


def test_the_overlay_of_the_project_does_not_open_a_door() -> None:
    """The real document with a hostile name, through the real overlay."""
    document = documents.load(str(ROOT / "openapi.json"))
    document["paths"]["/memory/collections"]["get"]["operationId"] = "../../escape"
    with pytest.raises(Refused, match=r"\$\.paths\['/memory/collections'\]\.get\.operationId"):
        generator.effective(document, Project(ROOT))
