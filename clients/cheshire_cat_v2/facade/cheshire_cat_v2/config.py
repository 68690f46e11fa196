"""Where the server is, who asks, and how much patience there is; checked once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cheshire_cat_v2._failures import error_of
from openapi_facade import addresses, tls
from openapi_facade import config as checks
from openapi_facade.auth.credentials import Login
from openapi_facade.config import Credential
from openapi_facade.failure import Failure, translated
from openapi_facade.secrets import concealing
from openapi_facade.settings import ServerSettings


@dataclass(frozen=True)
class Config(ServerSettings):
    """A Cat of line 2.x, and how it is called.

    Args:
        base_url: of the server, such as `http://localhost:1865`.
        auth_key: the server's key, a JWT of a user, or a callable that gives either whenever it is needed; "": none.
        timeout: seconds that a call may take altogether, or a pair, for connecting and for the rest; in a stream, for
            the first event and for each silence. None: 5 s to connect and 60 s for the rest, 300 s where a language
            model or another service works meanwhile.
        retries: how often at most a call is repeated that may be, and failed in a way that may pass; 0: never. What is
            said to an agent is not, once it may have arrived.
        verify: True: the usual certificate authorities; a path: one's own; an `ssl.SSLContext`: as it says.
        cert: the client's certificate, for servers that want one.
        proxy: `http://[user:password@]host:port`.
        max_body: bytes of an answer at most, decompressed, and of one event of a stream.

    Raises:
        ConfigError: a field that cannot work.
    """

    auth_key: str | Credential = field(default="", repr=False, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.auth_key, str):
            checks.checked_key(self.auth_key, "auth_key")
        elif not callable(self.auth_key):
            raise Failure("config", f"auth_key: a {type(self.auth_key).__name__}; give a text, or a callable")

    @property
    def login(self) -> Login:
        """How the client says who it is."""
        further = [*addresses.secrets_of(self.proxy), *tls.secrets_of(self.cert)]
        if isinstance(self.auth_key, str):
            return Login(self.auth_key, further=further)
        return Login(provider=self.auth_key, further=further)


_init: Any = Config.__init__
# What a wrong argument holds is in no traceback.
Config.__init__ = concealing(translated(_init, error_of), "base_url", "auth_key", "proxy", "cert")  # type: ignore[method-assign]
Config.__module__ = "cheshire_cat_v2"
