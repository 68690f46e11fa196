# Written by scripts/unasync.py from _async/client.py; do not edit.
"""The client: its resources, what it says to agents, its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn
from uuid import UUID

from cheshire_cat_v2 import content
from openapi_facade.secrets import concealed

if TYPE_CHECKING:
    import httpx
    from typing_extensions import Self

    from cheshire_cat_v2._response import Response
    from cheshire_cat_v2._sync.conversation import Conversation
    from cheshire_cat_v2._sync.stream import Stream
    from cheshire_cat_v2.config import Config
    from cheshire_cat_v2.reply import Reply
    from openapi_facade.config import Timeout
    from openapi_facade.transport._sync.session import Session
    from openapi_facade.transport._sync.stream import EventStream

RUN_TIMEOUT = 300.0
"""Seconds that a run may take, where its caller says nothing else."""


class CatClient:
    """A client of a Cheshire Cat of line 2.x.

        with CatClient(Config("http://localhost:1865", auth_key="meow")) as cat:
            print(cat.ask("Hello Cat!").text)

    Connections are opened on first use, and again after `close`. No environment variable, no netrc and no proxy of the
    environment is looked at.

    Args:
        config: where the server is, and who asks.
        transport: httpx's, in the place of our own connections; it stays yours to close.

    Raises:
        ConfigError: something that cannot work.
    """

    def __init__(self, config: Config, *, transport: httpx.BaseTransport | None = None) -> None:
        from cheshire_cat_v2._api import API  # with a client: the import of its class shall be quick
        from openapi_facade.transport._sync.session import Session

        self.config = config
        self._owns = True
        self._use(Session(API, config, config.login, transport=transport))

    def ask(
        self,
        text: content.Said,
        *,
        agent: str = "default",
        image: content.Media | None = None,
        audio: content.Media | None = None,
        resources: Sequence[str | Mapping[str, Any]] = (),
        args: Mapping[str, Any] | None = None,
        timeout: float | None = None,
    ) -> Reply:
        """Say something to an agent, and wait for the answer. Nothing that was said before is known to it.

        It goes over the stream as well, since only that tells what went wrong (CONTRACT §0.8). It is never sent again
        once it may have arrived.

        Args:
            text: what is said; or its blocks, of `cheshire_cat_v2.content`.
            agent: its slug; `agents.list()` has them.
            image, audio: bytes, the path of a file, or a block.
            resources: blocks, or the URIs of resources.
            args: of the agent, as its `args_schema` says.
            timeout: seconds for all of it; None: 300.

        Raises:
            RunFailed: the agent failed; `partial` has what came.
            ConnectionLost: the answer broke off; `partial` has what came.
            TimedOut: it took too long.
            NotFound: there is no such agent.
            CatError: anything else.
        """
        stream = self.stream(
            text, agent=agent, image=image, audio=audio, resources=resources, args=args, timeout=timeout
        )
        return stream.until_done()

    def stream(
        self,
        text: content.Said,
        *,
        agent: str = "default",
        image: content.Media | None = None,
        audio: content.Media | None = None,
        resources: Sequence[str | Mapping[str, Any]] = (),
        args: Mapping[str, Any] | None = None,
        timeout: float | None = None,
    ) -> Stream:
        """Say something to an agent, and give the answer as it comes: tokens, or typed `events()`.

        It is sent when the first of them is asked for. To leave early cancels the run on the server.

        Args:
            text, agent, image, audio, resources, args, timeout: see `ask`.
        """
        said = content.message(text, image, audio, resources)
        return self.stream_messages([said], agent=agent, args=args, timeout=timeout)

    def stream_messages(
        self,
        messages: Sequence[Mapping[str, Any]],
        *,
        agent: str = "default",
        args: Mapping[str, Any] | None = None,
        timeout: float | None = None,
        whole: Callable[[Reply], object] | None = None,
    ) -> Stream:
        """Send a whole history to an agent, and give the answer as it comes.

        Args:
            messages: as the server takes them (CONTRACT §4).
            agent, args, timeout: see `ask`.
            whole: is told the reply, before its last event is given.
        """
        from cheshire_cat_v2._sync.stream import Stream
        from cheshire_cat_v2_openapi import models, operations

        seconds = _checked(RUN_TIMEOUT if timeout is None else timeout)
        task = {"messages": [dict(message) for message in messages], "args": dict(args or {}), "stream": True}
        body = models.Task.from_dict(task)

        def start(seconds: float) -> EventStream:
            session = self._session.ending("message_agent", seconds)
            return session.stream(operations.message_agent, agent, body=body)

        return Stream(start, seconds, whole)

    def conversation(
        self,
        agent: str = "default",
        messages: Sequence[Mapping[str, Any]] = (),
        *,
        args: Mapping[str, Any] | None = None,
    ) -> Conversation:
        """Return a conversation, which keeps what is said and sends it with each turn.

        Args:
            agent: who answers.
            messages: what was said before.
            args: of the agent, with each turn.
        """
        from cheshire_cat_v2._sync.conversation import Conversation

        return Conversation(self, agent, messages, args=args)

    def load_conversation(
        self, id: str | UUID, agent: str = "default", *, args: Mapping[str, Any] | None = None
    ) -> Conversation:
        """Return a conversation that was saved, to go on with it.

        Args:
            id: of the chat.
            agent, args: see `conversation`.

        Raises:
            NotFound: there is none of that id.
        """
        chat = self.chats.get(id)
        return self.conversation(agent, chat["messages"], args=args)._stored(chat)

    def with_options(
        self,
        *,
        timeout: Timeout | None = None,
        retries: int | None = None,
        headers: Mapping[str, object] | None = None,
    ) -> Self:
        """Return the same client with other options, over the same connections; what is None stays.

        Args:
            timeout, retries: see `Config`.
            headers: further ones of each request.

        Raises:
            ConfigError, InvalidArgument: an option that cannot work.
        """
        view = object.__new__(type(self))
        view.config, view._owns = self.config, False
        view._use(self._session.with_options(timeout, retries, concealed(headers)))
        return view

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        headers: Mapping[str, object] | None = None,
        repeatable: bool | None = None,
    ) -> Response:
        """Reach any endpoint, such as those of plugins, with this client's credentials and errors.

        Args:
            method: such as GET.
            path: from its first slash on.
            params: what follows the `?`.
            json: the body.
            headers: further ones.
            repeatable: whether it may be sent again; None: what is known of the operation.
        """
        json, headers = concealed(json), concealed(headers)
        found: Any = self._session.request(
            method, path, params=params, json=json, headers=headers, repeatable=repeatable
        )
        answer: Response = found
        return answer

    def close(self) -> None:
        """Close all connections, and end the calls that run; a later call opens new ones. Of a view: nothing."""
        if self._owns:
            self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._session.url!r})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(
            "a client has connections, which cannot be pickled or copied; make another one where it is used"
        )

    def _use(self, session: Session) -> None:
        from cheshire_cat_v2._sync import resources

        self._session = session
        self.agents = resources.Agents(session)
        self.chats = resources.Chats(session)
        self.uploads = resources.Uploads(session)
        self.plugins = resources.Plugins(session)
        self.registry = resources.Registry(session)
        self.settings = resources.Settings(session)
        self.status = resources.Status(session)
        self.me = resources.Me(session)
        self.auth = resources.Auth(session)


def _checked(seconds: float) -> float:
    from cheshire_cat_v2.errors import InvalidArgument

    given: object = seconds
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given < float("inf"):
        raise InvalidArgument(f"timeout: {given!r} is no number of seconds above 0")
    return float(given)


CatClient.__module__ = "cheshire_cat_v2"
