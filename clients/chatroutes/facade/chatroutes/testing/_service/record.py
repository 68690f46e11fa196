"""What tests see of a request."""

from __future__ import annotations

from dataclasses import dataclass, field

from openapi_facade.testing import Request as Head


@dataclass
class Request(Head):
    """One HTTP request, as it arrived."""

    body: bytes = field(default=b"", repr=False)
    """The body, as sent; empty where the request was refused before it was read: a web page's, a foreign Host."""
