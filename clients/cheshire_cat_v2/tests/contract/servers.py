"""The server of a run, embedded or given, and the people who use it."""

from __future__ import annotations

import io
import os
import uuid
import zipfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from cheshire_cat_v2.testing import EmbeddedCat

SCRIPTED = Path(__file__).parent / "scripted"
CORE = "/settings/core__config__core"
ANSWERED = 30.0
"""Seconds within which all is answered; a list of settings asks providers that are not there (CONTRACT §3)."""


@dataclass
class Server:
    """Where requests go. `embedded` is the embedded server; None for a given one."""

    url: str
    key: str
    secret: str
    stack: ExitStack
    embedded: EmbeddedCat | None = None

    def client(self, credential: str | None = None, **options: Any) -> httpx.Client:
        """A client with a credential, or of nobody. It keeps no connection: the server drops it after a 500."""
        headers = {"Authorization": f"Bearer {credential}"} if credential else {}
        limits = httpx.Limits(max_keepalive_connections=0)
        client = httpx.Client(
            base_url=self.url,
            headers=headers,
            timeout=ANSWERED,
            trust_env=False,
            verify=False,
            limits=limits,
            **options,
        )
        return self.stack.enter_context(client)

    def admin(self) -> httpx.Client:
        """A client with the key."""
        return self.client(self.key)

    def user(self, *roles: str) -> httpx.Client:
        """A client of a user who was not there before, and has no chats or uploads."""
        return self.client(self.token(roles=roles))

    def token(self, *, roles: tuple[str, ...] = (), life: float | None = 3600.0, **changed: Any) -> str:
        """The JWT of a user who was not there before."""
        signer = EmbeddedCat(jwt_secret=changed.pop("secret", self.secret))
        return signer.token(changed.pop("username", "al"), roles=roles, user_id=str(uuid.uuid4()), life=life)

    def prepare(self) -> None:
        """Give a server the scripted plugin and its model, and take them away at the end."""
        admin = self.admin()
        admin.get("/me").raise_for_status()
        agents = {agent["slug"]: agent["plugin_id"] for agent in admin.get("/agents").json()}
        if agents.get("probe") != "scripted":
            made = admin.post("/plugins", files={"file": ("scripted.zip", zipped(SCRIPTED), "application/zip")})
            assert made.json().get("active") is True, f"the scripted plugin could not be installed: {made.text}"
            self.stack.callback(self.remove, "scripted")
        before = next(one["value"] for one in admin.get("/settings").json() if one["id"].startswith("core__config"))
        self.stack.callback(self.choose, before)
        self.choose({**before, "default_llm": "scripted:echo"})

    def choose(self, value: dict[str, Any]) -> None:
        """Set the models."""
        with httpx.Client(base_url=self.url, trust_env=False, verify=False, timeout=ANSWERED) as http:
            http.put(CORE, json=value, headers={"Authorization": f"Bearer {self.key}"}).raise_for_status()

    def remove(self, plugin: str) -> None:
        """Remove a plugin."""
        with httpx.Client(base_url=self.url, trust_env=False, verify=False, timeout=ANSWERED) as http:
            http.delete(f"/plugins/{plugin}", headers={"Authorization": f"Bearer {self.key}"}).raise_for_status()


def zipped(folder: Path) -> bytes:
    """A folder as an archive."""
    return archive({f"{folder.name}/{path.name}": path.read_bytes() for path in folder.iterdir() if path.is_file()})


def archive(files: dict[str, bytes]) -> bytes:
    """Some files as an archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return buffer.getvalue()


def of_this_run(stack: ExitStack) -> Server:
    """The server that CONTRACT_URL and CONTRACT_KEY name, or an embedded one."""
    if url := os.environ.get("CONTRACT_URL"):
        key = os.environ.get("CONTRACT_KEY") or "meow"
        server = Server(url.rstrip("/"), key, os.environ.get("CONTRACT_JWT_SECRET", "meow_jwt"), stack)
    else:
        embedded = stack.enter_context(EmbeddedCat(keep_alive=60.0))
        server = Server(embedded.url, "meow", "meow_jwt", stack, embedded)
    server.prepare()
    return server
