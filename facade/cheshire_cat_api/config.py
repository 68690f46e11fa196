"""Where the Cat is, who talks to it, and with which keys."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from cheshire_cat_api._variables import from_variables
from cheshire_cat_api.errors import ConfigError, from_failure
from openapi_facade import addresses, tls
from openapi_facade import config as checks
from openapi_facade.config import CONNECT_TIMEOUT as CONNECT_TIMEOUT
from openapi_facade.config import MAX_BODY
from openapi_facade.config import RETRIES as RETRIES
from openapi_facade.config import Credential as Credential
from openapi_facade.config import Seconds as Seconds
from openapi_facade.config import Timeout as Timeout
from openapi_facade.failure import translated
from openapi_facade.secrets import concealing
from openapi_facade.tls import Path as Path

if TYPE_CHECKING:
    import ssl


class _DefaultPort(int):
    """1865 that nobody asked for: a whole URL without a port means its scheme's port then."""


_DEFAULT_PORT = _DefaultPort(1865)


@dataclass
class Config:
    """A server and a user of it. Never reads the environment; `Config.from_env()` does.

    Of the four ways to show who one is, at most one can be given: `auth_key`, `username` with `password`,
    `credential`, or none for an open server. Nothing but an explicit `proxy` stands between client and server.

    Args:
        base_url: a host, `host:port`, an IPv6 address, or a whole URL with an optional path in front of the API.
        port: used where `base_url` names none; a whole URL without a port means its scheme's, 80 or 443.
        user_id: the user's id on the server; a number is taken as text. With a JWT the server ignores it and acts on
            the token's user (CONTRACT §2).
        auth_key: the server's `CCAT_API_KEY`, or a JWT; empty for an open server.
        secure_connection: https and wss; a scheme in `base_url` decides where there is one.
        auth_key_ws: the server's `CCAT_API_KEY_WS` where it is another than `auth_key`; None: whatever HTTP shows, and
            nothing where `auth_key` is refused: a server that has a `CCAT_API_KEY` only wants that (CONTRACT §1.10).
            Empty: the chat shows nothing.
        username, password: an account of the server. A JWT is obtained on the first call and renewed in time.
        credential: gives the key or JWT whenever it is needed, for those who keep theirs elsewhere; what it raises
            reaches the caller. Asked again after a 403. An `AsyncCatClient` takes a coroutine function as well.
        timeout: seconds that a call may take altogether, its retries included, the sending of an upload not; or a
            pair, for connecting and for the rest. None: 5 to connect and 60 for the rest, or 300 for operations that
            are slow by nature.
        retries: how often a call is repeated that failed in a way that may pass, if its operation allows; 0: never.
        verify: True: the usual certificate authorities; a path: one's own, a PEM file or a folder of them; an
            `ssl.SSLContext`: as it says (such a Config cannot be pickled).
        cert: the client's certificate: the path of a PEM file with certificate and key, or
            `(certificate, key)` or `(certificate, key, password)`.
        proxy: `http://[user:password@]host:port`, for HTTP and the chat alike. Without it there is none, whatever the
            environment says.
        max_body: bytes of an answer at most, decompressed; a longer one is a DecodeError.
        parallel_uploads: whether the uploads of a client and its views need not take turns. They do by default: two
            that are read at a time can ruin the Cat's own store until it is restarted (CONTRACT §3.3). For a Cat with a
            vector database.

    Raises:
        ConfigError: a field that cannot work, with the field's name and what to do.
    """

    base_url: str = "localhost"
    port: int = _DEFAULT_PORT
    user_id: str = "user"
    auth_key: str = field(default="", repr=False)
    secure_connection: bool = False
    auth_key_ws: str | None = field(default=None, repr=False, kw_only=True)
    username: str | None = field(default=None, kw_only=True)
    password: str | None = field(default=None, repr=False, kw_only=True)
    credential: Credential | None = field(default=None, repr=False, kw_only=True)
    timeout: Timeout | None = field(default=None, kw_only=True)
    retries: int = field(default=RETRIES, kw_only=True)
    verify: bool | Path | ssl.SSLContext = field(default=True, kw_only=True)
    cert: Path | tuple[Path, Path] | tuple[Path, Path, str] | None = field(default=None, repr=False, kw_only=True)
    proxy: str | None = field(default=None, repr=False, kw_only=True)
    max_body: int = field(default=MAX_BODY, kw_only=True)
    parallel_uploads: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        self.user_id = checked_user_id(self.user_id)
        self.auth_key = checks.checked_key("" if self.auth_key is None else self.auth_key, "auth_key")  # as 1.4.9 did
        if self.auth_key_ws is not None:
            self.auth_key_ws = checks.checked_key(self.auth_key_ws, "auth_key_ws")
        self._check_credentials()
        if self.secure_connection and isinstance(self.secure_connection, str):  # "no" would mean yes
            raise ConfigError(f"secure_connection: {self.secure_connection!r}; give True or False")
        if self.timeout is not None:
            _ = checks.checked_timeout(self.timeout)
        self.retries = checks.checked_retries(self.retries)
        _ = self.http_url
        self.base_url = str(self.base_url)  # without a password, as that has found
        self.cert = tls.plain_paths(self.cert)
        checks.check_connecting(self.verify, self.cert, self.proxy, self.max_body)

    @classmethod
    @concealing
    def from_env(cls, environ: Mapping[str, str] | None = None, **fields: Any) -> Config:
        """A Config from the variables by which the Cat itself is configured.

        CCAT_CORE_HOST, CCAT_CORE_PORT, CCAT_CORE_USE_SECURE_PROTOCOLS (`true` or `1`, `false` or `0`), CCAT_API_KEY and
        CCAT_API_KEY_WS. One that is not set leaves its field's default; CCAT_API_KEY_WS that is set and empty means
        that the chat shows no key.

        Args:
            environ: instead of `os.environ`.
            fields: further fields, which win over the environment.

        Raises:
            ConfigError: a value that cannot work.
        """
        found = from_variables(os.environ if environ is None else environ)
        del environ  # no frame of ours shows it
        if isinstance(found, str):
            raise ConfigError(found)
        return cls(**{**found, **fields})

    def __getstate__(self) -> dict[str, Any]:
        if self.verify is not True and not isinstance(self.verify, str | os.PathLike):
            raise TypeError("a Config with an ssl.SSLContext cannot be pickled; give verify= the path of the CA's file")
        return dict(self.__dict__)

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
    def connect_timeout(self) -> float:
        """Seconds for connecting, over HTTP and for the chat with its handshake."""
        return CONNECT_TIMEOUT if self.timeout is None else checked_timeout(self.timeout).connect

    def ssl_context(self) -> ssl.SSLContext:
        """What `verify` and `cert` come to; a new one each time, unless it is the caller's own.

        Raises:
            ConfigError: a file is no certificate, or its key is wrong.
        """
        return _ssl_context(self.verify, self.cert)

    def ws_options(self) -> dict[str, Any]:
        """What websocket-client's `connect` needs for the same TLS and proxy as HTTP: `sslopt`, `http_proxy_…`.

        Raises:
            ConfigError: a file is no certificate, or its key is wrong.
        """
        from openapi_facade.websocket.options import for_threads  # with a chat

        return translated(for_threads, from_failure)(self, self.ws_url.startswith("wss:"))

    def async_ws_options(self) -> dict[str, Any]:
        """The same for the `connect` of websockets: `ssl`, and `proxy`, which is None rather than the environment's.

        Raises:
            ConfigError: a file is no certificate, or its key is wrong.
        """
        from openapi_facade.websocket.options import for_tasks  # with a chat

        return translated(for_tasks, from_failure)(self, self.ws_url.startswith("wss:"))

    def _check_credentials(self) -> None:
        if (self.username is None) != (self.password is None):
            raise ConfigError("username and password: give both or neither")
        for name in ("username", "password"):
            value = getattr(self, name)
            if value is not None and not (isinstance(value, str) and value):
                raise ConfigError(f"{name}: give text that is not empty")
        ways = [bool(self.auth_key), self.username is not None, self.credential is not None]
        if sum(ways) > 1:
            raise ConfigError("auth_key, username and credential: give one of them, so that it is clear which counts")
        checks.check_credential(self.credential)

    def _address(self) -> tuple[bool, str, str]:
        """Secure or not, `host:port`, and the path in front of the API."""
        found = self._located()
        if isinstance(found, str):  # raised here, where no variable holds what a wrong address may have in it
            raise ConfigError(f"base_url: {found}")
        return found

    def _located(self) -> tuple[bool, str, str] | str:
        """The same, or what is wrong with the address."""
        found = addresses.address_of(self.base_url)
        if isinstance(found, str):
            return found
        secure, port = bool(self.secure_connection) if found.secure is None else found.secure, found.port
        if port is None:
            whole = found.secure is not None and isinstance(self.port, _DefaultPort)
            port = (443 if secure else 80) if whole else self._port()
        if not 0 < port < 65536:
            return f"{port} is no port; give 1 to 65535"
        return secure, found.authority(port), found.path

    def _port(self) -> int:
        text = str(self.port) if isinstance(self.port, int | str) and not isinstance(self.port, bool) else ""
        if not re.fullmatch(r"[0-9]{1,5}", text) or not 0 < int(text) < 65536:
            raise ConfigError(f"port: {self.port!r} is no port; give 1 to 65535")
        return int(text)


# Of what its generated code would show in a traceback, nothing is seen; nor of the runtime's failures.
Config.__init__ = concealing(  # type: ignore[method-assign]
    translated(Config.__init__, from_failure), "base_url", "proxy", "cert"
)

checked_retries = translated(checks.checked_retries, from_failure)
checked_timeout = translated(checks.checked_timeout, from_failure)
_checked_proxy = translated(addresses.checked_proxy, from_failure)
_ssl_context = translated(tls.ssl_context, from_failure)


def checked_user_id(user_id: object) -> str:
    """A user id as text that HTTP and the chat carry alike.

    Raises:
        ConfigError: the server would read it as another user, and why.
    """
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


def copied(config: Config | None) -> Config:
    """A client's own copy, that later changes of the caller's are not the client's.

    Raises:
        ConfigError: it is something else, or has become one that cannot work.
    """
    if config is None:
        return Config()
    if not isinstance(config, Config):
        raise ConfigError(f"config: a {type(config).__name__}; give a Config")
    return replace(config)
