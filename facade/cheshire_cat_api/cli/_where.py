"""Where the Cat is and who talks to it: by options, by the environment, or by a profile.

Keys go with their server: those of a profile are shown to no other URL than its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import cheshire_cat_api as ccat
import cheshire_cat_api.cli._profiles as _profiles

_OF_A_SERVER = ("CCAT_CORE_HOST", "CCAT_CORE_PORT", "CCAT_CORE_USE_SECURE_PROTOCOLS")
_KEYS = ("CCAT_API_KEY", "CCAT_API_KEY_WS")
_PATIENCE = 120.0


@dataclass
class Where:
    """What the options of a run say; None: nothing."""

    url: str | None = None
    key: str | None = None
    ws_key: str | None = None
    user: str | None = None
    profile: str | None = None
    timeout: float | None = None

    @property
    def patience(self) -> float:
        """Seconds that an answer may take."""
        return self.timeout or _PATIENCE

    def config(self, environ: Mapping[str, str] | None = None) -> ccat.Config:
        """Return the configuration that options, environment and profiles come to.

        The server comes from the first of these that names one: `--url`, `--profile` (or CCAT_PROFILE), the variables
        of a Cat, the profile that `login` has kept without a name, and else it is localhost:1865. Keys come from the
        same place, or from `--key`; those of the environment go with `--url`, too.

        Raises:
            ConfigError: it cannot work, or there is no such profile.
        """
        variables = os.environ if environ is None else environ
        fields = self._fields(variables)
        more: dict[str, Any] = {
            "auth_key": self.key,
            "auth_key_ws": self.ws_key,
            "user_id": self.user,
            "timeout": self.timeout,
        }
        if self.key is not None:  # instead of whatever was found
            for name in ("username", "password", "auth_key_ws"):
                fields.pop(name, None)
        return ccat.Config(**{**fields, **{name: value for name, value in more.items() if value is not None}})

    def _fields(self, variables: Mapping[str, str]) -> dict[str, Any]:
        profile = self.profile or (variables.get("CCAT_PROFILE") if self.url is None else None)
        if profile:
            if self.url is not None:
                raise ccat.ConfigError("--url and --profile: give one of them, so that no key goes to another server")
            return _profiles.fields_of(profile)
        url = self.url or variables.get("CCAT_URL")
        if url:
            return _of_environment({name: variables[name] for name in _KEYS if name in variables}, url)
        if any(variables.get(name) for name in (*_OF_A_SERVER, *_KEYS)):
            return _of_environment(variables, None)
        return _profiles.fields_of(_profiles.DEFAULT, {})


def _of_environment(variables: Mapping[str, str], url: str | None) -> dict[str, Any]:
    config = ccat.Config.from_env(variables, **({} if url is None else {"base_url": url}))
    fields: dict[str, Any] = {
        "base_url": config.http_url if url is None else url,
        "auth_key": config.auth_key,
        "auth_key_ws": config.auth_key_ws,
    }
    return fields


@contextmanager
def connected(where: Where) -> Iterator[ccat.CatClient]:
    """A client of the Cat, for a `with`."""
    with ccat.CatClient(where.config()) as client:
        yield client
