"""The attributes of a client, one method per operation (CONTRACT §3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from cheshire_cat_v2._uploads import file_of, path_of, quoted
from cheshire_cat_v2.errors import ApiError, NotFound
from cheshire_cat_v2_openapi import models, operations
from cheshire_cat_v2_openapi.types import UNSET
from openapi_facade.failure import translating
from openapi_facade.secrets import concealed, hidden
from openapi_facade.transport.upload import Upload, opened

if TYPE_CHECKING:
    from openapi_facade.transport._async.session import AsyncSession

OnProgress: TypeAlias = "Callable[[int, int | None], object]"
Messages: TypeAlias = "Sequence[Mapping[str, Any]]"
# Beside methods that are called `list`.
ListOfAgents: TypeAlias = list[models.AgentCard]
ListOfChats: TypeAlias = list[models.ChatSelect]
ListOfFiles: TypeAlias = list[models.UploadedFileResponse]
ListOfPlugins: TypeAlias = list[models.InstalledPlugin]
ListOfManifests: TypeAlias = list[models.PluginManifest]
ListOfSettings: TypeAlias = list[models.SettingsEntry]


class _Resource:
    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.__module__ = "cheshire_cat_v2"

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self.api = session.api


class AsyncAgents(_Resource):
    """Who answers."""

    async def list(self) -> ListOfAgents:
        """List the agents, in no stable order; `default` is always there."""
        return await self._session.call(operations.list_agents)

    async def message(
        self, slug: str = "default", messages: Messages = (), *, args: Mapping[str, Any] | None = None
    ) -> models.TaskResult:
        """Send a history to an agent and wait for its answer, which does not come over the stream.

        A failure is a 500 here, without the server's words (CONTRACT §0.8): `ask` of the client tells them.

        Args:
            slug: of the agent.
            messages: the whole history, as the server takes it (CONTRACT §4).
            args: of the agent.
        """
        task = {"messages": [dict(message) for message in messages], "args": dict(args or {}), "stream": False}
        return await self._session.call(operations.message_agent, slug, body=models.Task.from_dict(task))


class AsyncChats(_Resource):
    """Conversations that the server keeps, of the user who asks."""

    async def list(self, search: str | None = None) -> ListOfChats:
        """List chats, the newest first: ten at most, whatever there is.

        There is no next page. Those beyond the newest ten can only be searched for, or be got by their id
        (CONTRACT C3).

        Args:
            search: part of the name or of what was said, in any case.
        """
        page = await self._session.call(operations.list_chats, search=UNSET if search is None else search)
        found = page.get("items")
        return [models.ChatSelect.from_dict(chat) for chat in found or [] if isinstance(chat, dict)]

    async def create(
        self, name: str = "No name", *, messages: Messages = (), context: Mapping[str, Any] | None = None
    ) -> models.ChatSelect:
        """Store a chat.

        Args:
            name: what it is called.
            messages: what was said (CONTRACT §4).
            context: whatever belongs to it.
        """
        return await self._session.call(operations.create_chat, body=_chat(name, messages, context))

    async def get(self, id: str | UUID) -> models.ChatSelect:
        """Return a chat, with its messages.

        Raises:
            NotFound: there is none of that id, or it is somebody else's.
        """
        return await self._session.call(operations.get_chat, str(id))

    async def replace(
        self,
        id: str | UUID,
        *,
        name: str = "No name",
        messages: Messages = (),
        context: Mapping[str, Any] | None = None,
    ) -> models.ChatSelect:
        """Replace a chat, whole: what is left out is emptied (CONTRACT §3). `edit` keeps it.

        Raises:
            NotFound: there is none of that id.
        """
        return await self._session.call(operations.edit_chat, str(id), body=_chat(name, messages, context))

    async def edit(
        self,
        id: str | UUID,
        *,
        name: str | None = None,
        messages: Messages | None = None,
        context: Mapping[str, Any] | None = None,
    ) -> models.ChatSelect:
        """Change a chat: read it, and replace it with what is given; what is None stays.

        Two calls: what somebody else changes in between is lost.

        Raises:
            NotFound: there is none of that id.
        """
        chat = await self.get(id)
        return await self.replace(
            id,
            name=chat["name"] if name is None else name,
            messages=chat["messages"] if messages is None else messages,
            context={**(chat.get("context") or {}), **(context or {})},
        )

    async def delete(self, id: str | UUID) -> None:
        """Delete a chat.

        Raises:
            NotFound: there is none of that id.
        """
        await self._session.call(operations.delete_chat, str(id))


class AsyncUploads(_Resource):
    """Files that the server keeps, of the user who asks; whoever knows their URL may read them (CONTRACT §3)."""

    async def list(self) -> ListOfFiles:
        """List the files, with URLs that can be fetched: the server's own are not quoted (CONTRACT C6)."""
        return [quoted(file) for file in await self._session.call(operations.list_uploads)]

    @translating
    async def upload(
        self, file: Upload, *, name: str | None = None, on_progress: OnProgress | None = None
    ) -> models.UploadedFileResponse:
        """Store a file, and return where it is; one of the same name is replaced. There is no way to delete it.

        Args:
            file: a path, bytes with a `name`, or a file opened in binary; streamed from disk.
            name: what it is called on the server.
            on_progress: `on_progress(sent, total)`, in bytes of its content.
        """
        with opened(file, name, on_progress) as part:
            body = models.BodyUploadFileUploadsPost(file=file_of(part))
            return quoted(await self._session.call(operations.upload_file, body=body))

    async def get(self, path: str) -> bytes:
        """Return what a file holds.

        Args:
            path: the URL that `upload` or `list` gave, or what comes after `/uploads/`. It is asked for at this
                client's server, whatever host the URL names (CONTRACT §3).

        Raises:
            NotFound: there is none.
            InvalidArgument: the path is none, or leads elsewhere.
        """
        answer = await self._session.request("GET", path_of(path))
        return answer.content


