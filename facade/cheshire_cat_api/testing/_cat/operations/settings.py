"""The table of settings."""

from __future__ import annotations

from typing import Any

from cheshire_cat_api.testing._cat.call import Body, Call
from cheshire_cat_api.testing._cat.errors import refused
from cheshire_cat_api.testing._cat.settings import Setting
from cheshire_cat_api.testing._cat.validation import Field, mapping, model, optional, sequence, string, union

SETTING = Body(
    model(
        {
            "name": Field(string()),
            "value": Field(union(**{"dict[any,any]": mapping, "list[any]": sequence})),
            "category": Field(optional(string()), None),
        }
    )
)
SEARCH = {"search": Field(string(), "")}


async def get_settings(call: Call) -> Any:
    return {"settings": call.cat.settings.search(call.query["search"])}


async def create_setting(call: Call) -> Any:
    body = call.body
    return {"setting": call.cat.settings.add(body["name"], body["value"], body["category"])}


async def get_setting(call: Call) -> Any:
    return {"setting": _found(call)}


async def update_setting(call: Call) -> Any:
    setting_id = _found(call)["setting_id"]
    return {"setting": call.cat.settings.replace(setting_id, **call.body)}


async def delete_setting(call: Call) -> Any:
    setting_id = _found(call)["setting_id"]
    call.cat.settings.remove(setting_id)
    return {"deleted": setting_id}


def _found(call: Call) -> Setting:
    setting_id = call.path["settingId"]
    setting = call.cat.settings.by_id(setting_id)
    if setting is None:
        raise refused(404, f"No setting with this id: {setting_id}")
    return setting
