"""The fields of each body, form and query (CONTRACT §3.1)."""

from __future__ import annotations

import re
from collections.abc import Callable

from .validation import Field, Wrong, boolean, integer, moment, number, text, texts, web_url

_NAME = re.compile(r"[A-Za-z0-9_-]+")


def _user_name(value: str) -> str:
    name = value.strip()
    if not name:
        raise ValueError("username cannot be blank")
    if not _NAME.fullmatch(name):
        raise ValueError("username may only contain letters, numbers, hyphens, or underscores")
    return name


def _stripped(what: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if kept := value.strip():
            return kept
        raise ValueError(f"{what} cannot be empty")

    return check


def _actions(values: list[str]) -> list[str]:
    if not values:
        raise ValueError("actions must include at least one non-empty value")
    return _without_blanks("actions", values)


def _roles(values: list[str]) -> list[str]:
    return [value.lower() for value in _without_blanks("roles", values)]


def _repositories(values: list[str]) -> list[str]:
    return _without_blanks("repositories", values)


def _without_blanks(what: str, values: list[str]) -> list[str]:
    found = [value.strip() for value in values]
    if not all(found):
        raise ValueError(f"{what} cannot contain empty values")
    return list(dict.fromkeys(found))


def _grant_type(value: object) -> object:
    if value != "password":
        pattern = "^password$"
        raise Wrong("string_pattern_mismatch", f"String should match pattern '{pattern}'", {"pattern": pattern})
    return value


_PASSWORD = Field(text(8), required=True)
_COUNT = Field(integer(0), default=0)
_SHARE = Field(number(0), default=0.0)
_MAY_TEXT = Field(text(), null=True)

LOGIN = {
    "grant_type": Field(_grant_type),
    "username": Field(text(), required=True),
    "password": Field(text(), required=True),
}
REGISTRATION = {"username": Field(text(1, 150, _user_name), required=True), "password": _PASSWORD}
PASSWORDS = {"old_password": _PASSWORD, "new_password": _PASSWORD}
CHAT = {
    "message": Field(text(1, 1000, _stripped("message")), required=True),
    "session_id": Field(text(1, 100), null=True),
}
HISTORY = {"user_id": Field(text(), required=True), "limit": Field(integer(), default=10)}
SUGGEST = {
    "prompt": Field(text(1, 8000, _stripped("prompt")), required=True),
    "actions": Field(texts(_actions), null=True),
}
PROVISION = {"roles": Field(texts(_roles), null=True), "force": Field(boolean, default=False)}
RAG = {
    "query": Field(text(1, 4000, _stripped("query")), required=True),
    "repositories": Field(texts(_repositories), null=True),
    "max_results": Field(integer(1, 50), null=True),
}
PEER_MESSAGE = {"payload": Field(text(1, check=_stripped("payload")), required=True)}
PEER = {"url": Field(web_url, required=True)}
TELEMETRY = {
    "scheduler_id": _MAY_TEXT,
    "queue_depth": _COUNT,
    "active_workers": _COUNT,
    "concurrency": _COUNT,
    "load_factor": _SHARE,
    "worker_uptime_seconds": _SHARE,
    "tasks_processed": _COUNT,
    "tasks_failed": _COUNT,
    "task_failure_rate": _SHARE,
    "observed_at": Field(moment, null=True),
    "source": Field(text(0, 2048), null=True),
}
