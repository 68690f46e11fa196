# Written by scripts/unasync.py from _async/resources/settings.py; do not edit.
"""The raw settings of the server, as stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cheshire_cat_api.resources._arguments import body_of
from cheshire_cat_api.resources._base import Resource
from cheshire_cat_openapi import operations
from cheshire_cat_openapi.models import (
    DeletedItem,
    SettingBody,
    SettingList,
    SettingResult,
)

if TYPE_CHECKING:
    from typing_extensions import Never


class Settings(Resource):
    """The raw settings of the server, as stored.

    Reached as a client's `settings`. They hold the keys of language models in clear text.
    """

    def get_settings(self, search: str = "", **old: Never) -> SettingList:
        """List the server's raw settings.

        Among them the settings of language models and embedders, API keys in clear. The record of the users is
        hidden.

        Args:
            search: A Python regular expression, matched against the beginning of the name (D6). Empty: all
                settings.

        Raises:
            ServerFailure: `search` is no regular expression (D6).

        Needs SETTINGS:LIST.
        """
        return self._session.given(old).call(operations.get_settings, search=search)

    def create_setting(self, setting_body: SettingBody | Mapping[str, Any], **old: Never) -> SettingResult:
        """Store a new setting.

        Names are not checked: a second setting of the same name is stored beside the first. The server chooses the
        id; unknown keys are ignored.

        Args:
            setting_body: `name`, `value` (an object or a list) and, optionally, `category`.

        Raises:
            BadRequest: no `name`; `value` is neither an object nor an array.

        Needs SETTINGS:WRITE.
        """
        setting_body = body_of(SettingBody, setting_body)
        return self._session.given(old).call(operations.create_setting, body=setting_body)

    def delete_setting(self, setting_id: str, **old: Never) -> DeletedItem:
        """Delete one setting.

        Args:
            setting_id: Id of the setting, its `setting_id` (a UUID), not its name.

        Raises:
            NotFound: `No setting with this id: ...`

        Needs SETTINGS:DELETE.
        """
        return self._session.given(old).call(operations.delete_setting, setting_id)

    def get_setting(self, setting_id: str, **old: Never) -> SettingResult:
        """Give one setting.

        Args:
            setting_id: Id of the setting, its `setting_id` (a UUID), not its name.

        Raises:
            NotFound: `No setting with this id: ...`

        Needs SETTINGS:READ.
        """
        return self._session.given(old).call(operations.get_setting, setting_id)

    def update_setting(
        self, setting_id: str, setting_body: SettingBody | Mapping[str, Any], **old: Never
    ) -> SettingResult:
        """Replace one setting.

        Name and value must both be sent. Changing the settings of a language model or an embedder here does not
        load them: use their own operations.

        Args:
            setting_id: Id of the setting, its `setting_id` (a UUID), not its name.
            setting_body: `name`, `value` (an object or a list) and, optionally, `category`.

        Raises:
            BadRequest: no `name`; `value` is neither an object nor an array.
            NotFound: `No setting with this id: ...`

        Needs SETTINGS:EDIT.
        """
        setting_body = body_of(SettingBody, setting_body)
        return self._session.given(old).call(operations.update_setting, setting_id, body=setting_body)
