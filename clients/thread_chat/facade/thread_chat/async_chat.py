"""The chat on an event loop, and its threads."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from types import TracebackType
from typing import TYPE_CHECKING, TypeAlias

from openapi_facade.config import MAX_BODY, RETRIES
from openapi_facade.failure import translated
from openapi_facade.secrets import concealing
from openapi_facade.websocket.options import checked_seconds
from thread_chat._api import API, checked
from thread_chat._async.http import AsyncHttp
from thread_chat._requests import History, Turn, canonical
from thread_chat._sockets import DRAIN
from thread_chat._sockets.tasks import AsyncChatSocket
from thread_chat.messages import Message, Reply

if TYPE_CHECKING:
    from openapi_facade.tls import Certificate, Verify

Credential: TypeAlias = "str | Callable[[], str | Awaitable[str]]"


class AsyncThreadChat(AsyncHttp):
    """A chat: one socket, and any number of threads over it, which take turns.

        async with AsyncThreadChat("wss://your-api-url/chat/ws", token="your-bearer-token") as chat:
            print((await chat.thread().ask("How do DAOs work?")).content)

    It connects when it is first used, or at the `with`, and again where the connection was lost. It belongs to one
    event loop, any task of which may use it.

    Args:
        url: where the socket is; without its path, `/chat/ws`, that is added.
        token: a bearer token; a callable, asynchronous or not, is asked for each connection.
        key: an API key instead.
        timeout: seconds that connecting and each request may take.
        quiet: seconds without a frame, after which an answer has ended, at a server that does not answer barriers.
        barriers: whether it does; None: a probe tells, at each connection (CONTRACT §1, §5).
        api_url: root of the operations over HTTP, `tools`, `webhooks` and `health`; None: where the socket is, without
            its path.
        webhook_token: the secret that webhooks show; nothing else is shown over HTTP (CONTRACT §2).
        retries: how often at most a call over HTTP is repeated that may be, and failed in a way that may pass.
        verify: True: the usual certificate authorities; a path: one's own; an `ssl.SSLContext`: as it says.
        cert: the client's certificate, for servers that want one.
        proxy: `http://[user:password@]host:port`.
        max_body: bytes of an answer over HTTP at most, decompressed.

    Raises:
        ConfigError: an option that cannot work.
    """

    def __init__(
        self,
        url: str,
        *,
        token: Credential | None = None,
        key: Credential | None = None,
        timeout: float = 60.0,
        quiet: float = 2.0,
        barriers: bool | None = None,
        api_url: str | None = None,
        webhook_token: str | None = None,
        retries: int = RETRIES,
        verify: Verify = True,
        cert: Certificate = None,
        proxy: str | None = None,
        max_body: int = MAX_BODY,
    ) -> None:
        self._config = checked(
            url,
            token=token,
            key=key,
            patience=timeout,
            quiet=quiet,
            barriers=barriers,
            api_url=api_url,
            webhook_token=webhook_token,
            retries=retries,
            verify=verify,
            cert=cert,
            proxy=proxy,
            max_body=max_body,
        )
        self._socket = AsyncChatSocket(self._config)

    def thread(self, thread_id: str | uuid.UUID | None = None) -> AsyncThread:
        """Return a thread; without an id, a new one.

        Raises:
            InvalidArgumentError: the id is no UUID.
        """
        made = str(uuid.uuid4()) if thread_id is None else canonical(thread_id, "thread_id")
        return AsyncThread(self, self._socket, made, self._config.patience, is_new=thread_id is None)

    async def connect(self, timeout: float | None = None) -> None:
        """Open the connection, if there is none.

        Raises:
            HandshakeRefusedError, APIConnectionError: it did not open.
        """
        await self._socket.connect(self._config.patience if timeout is None else timeout)

    @property
    def connected(self) -> bool:
        """Whether a connection is open, or being opened."""
        return self._socket.connected

    async def close(self, timeout: float = DRAIN) -> None:
        """Wait for what is under way, so many seconds at most, and close the connection. Idempotent.

        A server may not survive a close during a reply (CONTRACT §1), so a reply that nobody waits for is read to its
        end. What was not sent yet is not sent any more.
        """
        await self._socket.close(timeout)
        await self._close_session()

    async def __aenter__(self) -> AsyncThreadChat:
        await self.connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._config.socket_url!r}>"


class AsyncThread:
    """A thread of a chat; made by `AsyncThreadChat.thread`.

    Attributes:
        id: by which the server knows it.
    """

    def __init__(self, chat: object, socket: AsyncChatSocket, id: str, patience: float, *, is_new: bool) -> None:
        self.id = id
        self._chat = chat  # a chat that is forgotten closes its socket
        self._socket = socket
        self._patience = patience
        self._is_new = is_new

    async def ask(self, content: str, *, agent_id: str | None = None, timeout: float | None = None) -> Reply:
        """Say something, and return the whole answer.

        Args:
            content: what is said.
            agent_id: by whom it is answered; None: by nobody in particular.
            timeout: seconds for all of it; None: those of the chat.

        Raises:
            EmptyReply: nothing was answered, which is how most failures look (CONTRACT §1).
            TurnFailed: the server has answered with an error.
            AnswerUnknown, AnswerTimeout: it may have arrived, and is not sent again.
            InvalidArgumentError, NotConnectedError, APIConnectionError: nothing was sent.
        """
        turn = self._turn(content, agent_id, timeout)
        async for _ in self._socket.run(turn):
            pass
        return turn.result()

    def stream(self, content: str, *, agent_id: str | None = None, timeout: float | None = None) -> AsyncIterator[str]:
        """Say something, and give the answer piece by piece. As `ask`; an error comes behind what was said.

        Whoever stops in the middle does not stop the server: the next request is sent when the answer has ended.
        """
        turn = self._turn(content, agent_id, timeout)

        async def pieces() -> AsyncIterator[str]:
            async with aclosing(self._socket.run(turn)) as running:
                async for piece in running:
                    yield piece
            turn.result()

        return pieces()

    async def history(self, *, timeout: float | None = None, may_be_missing: bool | None = None) -> list[Message]:
        """Return what was said, in order; an empty list where nothing was.

        Args:
            timeout: seconds for all of it; None: those of the chat.
            may_be_missing: whether it is no error where the server knows no such thread; None: of a new one
                (CONTRACT §5).

        Raises:
            TurnFailed: the server has answered with an error, as where there is no such thread.
            APIConnectionError: it was not told whole.
        """
        seconds, deadline = self._until(timeout)
        missing = self._is_new if may_be_missing is None else may_be_missing
        request = History(self.id, may_be_missing=missing, deadline=deadline, timeout=seconds)
        async for _ in self._socket.run(request):
            pass
        return request.result()

    def _turn(self, content: str, agent_id: str | None, timeout: float | None) -> Turn:
        seconds, deadline = self._until(timeout)
        return Turn(self.id, content, agent_id, deadline=deadline, timeout=seconds)

    def _until(self, timeout: float | None) -> tuple[float, float]:
        seconds = self._patience if timeout is None else translated(checked_seconds, API.translate)(timeout, "timeout")
        return seconds, self._socket.now() + seconds

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"


AsyncThreadChat.__init__ = concealing(AsyncThreadChat.__init__, "url", "api_url", "proxy", "cert")  # type: ignore[method-assign]
AsyncThreadChat.__module__ = AsyncThread.__module__ = "thread_chat"
