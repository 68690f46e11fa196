"""`ApiClient`: what the API classes of 1.4.9 call through, hand-built or a `CatClient`'s own."""

from __future__ import annotations

import weakref
from collections import UserDict
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, cast

from cheshire_cat_api._compat import Inside
from cheshire_cat_api._secrets import concealed, hidden
from cheshire_cat_api.client import CatClient
from cheshire_cat_api.config import Config
from cheshire_cat_api.legacy.configuration import Configuration

USER_AGENT = "OpenAPI-Generator/1.0.0/python"
"""What 1.4.9 said; it is shown and not sent."""
_SECRET = ("access_token", "authorization", "cookie")


class ApiClient:
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

    def resource(self, attribute: str) -> Any:
        """The attribute of a `CatClient` that answers for an API class, as configuration and headers say now.

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
        return getattr(self._client, attribute)


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

    def resource(self, attribute: str) -> Any:
        return getattr(Inside(CatClient()).view(self._session, self._session.config), attribute)

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


class DefaultHeaders(UserDict[str, object]):
    """The headers of every call; keys are not shown to people."""

    changed: Callable[[], object] | None = None

    def __setitem__(self, name: str, value: object) -> None:
        super().__setitem__(name, value)
        if self.changed is not None:
            self.changed()

    def __delitem__(self, name: str) -> None:
        super().__delitem__(name)
        if self.changed is not None:
            self.changed()

    def __repr__(self) -> str:
        return repr({name: "***" if name.lower() in _SECRET and value else value for name, value in self.items()})


def as_sent(headers: Mapping[str, object], cookie: str | None = None) -> dict[str, object]:
    """Headers of 1.4.9 as we send them."""
    sent: dict[str, object] = {"Cookie": cookie} if cookie else {}
    for name, value in headers.items():
        if name.lower() == "access_token":
            if value:
                sent["Authorization"] = hidden(f"Bearer {value}")
        elif value is not None and value != USER_AGENT and name.lower() != "content-type":  # the body decides that
            sent[name] = value
    return cast("dict[str, object]", concealed(sent))


def api_client_of(session: Any) -> ApiClient:
    """The `ApiClient` of a client's session, always the same one."""
    client: ApiClient | None = getattr(session, "api_client", None)
    if client is None:
        client = session.api_client = OwnApiClient(session)
    return client
