"""The models of the server, and how they are provisioned (CONTRACT §3.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

FALLBACK = "general"
_ADAPTER = {"general": "chat", "coding": "coding", "reasoning": "reasoning"}


def _model(role: str, name: str, description: str, top_p: float, num_predict: int) -> dict[str, Any]:
    return {
        "role": role,
        "name": name,
        "provider": "ollama",
        "parameters": {"top_p": top_p, "num_predict": num_predict, "max_tokens": 4096},
        "auto_download": True,
        "description": description,
    }


MODELS = {
    model["role"]: model
    for model in (
        _model("general", "dolphin3", "A model for conversations.", 0.9, 512),
        _model("coding", "dolphin3-llm2vec", "A model for code and embeddings.", 0.9, 512),
        _model("reasoning", "dolphin3", "A model for reasoning.", 0.85, 768),
    )
}
CONFIGURATION = {
    "active_profile": "default",
    "available_profiles": ["default"],
    "profile": {"name": "default", "models": MODELS},
}


def provisioned(roles: Iterable[str] | None) -> list[dict[str, Any]]:
    """Return what became of the models of some roles, or of all; an unknown role is the general one."""
    known = {role if role in MODELS else FALLBACK for role in (MODELS if roles is None else roles)}
    return [status for role in sorted(known) for status in _statuses(role)]


def _statuses(role: str) -> list[dict[str, Any]]:
    model = MODELS[role]
    adapter = f"dolphin3-{_ADAPTER[role]}-baseline"
    return [
        {**_status(role, model["name"], model["provider"], "installed"), "detail": None},
        {**_status(f"{role}:{adapter}", adapter, "adapter", "updated"), "detail": f"/srv/mongars/adapters/{adapter}"},
    ]


def _status(role: str, name: str, provider: str, action: str) -> dict[str, Any]:
    return {"role": role, "name": name, "provider": provider, "action": action}
