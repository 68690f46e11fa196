"""The three things that are chosen by class name: language model, embedder, authentication handler.

A body is stored as it is, and not checked against the schema that the Cat publishes (CONTRACT D9).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cheshire_cat_api.testing._cat import catalogue
from cheshire_cat_api.testing._cat.call import Body, Call
from cheshire_cat_api.testing._cat.catalogue import Configurable
from cheshire_cat_api.testing._cat.embedder import embedder_for
from cheshire_cat_api.testing._cat.errors import refused
from cheshire_cat_api.testing._cat.validation import mapping

MODEL_BODY = Body(mapping, {"openai_api_key": "your-key-here"})
HANDLER_BODY = Body(mapping)

_LLM_KEY = "languageModelName"
_EMBEDDER_KEY = "languageEmbedderName"
_HANDLER_KEY = "auhrizatorName"


def _list(call: Call, offered: Sequence[Configurable], key: str, category: str, selected: str | None) -> Any:
    saved = {s["name"]: s["value"] for s in call.cat.settings.search("") if s["category"] == category}
    return {
        "settings": [
            {"name": one.name, "value": saved.get(one.name, {}), "schema": one.schema(key)} for one in offered
        ],
        "selected_configuration": selected,
    }


def _chosen(name: str, offered: Sequence[Configurable]) -> Configurable:
    for one in offered:
        if one.name == name:
            return one
    raise refused(400, f"{name} not supported. Must be one of {[one.name for one in offered]}")


def _one(call: Call, chosen: Configurable, key: str) -> Any:
    value = call.cat.settings.value_of(chosen.name, {})
    return {"name": chosen.name, "value": value, "schema": chosen.schema(key)}


def _selected(call: Call, setting: str, otherwise: str | None) -> str | None:
    value = call.cat.settings.value_of(setting)
    return otherwise if value is None else value["name"]


async def get_llms_settings(call: Call) -> Any:
    return _list(call, call.cat.llms(), _LLM_KEY, "llm_factory", _selected(call, "llm_selected", None))


async def get_llm_settings(call: Call) -> Any:
    return _one(call, _chosen(call.path["languageModelName"], call.cat.llms()), _LLM_KEY)


async def upsert_llm_setting(call: Call) -> Any:
    cat = call.cat
    name = _chosen(call.path["languageModelName"], cat.llms()).name
    cat.settings.put(name, call.body, "llm_factory")
    cat.settings.put("llm_selected", {"name": name}, "llm")
    cat.llm = name
    return {"name": name, "value": call.body}


async def get_embedders_settings(call: Call) -> Any:
    selected = _selected(call, "embedder_selected", catalogue.DEFAULT_EMBEDDER)
    return _list(call, call.cat.embedders(), _EMBEDDER_KEY, "embedder_factory", selected)


async def get_embedder_settings(call: Call) -> Any:
    return _one(call, _chosen(call.path["languageEmbedderName"], call.cat.embedders()), _EMBEDDER_KEY)


async def upsert_embedder_setting(call: Call) -> Any:
    cat = call.cat
    name = _chosen(call.path["languageEmbedderName"], cat.embedders()).name
    cat.settings.put(name, call.body, "embedder_factory")
    cat.settings.put("embedder_selected", {"name": name}, "embedder")
    if cat.memory.use(embedder_for(name, call.body)):
        cat.sync_procedures()
    return {"name": name, "value": call.body}


async def get_auth_handler_settings(call: Call) -> Any:
    selected = _selected(call, "auth_handler_selected", None)
    return _list(call, catalogue.AUTH_HANDLERS, _HANDLER_KEY, "auth_handler_factory", selected)


async def get_auth_handler_setting(call: Call) -> Any:
    return _one(call, _chosen(call.path["auth_handler_name"], catalogue.AUTH_HANDLERS), _HANDLER_KEY)


async def upsert_authenticator_setting(call: Call) -> Any:
    name = _chosen(call.path["auth_handler_name"], catalogue.AUTH_HANDLERS).name
    call.cat.settings.put(name, call.body, "auth_handler_factory")
    call.cat.settings.put("auth_handler_selected", {"name": name}, "auth_handler_factory")
    return {"name": name, "value": call.body}
