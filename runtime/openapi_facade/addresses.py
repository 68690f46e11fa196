"""Where a server is, and the proxy in front of it, looked through. What is shown of them holds no password."""

from __future__ import annotations

import base64
import ipaddress
import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from openapi_facade.failure import Failure
from openapi_facade.secrets import hidden, kind_of

SCHEMES = {"http": False, "ws": False, "https": True, "wss": True}
_HOST_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?")


class Address(NamedTuple):
    """What an address comes to."""

    secure: bool | None
    """None: it has no scheme."""
    host: str
    port: int | None
    """None: it names none."""
    path: str
    """In front of the API, without a slash at its end."""

    def authority(self, port: int) -> str:
        """Return `host:port`, as a URL writes it."""
        return f"[{self.host}]:{port}" if ":" in self.host else f"{self.host}:{port}"


def address_of(given: object) -> Address | str:
    """Return what an address comes to, or what is wrong with it, which no error's frame should hold beside it."""
    text = given.strip() if isinstance(given, str) else ""
    shown = repr(without_credentials(text))
    if not text:
        what = "empty" if isinstance(given, str) else f"a {kind_of(given)}"
        return f"{what}; give a host such as 'localhost', or a URL"
    if not text.isprintable() or " " in text:
        return f"{shown} has spaces or unprintable characters in it"
    scheme, separator, _ = text.partition("://")
    if separator and scheme.lower() not in SCHEMES:
        return f"the scheme of {shown} is not http, https, ws or wss"
    try:
        parts = urlsplit(text if separator else f"//{_bracketed(text)}")
        host, port = parts.hostname, parts.port
    except ValueError:  # whose words may hold a password
        return f"{shown} is no address; check its host and its port, 1 to 65535"
    if parts.username is not None or parts.password is not None:
        return "holds a user or password; give credentials by the options that are for them"
    if parts.query or parts.fragment or "?" in text or "#" in text:
        return "holds a ? or #; give only scheme, host, port and path"
    if not host or not re.fullmatch(r"(\[[^\[\]]*\]|[^\[\]:]+)(:[0-9]+)?", parts.netloc) or not _is_host(host):
        return f"{shown} names no host"
    if not re.fullmatch(r"[A-Za-z0-9_.~!$&'()*+,;=:@%/-]*", parts.path) or {".", ".."} & set(parts.path.split("/")):
        return f"the path of {shown} has parts or characters that a URL cannot have"
    return Address(SCHEMES[scheme.lower()] if separator else None, host, port, parts.path.rstrip("/"))


def without_credentials(text: str) -> str:
    """Return an address as it may be shown: even a password with a slash in it, which ends what others take for the
    host."""
    return re.sub(r"^(\w+://)?.*@", r"\1***@", text, flags=re.DOTALL)


def checked_proxy(proxy: object) -> tuple[str, int, tuple[str, str] | None]:
    """Return host, port and, where it has them, user and password of a proxy.

    Raises:
        Failure: config: it is none.
    """
    if not isinstance(proxy, str):
        raise Failure("config", f"proxy: a {kind_of(proxy)}; give a URL such as http://proxy:3128")
    found = _proxy_parts(proxy)
    if found is None:
        raise Failure("config", f"proxy: {without_credentials(proxy)!r}; give a URL such as http://proxy:3128")
    return found


def secrets_of(proxy: str | None) -> list[str]:
    """Return those of a proxy, as they are and as HTTP shows them."""
    auth = checked_proxy(proxy)[2] if proxy is not None else None
    return [auth[1], base64.b64encode(":".join(auth).encode()).decode()] if auth else []


def _proxy_parts(proxy: str) -> tuple[str, int, tuple[str, str] | None] | None:
    try:
        parts = urlsplit(str(proxy))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme != "http" or not host:
        return None
    auth = (unquote(parts.username), hidden(unquote(parts.password or ""))) if parts.username else None
    return host, port or 80, auth


def _bracketed(text: str) -> str:
    """A bare IPv6 address as a URL writes it."""
    try:
        return f"[{ipaddress.IPv6Address(text)}]"
    except ValueError:
        return text


def _is_host(host: str) -> bool:
    if ":" in host:
        return True  # urlsplit has checked what stands in brackets
    if host.isascii():
        labels = host.removesuffix(".").split(".")
        return len(host) < 254 and all(0 < len(each) < 64 for each in labels) and bool(_HOST_NAME.fullmatch(host))
    import httpx  # which encodes such a name in the end; loaded only for one

    try:
        return bool(httpx.URL(scheme="http", host=host).raw_host)
    except httpx.InvalidURL:
        return False
