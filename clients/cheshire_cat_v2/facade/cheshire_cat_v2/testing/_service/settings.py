"""The settings of services: what there is to set, and what is set (CONTRACT §3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import DOCUMENTS, Json, Refused

CORE = "core__config__core"
DEFAULT_MODEL = "default:default"
SCRIPTED_MODEL = "scripted:echo"


def _text(title: str, default: str = "") -> Json:
    return {"default": default, "title": title, "type": "string"}


_PROVIDERS: dict[str, tuple[str, Json]] = {
    "core__model_providers__openai_compatible": (
        "OpenAI-compatible",
        {"base_url": _text("Base URL", "https://api.openai.com/v1"), "api_key": _text("API Key")},
    ),
    "llms__model_providers__openai": ("OpenAI", {"api_key": _text("OpenAI API Key")}),
    "llms__model_providers__ollama": (
        "Ollama",
        {"base_url": _text("Base URL", "http://localhost:11434/v1"), "api_key": _text("API Key", "ollama")},
    ),
}
_WITHOUT_SETTINGS = {"core__agents__default"}


class Settings:
    """What is set."""

    def __init__(self) -> None:
        self._saved: dict[str, Json] = {}

    def entries(self, active: Mapping[str, bool]) -> list[Json]:
        """Return the services with settings, of the plugins that are active."""
        return [self._entry(CORE, "Core Settings", self._core(active))] + [
            self._entry(id, name, properties)
            for id, (name, properties) in _PROVIDERS.items()
            if id.startswith("core__") or active.get(id.partition("__")[0])
        ]

    def update(self, id: str, sent: Json, active: Mapping[str, bool]) -> Json:
        """Replace what is set of a service, and return its entry: what is left out is back at its default.

        Raises `Refused`: 404 for an id that is none, 400 for a service without settings and for values of a wrong type.
        """
        if id.count("__") != 2:
            raise Refused(404, f"Invalid settings id: {id}")
        if id in _WITHOUT_SETTINGS:
            raise Refused(400, f"Settings {id} does not support settings")
        known = {entry["id"]: entry for entry in self.entries(active)}
        if id not in known:
            raise Refused(404, f"Settings {id} not found")
        properties = known[id]["schema"]["properties"]
        problems = [
            {
                "type": "string_type",
                "loc": [name],
                "msg": "Input should be a valid string",
                "input": sent[name],
                "url": f"{DOCUMENTS}string_type",
            }
            for name in properties
            if name in sent and not isinstance(sent[name], str)
        ]
        if problems:
            raise Refused(400, problems)
        self._saved[id] = {name: sent[name] for name in properties if name in sent}
        return {**known[id], "value": self._value(id, properties)}

    def value(self, id: str) -> Json:
        """Return what is set of a service."""
        properties = self._core({}) if id == CORE else _PROVIDERS[id][1]
        return self._value(id, properties)

    def _value(self, id: str, properties: Json) -> Json:
        saved = self._saved.get(id, {})
        return {name: saved.get(name, facts["default"]) for name, facts in properties.items()}

    def _entry(self, id: str, name: str, properties: Json) -> Json:
        plugin_id, kind, slug = id.split("__")
        return {
            "id": id,
            "slug": slug,
            "type": kind,
            "name": name,
            "plugin_id": plugin_id,
            "value": self._value(id, properties),
            "schema": {"properties": properties, "title": "Settings", "type": "object"},
        }

    def _core(self, active: Mapping[str, bool]) -> Json:
        """Return the choices of models, among them the one that is chosen, whatever it is."""
        saved = self._saved.get(CORE, {})
        offered = {SCRIPTED_MODEL: None, DEFAULT_MODEL: None}
        embedders = {DEFAULT_MODEL: None}
        for name, options in (("default_llm", offered), ("default_embedder", embedders)):
            if name in saved:
                options[saved[name]] = None
        return {
            "default_llm": _choice("Default LLM", SCRIPTED_MODEL, list(offered)),
            "default_embedder": _choice("Default Embedder", DEFAULT_MODEL, list(embedders)),
        }


def _choice(title: str, default: str, options: list[str]) -> dict[str, Any]:
    one = {"const": options[0]} if len(options) == 1 else {"enum": options}
    return {**one, "default": default, "title": title, "type": "string"}
