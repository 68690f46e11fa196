"""Everything that one server holds. No networking in here."""

from __future__ import annotations

import json
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from cheshire_cat_v2.testing.faults import Fault, Interrupted
from openapi_facade.testing import Watch
from openapi_facade.testing.clock import Clock

from .errors import Json, missing
from .messages import Libraries
from .model import Answers
from .plugins import Plugin, stock
from .record import Run
from .settings import Settings
from .users import User

MESSAGE = "agent_message"
"""The operation that has a stream."""
LISTED = 10
"""How many chats a list has at most (CONTRACT C3)."""
_SEARCHED = ("name", "messages", "context")


@dataclass(frozen=True)
class Options:
    """How the server was configured when it was started."""

    api_key: str = field(repr=False)
    jwt_secret: str = field(repr=False)
    libraries: Libraries
    answers: Answers | None
    tools: Mapping[str, Callable[..., object]]
    registry: Mapping[str, Json]
    public_url: str | None


@dataclass
class Enqueued:
    """A fault that waits for a request; of one operation, if that is named."""

    fault: Fault
    operation: str | None


@dataclass
class Chat:
    """A stored chat of one user."""

    owner: str
    fields: Json


@dataclass
class Upload:
    """A stored file."""

    content: bytes
    mime_type: str | None
    """None where the name does not tell: the list of all fails then (CONTRACT N2)."""


class State:
    """The plugins, settings, chats and uploads of one server, and the runs of its agents."""

    plugins: dict[str, Plugin]
    settings: Settings
    chats: dict[str, Chat]
    uploads: dict[str, dict[str, Upload]]
    runs: list[Run]
    faults: deque[Enqueued]
    bodies: dict[int, bytes]
    """The bodies of requests, by the identity of their records, which the harness keeps."""

    def __init__(self, options: Options, clock: Clock, watch: Watch) -> None:
        self.options = options
        self.clock = clock
        self.watch = watch
        self.url = ""
        """Where the server answers; known once it does."""
        self.reset()

    def reset(self) -> None:
        """Back to the state of a fresh start."""
        self.plugins = stock()
        self.settings = Settings()
        self.chats = {}
        self.uploads = {}
        self.runs = []
        self.faults = deque()
        self.bodies = {}

    @property
    def active(self) -> dict[str, bool]:
        """Which plugins are active."""
        return {plugin.id: plugin.active for plugin in self.plugins.values()}

    @property
    def public_url(self) -> str:
        """What uploads are told to be under."""
        return (self.options.public_url or self.url).rstrip("/")

    def fault_for(self, operation: str | None) -> Fault | None:
        """Take the fault that waits for a request of an operation; `Interrupted` waits for a message."""
        for number, waiting in enumerate(self.faults):
            wanted = MESSAGE if isinstance(waiting.fault, Interrupted) else waiting.operation
            if wanted in (None, operation):
                del self.faults[number]
                self.watch.changed()
                return waiting.fault
        return None

    # -- chats

    def found_chats(self, owner: str, search: str) -> list[Json]:
        """Return the newest chats of a user that have a text: in their JSON, which writes no letter beyond ASCII."""
        own = [chat.fields for chat in self.chats.values() if chat.owner == owner]
        newest = sorted(own, key=lambda fields: fields["updated_at"], reverse=True)
        return [fields for fields in newest if not search or search.lower() in _searchable(fields)][:LISTED]

    def chat(self, id: str, owner: str, refusal: str) -> Chat:
        """Return a chat of a user; raises `Refused`, also for that of another."""
        found = self.chats.get(id)
        if found is None or found.owner != owner:
            raise missing(refusal)
        return found

    def add_chat(self, owner: str, body: Mapping[str, Any]) -> Chat:
        """Store a chat."""
        id = str(uuid.uuid4())
        made = self.chats[id] = Chat(owner, {"id": id, **self.chat_fields(body)})
        return made

    def chat_fields(self, body: Mapping[str, Any]) -> Json:
        """Return what a body makes of a chat: what it leaves out is empty."""
        return {
            "name": body.get("name", "No name"),
            "updated_at": self._moment(),
            "messages": body.get("messages", []),
            "context": body.get("context", {}),
        }

    def _moment(self) -> str:
        now = datetime.fromtimestamp(self.clock.now(), timezone.utc)
        return now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    # -- uploads

    def add_upload(self, user: User, name: str, upload: Upload) -> Json:
        """Store a file of a user in place of another by its name, and say where it is: the URL is not quoted."""
        self.uploads.setdefault(user.folder, {})[name] = upload
        return self.upload_wire(user.folder, name, upload.mime_type or "application/octet-stream")

    def upload_wire(self, folder: str, name: str, mime_type: str | None) -> Json:
        """Return where a file is, and of which kind."""
        return {"url": f"{self.public_url}/uploads/{folder}/{name}", "mime_type": mime_type}


def _searchable(fields: Json) -> str:
    return "".join(json.dumps(fields[name]).lower() for name in _SEARCHED)
