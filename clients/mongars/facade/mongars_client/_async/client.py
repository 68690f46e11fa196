"""The client: its resources, its options, its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn

from mongars_client._events import PING_TIMEOUT
from openapi_facade.limits import MAX_BODY
from openapi_facade.secrets import concealed, concealing

if TYPE_CHECKING:
    import httpx
    from typing_extensions import Self

    from mongars_client._async.session import AsyncSession
    from mongars_client._events.tasks import AsyncEventStream
    from mongars_client._reconnect import Reconnect
    from mongars_client._response import Response
    from mongars_client._types import AsyncToken
    from mongars_client.events import Event
    from mongars_client.transcript import Transcript
    from openapi_facade.config import Timeout
    from openapi_facade.tls import Certificate, Verify

CLOSING = 5.0  # seconds that the end of an event socket may take


class AsyncMonGARS:
    """A client of a monGARS server.

        async with AsyncMonGARS("https://mongars.example.com", username="u1", password="…") as client:
            chat = await client.conversation.chat("Summarise our latest incident report")

    Connections are opened on first use, and again after `close`. The client logs in when it first needs to, and again
    before its token ends or when that is refused: once, however many calls wait for it. No environment variable, no
    netrc and no proxy of the environment is looked at.

    Args:
        base_url: of the server, such as `http://localhost:8000`.
        username, password: of an account, exchanged for a token; they are in no output.
        token: in their place: the token, or a callable that gives it whenever it is needed.
        timeout: seconds that a call may take altogether, or a pair, for connecting and for the rest. None: 5 s to
            connect and 60 s for the rest, 300 s where a language model, a download or another service works meanwhile.
        max_retries: how often at most a call is repeated that may be, and failed in a way that may pass; 0: never. A
            chat is not, once it may have arrived.
        http2: whether HTTP/2 is spoken, where the server does so over TLS; needs `pip install "mongars-client[http2]"`.
        verify: True: the usual certificate authorities; a path: one's own; an `ssl.SSLContext`: as it says.
        cert: the client's certificate, for servers that want one.
        proxy: `http://[user:password@]host:port`.
        max_body: bytes of an answer at most, decompressed.
        transport: httpx's, in the place of our own connections; it stays yours to close.

    Raises:
        ConfigError: an argument that cannot work.
    """

    def __init__(
        self,
        base_url: str,
        *,
        username: str | None = None,
        password: str | None = None,
        token: AsyncToken | None = None,
        timeout: Timeout | None = None,
        max_retries: int = 3,
        http2: bool = False,
        verify: Verify = True,
        cert: Certificate = None,
        proxy: str | None = None,
        max_body: int = MAX_BODY,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        from mongars_client._api import checked  # with a client: the import of its class shall be quick
        from mongars_client._async.session import AsyncSession

        config = checked(
            base_url,
            username=username,
            password=password,
            token=token,
            timeout=timeout,
            retries=max_retries,
            http2=http2,
            verify=verify,
            cert=cert,
            proxy=proxy,
            max_body=max_body,
        )
        self._owns = True
        self._made_from: Self | None = None
        self._use(AsyncSession(config, transport))

    @classmethod
    def from_env(cls, **options: Any) -> Self:
        """Return a client of what `MONGARS_URL`, `MONGARS_USERNAME`, `MONGARS_PASSWORD` and `MONGARS_TOKEN` say.

        Args:
            options: as of the constructor; they win.

        Raises:
            ConfigError: there is no address, or an option cannot work.
        """
        from mongars_client._config import from_variables
        from mongars_client.errors import ConfigError

        arguments = {**from_variables(), **concealed(options)}
        if "base_url" not in arguments:
            raise ConfigError("MONGARS_URL is not set; give the address there, or as base_url")
        return cls(**arguments)

    @property
    def base_url(self) -> str:
        """The address of the server, without a slash at its end."""
        return self._session.url

    def with_options(
        self,
        *,
        timeout: Timeout | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, object] | None = None,
    ) -> Self:
        """Return the same client with other options, over the same connections; what is None stays.

        Args:
            timeout, max_retries: see the class.
            headers: further ones of each request.

        Raises:
            ConfigError, InvalidArgumentError: an option that cannot work.
        """
        view = object.__new__(type(self))
        view._owns, view._made_from = False, self._made_from or self
        view._use(self._session.with_options(timeout, max_retries, concealed(headers)))
        return view

    def events(
        self,
        *,
        on_open: Callable[[], object] | None = None,
        on_message: Callable[[str], object] | None = None,
        on_event: Callable[[Event], object] | None = None,
        on_error: Callable[[Exception], object] | None = None,
        on_close: Callable[[int, str], object] | None = None,
        reconnect: bool | Reconnect = False,
        origin: str | None = None,
        ping_timeout: float = PING_TIMEOUT,
    ) -> AsyncEventStream:
        """Return the events of this client's user, to be iterated over, or handed to callbacks, or both.

            async with client.events() as events:
                async for event in events:
                    print(event.type, event.data)

        Each connection is opened with a ticket of its own. Each ping of the server is answered, and each event is told
        once. While a socket is open, a chat whose reply is lost is looked for among its events. The callbacks run one
        after the other, aside from the reading; an exception of one reaches `on_error`. With `on_message` or
        `on_event`, who iterates gets what comes from then on.

        Args:
            on_open: `on_open()`, when a connection is open.
            on_message: `on_message(text)`, each event as the server sent it.
            on_event: `on_event(event)`, each event typed.
            on_error: `on_error(exception)`, where a connection fails or breaks, or another callback fails.
            on_close: `on_close(code, reason)`, when an open connection has ended; 1006 is "without a word".
            reconnect: whether to connect again after a connection was lost; True: as `Reconnect()` says.
            origin: the header that the server compares with its list; None: the address of the server with a slash at
                its end, which its newest revision takes as well (CONTRACT §1, M12).
            ping_timeout: seconds without a frame after which a connection counts as lost; the server pings every 20.

        Raises:
            ConfigError: a policy, an origin or a time that cannot work.
        """
        from mongars_client._events.callbacks import Callbacks
        from mongars_client._events.checks import checked_origin, checked_ping_timeout, checked_policy
        from mongars_client._events.tasks import AsyncEventStream

        policy = checked_policy(reconnect)
        callbacks = Callbacks(on_open, on_message, on_event, on_error, on_close, policy)
        seconds = checked_ping_timeout(ping_timeout)
        return AsyncEventStream(self._made_from or self, self._session, callbacks, checked_origin(origin), seconds)

    @property
    def transcript(self) -> Transcript:
        """What was said by and to this client's user, as replies and events have told it.

        The server's own history is what it knew when it was asked first (CONTRACT §1).
        """
        return self._session.answers.transcript

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, object] | None = None,
        repeatable: bool | None = None,
    ) -> Response:
        """Reach any endpoint, such as `/metrics` or what a newer server has, with this client's credentials and errors.

        Args:
            method: such as GET.
            path: from its first slash on.
            params: what follows the `?`.
            json, data: the body, as JSON or as a form.
            headers: further ones.
            repeatable: whether it may be sent again; None: what is known of the operation.
        """
        json, data, headers = concealed(json), concealed(data), concealed(headers)
        found: Any = await self._session.request(
            method, path, params=params, json=json, data=data, headers=headers, repeatable=repeatable
        )
        answer: Response = found
        return answer

    async def close(self) -> None:
        """Close all connections, and end the calls that run; a later call opens new ones. Of a view: nothing."""
        if self._owns:
            for socket in self._session.sockets.taken():
                await socket.close(CLOSING)
            await self._session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base_url!r})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(
            "a client has connections, which cannot be pickled or copied; make another one where it is used"
        )

    def _use(self, session: AsyncSession) -> None:
        from mongars_client._async import resources

        self._session = session
        self.conversation = resources.AsyncConversation(session)
        self.users = resources.AsyncUsers(session)
        self.auth = resources.AsyncAuth(session)
        self.models = resources.AsyncModels(session)
        self.peers = resources.AsyncPeers(session)
        self.review = resources.AsyncReview(session)
        self.ui = resources.AsyncUI(session)
        self.health = resources.AsyncHealth(session)


# What a wrong argument holds is in no traceback.
AsyncMonGARS.__init__ = concealing(AsyncMonGARS.__init__, "base_url", "proxy", "cert")  # type: ignore[method-assign]
AsyncMonGARS.__module__ = "mongars_client"
