"""A server and how it is called: all that the runtime reads of a configuration, for a client that needs no more."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from openapi_facade import addresses, config, tls
from openapi_facade.config import MAX_BODY, RETRIES
from openapi_facade.failure import Failure, translating
from openapi_facade.secrets import concealing

if TYPE_CHECKING:
    import ssl

    from openapi_facade.config import Timeout

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class ServerSettings:
    """What `openapi_facade.config.Settings` asks for, checked.

    Args:
        base_url: a host, `host:port`, or a whole URL with an optional path in front of the API. Without a scheme: http.
        timeout: seconds that a call may take altogether, or a pair, for connecting and for the rest. None: as each
            operation is.
        retries: how often a call is repeated that failed in a way that may pass, if its operation allows; 0: never.
        verify, cert: see `openapi_facade.tls`.
        proxy: `http://[user:password@]host:port`; None: there is none, whatever the environment says.
        max_body: bytes of an answer at most, decompressed.

    Raises:
        Failure: config: a field that cannot work, with its name.
    """

    base_url: str
    timeout: Timeout | None = field(default=None, kw_only=True)
    retries: int = field(default=RETRIES, kw_only=True)
    verify: tls.Verify = field(default=True, kw_only=True)
    cert: tls.Certificate = field(default=None, repr=False, kw_only=True)
    proxy: str | None = field(default=None, repr=False, kw_only=True)
    max_body: int = field(default=MAX_BODY, kw_only=True)

    def __post_init__(self) -> None:
        _ = self.http_url
        object.__setattr__(self, "base_url", str(self.base_url))  # without a password, as that has found
        object.__setattr__(self, "cert", tls.plain_paths(self.cert))
        if self.timeout is not None:
            _ = config.checked_timeout(self.timeout)
        _ = config.checked_retries(self.retries)
        config.check_connecting(self.verify, self.cert, self.proxy, self.max_body)

    def __getstate__(self) -> dict[str, Any]:
        if self.verify is not True and not isinstance(self.verify, str | os.PathLike):
            raise TypeError("settings with an ssl.SSLContext cannot be pickled; give verify= the path of the CA's file")
        return dict(self.__dict__)

    @property
    def http_url(self) -> str:
        """The root of the API, without a slash at its end."""
        found = addresses.address_of(self.base_url)
        if isinstance(found, str):  # raised here, where no variable holds what a wrong address may have in it
            raise Failure("config", f"base_url: {found}")
        port = (443 if found.secure else 80) if found.port is None else found.port
        if not port:
            raise Failure("config", "base_url: 0 is no port; give 1 to 65535")
        return f"{'https' if found.secure else 'http'}://{found.authority(port)}{found.path}"

    def ssl_context(self) -> ssl.SSLContext:
        """Return what `verify` and `cert` come to: a new one each time, unless it is the caller's own.

        Raises:
            Failure: config: a file is no certificate, or its key is wrong.
        """
        return tls.ssl_context(self.verify, self.cert)


def configured(method: Callable[P, T]) -> Callable[P, T]:
    """Return the same `__init__` of a client, which raises the client's own errors, and whose frames show no secret.

    Args:
        method: takes the fields of `ServerSettings` among its own arguments. Its class has an attribute `api`.
    """
    return concealing(translating(method), *_WITH_SECRETS)


_WITH_SECRETS = ("base_url", "proxy", "cert")
"""Fields that may have a password in them, beside those that are called so."""
# Of what its generated code would show in a traceback, nothing is seen.
ServerSettings.__init__ = concealing(ServerSettings.__init__, *_WITH_SECRETS)  # type: ignore[method-assign]
