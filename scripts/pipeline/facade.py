"""What the facade says of the generated package: which API it works with, and which revisions of the package."""

from __future__ import annotations

import re

from pipeline.problems import Refused


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
