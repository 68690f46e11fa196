"""Where a WebSocket is."""

from __future__ import annotations

from typing import NamedTuple

from openapi_facade.secrets import Secret


class Address(NamedTuple):
    """Where to connect: the URL, which messages may show, and the query, which nothing shows."""

    url: str
    query: str = ""
    """What follows the question mark, quoted; empty for none."""
    origin: str = ""
    """The header `Origin`; empty: as the library has it."""
    or_none: bool = False
    """Whether to try without the query where it is refused with 403."""
    whose: str = ""
    """The same for all connections of one user, where the client has a use for that."""

    def __repr__(self) -> str:
        return f"Address({self.url!r})"

    @property
    def whole(self) -> str:
        """The URL with its query, which is a secret."""
        return Secret(f"{self.url}?{self.query}") if self.query else self.url
