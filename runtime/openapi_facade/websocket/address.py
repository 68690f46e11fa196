"""Where a WebSocket is."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote

from openapi_facade.redaction import Redactor
from openapi_facade.secrets import Secret

TELLING = 8
"""Characters of a value that stands for itself wherever it is; a shorter one may be a word of any message."""


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

    def beside(self, redactor: Redactor) -> Redactor:
        """Return a redactor that knows the values in the query as well; of a short one, with its name."""
        if not self.query:
            return redactor
        parts = ((part, unquote(part.partition("=")[2])) for part in self.query.split("&"))
        secrets = [value if len(value) >= TELLING else part for part, value in parts]
        return redactor.beside(lambda: secrets)
