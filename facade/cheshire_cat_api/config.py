"""Where the Cat is, who talks to it, and with which keys."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from cheshire_cat_api.errors import ConfigError


class _DefaultPort(int):
    """1865 that nobody asked for: a whole URL without a port means its scheme's port then."""


_DEFAULT_PORT = _DefaultPort(1865)
_SCHEMES = {"http": False, "ws": False, "https": True, "wss": True}
_HOST_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?")


@dataclass
class Config:
    """A server and a user of it. Never reads the environment; `Config.from_env()` does.

    Args:
        base_url: a host, `host:port`, an IPv6 address, or a whole URL with an optional path in front of the API.
        port: used where `base_url` names none; a whole URL without a port means its scheme's, 80 or 443.
        user_id: the user's id on the server; a number is taken as text. With a JWT the server ignores it and acts on
            the token's user (CONTRACT §2).
        auth_key: the server's `CCAT_API_KEY`, or a JWT; empty for an open server.
        secure_connection: https and wss; a scheme in `base_url` decides where there is one.
        auth_key_ws: the server's `CCAT_API_KEY_WS` where it is another than `auth_key`; None: `auth_key`.

    Raises:
        ConfigError: a field that cannot work, with the field's name and what to do.
    """

    base_url: str = "localhost"
    port: int = _DEFAULT_PORT
    user_id: str = "user"
    auth_key: str = field(default="", repr=False)
    secure_connection: bool = False
    auth_key_ws: str | None = field(default=None, repr=False, kw_only=True)

    def __post_init__(self) -> None:
        self.user_id = _user_id(self.user_id)
        self.auth_key = _key(self.auth_key, "auth_key")
        if self.auth_key_ws is not None:
            self.auth_key_ws = _key(self.auth_key_ws, "auth_key_ws")
        _ = self.http_url

    @property
    def http_url(self) -> str:
        """The root of the HTTP API, without a slash at its end."""
        secure, authority, path = self._address()
        return f"{'https' if secure else 'http'}://{authority}{path}"

    @property
    def ws_url(self) -> str:
        """The chat's URL without the token, which is a secret."""
        secure, authority, path = self._address()
        return f"{'wss' if secure else 'ws'}://{authority}{path}/ws/{quote(self.user_id, safe='')}"

    @property
    def ws_token(self) -> str:
        """The key for the chat: `auth_key_ws`, else `auth_key`."""
        return self.auth_key if self.auth_key_ws is None else self.auth_key_ws

    def _address(self) -> tuple[bool, str, str]:
        """Secure or not, `host:port`, and the path in front of the API."""
        text = self.base_url.strip() if isinstance(self.base_url, str) else ""
        if not text:
            raise ConfigError(f"base_url: {self.base_url!r} is no address; give a host such as 'localhost', or a URL")
        scheme, separator, _ = text.partition("://")
        if separator and scheme.lower() not in _SCHEMES:
            raise ConfigError(f"base_url: the scheme {scheme!r} is not http, https, ws or wss")
        try:
            parts = urlsplit(text if separator else f"//{_bracketed(text)}")
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise ConfigError(f"base_url: {_without_credentials(text)!r} is no address: {error}") from None
        if parts.username is not None or parts.password is not None:
            raise ConfigError("base_url: holds a user or password; give the key as auth_key")
        if parts.query or parts.fragment or "?" in text or "#" in text:
            raise ConfigError("base_url: holds a ? or #; give only scheme, host, port and path")
        if not host or not _is_host(host):
            raise ConfigError(f"base_url: {text!r} names no host")
        if not re.fullmatch(r"[A-Za-z0-9_.~!$&'()*+,;=:@%/-]*", parts.path) or {".", ".."} & set(parts.path.split("/")):
            raise ConfigError(f"base_url: the path {parts.path!r} has characters that a URL cannot have")
        secure = _SCHEMES[scheme.lower()] if separator else bool(self.secure_connection)
        if port is None:
            port = (443 if secure else 80) if separator and isinstance(self.port, _DefaultPort) else self._port()
        if not 0 < port < 65536:
            raise ConfigError(f"base_url: {port} is no port; give 1 to 65535")
        return secure, f"[{host}]:{port}" if ":" in host else f"{host}:{port}", parts.path.rstrip("/")

    def _port(self) -> int:
        try:
            port = int(self.port)
        except (TypeError, ValueError):
            port = 0
        if not 0 < port < 65536 or isinstance(self.port, bool):
            raise ConfigError(f"port: {self.port!r} is no port; give 1 to 65535")
        return port


def _bracketed(text: str) -> str:
    """A bare IPv6 address as a URL writes it."""
    try:
        return f"[{ipaddress.IPv6Address(text)}]"
    except ValueError:
        return text


def _is_host(host: str) -> bool:
    if ":" in host:
        return True  # urlsplit has checked what stands in brackets
    return bool(_HOST_NAME.fullmatch(host)) or (not host.isascii() and " " not in host)


def _without_credentials(text: str) -> str:
    return re.sub(r"//[^/@]*@", "//***@", text)


def _user_id(user_id: object) -> str:
    if isinstance(user_id, bool) or not isinstance(user_id, str | int):
        raise ConfigError(f"user_id: a {type(user_id).__name__}; give text or a number")
    text = str(user_id)
    if not text:
        raise ConfigError("user_id: empty; the server's default user is 'user'")
    # HTTP carries the id in a header that the server reads as ISO-8859-1 and strips, the chat in a path (CONTRACT §2).
    if text != text.strip() or not text.isprintable():
        raise ConfigError(f"user_id: {text!r} has spaces around it or unprintable characters, which a header loses")
    try:
        text.encode("iso-8859-1")
    except UnicodeEncodeError as error:
        raise ConfigError(
            f"user_id: {text!r} has {text[error.start]!r}, which the server would read as another user over HTTP; "
            "use characters of ISO-8859-1"
        ) from None
    if "/" in text or text in (".", ".."):
        raise ConfigError(f"user_id: {text!r} is no single part of a path, so the chat cannot be opened for it")
    return text


def _key(key: object, name: str) -> str:
    if not isinstance(key, str):
        raise ConfigError(f"{name}: a {type(key).__name__}; give text")
    if key != key.strip() or not key.isascii() or not key.isprintable():
        raise ConfigError(f"{name}: has spaces around it, a line end or characters beyond ASCII; check how it was read")
    return key
