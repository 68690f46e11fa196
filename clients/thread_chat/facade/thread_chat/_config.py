"""Where the server is, who asks, and how much patience there is; checked once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from openapi_facade import addresses, config, tls
from openapi_facade.auth.credentials import Login
from openapi_facade.failure import Failure
from openapi_facade.redaction import Redactor
from openapi_facade.secrets import Secret
from openapi_facade.settings import ServerSettings
from openapi_facade.websocket.address import Address
from openapi_facade.websocket.options import YEAR

PATH = "/chat/ws"
REMEMBERED = 4
"""Credentials that are kept out of all words, of those that a callable has given."""


@dataclass(frozen=True)
class Config(ServerSettings):
    """What a chat was made with; see `ThreadChat`."""

    token: Any = field(default=None, repr=False, kw_only=True)
    key: Any = field(default=None, repr=False, kw_only=True)
    patience: float = field(default=60.0, kw_only=True)
    quiet: float = field(default=2.0, kw_only=True)
    barriers: bool | None = field(default=None, kw_only=True)
    api_url: str | None = field(default=None, kw_only=True)
    webhook_token: str | None = field(default=None, repr=False, kw_only=True)
    _shown: list[str] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check it.

        Raises:
            Failure: config: a field that cannot work.
        """
        super().__post_init__()
        if (self.token is None) == (self.key is None):
            raise Failure(
                "config", f"token: {'missing' if self.token is None else 'beside a key'}; give one of token, key"
            )
        if isinstance(self.given, str):
            if not config.checked_key(self.given, self.name):
                raise Failure("config", f"{self.name}: empty; give yours")
        elif not callable(self.given):
            raise Failure("config", f"{self.name}: a {type(self.given).__name__}; give a text, or a callable")
        for name in ("patience", "quiet"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= YEAR:
                raise Failure("config", f"{name}: {value!r}; give seconds")
        if self.barriers not in (None, True, False):
            raise Failure("config", f"barriers: {self.barriers!r}; give True, False, or None for a probe")
        if self.webhook_token is not None and not config.checked_key(self.webhook_token, "webhook_token"):
            raise Failure("config", "webhook_token: empty; give the secret of the server, or leave it out")
        if self.api_url is not None and isinstance(found := addresses.address_of(self.api_url), str):
            raise Failure("config", f"api_url: {found}")

    @property
    def name(self) -> str:
        """What the query calls the credential (CONTRACT §2)."""
        return "token" if self.key is None else "key"

    @property
    def given(self) -> Any:
        """The credential, or a callable that gives it."""
        return self.token if self.key is None else self.key

    @property
    def is_secure(self) -> bool:
        """Whether TLS is spoken."""
        return self.http_url.startswith("https:")

    @property
    def socket_url(self) -> str:
        """Where the socket is, without a query."""
        url = f"ws{self.http_url.removeprefix('http')}"
        return url if url.endswith(PATH) else f"{url}{PATH}"

    @property
    def http(self) -> ServerSettings:
        """The server of the operations, and how it is called."""
        return ServerSettings(
            self.http_url.removesuffix(PATH) if self.api_url is None else self.api_url,
            timeout=self.patience,
            retries=self.retries,
            verify=self.verify,
            cert=self.cert,
            proxy=self.proxy,
            max_body=self.max_body,
        )

    @property
    def login(self) -> Login:
        """What webhooks show (CONTRACT §2); the credential of the socket is not shown by HTTP."""
        further = [*addresses.secrets_of(self.proxy), *tls.secrets_of(self.cert)]
        return Login(self.webhook_token or "", further=further)

    def address(self, credential: object) -> Address:
        """Return where to connect with a credential.

        Raises:
            Failure: config: it is none.
        """
        if not isinstance(credential, str) or not config.checked_key(credential, self.name):
            raise Failure("config", f"{self.name}: a {type(credential).__name__} was given; a text is expected")
        if credential not in self._shown:
            self._shown[REMEMBERED - 1 :] = []
            self._shown.insert(0, Secret(credential))
        return Address(self.socket_url, Secret(f"{self.name}={quote(credential, safe='')}"))

    def redactor(self) -> Redactor:
        """Return what takes the secrets out of words."""
        known = [*addresses.secrets_of(self.proxy), *tls.secrets_of(self.cert)]
        fixed = [self.given] if isinstance(self.given, str) else []
        return Redactor(lambda: [*known, *fixed, *self._shown])
