"""The HTTP half of a client: its operations by area, any other endpoint, and views with another user or options."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, TypeVar, cast
from weakref import ref

from cheshire_cat_api._lazy import lazy_attribute
from openapi_facade.secrets import concealed

if TYPE_CHECKING:
    from typing_extensions import Self

    from cheshire_cat_api._async.resources._uploads import AsyncUploads
    from cheshire_cat_api._async.resources.auth import AsyncAuth
    from cheshire_cat_api._async.resources.auth_handler import AsyncAuthHandler
    from cheshire_cat_api._async.resources.embedder import AsyncEmbedder
    from cheshire_cat_api._async.resources.llm import AsyncLargeLanguageModel
    from cheshire_cat_api._async.resources.memory import AsyncMemory
    from cheshire_cat_api._async.resources.plugins import AsyncPlugins
    from cheshire_cat_api._async.resources.rabbit_hole import AsyncRabbitHole
    from cheshire_cat_api._async.resources.settings import AsyncSettings
    from cheshire_cat_api._async.resources.status import AsyncStatus
    from cheshire_cat_api._async.resources.users import AsyncUsers
    from cheshire_cat_api._async.session import AsyncSession
    from cheshire_cat_api._chat.tasks.chat import AsyncChat
    from cheshire_cat_api._response import RawResult, Response
    from cheshire_cat_api.config import Config, Timeout
    from openapi_facade.transport.upload import Upload

P = ParamSpec("P")
T = TypeVar("T")


class AsyncHttpClient:
    """What a client does over HTTP."""

    # Private names begin with _cat: subclasses have a _session, a _config or a _view of their own.
    _cat_config: Config
    _cat_made_from: Any
    _cat_shares_chat: bool

    _cat_own_chat: Any

    @property
    @abstractmethod
    def _cat_session(self) -> AsyncSession:
        """Its calls; made on first use."""

    @abstractmethod
    def _cat_listener(self) -> Callable[[str], AsyncChat]:
        """Make what makes the chat of a user, which hears what the server notifies of, and nothing else."""

    @abstractmethod
    def _cat_view(self, session: AsyncSession, config: Config) -> Self:
        """The same client with other calls, and no chat of its own so far."""

    def as_user(self, user_id: str | int) -> Self:
        """The same Cat as another user sees it: a view with a chat and callbacks of its own, over the same connections.

        Args:
            user_id: the other user's id on the server; a number is taken as text.

        Raises:
            ConfigError: the server would read the id as another user's; or this client shows a JWT, with which the
                server goes by the token's user and ignores any other (CONTRACT §2).
        """
        session = self._cat_session.as_user(user_id)
        view = self._cat_view(session, replace(self._cat_config, user_id=str(user_id)))
        for callback in ("on_open", "on_close", "on_message", "on_error", "on_event"):
            view.__dict__.pop(callback, None)
        return view

    def with_options(
        self,
        *,
        timeout: Timeout | None = None,
        retries: int | None = None,
        headers: Mapping[str, object] | None = None,
    ) -> Self:
        """The same client with other options for its HTTP calls; cheap enough for a single call.

        The chat is this client's. What is None stays as it is.

        Args:
            timeout: seconds that a call may take altogether, retries included; or a pair, for connecting and for
                the rest. See `Config`.
            retries: how often at most a call is repeated; 0: never.
            headers: further headers of each request.

        Raises:
            ConfigError, InvalidArgument: an option that cannot work.
        """
        headers = concealed(headers)
        return self._cat_sharing(self._cat_session.with_options(timeout, retries, headers))

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        content: bytes | str | None = None,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Upload] | None = None,
        headers: Mapping[str, object] | None = None,
        repeatable: bool | None = None,
        on_progress: Callable[[int, int | None], object] | None = None,
    ) -> Response:
        """Reach an endpoint that a plugin adds, or any other, with this client's credentials, user and errors.

        Args:
            method: such as GET.
            path: from its first slash on, below the API's root, such as `/custom/tea`; exact to its last slash.
            params: what follows the `?`.
            json: a body that is sent as JSON.
            content: a body that is sent as it is.
            data: form fields.
            files: files to upload, by their form fields; see `rabbit_hole.upload_file`.
            headers: further headers.
            repeatable: whether it may be sent again when nobody knows if it arrived. None: what is known of the
                operation; of an unknown one, GET, HEAD and OPTIONS only.
            on_progress: `on_progress(sent, total)` of the files, in bytes.

        Raises:
            InvalidArgument: it cannot be sent, or the path would be another one on its way.
            ConnectionFailed, ApiError: as any method.
        """
        params, json, data, headers = concealed((params, json, data, headers))
        answer = await self._cat_session.request(
            method,
            path,
            params=params,
            json=json,
            content=content,
            data=data,
            files=files,
            headers=headers,
            repeatable=repeatable,
            on_progress=on_progress,
        )
        return cast("Response", answer)

    async def raw(self, method: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> RawResult[T]:
        """Call a method of this client, and give the server's answer beside its result.

            answer = await cat.raw(cat.plugins.get_plugin_details, "core_plugin")
            answer.status_code, answer.headers, answer.content, answer.elapsed, answer.parsed

        Args:
            method: a method of one of the client's attributes.
            args, kwargs: its arguments.

        Raises:
            TypeError: the method did not call the server.
        """
        from cheshire_cat_api._response import raw_result
        from cheshire_cat_api.resources._base import last, recording

        record: list[Response] = []
        parsed = await recording(method, record)(*args, **kwargs)
        return raw_result(last(record), parsed)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(
            "a client has connections and threads, which cannot be pickled or copied; pickle its Config, and make "
            f"{type(self).__name__}(config) where it arrives"
        )

    @lazy_attribute
    def auth(self) -> AsyncAuth:
        """Tokens and permissions."""
        from cheshire_cat_api._async.resources.auth import AsyncAuth

        return AsyncAuth(self._cat_session)

    @lazy_attribute
    def auth_handler(self) -> AsyncAuthHandler:
        """The handler that decides who may come in."""
        from cheshire_cat_api._async.resources.auth_handler import AsyncAuthHandler

        return AsyncAuthHandler(self._cat_session)

    @lazy_attribute
    def embedder(self) -> AsyncEmbedder:
        """The embedder that turns text into vectors; changing it wipes the memory."""
        from cheshire_cat_api._async.resources.embedder import AsyncEmbedder

        return AsyncEmbedder(self._cat_session)

    @lazy_attribute
    def llm(self) -> AsyncLargeLanguageModel:
        """The language model that answers."""
        from cheshire_cat_api._async.resources.llm import AsyncLargeLanguageModel

        return AsyncLargeLanguageModel(self._cat_session)

    @lazy_attribute
    def memory(self) -> AsyncMemory:
        """Vector memory and the history of the conversation."""
        from cheshire_cat_api._async.resources.memory import AsyncMemory

        return AsyncMemory(self._cat_session, partial(_rabbit_hole, ref(self)))

    @lazy_attribute
    def plugins(self) -> AsyncPlugins:
        """Plugins: install, switch, configure, remove."""
        from cheshire_cat_api._async.resources.plugins import AsyncPlugins

        return AsyncPlugins(self._cat_session)

    @lazy_attribute
    def rabbit_hole(self) -> AsyncRabbitHole:
        """Feed files, web pages and saved memories to the memory."""
        return _rabbit_hole(ref(self), self._cat_session)

    @lazy_attribute
    def settings(self) -> AsyncSettings:
        """The raw settings of the server."""
        from cheshire_cat_api._async.resources.settings import AsyncSettings

        return AsyncSettings(self._cat_session)

    @lazy_attribute
    def status(self) -> AsyncStatus:
        """The server itself, and one message over HTTP."""
        from cheshire_cat_api._async.resources.status import AsyncStatus

        return AsyncStatus(self._cat_session)

    @lazy_attribute
    def users(self) -> AsyncUsers:
        """The accounts of the server."""
        from cheshire_cat_api._async.resources.users import AsyncUsers

        return AsyncUsers(self._cat_session)

    @lazy_attribute
    def _cat_uploads(self) -> AsyncUploads:
        """Those of the client and its views together."""
        from cheshire_cat_api._async.resources._uploads import AsyncUploads

        if self._cat_made_from is not None:
            return cast("AsyncUploads", self._cat_made_from._cat_uploads)
        return AsyncUploads(self._cat_session, self._cat_listener())

    @property
    def _cat_uploads_if_any(self) -> AsyncUploads | None:
        """Those of a client; of a view, they are no affair."""
        uploads: AsyncUploads | None = self.__dict__.get("_cat_uploads")
        return uploads if self._cat_made_from is None else None

    @property
    def _cat_chat_owner(self) -> Any:
        """The client whose chat this one uses: itself, but for a view with other options only."""
        made_from = self._cat_made_from
        return made_from._cat_chat_owner if self._cat_shares_chat and made_from is not None else self

    def _cat_attributes(self) -> set[str]:
        """The names of what is kept once it was made, of the calls of this client."""
        kinds = type(self).__mro__
        return {name for kind in kinds for name, each in vars(kind).items() if isinstance(each, lazy_attribute)}

    def _cat_recording(self, record: list[Response]) -> Self:
        """This client, whose answers are appended to a list."""
        return self._cat_sharing(self._cat_session.recording(record))

    def _cat_sharing(self, session: AsyncSession) -> Self:
        """A view whose chat is this client's."""
        view = self._cat_view(session, self._cat_config)
        # Of a view that shares its chat as well, its client: no view needs those that were made on the way to it.
        view._cat_shares_chat, view._cat_made_from = True, self._cat_made_from if self._cat_shares_chat else self
        return view


def _rabbit_hole(known: ref[AsyncHttpClient], session: AsyncSession) -> AsyncRabbitHole:
    """That of a client, for one of its sessions. Weakly, for the client knows it."""
    from cheshire_cat_api._async.resources.rabbit_hole import AsyncRabbitHole

    client = known()
    if client is None:
        return AsyncRabbitHole(session)
    # A view with other options has the chat of its client.
    return AsyncRabbitHole(session, client._cat_uploads, partial(_chat_of, ref(client._cat_chat_owner)))


def _chat_of(known: ref[AsyncHttpClient]) -> AsyncChat | None:
    """The chat of a client, if there are both."""
    client = known()
    return None if client is None else cast("AsyncChat | None", client._cat_own_chat)
