"""One difference between two APIs, and the place where two documents are being compared."""

from __future__ import annotations

from dataclasses import dataclass, field

from openapi_facade.comparison.document import Document

SERVER_LACKS = "server lacks"
CLIENT_LACKS = "client lacks"
DIFFERS = "differs"


@dataclass(frozen=True, order=True)
class Difference:
    """One thing that the two have otherwise."""

    operation: str
    """Method and path, as the client has them if it has them."""
    what: str
    """`operation`, `operationId`, `parameter k`, `body.text`, `result.why.input`."""
    kind: str
    """SERVER_LACKS, CLIENT_LACKS or DIFFERS."""
    client: str
    server: str
    breaks: bool
    """Whether a program that uses it fails, is ignored, or reads another type than promised."""


@dataclass(frozen=True)
class Pair:
    """Both documents, and the place that is being compared."""

    operation: str
    client: Document
    server: Document
    what: str = ""
    sent: bool = True
    """Whether the client sends what is compared, or receives it."""
    seen: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def at(self, step: str, seen: tuple[str, str] | None = None) -> Pair:
        """The same below."""
        more = self.seen | {seen} if seen else self.seen
        return Pair(self.operation, self.client, self.server, f"{self.what}{step}", self.sent, more)

    def differs(self, client: object, server: object, breaks: bool, what: str = "") -> Difference:
        return Difference(self.operation, self.what + what, DIFFERS, str(client), str(server), breaks)

    def lacks(self, kind: str, what: str, text: str, breaks: bool) -> Difference:
        client, server = (text, "-") if kind == SERVER_LACKS else ("-", text)
        return Difference(self.operation, self.what + what, kind, client, server, breaks)
