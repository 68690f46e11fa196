"""Everything one Cat holds, and how its parts depend on each other. No networking in here."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from openapi_facade.testing.watch import Watch

from . import catalogue
from .addresses import Address, is_public
from .auth import Gate
from .catalogue import Configurable
from .embedder import embedder_for
from .memory import Memory
from .plugins import Plugins
from .settings import Settings
from .sockets import Sockets
from .users import Users

HISTORY_LENGTH = 20
"""How many messages of a user the Cat keeps (CONTRACT §3.1)."""

Message = dict[str, Any]
Answers = Mapping[str, str] | Callable[[str, str], "str | None"]


@dataclass(frozen=True)
class Options:
    """How the Cat was configured when it was started."""

    api_key: str = field(default="", repr=False)
    ws_key: str = field(default="", repr=False)
    jwt_secret: str = field(default="secret", repr=False)
    scripted: bool = True
    answers: Answers | None = None
    exposed: bool = False
    fragile_store: bool = False
    streaming: bool = True

    def fetches_from(self, address: Address) -> bool:
        """Whether the Cat connects to an address that somebody else names."""
        return self.exposed or is_public(address)


@dataclass
class WorkingMemory:
    """The conversation of one user, and what was recalled in its last turn."""

    history: list[Message] = field(default_factory=list)
    recalled: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {"episodic": [], "declarative": [], "procedural": []}
    )

    def add(self, message: Message) -> None:
        """Append to the history; the oldest message falls out."""
        self.history = [*self.history, message][-HISTORY_LENGTH:]


class Cat:
    """One Cat: users, settings, plugins, memories, conversations and open sockets."""

    users: Users
    gate: Gate
    settings: Settings
    plugins: Plugins
    memory: Memory
    llm: str
    """The language model in use. Deactivating the plugin that brought it does not unload it."""
    prompts: list[tuple[str, str]]
    """`(user id, text)` of every message with a text, in the order of arrival."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.watch = Watch()
        self.sockets = Sockets(self.watch)
        self.reset()

    def reset(self) -> None:
        """Back to the state of a fresh start. Sockets and running turns are the server's to end first."""
        options = self.options
        self.users = Users()
        self.gate = Gate(self.users, options.api_key, options.ws_key, options.jwt_secret)
        self.settings = Settings()
        self.settings.add(catalogue.AUTH_HANDLER, {}, "auth_handler_factory")
        self.settings.add("auth_handler_selected", {"name": catalogue.AUTH_HANDLER}, "auth_handler_factory")
        self.plugins = Plugins(self.settings)
        self.memory = Memory(embedder_for(catalogue.DEFAULT_EMBEDDER, {}), self.options.fragile_store)
        self.llm = catalogue.DEFAULT_LLM
        self._sessions: dict[str, WorkingMemory] = {}
        self.prompts = []
        if options.scripted:
            self.plugins.install_scripted()
            self.settings.put(catalogue.SCRIPTED_LLM, {}, "llm_factory")
            self.settings.put("llm_selected", {"name": catalogue.SCRIPTED_LLM}, "llm")
            self.llm = catalogue.SCRIPTED_LLM
        self.sync_procedures()
        self.watch.changed()

    def load_session(self, user_id: str) -> WorkingMemory:
        """The user's working memory, or a new one that nobody else sees until it is stored.

        So two first turns of a user that run at once lose one of them, as in the real Cat (CONTRACT §3.1).
        """
        return self._sessions.get(user_id) or WorkingMemory()

    def store_session(self, user_id: str, session: WorkingMemory) -> None:
        """Make this the user's working memory."""
        self._sessions[user_id] = session
        self.watch.changed()

    def history(self, user_id: str) -> list[Message]:
        """The messages of a user, oldest first."""
        return self.load_session(user_id).history

    def llms(self) -> list[Configurable]:
        """The language models that can be chosen now; active plugins add theirs."""
        added = [name for plugin in self.plugins.active() for name in plugin.declared.llms]
        return [*catalogue.LLMS, *(Configurable(name, _readable(name, "LLM")) for name in added)]

    def embedders(self) -> list[Configurable]:
        """The embedders that can be chosen now; active plugins add theirs."""
        added = [name for plugin in self.plugins.active() for name in plugin.declared.embedders]
        return [*catalogue.EMBEDDERS, *(Configurable(name, _readable(name, "Embedder")) for name in added)]

    def scripted_hooks(self) -> bool:
        """Whether the hooks that act on markers in the text are active."""
        return any(catalogue.SCRIPTED_LLM in plugin.declared.llms for plugin in self.plugins.active())

    def sync_procedures(self) -> None:
        """Make the procedural memory hold the triggers of the active plugins' tools and forms, and no others."""
        wanted = {
            (kind, procedure.name, trigger, content)
            for plugin in self.plugins.active()
            for kind, procedures in (("tool", plugin.declared.tools), ("form", plugin.declared.forms))
            for procedure in procedures
            for trigger, content in (
                ("description", f"{procedure.name}: {procedure.description}"),
                *(("start_example", example) for example in procedure.examples),
            )
        }
        procedural = self.memory.procedural
        for point in list(procedural.points.values()):
            about = point.metadata
            key = (about["type"], about["source"], about["trigger_type"], point.content)
            if key in wanted:
                wanted.discard(key)
            else:
                del procedural.points[point.id]
        for kind, source, trigger, content in sorted(wanted):
            metadata = {"source": source, "type": kind, "trigger_type": trigger, "when": time.time()}
            self.memory.remember("procedural", content, metadata)


def _readable(name: str, prefix: str) -> str:
    """ "Scripted LLM" for "LLMScriptedConfig"."""
    return f"{name.removeprefix(prefix).removesuffix('Config')} {prefix}"
