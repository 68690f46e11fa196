"""Every feature as a document of its own: what one needs must not come from another that stands beside it.

A process for each generation and each trial would take minutes; so both are done in this one, with the templates
compiled once.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
import openapi_python_client
import pytest
from openapi_python_client.config import Config, ConfigFile, MetaType

from openapi_facade.comparison import document as documents
from openapi_facade.comparison.problems import Refused
from openapi_facade.comparison.upgrade import upgrade
from pipeline import facade, generator, verification
from pipeline.settings import Settings
from pipeline.trial import Trial

from .features import RIGHT, as_document
from .test_features import project_of

pytestmark = pytest.mark.xdist_group("alone")  # what they share is generated once

NAME = "alone"
_run = generator._run


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


def run_here(tool: str, *arguments: object) -> None:
    """What the generator's process does, in this one."""
    if tool != "openapi-python-client":
        _run(tool, *arguments)
        return
    options: dict[Any, Any] = dict(zip(arguments[-8::2], arguments[-7::2], strict=True))
    config = Config.from_sources(
        ConfigFile.load_from_path(options["--config"]),
        MetaType.NONE,
        options["--path"],
        "utf-8",
        overwrite=False,
        output_path=options["--output-path"],
    )
    errors = openapi_python_client.generate(config=config, custom_template_path=options["--custom-template-path"])
    if errors:
        raise Refused(*(f"{each.header}: {each.detail}" for each in errors))


def verify_here(package: Path, told: Any = ()) -> None:
    """What the trial's process does, in this one."""
    known, path = set(sys.modules), list(sys.path)
    importlib.invalidate_caches()
    try:
        failures = Trial(package).run()
    finally:
        sys.path[:] = path
        for name in set(sys.modules) - known:
            if name.partition(".")[0] == package.name:
                del sys.modules[name]
    if failures:
        raise Refused(*failures)


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
