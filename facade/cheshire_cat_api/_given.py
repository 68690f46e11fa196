"""What a Config is given, looked through: addresses, proxies, files, keys and environment variables."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from cheshire_cat_api.errors import ConfigError
from openapi_facade.secrets import Secret, hidden, kind_of


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


def bracketed(text: str) -> str:
    """A bare IPv6 address as a URL writes it."""
    try:
        return f"[{ipaddress.IPv6Address(text)}]"
    except ValueError:
        return text


def without_credentials(text: str) -> str:
    """An address as it may be shown: even a password with a slash in it, which ends what others take for the host."""
    return re.sub(r"^(\w+://)?.*@", r"\1***@", text, flags=re.DOTALL)


def checked_proxy(proxy: object) -> tuple[str, int, tuple[str, str] | None]:
    """Host, port and, where it has them, user and password of a proxy."""
    if not isinstance(proxy, str):
        raise ConfigError(f"proxy: a {kind_of(proxy)}; give a URL such as http://proxy:3128")
    found = _proxy_parts(proxy)
    if found is None:
        raise ConfigError(f"proxy: {without_credentials(proxy)!r}; give a URL such as http://proxy:3128")
    return found


def _proxy_parts(proxy: str) -> tuple[str, int, tuple[str, str] | None] | None:
    try:
        parts = urlsplit(str(proxy))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme != "http" or not host:
        return None
    auth = (unquote(parts.username), hidden(unquote(parts.password or ""))) if parts.username else None
    return host, port or 80, auth


def plain_paths(cert: Any) -> Any:
    """A certificate as it was given, in which the password alone is a secret."""
    if isinstance(cert, tuple):
        return (*map(plain_paths, cert[:2]), *cert[2:])
    return str(cert) if isinstance(cert, Secret) else cert


def check_file(path: object, name: str) -> None:
    if not isinstance(path, str | os.PathLike) or not os.path.exists(path):
        raise ConfigError(f"{name}: there is no file {path!r}")


def empty_for_none(key: object) -> object:
    return "" if key is None else key  # as os.getenv() gives it, and 1.4.9 took it


def checked_key(key: object, name: str) -> str:
    if not isinstance(key, str):
        raise ConfigError(f"{name}: a {kind_of(key)}; give text")
    if key != key.strip() or not key.isascii() or not key.isprintable():
        raise ConfigError(f"{name}: has spaces around it, a line end or characters beyond ASCII; check how it was read")
    return key


def check_size(size: object, name: str) -> None:
    if isinstance(size, bool) or not isinstance(size, int) or size <= 0:
        raise ConfigError(f"{name}: {size!r}; give a positive number of bytes")
