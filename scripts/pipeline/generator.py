"""The generated package: made whole in a new folder, compared, and put in its place in one step."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline import facts, guard, overlay, results
from pipeline.document import Document, dumps
from pipeline.problems import Refused
from pipeline.settings import Settings

_IGNORED = {"__pycache__"}
_DEPENDENCIES = {  # what generated code may import, and the range in which it is known to work
    "attrs": "attrs>=22.2",
    "httpx": "httpx>=0.25,<1",
    "dateutil": "python-dateutil>=2.8,<4",
}


class Project:
    """The files that generation reads and writes, below one root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.document = root / "openapi.json"
        self.overlay = root / "openapi-overlay.yaml"
        self.config = root / "generator-config.toml"
        self.generated = root / "generated"
        self.facade_models = root / "facade" / "cheshire_cat_api" / "models" / "__init__.py"
        self.templates = Path(__file__).parent.parent / "templates"


def effective(document: Document, project: Project) -> Document:
    """The document with the overlay applied, checked to be fit for code.

    Raises:
        Refused: the overlay does not fit, or a name or text must not become code.
    """
    result = overlay.apply(document, overlay.load(project.overlay))
    guard.check(result)
    return result


def build(document: Document, settings: Settings, project: Project, target: Path) -> None:
    """Write the whole distribution into `target`, an empty folder.

    Args:
        document: the effective document, see `effective`.

    Raises:
        Refused: a tool of another version than pinned, a warning of the generator, a file where none belongs.
    """
    _require("openapi-python-client", settings.generator_version)
    _require("ruff", settings.formatter_version)
    package = target / settings.module
    _generate(document, settings, project, package)
    (package / "py.typed").write_text("")
    (package / "operations.py").write_text(facts.render(document), encoding="utf-8")
    (package / "openapi.json").write_text(dumps(document), encoding="utf-8")
    shutil.copyfile(project.templates / "model.py", package / "model.py")
    _format(settings, target)
    _check_modules(document, package)
    shutil.copyfile(project.root / "LICENSE", target / "LICENSE")
    (target / "README.md").write_text(_readme(document, settings), encoding="utf-8")
    (target / "pyproject.toml").write_text(_pyproject(document, settings, package), encoding="utf-8")


def facade_models(settings: Settings, package: Path) -> str:
    """The facade's `models` package: the generated models' public names, each loaded on first use."""
    names = re.findall(
        r'^    "(\w+)",$', (package / "models" / "__init__.py").read_text(encoding="utf-8"), re.MULTILINE
    )
    imports = "".join(f"        {name} as {name},\n" for name in names)
    listed = "".join(f"    {name!r},\n" for name in names).replace("'", '"')
    return f'''"""The API's results and bodies. Written by scripts/regenerate.py; each class is loaded on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from {settings.module}.models import (
{imports}    )

__all__ = (
{listed})


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")
    from {settings.module} import models

    value: object = getattr(models, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({{*globals(), *__all__}})
'''


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its relative path, caches left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not _IGNORED & set(path.parts) and path.suffix != ".pyc"
    }


def present(project: Project) -> tuple[dict[str, bytes], bytes]:
    """What lies there now: the generated files, and the facade's models."""
    models = project.facade_models
    return files(project.generated), models.read_bytes() if models.exists() else b""


def digest(folder: Path) -> str:
    """One value for one set of files and bytes."""
    total = hashlib.sha256()
    for name, content in files(folder).items():
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return f"sha256:{total.hexdigest()}"


