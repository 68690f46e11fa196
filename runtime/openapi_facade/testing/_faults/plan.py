"""What is to happen and what did: shared by the proxy's thread, which acts, and the test's, which add and look."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from .fuzz import RandomFaults
from .kinds import Fault

T = TypeVar("T")


@dataclass
class Traffic:
    """What has passed in one direction of a connection; what the proxy itself put in is not counted."""

    bytes: int = 0
    frames: int = 0


@dataclass
class Connection:
    """What is known of one connection of a client.

    number: from 1, in order of arrival. requests: (method, path without the query) of each request that arrived.
    ended: None while it is open; "closed" by both sides in good order, "reset" by one of them, "unreachable" (no
    server there), "fin" or "rst" by a fault or `cut_all`, "stopped" with the proxy, "failed" by a mistake of its own.
    """

    number: int
    to_server: Traffic = field(default_factory=Traffic)
    to_client: Traffic = field(default_factory=Traffic)
    requests: list[tuple[str, str]] = field(default_factory=list)
    ended: str | None = None


@dataclass(frozen=True)
class Fired:
    """A fault struck this connection."""

    fault: Fault
    connection: Connection


@dataclass
class Entry:
    """A fault that waits, and how often it may still strike (None: always)."""

    fault: Fault
    left: int | None

    def claim(self) -> bool:
        """Use it up by one; False: it had nothing left."""
        if self.left == 0:
            return False
        if self.left is not None:
            self.left -= 1
        return True


class Plan:
    """The faults that wait, the connections, and what fired; every change wakes `wait_for`."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.connections: list[Connection] = []
        self.fired: list[Fired] = []
        self.policies: list[RandomFaults] = []
        self._entries: list[Entry] = []

    def add(self, fault: Fault | RandomFaults) -> None:
        with self.changed:
            if isinstance(fault, RandomFaults):
                self.policies.append(fault)
            else:
                waiting = [entry for entry in self._entries if entry.left != 0]
                self._entries = [*waiting, Entry(fault, fault.times)]

    def remove(self, fault: Fault | RandomFaults) -> None:
        """Forget this fault, or policy; one that waits no longer is no error."""
        with self.changed:
            self.policies = [policy for policy in self.policies if policy is not fault]
            self._entries = [entry for entry in self._entries if entry.fault != fault]

    def clear(self) -> None:
        with self.changed:
            self.policies.clear()
            self._entries.clear()

    def waiting(self) -> list[Fault]:
        with self.changed:
            return [entry.fault for entry in self._entries if entry.left != 0]

    def entries(self) -> list[Entry]:
        """All that were added, in that order; some may have nothing left."""
        return self._entries

    def note_connection(self, connection: Connection) -> None:
        with self.changed:
            self.connections.append(connection)
            self.changed.notify_all()

    def note_fired(self, fault: Fault, connection: Connection) -> None:
        with self.changed:
            self.fired.append(Fired(fault, connection))
            self.changed.notify_all()

    def wait_for(self, predicate: Callable[[], T], timeout: float) -> T:
        with self.changed:
            result = self.changed.wait_for(predicate, timeout)
            if not result:
                raise TimeoutError(
                    f"not so within {timeout} s; fired: {self.fired}; waiting: {self.waiting()}; "
                    f"the last connections: {self.connections[-5:]}"
                )
            return result
