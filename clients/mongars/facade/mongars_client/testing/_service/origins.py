"""Which Origins may open a WebSocket (CONTRACT §1, §4.1, addendum M12)."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

DEFAULT = ("http://localhost:8000/", "https://your.app/")
"""Those of a server whose owner has said nothing."""


def admitted(origin: str | None, allowed: Collection[str]) -> bool:
    """Return whether revision a7d195a lets an Origin in: one that is written exactly so, slash included."""
    return not allowed or origin in {_url(one) for one in allowed}


def admitted_lately(origin: str | None, allowed: Collection[str]) -> bool:
    """Return whether revision d3e160e does: there must be one, its slash is of no matter.

    Where only local Origins are allowed, those of private addresses are, too.
    """
    if origin is None:
        return False
    known = {one.rstrip("/") for one in allowed}
    if not known or origin.rstrip("/") in known:
        return True
    return all(map(_is_local, known)) and _is_local(origin)


def _url(text: str) -> str:
    """Return an address as the settings have it: one without a path gets a slash."""
    return text if urlsplit(text).path else f"{text}/"


def _is_local(origin: str) -> bool:
    name = urlsplit(origin).hostname or ""
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost"
    return address.is_private or address.is_loopback
