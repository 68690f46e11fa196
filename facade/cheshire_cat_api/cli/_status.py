"""`cheshire-cat status`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer

import cheshire_cat_api as ccat
from cheshire_cat_api.cli._options import command, group, where
from cheshire_cat_api.cli._output import AsJson, details, put_json, remark
from cheshire_cat_api.cli._where import connected
from cheshire_cat_openapi.operations import API_VERSION

app = group("Tell whether the Cat is up, and what it lacks.")

LINE = API_VERSION.rpartition(".")[0]
"""The line of servers that this client is made for."""
NO_MODEL = ("", "LLMDefaultConfig")


@command(app, "status", "status", "status --url http://localhost:1865 --json")
def status(as_json: AsJson = False) -> None:
    """Tell whether the Cat is up, and what it lacks.

    Ends with 1 where something is missing that a chat needs, and says what to do.
    """
    missing: list[str] = []

    def ask(question: Callable[[], Any]) -> Any:
        try:
            return question()
        except ccat.ApiError as error:
            missing.append(str(error))
            return None

    with connected(where()) as cat:
        up = cat.status.status()
        model, embedder = ask(cat.llm.get_llms_settings), ask(cat.embedder.get_embedders_settings)
        plugins, memories = ask(cat.plugins.get_available_plugins), ask(cat.memory.get_collections)
    version = str(up.version or "unknown")
    facts: dict[str, Any] = {
        "url": where().config().http_url,
        "version": version,
        "client": ccat.__version__,
        "llm": None if model is None else model.selected_configuration or "",
        "embedder": None if embedder is None else embedder.selected_configuration or "",
        "plugins": None if plugins is None else {each.id: bool(each.active) for each in plugins.installed or ()},
        "memories": None
        if memories is None
        else {each.name: each.vectors_count for each in memories.collections or ()},
    }
    if facts["llm"] in NO_MODEL:
        missing.append("no language model is chosen: `cheshire-cat llm list`, then `cheshire-cat llm set NAME`")
    if facts["embedder"] == "":
        missing.append("no embedder is chosen: `cheshire-cat embedder list`, then `cheshire-cat embedder set NAME`")
    facts["missing"] = missing
    if as_json:
        put_json(facts)
    else:
        details(_shown(facts))
        if not version.startswith(f"{LINE}."):
            remark(f"this client is made for servers {LINE}.x: `cheshire-cat check-api` has what differs")
        for each in missing:
            remark(f"missing: {each}")
    if missing:
        raise typer.Exit(1)


def _shown(facts: dict[str, Any]) -> dict[str, object]:
    shown: dict[str, object] = {
        name: "?" if value is None else str(value or "none") for name, value in facts.items() if name != "missing"
    }
    if isinstance(facts["plugins"], dict):
        shown["plugins"] = (
            ", ".join(f"{name}{'' if on else ' (off)'}" for name, on in facts["plugins"].items()) or "none"
        )
    if isinstance(facts["memories"], dict):
        shown["memories"] = ", ".join(f"{name} {count}" for name, count in facts["memories"].items()) or "none"
    return shown
