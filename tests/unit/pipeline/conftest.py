"""A small project of its own for each test: a document, an overlay, the pins, and nothing generated yet."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .sparing import Once

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts"))

DATA = ROOT / "tests" / "data"
HOSTILE = DATA / "hostile"
VERSIONS = tuple(
    sorted(
        (path.stem for path in (DATA / "openapi").glob("*.json")), key=lambda version: [*map(int, version.split("."))]
    )
)
"""Of the servers whose documents were recorded; the last is the client's own."""

OVERLAY = """\
overlay: 1.0.0
info: {title: Facts, version: 1.0.0}
actions:
  - target: $.paths[*][*]
    update: {x-permission: null, x-repeatable: true, x-duration: quick}
  - target: $.paths[*][?!@.summary]
    update: {summary: Do it.}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The root of a project whose document is harmless.json."""
    return small_project(tmp_path / "a project")


def small_project(root: Path) -> Path:
    models = root / "facade" / "cheshire_cat_api" / "models"
    models.mkdir(parents=True)
    shutil.copyfile(HOSTILE / "harmless.json", root / "openapi.json")
    shutil.copyfile(ROOT / "generator-config.toml", root / "generator-config.toml")
    shutil.copyfile(ROOT / "LICENSE", root / "LICENSE")
    (root / "openapi-overlay.yaml").write_text(OVERLAY)
    return root


@pytest.fixture(scope="session")
def _once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    from .sparing import Once

    return Once(tmp_path_factory.mktemp("made"))


@pytest.fixture
def once(_once: Once, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the generator, and try its package, once for each input; for tests of what comes before and after them."""
    _once.patch(monkeypatch)


@pytest.fixture(scope="session")
def _generated_once(tmp_path_factory: pytest.TempPathFactory, _once: Once) -> Path:
    import regenerate

    root = small_project(tmp_path_factory.mktemp("once") / "a project")
    with pytest.MonkeyPatch.context() as patch:
        _once.patch(patch)
        assert regenerate.main(["--root", str(root), "--revision", "1"]) == 0
    return root


@pytest.fixture
def generated(project: Path, _generated_once: Path) -> Path:
    """The same project, generated as revision 1; the generator runs once for all who ask."""
    shutil.copytree(_generated_once, project, dirs_exist_ok=True)
    return project


def tree(root: Path) -> dict[str, bytes]:
    """Every file below a root, by its relative path."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
