"""The embedded Cat 2.x: a real HTTP server on loopback, in a thread of its own, with all state in memory."""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from openapi_facade.testing import EmbeddedServer, Watch
from openapi_facade.testing.clock import Clock, RealClock

from ._service.app import Application
from ._service.messages import Libraries
from ._service.model import Answers
from ._service.record import Request, Run
from ._service.routes import NAMES
from ._service.state import Enqueued, Options, State
from ._service.users import made, signed
from .faults import Fault


def _add(a: int, b: int) -> int:
    return a + b


def _fail() -> str:
    raise RuntimeError("tool exploded")


class EmbeddedCat(EmbeddedServer):
    """A server that speaks as a Cheshire Cat 2.0.23 does, for tests and demos.

    Use it as a context manager, or call `start()` and `stop()`. It has the 24 operations of a stock install, with
    their state. Its agents are "default", "probe" with the tools `add` and `fail`, "withargs", "link" and "events".
    The model repeats what it is told ("Echo: …"), word by word; `answers` decides otherwise, and so do commands:
    `/tool name {json}`, `/tools … | …`, `/say+tool name {json}`, `/error text`, `/error-mid text`,
    `/slow seconds pieces`, `/quiet text` (no events of text), `/empty`, `/history`.

    It cancels a run when its client leaves, as the real server does: `runs` tells.

    Args:
        api_key: The master key; who shows it is the admin.
        jwt_secret: What signs the JWTs of users; `token()` makes one.
        answers: What to say: a dict from message to reply, or a callable `(message, agent) -> reply or None`. A reply
            is a text, or a `Reply` with its pieces, tools, and whether it fails.
        tools: What the agent "probe" can use, by name.
        libraries: How fields are written (CONTRACT §0.10): as with the libraries of the release day ("release"), with
            today's and `fastmcp<4` ("pinned"), or with all of today's ("newest").
        registry: The plugins of the registry: from URL to manifest. Without, it is as if offline.
        public_url: What the URLs of uploads begin with; None: where the server is.
        clock: The time of events, of chats, and of pauses.
        host: The address to listen on.
        port: The port; 0 takes a free one.
        exposed: Whether it answers to every Host, and to web pages of every Origin. Without, it serves loopback.
        keep_alive: Seconds after which an idle connection is closed.
    """

    _name: ClassVar[str] = "embedded Cat 2.x"
    _logger: ClassVar[logging.Logger] = logging.getLogger("cheshire_cat_v2.testing")

    def __init__(
        self,
        *,
        api_key: str = "meow",
        jwt_secret: str = "meow_jwt",
        answers: Answers | None = None,
        tools: Mapping[str, Callable[..., object]] | None = None,
        libraries: Libraries = "pinned",
        registry: Mapping[str, Mapping[str, Any]] | None = None,
        public_url: str | None = None,
        clock: Clock | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        exposed: bool = False,
        keep_alive: float = 5.0,
    ) -> None:
        if libraries not in ("release", "pinned", "newest"):
            raise ValueError(f"no libraries {libraries!r}: expected release, pinned or newest")
        options = Options(
            api_key=api_key,
            jwt_secret=jwt_secret,
            libraries=libraries,
            answers=answers,
            tools={"add": _add, "fail": _fail} if tools is None else dict(tools),
            registry={url: dict(facts) for url, facts in (registry or {}).items()},
            public_url=public_url,
        )
        watch = Watch()
        self._state = State(options, clock or RealClock(), watch)
        super().__init__(
            Application(self._state),
            host=host,
            port=port,
            exposed=exposed,
            keep_alive=keep_alive,
            watch=watch,
        )

    # -- who

    @property
    def api_key(self) -> str:
        """The master key."""
        return self._state.options.api_key

    def token(
        self, username: str, *, roles: Sequence[str] = (), user_id: str | None = None, life: float | None = 3600.0
    ) -> str:
        """Return the JWT of a user, which is good for some seconds; with None for ever (CONTRACT §2)."""
        expires = None if life is None else self._state.clock.now() + life
        return signed(made(username, roles, user_id), self._state.options.jwt_secret, expires)

    # -- what happened

    @property
    def requests(self) -> list[Request]:  # type: ignore[override]  # those of the harness, with their bodies
        """The requests that came in, in order."""
        bodies = self._state.bodies
        return [
            Request(one.method, one.path, one.query, one.headers, one.user, bodies.get(id(one), b""))
            for one in super().requests
        ]

    @property
    def runs(self) -> list[Run]:
        """The runs of agents; `wait_for(lambda: cat.runs[-1].state == "cancelled")` waits for a client gone."""
        return self._look(lambda: copy.deepcopy(self._state.runs))

    def chats(self, owner: str | None = None) -> list[dict[str, Any]]:
        """Return the stored chats as they are kept, of all users or of the one with an id."""

        def view() -> list[dict[str, Any]]:
            kept = self._state.chats.values()
            return [copy.deepcopy(chat.fields) for chat in kept if owner in (None, chat.owner)]

        return self._look(view)

    # -- what goes wrong

    def enqueue(self, *faults: Fault, times: int = 1, operation: str | None = None) -> None:
        """Let the next requests be answered otherwise: each fault is used `times` times, in this order.

        Any request takes the next one; with `operation`, such as "agent_message" or "list_chats", only one of that
        does; an `Interrupted` waits for a message. The faults are in `cheshire_cat_v2.testing.faults`. Raises
        ValueError for an operation that there is not.
        """
        if operation is not None and operation not in NAMES:
            raise ValueError(f"no operation {operation!r}: expected one of {', '.join(sorted(NAMES))}")
        waiting = [Enqueued(fault, operation) for fault in faults for _ in range(times)]
        self._look(lambda: self._state.faults.extend(waiting))

    @property
    def enqueued(self) -> int:
        """How many faults still wait for a request."""
        return self._look(lambda: len(self._state.faults))

    # -- what the harness asks

    def start(self) -> EmbeddedCat:
        """Start listening; does nothing if it already does. Raises OSError if the address cannot be had."""
        super().start()
        self._state.url = self.url
        return self

    def _on_reset(self) -> None:
        self._state.reset()

    def _refusal(self, status: int, message: str) -> Mapping[str, Any]:
        return {"detail": message}
