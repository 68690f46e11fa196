"""Plugins in an embedded Cat: read, never run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_api.testing._cat.plugin_source import Declared

from .cats import packed

SCRIPTED = Path(__file__).parent.parent / "data" / "scripted_llm"

SOURCE = '''
from typing import Optional
from pydantic import BaseModel, Field
from cat.experimental.form import CatForm, form
from cat.mad_hatter.decorators import endpoint, hook, plugin, tool

open("{trap}", "w").close()

class Bowl(BaseModel):
    """What the cat eats from."""
    size: int
    name: str = Field(..., min_length=1)
    full: bool = False
    owner: Optional[str] = None
    weight: float | None = Field(default=1.5)
    tags: list[str] = []

@plugin
def settings_model():
    return Bowl

@hook(priority=3)
def fast_reply(reply, cat):
    return {{"output": "never"}}

@hook("agent_prompt_prefix")
def my_prefix(prefix, cat):
    return prefix

@tool(return_direct=True, examples=["feed the cat"])
def feed(food, cat):
    """Feeds the cat."""

@tool("pet")
def stroke(x, cat):
    """Pets the cat."""

@form
class Order(CatForm):
    name = "order"
    description = "Orders food."
    start_examples = ["order food"]

class Abstract(CatForm):
    name = "no form of ours"

@endpoint.get("/hello", tags=["Greetings"])
def hello():
    return "never"
'''


def upload(cat: EmbeddedCat, name: str, content: bytes) -> httpx.Response:
    return httpx.post(f"{cat.url}/plugins/upload", files={"file": (name, content)})


def manifest(cat: EmbeddedCat, plugin_id: str) -> dict[str, Any]:
    data: dict[str, Any] = httpx.get(f"{cat.url}/plugins/{plugin_id}").json()["data"]
    return data


def test_what_a_plugin_declares_is_read_without_running_it(embedded_cat: EmbeddedCat, tmp_path: Path) -> None:
    trap = tmp_path / "executed"
    assert upload(embedded_cat, "My Bowl.zip", packed(bowl__py=SOURCE.format(trap=trap))).status_code == 200
    assert not trap.exists()
    found = manifest(embedded_cat, "my_bowl")
    assert found["active"] is True
    assert found["hooks"] == [{"name": "fast_reply", "priority": 3}, {"name": "agent_prompt_prefix", "priority": 1}]
    assert found["tools"] == [{"name": "feed"}, {"name": "pet"}]
    assert found["forms"] == [{"name": "order"}]
    assert found["endpoints"] == [{"name": "/custom/hello", "tags": ["Greetings"]}]
    recalled = httpx.get(f"{embedded_cat.url}/memory/recall?text=x").json()["vectors"]["collections"]["procedural"]
    own = {(p["metadata"]["type"], p["page_content"]) for p in recalled if p["metadata"]["source"] in ("feed", "order")}
    assert own == {
        ("tool", "feed: Feeds the cat."),
        ("tool", "feed the cat"),
        ("form", "order: Orders food."),
        ("form", "order food"),
    }


def test_settings_follow_the_model(embedded_cat: EmbeddedCat, tmp_path: Path) -> None:
    upload(embedded_cat, "bowl.zip", packed(bowl__py=SOURCE.format(trap=tmp_path / "executed")))
    url = f"{embedded_cat.url}/plugins/settings/bowl"
    schema = httpx.get(url).json()["schema"]
    assert (schema["required"], schema["description"]) == (["size", "name"], "What the cat eats from.")
    assert schema["properties"]["weight"] == {
        "anyOf": [{"type": "number"}, {"type": "null"}],
        "default": 1.5,
        "title": "Weight",
    }
    refusal = httpx.put(url, json={"size": "big", "full": "maybe", "tags": {}, "owner": None})
    assert refusal.json()["detail"]["error"].split("\n") == [
        "Input should be a valid integer, unable to parse string as an integer",
        "Field required",
        "Input should be a valid boolean, unable to interpret input",
        "Input should be a valid list",
    ]
    assert httpx.put(url, json={"size": 3, "name": "b", "colour": "red"}).json()["value"] == {
        "size": 3,
        "name": "b",
        "colour": "red",
    }


def test_settings_whose_fields_all_have_defaults_are_there_at_once(embedded_cat: EmbeddedCat) -> None:
    source = """
class Bowl(BaseModel):
    size: int = 3

@plugin
def settings_schema():
    return Bowl.model_json_schema()

@plugin
def settings_model():
    return Bowl
"""
    upload(embedded_cat, "bowl.zip", packed(bowl__py=source))
    settings = httpx.get(f"{embedded_cat.url}/plugins/settings/bowl").json()
    assert settings["value"] == {"size": 3}
    assert settings["schema"]["properties"] == {"size": {"type": "integer", "default": 3, "title": "Size"}}


def test_a_schema_may_be_a_literal() -> None:
    declared = Declared()
    declared.read('@plugin\ndef settings_schema():\n    return {"properties": {"a": {"type": "string"}}}\n')
    assert declared.settings_schema == {"properties": {"a": {"type": "string"}}}


@pytest.mark.parametrize("source", ["def (", "\0", "@hook(priority=level())\ndef f(x, cat): ..."])
def test_odd_sources_do_no_harm(source: str) -> None:
    declared = Declared()
    declared.read(source)
    assert [hook.priority for hook in declared.hooks] == ([1] if "level" in source else [])


def test_the_scripted_plugin_can_be_installed_and_selected() -> None:
    files = {path.name.replace(".", "__"): path.read_text() for path in SCRIPTED.iterdir() if path.is_file()}
    with EmbeddedCat(scripted=False) as cat, EmbeddedCat() as ready, httpx.Client(base_url=cat.url) as client:
        assert upload(cat, "scripted_llm.zip", packed(**files)).status_code == 200
        assert client.post("/message", json={"text": "[dict]"}).json()["text"] == "fast reply output"
        assert "not configure" in client.post("/message", json={"text": "hi"}).json()["text"]
        assert client.put("/llm/settings/LLMScriptedConfig", json={}).status_code == 200
        assert client.post("/message", json={"text": "[tok:2]"}).json()["text"] == "t0 t1 "
        # by then it is the Cat that `scripted=True` gives
        assert manifest(cat, "scripted_llm") == manifest(ready, "scripted_llm")
        before, after = (httpx.get(f"{one.url}/llm/settings").json() for one in (ready, cat))
        assert before == after


def test_any_language_model_of_a_plugin_can_be_selected(embedded_cat: EmbeddedCat) -> None:
    upload(embedded_cat, "mine.zip", packed(a__py="class LLMMyOwnConfig(LLMSettings): ...\n"))
    with httpx.Client(base_url=embedded_cat.url) as client:
        assert client.put("/llm/settings/LLMMyOwnConfig", json={"a": 1}).json()["value"] == {"a": 1}
        assert client.get("/llm/settings/LLMMyOwnConfig").json()["schema"]["humanReadableName"] == "MyOwn LLM"
        assert "not configure" in client.post("/message", json={"text": "hi"}).json()["text"]


def test_uploading_an_active_plugin_again_switches_it_off(embedded_cat: EmbeddedCat) -> None:
    for active in (True, False, True):
        upload(embedded_cat, "a.zip", packed(a__py="x = 1\n"))
        assert manifest(embedded_cat, "a")["active"] is active
