"""The table of settings, where the Cat also keeps which models are selected and which plugins are active."""

from __future__ import annotations

import re
import time
import uuid
from typing import Any

from .errors import Unhandled

Setting = dict[str, Any]
"""`{"name", "value", "category", "setting_id", "updated_at"}`."""


def new_setting(name: str, value: Any, category: str | None = None) -> Setting:
    return {
        "name": name,
        "value": value,
        "category": category,
        "setting_id": str(uuid.uuid4()),
        "updated_at": int(time.time()),
    }


class Settings:
    """Settings in the order in which they were made. Names need not be unique (CONTRACT §3.1)."""

    def __init__(self) -> None:
        self._settings: list[Setting] = []

    def search(self, pattern: str) -> list[Setting]:
        """Those whose name *starts* with a match of the regular expression; a bad one is an error (CONTRACT D6)."""
        try:
            matcher = re.compile(pattern)
        except re.error as error:
            raise Unhandled(f"bad regular expression: {error}") from error
        return [setting for setting in self._settings if matcher.match(setting["name"])]

    def add(self, name: str, value: Any, category: str | None = None) -> Setting:
        setting = new_setting(name, value, category)
        self._settings.append(setting)
        return setting

    def by_id(self, setting_id: str) -> Setting | None:
        return next((s for s in self._settings if s["setting_id"] == setting_id), None)

    def by_name(self, name: str) -> Setting | None:
        return next((s for s in self._settings if s["name"] == name), None)

    def replace(self, setting_id: str, name: str, value: Any, category: str | None) -> Setting:
        setting = self.by_id(setting_id)
        assert setting is not None
        setting.update(name=name, value=value, category=category, updated_at=int(time.time()))
        return setting

    def remove(self, setting_id: str) -> None:
        self._settings = [s for s in self._settings if s["setting_id"] != setting_id]

    def put(self, name: str, value: Any, category: str | None = None) -> Setting:
        """Change the value of a named setting, or make it."""
        setting = self.by_name(name)
        if setting is None:
            return self.add(name, value, category)
        setting.update(new_setting(name, value, category))
        return setting

    def value_of(self, name: str, default: Any = None) -> Any:
        setting = self.by_name(name)
        return default if setting is None else setting["value"]
