"""Plugins: install, switch, configure, remove."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cheshire_cat_api.resources._arguments import body_of, optional
from cheshire_cat_api.resources._base import AsyncResource
from cheshire_cat_api.resources._files import opened
from cheshire_cat_openapi import operations
from cheshire_cat_openapi.models import (
    BodyInstallPlugin,
    DeletedItem,
    PluginConfig,
    PluginDetails,
    PluginFromRegistry,
    PluginInstallation,
    PluginList,
    PluginSettings,
    PluginSettingsList,
    PluginToggle,
    RegistryInstallation,
    SavedPluginSettings,
)
from openapi_facade.transport.upload import OnProgress, Upload

if TYPE_CHECKING:
    from typing_extensions import Never


class AsyncPlugins(AsyncResource):
    """Plugins: install, switch, configure, remove.

    Reached as a client's `plugins`.
    """

    async def get_available_plugins(self, query: str | None = None, **old: Never) -> PluginList:
        """List the plugins that are installed and those that the registry offers.

        The server asks the public registry on every call. `registry` is empty if it cannot be reached, without an
        error; what is installed is not repeated there.

        Needs PLUGINS:LIST.

        Args:
            query: Words to look for in names, descriptions and so on, case ignored. Left out: all plugins.
        """
        return await self._session.given(old).call(operations.get_available_plugins, query=optional(query))

    async def get_plugins_settings(self, **old: Never) -> PluginSettingsList:
        """Give the settings of all plugins.

        A plugin whose settings cannot be loaded is left out without a word.

        Needs PLUGINS:READ.
        """
        return await self._session.given(old).call(operations.get_plugins_settings)

    async def get_plugin_settings(self, plugin_id: str, **old: Never) -> PluginSettings:
        """Give the settings of one plugin, and their schema.

        Args:
            plugin_id: Id of the plugin, as the list of plugins gives it: made from the name of the archive it
                was installed from.

        Raises:
            NotFound: `Plugin not found`.

        Needs PLUGINS:READ.
        """
        return await self._session.given(old).call(operations.get_plugin_settings, plugin_id)

    async def upsert_plugin_settings(
        self, plugin_id: str, body: Mapping[str, Any], **old: Never
    ) -> SavedPluginSettings:
        """Change settings of a plugin.

        Merges: keys that are not sent keep their value, unknown ones are stored as well. But what is sent must be
        valid by itself, so that a key without a default must always be among them.

        Args:
            plugin_id: Id of the plugin, as the list of plugins gives it: made from the name of the archive it
                was installed from.
            body: The settings to change, as the `schema` of the plugin lists them.

        Raises:
            BadRequest: the settings are not valid; `detail.error` has one message per line, such as `Field
                required`, without the names of the fields. Also: the body is no JSON object.
            NotFound: `Plugin not found`.

        Needs PLUGINS:EDIT.
        """
        body = body_of(PluginConfig, body)
        return await self._session.given(old).call(operations.upsert_plugin_settings, plugin_id, body=body)

    async def toggle_plugin(self, plugin_id: str, **old: Never) -> PluginToggle:
        """Switch a plugin off if it is on, on if it is off.

        A flip, not a setting: doing it twice changes nothing, and the answer does not tell the state. Read `active`
        in the plugin's details before and after. Switching on installs the plugin's requirements, which can take
        time.

        `core_plugin` answers 200 and stays `active`, yet loses its hooks and tools until it is toggled again (D10).

        Args:
            plugin_id: Id of the plugin, as the list of plugins gives it: made from the name of the archive it
                was installed from.

        Raises:
            NotFound: `Plugin not found`.
            ServerFailure: plain text or `detail.error`: the plugin fails when it is switched.

        Needs PLUGINS:WRITE.
        """
        return await self._session.given(old).call(operations.toggle_plugin, plugin_id)

    async def install_plugin(
        self, file: Upload, *, name: str | None = None, on_progress: OnProgress | None = None, **old: Never
    ) -> PluginInstallation:
        """Install a plugin from an archive, and switch it on.

        The answer says `asynchronously`, but the plugin is installed, with its requirements, and active when it
        arrives (D11). Its id is made from the archive's name. A plugin with a syntax error installs well and is
        active, with no hooks: look at its details.

        Installing ends with a toggle (read in the server's source): if the plugin was there and active before, it
        is replaced and switched off. Look at `active` when you upgrade.

        A server in debug mode (CCAT_DEBUG=true, its default) restarts after this: sockets drop with 1006, and calls
        hang for about 10 s (CONTRACT §3.2).

        Args:
            file: A path, bytes with a `name`, or a file opened in binary: a .zip, .tar or .tar.gz. Streamed from disk.
            name: The archive's name, from which the plugin's id is made; bytes need one.
            on_progress: `on_progress(sent, total)`, in bytes of file content, as it is sent.

        Raises:
            UnsupportedType: the file's name does not end in .zip, .tar or .tar.gz. The message names the content
                type of the part, yet only the name counts (D11b).
            ServerFailure: the archive is broken, empty or has no Python file.

        Needs PLUGINS:WRITE.
        """
        with opened(file, name, on_progress, "my_plugin.zip") as part:
            return await self._session.given(old).call(operations.install_plugin, body=BodyInstallPlugin(file=part))

    async def install_plugin_from_registry(
        self, body: PluginFromRegistry | Mapping[str, Any] | str, **old: Never
    ) -> RegistryInstallation:
        """Install a plugin that the registry offers, and switch it on.

        The server downloads the archive from the registry. As with an upload, the plugin is installed when the
        answer arrives, and active, unless it was so before.

        Args:
            body: The `plugin_url` of a plugin that the registry lists, alone or as `{"url": …}`.

        Raises:
            BadRequest: the body is no JSON object.
            ServerFailure: here with a JSON body: whatever went wrong, in `detail.error`. `'url'` means that the
                key is missing, `[Errno -2] Name or service not known` that the registry is out of reach (D12).

        Needs PLUGINS:WRITE.
        """
        body = body_of(PluginFromRegistry, body, alone="url")
        return await self._session.given(old).call(
            operations.install_plugin_from_registry,
            body=body,
        )

    async def delete_plugin(self, plugin_id: str, **old: Never) -> DeletedItem:
        """Remove a plugin from the server, with its files and settings.

        There is no way back but to install it again. `core_plugin` cannot be removed: 200, no effect (D10).

        Args:
            plugin_id: Id of the plugin, as the list of plugins gives it: made from the name of the archive it
                was installed from.

        Raises:
            NotFound: `Item not found`.

        Needs PLUGINS:DELETE.
        """
        return await self._session.given(old).call(operations.delete_plugin, plugin_id)

    async def get_plugin_details(self, plugin_id: str, **old: Never) -> PluginDetails:
        """Describe one installed plugin.

        The lists of hooks, tools, forms and endpoints are empty while the plugin is off.

        Args:
            plugin_id: Id of the plugin, as the list of plugins gives it: made from the name of the archive it
                was installed from.

        Raises:
            NotFound: `Plugin not found`.

        Needs PLUGINS:READ.
        """
        return await self._session.given(old).call(operations.get_plugin_details, plugin_id)
