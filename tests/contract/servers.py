"""The server under test: the embedded Cats that the suite starts, or the one that CAT_URL names."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest

from .marks import Kind, Setup

DATA = Path(__file__).parent.parent / "data"
KEY, WS_KEY = "contract-http-key", "contract-ws-key"
TIMEOUT = 30.0  # seconds that the suite waits for anything before it calls it missing
FORGED_JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VybmFtZSI6ImFkbWluIn0.c2lnbmVkLWJ5LW5vYm9keQ"


@dataclass(frozen=True)
class Server:
    """Where a Cat listens and what it asks of a caller."""

    url: str
    key: str | None
    ws_key: str | None
    kind: Kind

    @property
    def setup(self) -> Setup:
        """How its keys are set."""
        if self.key:
            return "keys" if self.ws_key else "http-key"
        return "ws-key" if self.ws_key else "open"

    @property
    def address(self) -> tuple[str, int]:
        """Host and port, for plain sockets."""
        parts = urlsplit(self.url)
        return parts.hostname or "localhost", parts.port or 80

    @property
    def credentials(self) -> dict[str, str]:
        """Headers that make a caller welcome over HTTP."""
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}

    def ws_path(self, user: str | None = None) -> str:
        """Path and query of a socket of this user that the server accepts."""
        path = "/ws" if user is None else f"/ws/{quote(user, safe='')}"
        return path + (f"?token={quote(self.ws_key)}" if self.ws_key else "")

    def ws_url(self, path: str) -> str:
        """The same as an address."""
        return "ws://{}:{}{}".format(*self.address, path)


class Servers:
    """The servers of a run, by set-up; embedded ones are started when a case first asks."""

    def __init__(self, stack: ExitStack, environ: Mapping[str, str] = os.environ) -> None:
        self._stack = stack
        self._running: dict[Setup, Server] = {}
        self._scripted: set[str] = set()
        self.given = given_server(environ)
        if self.given is not None:
            check(self.given)
            select_default_embedder(self.given)

    def get(self, setup: Setup) -> Server:
        """Return the server of a set-up; a given one has only its own, and other cases never get here."""
        if self.given is not None:
            return self.given
        if setup not in self._running:
            key, ws_key = (
                KEY if setup in ("keys", "http-key") else None,
                WS_KEY if setup in ("keys", "ws-key") else None,
            )
            self._running[setup] = start_embedded(self._stack, key, ws_key)
        return self._running[setup]

    def script(self, server: Server) -> None:
        """Make the scripted language model answer on this server: install its plugin, select it (once)."""
        if server.url in self._scripted:
            return
        with httpx.Client(base_url=server.url, headers=server.credentials, timeout=TIMEOUT, trust_env=False) as client:
            found = client.get("/plugins/scripted_llm")
            if found.status_code == 200 and not found.json()["data"]["active"]:
                client.put("/plugins/toggle/scripted_llm").raise_for_status()
            elif found.status_code != 200:
                files = {"file": ("scripted_llm.zip", zip_folder(DATA / "scripted_llm"), "application/zip")}
                client.post("/plugins/upload", files=files).raise_for_status()
            select_scripted(client)
        self._scripted.add(server.url)


def select_scripted(client: httpx.Client) -> None:
    """Make the scripted language model the one that answers."""
    client.put("/llm/settings/LLMScriptedConfig", json={}).raise_for_status()
    selected = client.get("/llm/settings").json()["selected_configuration"]
    assert selected == "LLMScriptedConfig", f"the scripted language model is not selected, but {selected}"


def select_default_embedder(server: Server) -> None:
    """Make the default embedder, by whose vectors the cases go, the one that is used, and forget values of others.

    Another one that the server came with is lost, and its memories with it.
    """
    with httpx.Client(base_url=server.url, headers=server.credentials, timeout=TIMEOUT, trust_env=False) as client:
        reset_embedder(client)
        selected = client.get("/embedder/settings").json()["selected_configuration"]
        assert selected == "EmbedderDumbConfig", f"the default embedder is not selected, but {selected}"


def reset_embedder(client: httpx.Client) -> None:
    """Put the embedders back to what they are on a fresh server."""
    for name in ("EmbedderFakeConfig", "EmbedderDumbConfig"):
        client.put(f"/embedder/settings/{name}", json={}).raise_for_status()


def given_server(environ: Mapping[str, str] = os.environ) -> Server | None:
    """Return the server that CAT_URL, CAT_KEY and CAT_WS_KEY describe, or CONTRACT_URL and so on; None without."""
    prefix = "CAT" if environ.get("CAT_URL") else "CONTRACT"
    url, key, ws_key = (environ.get(f"{prefix}_{name}") for name in ("URL", "KEY", "WS_KEY"))
    return Server(url.rstrip("/"), key or None, ws_key or None, "real") if url else None


def check(server: Server) -> None:
    """End the run with a clear word where CAT_URL does not lead to a Cat that lets us in."""
    if urlsplit(server.url).scheme != "http":
        pytest.exit(f"CAT_URL={server.url}: give the address of a Cat as http://host:port", returncode=2)
    try:
        answer = httpx.get(f"{server.url}/", headers=server.credentials, timeout=TIMEOUT, trust_env=False)
    except httpx.HTTPError as error:
        pytest.exit(f"CAT_URL={server.url} does not answer ({error}): start the server first", returncode=2)
    if answer.status_code == 403:
        pytest.exit(f"CAT_URL={server.url} refuses the key: set CAT_KEY to its CCAT_API_KEY", returncode=2)
    if answer.status_code != 200 or "version" not in answer.json():
        pytest.exit(f"CAT_URL={server.url} answers {answer.status_code}: that is no Cheshire Cat", returncode=2)


def start_embedded(stack: ExitStack, key: str | None, ws_key: str | None, ping_after: float = 20.0) -> Server:
    """Start an empty embedded Cat that ends with the stack; it pings, and gives up, after so many seconds."""
    from cheshire_cat_api.testing import EmbeddedCat

    cat = EmbeddedCat(
        api_key=key or "",
        ws_key=ws_key or "",
        scripted=False,
        ping_interval=ping_after,
        ping_timeout=ping_after,
        exposed=True,
    )
    stack.enter_context(cat)
    return Server(cat.url, key, ws_key, "embedded")


def zip_folder(folder: Path) -> bytes:
    """Return a folder as the bytes of a zip archive that holds the folder itself."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted(folder.glob("*.*")):
            archive.write(file, f"{folder.name}/{file.name}")
    return packed.getvalue()
