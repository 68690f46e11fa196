"""What `login` keeps: servers by name in `profiles.json`, and their keys in the keyring, or in a file of mode 600."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import typer

import cheshire_cat_api as ccat

DEFAULT = "default"
SERVICE = "cheshire-cat"
KEYRING, FILE = "keyring", "file"


def folder() -> Path:
    """Where this user's things are: CHESHIRE_CAT_HOME, or what the system has for a program's settings."""
    return Path(os.environ.get("CHESHIRE_CAT_HOME") or typer.get_app_dir("cheshire-cat"))


def fields_of(name: str, otherwise: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the fields of a Config that a profile has.

    Args:
        name: Of the profile.
        otherwise: What to return where there is none; None: that is an error.

    Raises:
        ConfigError: there is no such profile, or its keys are gone.
    """
    profile = profiles().get(name)
    if profile is None:
        if otherwise is not None:
            return otherwise
        raise ccat.ConfigError(f"profile {name!r}: there is none; `cheshire-cat login --profile {name}` makes it")
    secrets = _secrets(name, str(profile.get("keys")))
    found = {"base_url": profile.get("url"), "user_id": profile.get("user"), "username": profile.get("username")}
    return {key: value for key, value in {**found, **secrets}.items() if value is not None}


def profiles() -> dict[str, dict[str, Any]]:
    """Return all profiles by name, without keys."""
    return _read("profiles.json")


def save(name: str, profile: Mapping[str, Any], secrets: Mapping[str, str]) -> str:
    """Keep a profile and its secrets, and return where the secrets are now, as a person reads it."""
    remove(name)
    place, kept = "", "no key"
    if secrets:
        place = KEYRING if _to_keyring(name, secrets) else FILE
        kept = "its key is in the keyring"
        if place == FILE:
            _write("keys.json", {**_read("keys.json"), name: dict(secrets)})
            kept = f"there is no keyring here: its key is in {folder() / 'keys.json'}, which only you can read"
    _write("profiles.json", {**profiles(), name: {**profile, "keys": place}})
    return kept


def remove(name: str) -> bool:
    """Forget a profile and its secrets; return whether there was one."""
    known = profiles()
    profile = known.pop(name, None)
    if profile is None:
        return False
    if profile.get("keys") == KEYRING:
        _from_keyring(name)
    keys = _read("keys.json")
    if keys.pop(name, None) is not None:
        _write("keys.json", keys)
    _write("profiles.json", known)
    return True


def _secrets(name: str, place: str) -> dict[str, str]:
    """What a profile's Config has as secrets: `auth_key`, `auth_key_ws`, `password`."""
    if place == FILE:
        return dict(_read("keys.json").get(name, {}))
    if place != KEYRING:
        return {}
    found: str | None = None
    with suppress(Exception):  # a keyring may raise whatever its system does
        found = _keyring().get_password(SERVICE, name)
    if found is None:
        raise ccat.ConfigError(f"profile {name!r}: its key is not in the keyring any more; log in again")
    return dict(json.loads(found))


def _to_keyring(name: str, secrets: Mapping[str, str]) -> bool:
    try:
        keyring = _keyring()
        keyring.set_password(SERVICE, name, json.dumps(dict(secrets)))
        return keyring.get_password(SERVICE, name) is not None
    except Exception:  # there is none: not installed, or nothing behind it
        return False


def _from_keyring(name: str) -> None:
    with suppress(Exception):
        _keyring().delete_password(SERVICE, name)


def _keyring() -> Any:
    """The package, which nothing asks for: a secret is kept by the system where there is a way to it."""
    return import_module("keyring")


def _read(name: str) -> dict[str, Any]:
    path = folder() / name
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(each, dict) for each in found.values()):
        raise ccat.ConfigError(f"{path}: not as `login` has written it; mend it, or remove it")
    return found


def _write(name: str, content: Mapping[str, Any]) -> None:
    """Write a file that nobody else can read, whole or not at all."""
    where = folder()
    where.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=where, prefix=f".{name}")  # of mode 600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2)
            file.write("\n")
        os.replace(beside, where / name)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise
