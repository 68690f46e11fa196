"""The plugins of a server, and what a registry offers (CONTRACT §3)."""

from __future__ import annotations

import io
import json
import mimetypes
import re
import tarfile
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openapi_facade.testing.asgi import Unhandled

from .errors import Json, Refused

_ADMITTED = ("application/zip", "application/x-tar")
_UNSAID = "Description not found for this plugin.Please create a plugin.json manifest in the plugin folder."
_STOCK = {
    "ui": ("Web UI", "ui, web, frontend"),
    "chats": ("Chats", "chats, conversations, persistence, crud"),
    "uploads": ("Uploads", "uploads, files"),
    "simple_oauth": ("Simple OAuth", "auth, oauth, login, idp, sso"),
    "llms": ("LLMs", "llm, providers"),
    "scripted": ("Scripted", "testing"),
}
"""Those that are there from the start: five of the stock install, and the one with the model and agents of tests."""


@dataclass
class Plugin:
    """One plugin."""

    id: str
    manifest: Json
    active: bool = True

    def wire(self) -> Json:
        """Return it as lists show it."""
        return {"id": self.id, "active": self.active, "manifest": self.manifest}

    def listed(self) -> Json:
        """Return its manifest as the registry's list shows it."""
        return {**self.manifest, "local_info": {"active": self.active, "upgrade": None}}


def manifest(name: str, **known: Any) -> Json:
    """Return a manifest with the words of the server where nothing is known."""
    return {
        "name": name,
        "version": "0.0.0",
        "thumb": None,
        "tags": "Unknown",
        "description": _UNSAID,
        "author_name": "Unknown",
        "author_url": "Unknown",
        "plugin_url": "Unknown",
        "min_cat_version": "Unknown",
        "max_cat_version": "Unknown",
        "local_info": {},
    } | known


def stock() -> dict[str, Plugin]:
    """Return what is installed from the start."""
    return {
        id: Plugin(id, manifest(name, version="1.0.0", tags=tags, author_name="Cheshire Cat AI"))
        for id, (name, tags) in _STOCK.items()
    }


def matches(found: Mapping[str, Any], search: str | None) -> bool:
    """Return whether a manifest has what is searched, which is written in lower case, while the manifest is not."""
    return search is None or search.lower() in json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def unpacked(filename: str, content_type: str, content: bytes) -> Plugin:
    """Return the plugin in an archive, whose file name gives it its id.

    Raises `Refused` for another kind of file, and `Unhandled` for an archive that is broken.
    """
    if mimetypes.guess_type(filename)[0] not in _ADMITTED:
        admitted = ", ".join(_ADMITTED)
        raise Refused(400, f"MIME type `{content_type}` not supported. Admitted types: {admitted}. ")
    id = _slug(filename.rpartition(".")[0])
    try:
        known = _manifest_in(content)
    except (zipfile.BadZipFile, tarfile.TarError, ValueError) as error:
        raise Unhandled("a broken archive") from error
    return Plugin(id, manifest(id) | known)


def _manifest_in(content: bytes) -> Json:
    names = {}
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name: archive.read(name) for name in archive.namelist() if name.endswith("plugin.json")}
    else:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as tar:
            for member in tar.getmembers():
                read = tar.extractfile(member) if member.name.endswith("plugin.json") else None
                if read is not None:
                    names[member.name] = read.read()
    found = next((data for name, data in names.items() if name.count("/") <= 1), b"{}")
    known: Json = json.loads(found)
    return known


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
