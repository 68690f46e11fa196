"""`ApiClient`: what the API classes of 1.4.9 call through, hand-built or a `CatClient`'s own."""

from __future__ import annotations

import weakref
from typing import Any, ClassVar

from cheshire_cat_api._compat import Inside
from cheshire_cat_api.client import CatClient
from cheshire_cat_api.config import Config
from cheshire_cat_api.legacy.configuration import Configuration
from cheshire_cat_api.legacy.headers import USER_AGENT, DefaultHeaders, as_sent
from cheshire_cat_api.legacy.requesting import Requesting
from openapi_facade.secrets import concealed


class ApiClient(Requesting):
    """Calls a Cat with headers of the program's own.

    Args:
        configuration: where it is; without: `Configuration.get_default()`.
        header_name, header_value: a header of every call. `access_token` is sent as `Authorization: Bearer`.
        cookie: another one.
    """

    _default: ClassVar[ApiClient | None] = None

    def __init__(
        self,
        configuration: Configuration | None = None,
        header_name: str | None = None,
        header_value: object = None,
        cookie: str | None = None,
    ) -> None:
        self.configuration = Configuration.get_default() if configuration is None else configuration
        self.cookie = cookie
        self.default_headers = DefaultHeaders({"User-Agent": USER_AGENT})
        self._client: CatClient | None = None
        self._made_for: object = None
        self._headers_sent: dict[str, object] | None = None
        if header_name is not None:
            self.set_default_header(header_name, header_value)

    @property
    def user_agent(self) -> object:
        """How calls name this program."""
        return self.default_headers["User-Agent"]

    @user_agent.setter
    def user_agent(self, value: str) -> None:
        self.default_headers["User-Agent"] = value

    def set_default_header(self, header_name: str, header_value: object) -> None:
        """Send a header with every call from now on; the value may be a number."""
        self.default_headers[header_name] = header_value

    @classmethod
    def get_default(cls) -> ApiClient:
        """The client of an API class that is made without one."""
        if cls._default is None:
            cls._default = ApiClient()
        return cls._default

    @classmethod
    def set_default(cls, default: ApiClient | None) -> None:
        """Set what `get_default` gives."""
        cls._default = default

    def __enter__(self) -> ApiClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the connections; a later call opens new ones."""
        if self._client is not None:
            self._client.close()

    def connected(self) -> CatClient:
        """The client that calls, as configuration and headers say now.

        Raises:
            ConfigError, InvalidArgument: what they say cannot work.
        """
        # By its value, as programs change the dict in place.
        wanted = concealed({**vars(self.configuration), "api_key": self.configuration.key()})
        if self._client is None or wanted != self._made_for:
            self.close()
            self._client, self._made_for = CatClient(self.configuration.as_config()), wanted
            self._headers_sent = None
            weakref.finalize(self, self._client.close)
        headers = as_sent(self.default_headers, self.cookie)
        if headers != self._headers_sent:
            Inside(self._client).session.reopen(headers=headers)
            self._headers_sent = headers
        return self._client


class OwnApiClient(ApiClient):
    """The one of a `CatClient`: what is set here counts for all of that client's calls, from the next one on.

    Args:
        session: of the client.
    """

    def __init__(self, session: Any) -> None:
        self._session = session
        config: Config = session.config
        super().__init__(_OwnConfiguration(session))
        self.default_headers["access_token"] = self._key = config.auth_key
        self.default_headers.changed = self._send

    def close(self) -> None:
        """Release the connections; a later call opens new ones."""
        self._session.close()

    def connected(self) -> CatClient:
        view: CatClient = Inside(CatClient()).view(self._session, self._session.config)
        return view

    def _send(self) -> None:
        headers = dict(self.default_headers)
        if headers.get("access_token") == self._key:
            del headers["access_token"]  # the session shows it in its own way
        self._session.reopen(headers=as_sent(headers, self.cookie))


class _OwnConfiguration(Configuration):
    """The configuration of a `CatClient`; assigning its host moves that client's calls there."""

    def __init__(self, session: Any) -> None:
        super().__init__(session.url)
        self._session = session

    @property
    def host(self) -> str:
        url: str = self._session.url
        return url

    @host.setter
    def host(self, value: str) -> None:
        self._session.reopen(url=Config(base_url=value).http_url)


def api_client_of(session: Any) -> ApiClient:
    """The `ApiClient` of a client's session, always the same one."""
    client: ApiClient | None = getattr(session, "api_client", None)
    if client is None:
        client = session.api_client = OwnApiClient(session)
    return client
