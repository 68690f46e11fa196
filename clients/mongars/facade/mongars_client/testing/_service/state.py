"""What an embedded monGARS knows: its users, what was said, and what tests have asked it to do."""

from __future__ import annotations

import secrets
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Literal

from mongars_client.testing.faults import Delay, Fault
from openapi_facade.testing import Watch
from openapi_facade.testing.clock import Clock

from . import tokens
from .assistant import Answers, Assistant
from .errors import Refused, admin_required, not_authenticated
from .held import HeldAnswers
from .hub import Hub
from .record import Chat

Revision = Literal["a7d195a", "d3e160e"]
WEBSOCKET = "websocket"
"""What a handshake is called among the operations."""
KEPT = timedelta(hours=24)
"""How long a turn is said to be kept."""


@dataclass(frozen=True)
class Options:
    """What an embedded server was made with; see `EmbeddedMonGARS`."""

    users: Mapping[str, str]
    admin: str | None = None
    pace: float = 1.0
    circuit: float = 60.0
    answers: Answers | None = None
    revision: Revision = "a7d195a"
    origins: tuple[str, ...] | None = None
    events: bool = True
    heartbeat_interval: float = 20.0
    heartbeat_timeout: float = 60.0
    ticket_ttl: int = 45
    event_limit: tuple[float, float] | None = None
    queued_frames: int = 32
    rag: Mapping[str, Any] | None = None


@dataclass
class Account:
    """A registered user."""

    password: str
    is_admin: bool = False


@dataclass(frozen=True)
class Turn:
    """One chat as it is stored."""

    query: str
    response: str
    timestamp: datetime

    @property
    def expires(self) -> datetime:
        """When it is forgotten, as it is told."""
        return self.timestamp + KEPT


@dataclass(frozen=True)
class Enqueued:
    """A fault, and whose request it waits for."""

    fault: Fault
    operation: str | None


@dataclass(frozen=True)
class Caller:
    """Whom a token stands for: what it says, not what the account is by now (CONTRACT §2)."""

    name: str
    is_admin: bool


class Service:
    """All state of one server. It is used in the server's thread only."""

    def __init__(self, options: Options, clock: Clock, watch: Watch, url: Callable[[], str]) -> None:
        self.options = options
        self.clock = clock
        self.watch = watch
        self.url = url
        """Tells where it answers."""
        self.key = secrets.token_bytes(32)
        """What peers seal their messages with."""
        self.bodies: dict[int, bytes] = {}
        self.reset()

    def reset(self) -> None:
        """Forget everything but the options and the key of the peers."""
        options = self.options
        self.renew_secret()
        self.accounts = {name: Account(password, name == options.admin) for name, password in options.users.items()}
        self.turns: dict[str, list[Turn]] = {}
        self.snapshots: dict[str, list[Turn]] = {}
        self.began: dict[str, float] = {}
        self.chats: list[Chat] = []
        self.held: HeldAnswers | None = None
        self.assistant = Assistant(options.answers, options.circuit, self.clock)
        self.hub = Hub(self.clock, self.watch, options.event_limit)
        self.peers: set[str] = set()
        self.telemetry: list[dict[str, Any]] = []
        self.faults: deque[Enqueued] = deque()
        self.counted: Counter[tuple[str, str, int]] = Counter()
        self.bodies.clear()

    def restarted(self) -> None:
        """Do what a start of the process does: the next read of a history sees all that is stored."""
        self.snapshots.clear()
        self.began.clear()

    def renew_secret(self) -> None:
        """Sign with another key from now on; what was signed before is worth nothing."""
        self.secret = secrets.token_bytes(32)

    def moment(self) -> datetime:
        """Return the time, with its zone."""
        return datetime.fromtimestamp(self.clock.now(), timezone.utc)

    # -- who asks

    def token(self, name: str, is_admin: bool, life: float | None = tokens.LIFE) -> str:
        """Return a token of a user; its `exp`, if it is to have one, is a float (CONTRACT §2)."""
        ends = {} if life is None else {"exp": self.clock.now() + life}
        return tokens.signed({"sub": name, "admin": is_admin, **ends}, self.secret)

    def ticket(self, name: str, age: float = 0.0) -> str:
        """Return a ticket of a user for the WebSocket."""
        return tokens.ticket_for(name, self.clock.now() - age, self.secret)

    def caller(self, authorization: str | None) -> Caller:
        """Return whom a header stands for. Raises `Refused`, and KeyError for a token without `exp`."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer":
            raise not_authenticated()
        claims = tokens.verified(token, self.secret, self.clock.now())
        return Caller(str(claims["sub"]), bool(claims.get("admin")))

    def admit(self, caller: Caller) -> None:
        """Raise `Refused` for one that is no admin."""
        if not caller.is_admin:
            raise admin_required()

    def begin(self, caller: Caller) -> None:
        """Use the slot of a user for a chat that starts now. Raises `Refused` if the last one was used too lately."""
        now = self.clock.now()
        if now - self.began.get(caller.name, 0.0) < self.options.pace:
            raise Refused(429, "Too many requests: please wait before sending another message.")
        self.began[caller.name] = now

    # -- what was said

    def store(self, user: str, turn: Turn) -> None:
        """Keep a turn."""
        self.turns.setdefault(user, []).append(turn)

    def history(self, user: str) -> list[Turn]:
        """Return the turns of a user as they were when they were read first, the newest at the head (CONTRACT §1)."""
        if user not in self.snapshots:
            self.snapshots[user] = self.turns.get(user, [])[::-1]
        return self.snapshots[user]

    # -- what tests have asked for

    def fault_for(self, operation: str | None) -> Fault | None:
        """Return what a request of an operation gets instead of the server's own answer, and use it up."""
        for place, waiting in enumerate(self.faults):
            if waiting.operation == operation or (waiting.operation is None and operation != WEBSOCKET):
                del self.faults[place]
                return waiting.fault
        return None

    def due(self, fault: Fault | None) -> float:
        """Return when a request is dealt with that has come now: at once, or when its delay is over."""
        return self.clock.now() + (fault.seconds if isinstance(fault, Delay) else 0.0)
