"""Generating at less cost, for tests of something else: without a process, or each package once.

A process that generates takes a second, and one that tries a package half of one. `test_exit_status`,
`test_verification`, `test_features` and the first of each input in `Once` have them all.
"""

from __future__ import annotations

import hashlib
import importlib
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openapi_python_client
import pytest
from openapi_python_client.config import Config, ConfigFile, MetaType

from openapi_facade.comparison.problems import Refused
from pipeline import generator, verification
from pipeline.trial import Trial

run = generator._run
"""A tool, in a process of its own."""
verify = verification.verify
"""The trial, in a process of its own."""


def run_here(tool: str, *arguments: object) -> None:
    """What the generator's process does, in this one."""
    if tool != "openapi-python-client":
        run(tool, *arguments)
        return
    options = _options(arguments)
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


def verify_here(package: Path, told: Iterable[str] = ()) -> None:
    """What the trial's process does, in this one."""
    known, path, silent = set(sys.modules), list(sys.path), sys.dont_write_bytecode
    importlib.invalidate_caches()
    sys.dont_write_bytecode = True
    try:
        failures = Trial(package).run()
    finally:
        sys.path[:], sys.dont_write_bytecode = path, silent
        for name in set(sys.modules) - known:
            if name.partition(".")[0] == package.name:
                del sys.modules[name]
    if failures:
        raise Refused("the generated code does not work:", *failures)


class Once:
    """The processes of generation, each run once for the same input: what they made or found then is taken again.

    That the same input gives the same is what `test_twice_gives_the_same_bytes_wherever_the_project_lies` shows,
    without this.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tried: set[str] = set()

    def patch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Generate so, as long as the patch holds."""
        monkeypatch.setattr(generator, "_run", self.run)
        monkeypatch.setattr(verification, "verify", self.verify)

    def run(self, tool: str, *arguments: object) -> None:
        if tool != "openapi-python-client":
            run(tool, *arguments)
            return
        options = _options(arguments)
        inputs = [options["--path"], options["--config"], *sorted(options["--custom-template-path"].glob("*"))]
        key = hashlib.sha256(b"\0".join(path.read_bytes() for path in inputs if path.is_file())).hexdigest()
        made = self._folder / key
        if not made.exists():
            run(tool, *arguments)
            shutil.copytree(options["--output-path"], made)
        else:
            shutil.copytree(made, options["--output-path"])

    def verify(self, package: Path, told: Iterable[str] = ()) -> None:
        key = generator.digest(package)
        if key not in self._tried:
            verify(package, told)
            self._tried.add(key)


def _options(arguments: tuple[object, ...]) -> dict[Any, Any]:
    return dict(zip(arguments[-8::2], arguments[-7::2], strict=True))
