"""Every feature as a document of its own: what one needs must not come from another that stands beside it.

A process for each generation and each trial would take minutes; so both are done in this one, with the templates
compiled once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
import openapi_python_client
import pytest

from openapi_facade.comparison import document as documents
from openapi_facade.comparison.upgrade import upgrade
from pipeline import facade, generator, verification
from pipeline.settings import Settings

from .features import RIGHT, as_document
from .sparing import run_here, verify_here
from .test_features import project_of

pytestmark = pytest.mark.xdist_group("alone")  # what they share is generated once

NAME = "alone"


def unlike() -> Iterator[Any]:
    """Each feature's documents, as `pytest.param`; those of 3.0 that 3.1 says the same way are one."""
    seen: set[str] = set()
    for feature in RIGHT:
        for version in feature.versions:
            document = as_document([feature], version)
            text = json.dumps(document)
            upgrade(document)
            if json.dumps({**document, "openapi": ""}) not in seen:
                seen.add(json.dumps({**document, "openapi": ""}))
                yield pytest.param(text, id=f"{feature.name}-{version}")


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """jinja2's Environment, which compiles each template once."""
    cache = jinja2.FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    return partial(jinja2.Environment, bytecode_cache=cache)


@pytest.mark.parametrize("text", list(unlike()))
def test_it_is_generated_and_works(text: str, compiled: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openapi_python_client, "Environment", compiled)
    monkeypatch.setattr(generator, "_run", run_here)
    monkeypatch.setattr(verification, "verify", verify_here)
    project = project_of(tmp_path, json.loads(text), NAME)
    document = generator.effective(documents.load(str(project.document)), project)
    (tmp_path / "made").mkdir()
    settings = Settings.read(project.config)
    generator.build(document, settings, project, tmp_path / "made")
    compile(facade.models(settings, tmp_path / "made" / NAME), "models", "exec")