def swap(new: Path, place: Path) -> None:
    """Put `new` where `place` is. Interrupted at any point, `recover` finds a whole folder again."""
    old = place.with_name(f".{place.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def recover(place: Path) -> None:
    """Undo a swap that was interrupted between its two renames."""
    old = place.with_name(f".{place.name}.old")
    if old.exists() and not place.exists():
        old.rename(place)


def _require(tool: str, pinned: str) -> None:
    try:
        found = version(tool)
    except PackageNotFoundError:
        found = "nothing"
    if found != pinned:
        raise Refused(f"{tool} {pinned} is pinned in generator-config.toml, {found} is installed: run `make setup`")


def _generate(document: Document, settings: Settings, project: Project, package: Path) -> None:
    scratch = package.parent.with_name(f"{package.parent.name}.input")
    scratch.mkdir()
    try:
        source, config = scratch / "openapi.json", scratch / "config.json"
        source.write_text(dumps(results.for_generator(document)), encoding="utf-8")
        config.write_text(json.dumps({**settings.options, "post_hooks": []}), encoding="utf-8")
        _run(
            f"{Path(sys.executable).parent / 'openapi-python-client'} generate --meta none --fail-on-warning",
            *("--path", str(source), "--config", str(config), "--output-path", str(package)),
            *("--custom-template-path", str(project.templates)),
        )
    finally:
        shutil.rmtree(scratch)


def _format(settings: Settings, folder: Path) -> None:
    ruff = Path(sys.executable).parent / "ruff"
    common = f"--isolated --no-cache --quiet --target-version {settings.target_version}"
    _run(
        f"{ruff} check {common} --fix-only --select F401,I,UP --ignore UP046,UP047",
        *("--line-length", str(settings.line_length), str(folder)),
    )
    _run(f"{ruff} format {common} --line-length {settings.line_length}", str(folder))


def _run(command: str, *arguments: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "0", "NO_COLOR": "1", "COLUMNS": "200"}
    done = subprocess.run([*command.split(), *arguments], capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        tool = Path(command.split()[0]).name
        raise Refused(f"{tool} failed:\n{(done.stdout + done.stderr).strip()}")


def _check_modules(document: Document, package: Path) -> None:
    """One operation, one module: the generator overwrites or drops in silence."""
    expected = {f"{each['tags'][0]}/{each['operationId']}.py" for _, _, each in guard.operations(document)}
    made = {name for name in files(package / "api") if not name.endswith("__init__.py")}
    if made != expected:
        raise Refused(f"generated modules and operations differ: {', '.join(sorted(made ^ expected))}")


def _pyproject(document: Document, settings: Settings, package: Path) -> str:
    code = "\n".join(content.decode() for name, content in files(package).items() if name.endswith(".py"))
    imported = set(re.findall(r"(?m)^\s*(?:from|import) (\w+)", code))
    third_party = {name for name in imported if name not in sys.stdlib_module_names} - {"attr"}
    unknown = third_party - set(_DEPENDENCIES)
    if unknown:
        raise Refused(f"generated code imports {', '.join(sorted(unknown))}, of which no dependency is known")
    dependencies = "".join(f'    "{_DEPENDENCIES[name]}",\n' for name in sorted(third_party))
    return f'''# Written by scripts/regenerate.py.
[build-system]
requires = ["hatchling>=1.26,<2"]
build-backend = "hatchling.build"

[project]
name = "{settings.package}"
version = "{document["info"]["version"]}.{settings.revision}"
description = "The HTTP API of the Cheshire Cat AI, generated from its OpenAPI document"
readme = "README.md"
license = "MIT"
license-files = ["LICENSE"]
requires-python = ">=3.10"
dependencies = [
{dependencies}]

[tool.hatch.build.targets.wheel]
packages = ["{settings.module}"]

[tool.hatch.build.targets.sdist]
include = ["{settings.module}", "LICENSE", "README.md"]
'''


def _readme(document: Document, settings: Settings) -> str:
    api = document["info"]["version"]
    return f"""# {settings.package}

The HTTP API of the Cheshire Cat AI, server {api}, as Python: one module an operation, one class a schema. It is
generated from `openapi.json` in this folder's package, never edited; `cheshire-cat-api` is the client for people, built
on it.

The version is `<API version>.<revision>`: pin it whole, `{settings.package}=={api}.{settings.revision}`. The same
version always has the same bytes.

```python
import httpx
from {settings.module} import Client
from {settings.module}.api.status import status

client = Client(base_url="http://localhost:1865").set_httpx_client(httpx.Client(base_url="http://localhost:1865"))
print(status.sync(client=client))
```
"""
