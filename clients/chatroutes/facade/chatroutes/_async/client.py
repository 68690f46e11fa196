"""The client: its resources, its options, its end."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn

from chatroutes._defaults import BASE_URL
from openapi_facade.limits import MAX_BODY
from openapi_facade.secrets import concealing

if TYPE_CHECKING:
    import httpx
    from typing_extensions import Self

    from chatroutes._async.session import AsyncSession
    from chatroutes._config import Config
    from openapi_facade.tls import Certificate, Verify


class AsyncChatRoutes:
    """A client of ChatRoutes.

        async with AsyncChatRoutes(api_key="…") as client:
            page = await client.conversations.list()

    Connections are opened on first use, and again after `aclose`. No environment variable, no netrc and no proxy of the
    environment is looked at.

    Args:
        api_key: of your account; it is in no output.
        base_url: of the API; a slash at its end is left out.
        timeout: seconds for each attempt: 5 at most to connect, this long for an answer; in a stream, this long for a
            silence.
        retry_attempts: how often at most a call is repeated whose first attempt failed in a way that may pass, if it
            may be repeated; 0: never.
        retry_delay: seconds before the first repetition, doubled with each; a random part of it is waited.
        total_timeout: seconds for a call with all of its attempts; None: `timeout` for each of them.
        retry_messages: whether a message is sent again when nobody knows if it arrived: it may be there twice then.
        autobranch_base_url: of `autobranch`, where that is another server; the key is shown to it, too.
        verify: True: the usual certificate authorities; a path: one's own; an `ssl.SSLContext`: as it says.
        cert: the client's certificate, for servers that want one.
        proxy: `http://[user:password@]host:port`.
        max_body: bytes of an answer at most, decompressed, and of one event of a stream.
        transport: httpx's, in the place of our own connections.

    Raises:
        InvalidArgumentError: an argument that cannot work.
    """

    def __init__(
        self,
        api_key: str,
        base_url: str = BASE_URL,
        timeout: float = 30,
        retry_attempts: int = 3,
        retry_delay: float = 1.0,
        *,
        total_timeout: float | None = None,
        retry_messages: bool = False,
        autobranch_base_url: str | None = None,
        verify: Verify = True,
        cert: Certificate = None,
        proxy: str | None = None,
        max_body: int = MAX_BODY,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        from chatroutes._api import checked  # with a client: the import of its class shall be quick
        from chatroutes._async.session import AsyncSession

        self._config: Config = checked(
            api_key=api_key,
            base_url=base_url,
            attempt=timeout,
            retries=retry_attempts,
            retry_delay=retry_delay,
            total=total_timeout,
            retry_messages=retry_messages,
            autobranch_base_url=autobranch_base_url,
            verify=verify,
            cert=cert,
            proxy=proxy,
            max_body=max_body,
        )
        session = AsyncSession(self._config, transport)
        aside = session
        if autobranch_base_url is not None:
            aside = AsyncSession(self._config.aside(), transport)
        self._owns = True
        self._use(session, aside)

    @classmethod
    def from_env(cls, **options: Any) -> Self:
        """Return a client of the key in `CHATROUTES_API_KEY`, and of the address in `CHATROUTES_BASE_URL` if it is set.

        Args:
            options: as of the constructor; they win.

        Raises:
            InvalidArgumentError: there is no key, or an option cannot work.
        """
        from chatroutes._api import from_variables

        return cls(**{**from_variables(None), **options})

    @property
    def api_key(self) -> str:
        """The key."""
        return self._config.api_key

    @property
    def base_url(self) -> str:
        """The root of the API, without a slash at its end."""
        return self._config.http_url

    def with_options(
        self,
        *,
        timeout: float | None = None,
        retry_attempts: int | None = None,
        retry_delay: float | None = None,
        total_timeout: float | None = None,
        retry_messages: bool | None = None,
        headers: Mapping[str, object] | None = None,
    ) -> Self:
        """Return the same client with other options, over the same connections; what is None stays.

        Args:
            timeout, retry_attempts, retry_delay, total_timeout, retry_messages: see the class.
            headers: further ones of each request.

        Raises:
            InvalidArgumentError: an option that cannot work.
        """
        from chatroutes._api import changed

        view = object.__new__(type(self))
        view._config = changed(
            self._config,
            attempt=timeout,
            retries=retry_attempts,
            retry_delay=retry_delay,
            total=total_timeout,
            retry_messages=retry_messages,
        )
        view._owns = False
        session = aside = self._session.changed(view._config, headers)
        if self._aside is not self._session:
            aside = self._aside.changed(view._config.aside(), headers)
        view._use(session, aside)
        return view

    async def aclose(self) -> None:
        """Close all connections, and end the calls that run; a later call opens new ones. Of a view: nothing."""
        if self._owns:
            await self._session.close()
            if self._aside is not self._session:
                await self._aside.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(
            "a client has connections, which cannot be pickled or copied; make another one where it is used"
        )

    def _use(self, session: AsyncSession, aside: AsyncSession) -> None:
        from chatroutes._async import resources

        self._session, self._aside = session, aside
        self.conversations = resources.AsyncConversations(session)
        self.messages = resources.AsyncMessages(session)
        self.branches = resources.AsyncBranches(session)
        self.checkpoints = resources.AsyncCheckpoints(session)
        self.autobranch = resources.AsyncAutoBranch(aside)


# What a wrong argument holds is in no traceback.
AsyncChatRoutes.__init__ = concealing(  # type: ignore[method-assign]
    AsyncChatRoutes.__init__, "base_url", "autobranch_base_url", "proxy", "cert"
)
AsyncChatRoutes.__module__ = "chatroutes"
