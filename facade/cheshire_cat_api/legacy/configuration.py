"""`Configuration`: where a hand-built `ApiClient` calls, and how."""

from __future__ import annotations

import logging
import ssl
from typing import Any, ClassVar

from cheshire_cat_api.config import Config
from cheshire_cat_api.errors import ConfigError
from openapi_facade.secrets import hidden

DEFAULT_HOST = "http://localhost:1865"


class Configuration:
    """The settings of an `ApiClient`; it looks at them on every call.

    Args:
        host: the root of the API, such as `http://localhost:1865`.
        api_key: a name and the server's key; the first one counts.
        api_key_prefix, username, password, server_index, server_variables, server_operation_index,
            server_operation_variables: kept and not used, as before.
        access_token: the server's key or a JWT.
        ssl_ca_cert: path of a PEM file with the certificate authorities to trust.
    """

    _default: ClassVar[Configuration | None] = None

    def __init__(
        self,
        host: str | None = None,
        api_key: dict[str, str] | None = None,
        api_key_prefix: dict[str, str] | None = None,
        username: str | None = None,
        password: str | None = None,
        access_token: str | None = None,
        server_index: int | None = None,
        server_variables: dict[str, Any] | None = None,
        server_operation_index: dict[str, int] | None = None,
        server_operation_variables: dict[str, Any] | None = None,
        ssl_ca_cert: str | None = None,
    ) -> None:
        self._host = DEFAULT_HOST if host is None else host
        self.api_key = api_key or {}
        self.api_key_prefix = api_key_prefix or {}
        self.username = username
        self.password = password
        self.access_token = access_token
        self.server_index = server_index
        self.server_variables = server_variables or {}
        self.server_operation_index = server_operation_index or {}
        self.server_operation_variables = server_operation_variables or {}
        self.ssl_ca_cert = ssl_ca_cert
        self.verify_ssl = True
        self.assert_hostname: bool | None = None
        self.cert_file: str | None = None
        self.key_file: str | None = None
        self.proxy: str | None = None
        self.retries: int | None = None
        self.tls_server_name: str | None = None
        self.proxy_headers: dict[str, str] | None = None
        self.socket_options: Any = None
        self.client_side_validation = True
        self._debug = False

    @property
    def host(self) -> str:
        """The root of the API."""
        return self._host

    @host.setter
    def host(self, value: str) -> None:
        self._host = value

    @property
    def debug(self) -> bool:
        """Whether this package logs what it does. Other packages' loggers are left alone."""
        return self._debug

    @debug.setter
    def debug(self, value: bool) -> None:
        self._debug = value
        logging.getLogger("cheshire_cat_api").setLevel(logging.DEBUG if value else logging.NOTSET)

    @classmethod
    def set_default(cls, default: Configuration | None) -> None:
        """Set what `get_default` gives."""
        cls._default = default

    @classmethod
    def get_default(cls) -> Configuration:
        """The configuration of an `ApiClient` that is made without one."""
        if cls._default is None:
            cls._default = Configuration()
        return cls._default

    get_default_copy = get_default

    def get_api_key_with_prefix(self, identifier: str, alias: str | None = None) -> str | None:
        """A key as it is sent."""
        key = self.api_key.get(identifier, self.api_key.get(alias) if alias is not None else None)
        prefix = self.api_key_prefix.get(identifier)
        return f"{prefix} {key}" if key and prefix else key or None

    def key(self) -> str:
        """The server's key, from wherever it was given."""
        return self.access_token or next((key for key in self.api_key.values() if key), "")

    def as_config(self) -> Config:
        """The same as our Config.

        Raises:
            ConfigError: something that cannot work.
        """
        for name in ("tls_server_name", "proxy_headers", "socket_options"):
            if getattr(self, name) is not None:
                raise ConfigError(
                    f"{name}: cannot be set any more; leave it out, or give CatClient a transport= of yours"
                )
        fields: dict[str, Any] = {"base_url": self.host, "auth_key": hidden(self.key())}
        certificate = (self.cert_file, self.key_file) if self.cert_file and self.key_file else self.cert_file
        if not self.verify_ssl or self.assert_hostname is False:
            fields["verify"] = self._lenient(certificate)
        else:
            fields["verify"], fields["cert"] = self.ssl_ca_cert or True, certificate
        if self.proxy:
            fields["proxy"] = hidden(self.proxy)
        if self.retries is not None:
            if not isinstance(self.retries, int):
                raise ConfigError(
                    f"retries: a {type(self.retries).__name__}; give a number, urllib3 is not used any more"
                )
            fields["retries"] = int(self.retries)
        return Config(**fields)

    def _lenient(self, certificate: object) -> ssl.SSLContext:
        """TLS that checks as little as was asked for."""
        context = ssl.create_default_context(cafile=self.ssl_ca_cert)
        context.check_hostname = False
        if not self.verify_ssl:
            context.verify_mode = ssl.CERT_NONE
        if certificate is not None:
            context.load_cert_chain(str(self.cert_file), self.key_file)
        return context