class AsyncPlugins(_Resource):
    """Plugins of the server. Needs the role admin."""

    async def list(self, search: str | None = None) -> ListOfPlugins:
        """List the plugins that are installed, or those that a search finds."""
        return await self._session.call(operations.list_plugins, search=UNSET if search is None else search)

    async def get(self, id: str) -> models.InstalledPlugin:
        """Return a plugin.

        Raises:
            NotFound: there is none of that id.
        """
        return await self._session.call(operations.get_plugin, id)

    @translating
    async def install(
        self, file: Upload, *, name: str | None = None, on_progress: OnProgress | None = None
    ) -> models.InstalledPlugin:
        """Install a plugin from an archive; it is active at once.

        One that was installed and active is replaced and turned off (CONTRACT §3): look at `active`.

        Args:
            file: a .zip or .tar, as a path, bytes with a `name`, or a file opened in binary; streamed from disk.
            name: the archive's name.
            on_progress: `on_progress(sent, total)`, in bytes of its content.

        Raises:
            BadRequest: it is no archive by its name.
            ServerError: the archive is broken.
        """
        with opened(file, name, on_progress, "my_plugin.zip") as part:
            body = models.BodyInstallPluginPluginsPost(file=file_of(part))
            return await self._session.call(operations.install_plugin, body=body)

    async def toggle(self, id: str) -> None:
        """Turn a plugin on, or off; `get` says which. It is never sent again by itself."""
        await self._session.call(operations.toggle_plugin, id)

    async def remove(self, id: str) -> None:
        """Remove a plugin.

        Raises:
            NotFound: there is none of that id.
        """
        await self._session.call(operations.remove_plugin, id)


class AsyncRegistry(_Resource):
    """Plugins of others. Needs the role admin."""

    async def list(self, search: str | None = None) -> ListOfManifests:
        """List the plugins of the registry; the server's own alone, where it cannot reach it."""
        return await self._session.call(operations.list_registry, search=UNSET if search is None else search)

    async def install(self, url: str) -> models.PluginManifest:
        """Install a plugin of the registry, by its URL.

        Raises:
            ServerError: it cannot be installed.
        """
        return await self._session.call(operations.install_from_registry, body=models.PluginRegistryUpload(url=url))


class AsyncSettings(_Resource):
    """Settings of the server and its plugins. Needs the role admin."""

    async def list(self) -> ListOfSettings:
        """List all settings, with their values and schemas; it takes the server seconds (CONTRACT §3)."""
        return await self._session.call(operations.list_settings)

    async def replace(self, id: str, value: Mapping[str, Any]) -> models.SettingsEntry:
        """Replace settings, whole: what is left out goes back to its default (CONTRACT §3). `edit` keeps it.

        The server takes any name of a model, also one that there is not.

        Args:
            id: such as `core__config__core`.
            value: all of it; unknown fields are dropped.

        Raises:
            BadRequest: a value is of a wrong type.
            NotFound: there are none of that id.
        """
        body = models.SettingsValueInput.from_dict(concealed(dict(value)))
        return await self._session.call(operations.update_settings, id, body=body)

    async def edit(self, id: str, changes: Mapping[str, Any]) -> models.SettingsEntry:
        """Change settings: read them, and replace them with what is given; the rest stays.

        Two calls: what somebody else changes in between is lost.

        Raises:
            BadRequest: a value is of a wrong type.
            NotFound: there are none of that id.
        """
        changes = concealed(dict(changes))
        for entry in await self.list():
            if entry.id == id:
                return await self.replace(id, {**(entry.get("value") or {}), **changes})
        raise NotFound(f"settings: there are none of the id {id!r}", 404)


class AsyncStatus(_Resource):
    """Is the server there, and which."""

    async def get(self) -> models.StatusResponse:
        """Return the version of the server, and how to log in; nobody need be known for it."""
        return await self._session.call(operations.get_status)


class AsyncMe(_Resource):
    """Who asks."""

    async def get(self) -> models.User:
        """Return the user of this client's key or token.

        Raises:
            Forbidden: there is none, or the server does not take it.
        """
        return await self._session.call(operations.get_me)


class AsyncAuth(_Resource):
    """Login by way of another service, for a browser to follow (CONTRACT §2). Each returns where to go next."""

    async def login(self, name: str) -> str:
        """Begin a login with a handler that the status lists, and return the address of its page."""
        return await self._location(operations.oauth_login, name)

    async def callback(self, name: str, **query: str) -> str:
        """End a login with what the service gave, such as `code`, and return where it leads.

        The JWT comes as a cookie, which a browser keeps and this client does not.

        Raises:
            Forbidden: the login failed.
        """
        query = {key: hidden(value) for key, value in query.items()}
        return await self._location(operations.oauth_callback, name, query)

    async def logout(self) -> str:
        """End a login, and return where that leads."""
        return await self._location(operations.oauth_logout)

    async def _location(self, operation: Any, *args: Any) -> str:
        query = args[1] if args[1:] else None
        path = operation.build(*args[:1])["url"]
        try:
            answer = await self._session.request("GET", path, params=query, repeatable=False)
        except ApiError as error:
            if not 300 <= error.status_code < 400:
                raise
            return error.headers.get("location", "")
        return str(answer.headers.get("location", ""))


def _chat(name: str, messages: Messages, context: Mapping[str, Any] | None) -> models.ChatCreateUpdate:
    return models.ChatCreateUpdate.from_dict(
        {"name": name, "messages": [dict(message) for message in messages], "context": dict(context or {})}
    )
