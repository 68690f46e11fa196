"""generator-config.toml, read and written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli

from openapi_facade.comparison.problems import Refused

_OPTIONS = {
    "class_overrides",
    "docstrings_on_attributes",
    "field_prefix",
    "literal_enums",
    "use_path_prefixes_for_title_model_names",
}


@dataclass(frozen=True)
class Settings:
    """What generator-config.toml says."""

    package: str
    module: str
    api_version: str
    """Of the document of which revision and digest were recorded."""
    revision: int
    digest: str
    generator_version: str
    formatter_version: str
    target_version: str
    line_length: int
    options: dict[str, Any]
    client: str = ""
    """The distribution that is built on the package, for its README; none, if empty."""
    server: str = "http://localhost"
    """Where a server is, for the example in its README."""
    urls: Mapping[str, str] = field(default_factory=dict)
    """Addresses that an index shows with the package, by their labels."""
    plugin_paths: str = ""
    """How paths begin that plugins of one server add, and are no part of the API; there are none, if empty."""
    models: str = ""
    """The client's package of models, which generation writes; none, if empty."""
    missing: str = ""
    """A function of the client that gives what is asked of its models beyond them, or raises AttributeError."""
    api_line: str = ""
    """The client's module that says with which API it works; none, if empty."""

    @classmethod
    def read(cls, path: Path) -> Settings:
        """Read the file.

        Raises:
            Refused: not TOML, or a knob is missing or of another type.
        """
        try:
            table = tomli.loads(path.read_text(encoding="utf-8"))
            settings = cls(
                package=table["package"]["name"],
                module=table["package"]["module"],
                api_version=table["package"]["api-version"],
                revision=table["package"]["revision"],
                digest=table["package"]["digest"],
                generator_version=table["generator"]["openapi-python-client"],
                formatter_version=table["formatter"]["ruff"],
                target_version=table["formatter"]["target-version"],
                line_length=table["formatter"]["line-length"],
                options=table["options"],
                client=table["package"].get("client", cls.client),
                server=table["package"].get("server", cls.server),
                urls=table.get("urls", {}),
                plugin_paths=table.get("document", {}).get("plugin-paths", cls.plugin_paths),
                **_facade(table),
            )
        except (OSError, ValueError) as error:
            raise Refused(f"{path.name}: {error}") from None
        except (KeyError, TypeError) as error:
            raise Refused(f"{path.name}: the knob {error} is missing") from None
        if not isinstance(settings.revision, int) or settings.revision < 1:
            raise Refused(f"{path.name}: package.revision is a number from 1")
        unknown = set(settings.options) - _OPTIONS
        if unknown:
            raise Refused(f"{path.name}: options.{min(unknown)} is unknown; the generator would ignore it in silence")
        return settings


def _facade(table: Mapping[str, Any]) -> dict[str, str]:
    """What is said of the client's own modules.

    Raises:
        ValueError: something else is, or what is said is no dotted name.
    """
    said = table.get("facade", {})
    for key, name in said.items():
        if key not in ("models", "missing", "api-line"):
            raise ValueError(f"facade.{key} is unknown")
        if not isinstance(name, str) or not all(part.isidentifier() for part in name.split(".")):
            raise ValueError(f"facade.{key} is a dotted name, not {name!r}")
    return {key.replace("-", "_"): name for key, name in said.items()}


def recorded(text: str, api_version: str, revision: int, digest: str) -> str:
    """The text of generator-config.toml with another API version, revision and digest; every other line stays.

    Raises:
        Refused: one of the three lines is missing or there twice.
    """
    new = {"api-version": json.dumps(api_version), "revision": str(revision), "digest": json.dumps(digest)}
    for key, value in new.items():
        text, count = re.subn(rf"(?m)^{key} = .*$", f"{key} = {value}", text)
        if count != 1:
            raise Refused(f"generator-config.toml: a line `{key} = ...` is expected once")
    return text
