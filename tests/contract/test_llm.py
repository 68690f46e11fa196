"""The three operations on /llm/settings (CONTRACT §3, §3.1, D9, D9b)."""

from __future__ import annotations

import httpx
import pytest

from .chat import TEXT
from .marks import covers
from .servers import Server
from .shapes import invalid, is_configuration, is_reply, ok, unsupported

LABEL = "languageModelName"
DUMB = "You did not configure a Language Model. Do it in the settings!"


@covers("get_llms_settings", 200)
def test_list(scripted: Server, api: httpx.Client) -> None:
    answer = ok(api.get("/llm/settings"))
    assert set(answer) == {"settings", "selected_configuration"}
    for item in answer["settings"]:
        is_configuration(item, LABEL)
    names = [item["name"] for item in answer["settings"]]
    assert {"LLMDefaultConfig", "LLMOpenAIChatConfig", "LLMOllamaConfig", "LLMScriptedConfig"} <= set(names)
    assert answer["selected_configuration"] == "LLMScriptedConfig"


@covers("get_llm_settings", 200)
def test_get(api: httpx.Client) -> None:
    item = ok(api.get("/llm/settings/LLMOpenAIChatConfig"))
    is_configuration(item, LABEL)
    assert item["name"] == "LLMOpenAIChatConfig"
    assert item["schema"]["required"] == ["openai_api_key"]
    assert item["schema"]["properties"]["streaming"] == {"default": True, "title": "Streaming", "type": "boolean"}


@covers("get_llm_settings", 400)
def test_get_unknown(api: httpx.Client) -> None:
    unsupported(api.get("/llm/settings/Nope"), "Nope", "LLMDefaultConfig")


@covers("upsert_llm_setting", 200)
@covers("get_llm_settings", 200)
def test_put_replaces_the_value(scripted: Server, scripted_again: None, api: httpx.Client) -> None:
    path = "/llm/settings/LLMScriptedConfig"
    for value in ({"a": 1}, {"b": 2}, {}):
        assert ok(api.put(path, json=value)) == {"name": "LLMScriptedConfig", "value": value}
        item = ok(api.get(path))
        is_configuration(item, LABEL)
        assert item["value"] == value
        assert ok(api.get("/llm/settings"))["selected_configuration"] == "LLMScriptedConfig"


@covers("upsert_llm_setting", 200)
def test_put_selects(scripted: Server, scripted_again: None, api: httpx.Client, user: str) -> None:
    for name, text in (("LLMDefaultConfig", DUMB), ("LLMScriptedConfig", TEXT)):
        assert ok(api.put(f"/llm/settings/{name}", json={})) == {"name": name, "value": {}}
        assert ok(api.get("/llm/settings"))["selected_configuration"] == name
        is_reply(ok(api.post("/message", json={"text": "hi"}, headers={"user_id": user})), user, text)


@covers("upsert_llm_setting", 200)
def test_put_without_a_body_stores_an_example(scripted: Server, scripted_again: None, api: httpx.Client) -> None:
    answer = ok(api.put("/llm/settings/LLMDefaultConfig"))
    assert answer == {"name": "LLMDefaultConfig", "value": {"openai_api_key": "your-key-here"}}
    assert ok(api.put("/llm/settings/LLMDefaultConfig", json={}))["value"] == {}


@covers("upsert_llm_setting", 200)
def test_put_does_not_validate(scripted: Server, scripted_again: None, api: httpx.Client, user: str) -> None:
    value = {"model_name": 5}  # no openai_api_key, and a number for a name
    answer = ok(api.put("/llm/settings/LLMOpenAIChatConfig", json=value))
    assert answer == {"name": "LLMOpenAIChatConfig", "value": value}
    assert ok(api.get("/llm/settings"))["selected_configuration"] == "LLMOpenAIChatConfig"
    is_reply(ok(api.post("/message", json={"text": "hi"}, headers={"user_id": user})), user, DUMB)
    ok(api.put("/llm/settings/LLMOpenAIChatConfig", json={}))


@covers("upsert_llm_setting", 400)
def test_put_unknown(api: httpx.Client) -> None:
    unsupported(api.put("/llm/settings/Nope", json={}), "Nope", "LLMDefaultConfig")


@covers("upsert_llm_setting", 400)
@pytest.mark.parametrize("body", [[], "x", 5])
def test_put_not_an_object(api: httpx.Client, body: object) -> None:
    (item,) = invalid(api.put("/llm/settings/LLMDefaultConfig", json=body), ("dict_type", ["body"]))
    assert item["input"] == body
