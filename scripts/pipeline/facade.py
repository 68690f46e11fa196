"""What the facade says of the generated package: its models, which API it works with, and which revisions of it."""

from __future__ import annotations

import re
from pathlib import Path

from openapi_facade.comparison.problems import Refused
from pipeline.generator import Project, parse, public
from pipeline.settings import Settings


def texts(project: Project, settings: Settings, package: Path, api_version: str, revision: int) -> dict[Path, str]:
    """The files of the client that follow its generated package, by their places; only `models` need not be there yet.

    Args:
        package: the folder of the generated package, made for this API version and revision.

    Raises:
        Refused: what must follow is not where it was.
    """
    found: dict[Path, str] = {}
    if settings.models:
        found[_module(project, f"{settings.models}.__init__")] = models(settings, package)
    if project.pyproject.exists():
        text = project.pyproject.read_text(encoding="utf-8")
        found[project.pyproject] = with_range(text, settings.package, api_version, revision)
    line = _module(project, settings.api_line)
    if settings.api_line and line.exists():
        found[line] = with_api_line(line.read_text(encoding="utf-8"), api_version)
    return found


def _module(project: Project, name: str) -> Path:
    return project.facade.joinpath(*name.split(".")).with_suffix(".py")


def models(settings: Settings, package: Path) -> str:
    """The facade's package of models: the generated models' public names, each loaded on first use."""
    names = public(parse(package / "models")["__init__.py"])
    lines = "".join(f"        {name} as {name},\n" for name in names)
    imports = f"    from {settings.module}.models import (\n{lines}    )" if names else "    pass"
    listed = "".join(f"    {name!r},\n" for name in names).replace("'", '"')
    module, _, other = settings.missing.rpartition(".")
    importing = f"from {module} import {other}\n\n" if other else ""
    missing = (
        f"return {other}(name)" if other else 'raise AttributeError(f"module {__name__!r} has no attribute {name!r}")'
    )
    return f'''"""The API's results and bodies. Written by scripts/regenerate.py; each class is loaded on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

{importing}if TYPE_CHECKING:
{imports}

__all__ = (
{listed})


def __getattr__(name: str) -> object:
    if name not in __all__:
        {missing}
    from {settings.module} import models

    value: object = getattr(models, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({{*globals(), *__all__}})
'''


def with_range(text: str, package: str, api_version: str, revision: int) -> str:
    """The text of pyproject.toml, with the range of the generated package: from this revision to the next API version.

    One that has settings of tools alone stays as it is.

    Raises:
        Refused: the package is not among the dependencies, or twice.
    """
    if not re.search(r"(?m)^\[project\]", text):
        return text
    requirement = f'"{package}>={api_version}.{revision},<{_after(api_version)}"'
    new, count = re.subn(rf'"{re.escape(package)}\s*[<>=!~][^"\n]*"', requirement, text)
    if count != 1:
        raise Refused(f"pyproject.toml: the dependencies have {package} {count} times; give it once, as {requirement}")
    return new


def with_api_line(text: str, api_version: str) -> str:
    """The text of the facade's module that says with which API it works, with this version.

    Raises:
        Refused: it does not say it, or twice.
    """
    line = f'API_LINE = "{api_version}"'
    new, count = re.subn(r"(?m)^API_LINE = .*$", line, text)
    if count != 1:
        raise Refused(f"api_line.py: a line `{line}` is expected once")
    return new


def _after(api_version: str) -> str:
    """The first version that is another API: 1.9.3 after 1.9.2."""
    *before, last = api_version.split(".")
    return ".".join((*before, str(int(last) + 1)))
