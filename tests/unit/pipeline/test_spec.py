"""`make spec`: a changed server gives a new openapi.json, or the name of what no longer fits."""

from __future__ import annotations

import difflib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import regenerate

from .conftest import DATA, ROOT, VERSIONS, tree

COLLECTIONS = "/memory/collections"


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A project with the real document and overlay."""
    root = tmp_path / "project"
    root.mkdir()
    for name in ("openapi.json", "openapi-overlay.yaml", "generator-config.toml", "LICENSE"):
        shutil.copyfile(ROOT / name, root / name)
    return root


def spec(root: Path, edit: Callable[[Any], object]) -> int:
    """Read the document of a server that differs from the client's own by an edit."""
    document = json.loads((DATA / "openapi" / f"{VERSIONS[-1]}.json").read_text("utf-8"))
    edit(document)
    path = root.parent / "server.json"
    path.write_text(json.dumps(document))
    return regenerate.main(["--root", str(root), "--spec", str(path)])


def difference(root: Path) -> list[str]:
    old, new = ((each / "openapi.json").read_text("utf-8").splitlines() for each in (ROOT, root))
    return [
        line for line in difflib.unified_diff(old, new, lineterm="", n=0) if not line.startswith(("@@", "---", "+++"))
    ]


def test_the_same_server_changes_nothing(real: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree(real)
    assert spec(real, lambda document: None) == 0
    assert capsys.readouterr().out == "openapi.json is the same already\n"
    assert tree(real) == before


def test_a_new_optional_parameter_is_two_handfuls_of_lines(real: Path) -> None:
    parameter = {"name": "order", "in": "query", "required": False, "schema": {"type": "string", "title": "Order"}}
    assert spec(real, lambda document: document["paths"]["/users/"]["get"]["parameters"].append(parameter)) == 0
    assert 0 < len(difference(real)) < 15
    assert any('"order"' in line for line in difference(real))


def test_a_new_operation_is_written_and_what_the_overlay_must_tell_of_it_is_listed(
    real: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    operation = {
        "operationId": "count_users",
        "tags": ["Users"],
        "summary": "Count Users",
        "responses": {"200": {"description": "", "content": {"application/json": {"schema": {"type": "integer"}}}}},
    }
    assert spec(real, lambda document: document["paths"].update({"/users/count": {"get": operation}})) == 0
    told = capsys.readouterr().out
    assert "openapi.json rewritten" in told
    for fact in ("one tag", "a summary", "x-permission", "x-repeatable", "x-duration"):
        assert f"before `make generate`: $.paths['/users/count'].get: {fact} is needed" in told.replace(
            "of one line is", "is"
        )
    assert any('"count_users"' in line for line in difference(real))

    assert regenerate.main(["--root", str(real)]) == 1
    assert "$.paths['/users/count'].get: one tag is needed" in capsys.readouterr().err


def test_paths_of_plugins_are_listed_and_left_out(real: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = {"/custom/hello": {"get": {"operationId": "hello"}}, "/custom/\x1b[2J": {"get": "nonsense"}}
    assert spec(real, lambda document: document["paths"].update(paths)) == 0
    assert capsys.readouterr().out == (
        "openapi.json is the same already\n"
        "left out, a plugin's own: '/custom/\\x1b[2J'\n"
        "left out, a plugin's own: '/custom/hello'\n"
    )


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (
            lambda document: document["paths"].pop(COLLECTIONS),
            r"$.paths['/memory/collections'].get: matches nothing",
        ),
        (
            lambda document: document["components"]["schemas"]["CatMessage"]["properties"].pop("image"),
            "$.components.schemas.CatMessage.properties.image: describes what the document does not have (any more)",
        ),
        (
            lambda document: document["components"]["schemas"]["CatMessage"]["required"].append("text"),
            "$.components.schemas.CatMessage.required: the document has some of these already",
        ),
        (
            lambda document: document["paths"][COLLECTIONS]["get"]["responses"]["200"]["content"].update(
                {"application/json": {"schema": {"$ref": "#/components/schemas/MemoryPoint"}}}
            ),
            "the document has a schema of its own there",
        ),
        (
            lambda document: document["components"]["schemas"].pop("HTTPValidationError"),
            "$.components.schemas.HTTPValidationError: matches nothing",
        ),
    ],
)
def test_an_action_that_no_longer_fits_is_named(
    edit: Callable[[Any], object], told: str, real: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(real)
    assert spec(real, edit) == 1
    error = capsys.readouterr().err
    assert error.startswith("refused: overlay action ")
    assert told in error
    assert tree(real) == before


@pytest.mark.parametrize("version", ["1.5.3", "1.7.1"])
def test_an_old_server_is_too_far_away(version: str, real: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree(real)
    assert regenerate.main(["--root", str(real), "--spec", str(DATA / "openapi" / f"{version}.json")]) == 1
    assert "refused: overlay action 17, $.components.schemas.CatMessage" in capsys.readouterr().err
    assert tree(real) == before


def test_1_8_0_is_near_enough_and_generates(real: Path) -> None:
    assert regenerate.main(["--root", str(real), "--spec", str(DATA / "openapi" / "1.8.0.json")]) == 0
    assert 0 < len(difference(real)) < 60
    assert regenerate.main(["--root", str(real)]) == 0
    assert (real / "generated/pyproject.toml").read_text().count('version = "1.8.0.1"') == 1


def test_a_full_disk_leaves_the_document(
    real: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(real)

    def full(path: Path, text: str, **_: Any) -> int:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    assert regenerate.main(["--root", str(real), "--spec", str(DATA / "openapi" / "1.8.0.json")]) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert tree(real) == before
