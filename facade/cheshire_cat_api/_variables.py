"""The environment variables by which a Cat is configured, as fields of a Config."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openapi_facade.secrets import hidden


def from_variables(variables: Mapping[str, str]) -> dict[str, Any] | str:
    """The fields that are set, or what is wrong with them."""
    found: dict[str, Any] = {}
    for name, variable in (("base_url", "CCAT_CORE_HOST"), ("auth_key", "CCAT_API_KEY")):
        if variables.get(variable):
            found[name] = hidden(variables[variable])
    port = variables.get("CCAT_CORE_PORT")
    if port:
        try:
            found["port"] = int(port)
        except ValueError:
            return f"CCAT_CORE_PORT: {port!r} is no port"
    secure = variables.get("CCAT_CORE_USE_SECURE_PROTOCOLS", "").strip().lower()
    if secure not in ("", "true", "1", "false", "0"):
        return f"CCAT_CORE_USE_SECURE_PROTOCOLS: {secure!r}; give true or false"
    if secure in ("true", "1"):
        found["secure_connection"] = True
    if "CCAT_API_KEY_WS" in variables:
        found["auth_key_ws"] = hidden(variables["CCAT_API_KEY_WS"])
    return found
