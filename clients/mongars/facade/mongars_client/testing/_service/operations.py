"""The operations of the document, and those beside it (CONTRACT §3). Their names are those of the operationIds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any

from .errors import Refused
from .models import CONFIGURATION, provisioned
from .seal import opened
from .state import Account, Caller, Service, Turn
from .suggestions import DEFAULT, suggested
from .turns import chatted, zulu

MOST_TURNS = 100
"""How many turns a history has at the most, whatever was asked for."""


@dataclass(frozen=True)
class Call:
    """A request that has been let in, and whose parts are right."""

    service: Service
    caller: Caller
    """Whose token it has; nobody's name for an operation that needs none."""
    body: dict[str, Any]
    query: dict[str, Any]


@dataclass(frozen=True)
class Page:
    """An outcome that is not JSON."""

    content: str
    content_type: str


async def suggestions(call: Call) -> Any:
    """`POST /api/v1/ui/suggestions`."""
    return suggested(call.body["prompt"], call.body["actions"] or DEFAULT)


async def read_model_configuration(call: Call) -> Any:
    """`GET /api/v1/models`."""
    return CONFIGURATION


async def provision_models(call: Call) -> Any:
    """`POST /api/v1/models/provision`."""
    return {"statuses": provisioned(call.body["roles"])}


async def issue_ws_ticket(call: Call) -> Any:
    """`POST /api/v1/auth/ws/ticket`."""
    return {"ticket": call.service.ticket(call.caller.name), "ttl": call.service.options.ticket_ttl}


async def fetch_rag_context(call: Call) -> Any:
    """`POST /api/v1/review/rag-context`."""
    found = call.service.options.rag
    if found is None:
        raise Refused(503, "RAG disabled")
    return {"enabled": True, "focus_areas": [], "references": [], **found}


async def login(call: Call) -> Any:
    """`POST /token`."""
    name = call.body["username"]
    account = call.service.accounts.get(name)
    if account is None or account.password != call.body["password"]:
        raise Refused(401, "Invalid credentials")
    return {"access_token": call.service.token(name, account.is_admin), "token_type": "bearer"}


async def register_user(call: Call) -> Any:
    """`POST /api/v1/user/register`."""
    return _registered(call, is_admin=False)


async def register_admin_user(call: Call) -> Any:
    """`POST /api/v1/user/register/admin`."""
    if any(account.is_admin for account in call.service.accounts.values()):
        raise Refused(403, "Admin already exists")
    return _registered(call, is_admin=True)


def _registered(call: Call, *, is_admin: bool) -> Any:
    name = call.body["username"]
    if name in call.service.accounts:
        raise Refused(409, "Username already exists")
    call.service.accounts[name] = Account(call.body["password"], is_admin)
    return {"status": "registered", "is_admin": is_admin}


async def list_users(call: Call) -> Any:
    """`GET /api/v1/user/list`."""
    return {"users": sorted(call.service.accounts)}


async def change_password(call: Call) -> Any:
    """`POST /api/v1/user/change-password`."""
    account = call.service.accounts.get(call.caller.name)
    if account is None:
        raise Refused(404, "User not found")
    if account.password != call.body["old_password"]:
        raise Refused(403, "Incorrect password")
    account.password = call.body["new_password"]
    return {"status": "changed"}


async def healthz(call: Call) -> Any:
    """`GET /healthz`."""
    return {"status": "ok"}


async def ready(call: Call) -> Any:
    """`GET /ready`."""
    return {"status": "ready"}


async def conversation_history(call: Call) -> Any:
    """`GET /api/v1/conversation/history`."""
    user = call.query["user_id"].strip()
    if not user:
        raise Refused(422, "user_id must be a non-empty string")
    if user != call.caller.name:
        raise Refused(403, "Forbidden")
    limit = call.query["limit"]
    if limit <= 0:
        raise Refused(422, "limit must be a positive integer")
    return [_item(user, turn) for turn in call.service.history(user)[: min(limit, MOST_TURNS)]]


def _item(user: str, turn: Turn) -> dict[str, Any]:
    return {
        "user_id": user,
        "query": turn.query,
        "response": turn.response,
        "timestamp": zulu(turn.timestamp),
        "expires_at": zulu(turn.expires),
    }


async def chat(call: Call) -> Any:
    """`POST /api/v1/conversation/chat`."""
    return await chatted(call.service, call.caller.name, call.body["message"], call.body["session_id"])


async def peer_message(call: Call) -> Any:
    """`POST /api/v1/peer/message`."""
    try:
        return {"status": "received", "data": opened(call.body["payload"], call.service.key)}
    except ValueError:
        raise Refused(400, "Invalid peer payload") from None


async def peer_register(call: Call) -> Any:
    """`POST /api/v1/peer/register`."""
    peers = call.service.peers
    status = "already registered" if call.body["url"] in peers else "registered"
    peers.add(call.body["url"])
    return {"status": status, "count": len(peers)}


async def peer_unregister(call: Call) -> Any:
    """`POST /api/v1/peer/unregister`."""
    peers = call.service.peers
    status = "unregistered" if call.body["url"] in peers else "not registered"
    peers.discard(call.body["url"])
    return {"status": status, "count": len(peers)}


async def peer_list(call: Call) -> Any:
    """`GET /api/v1/peer/list`."""
    return sorted(call.service.peers)


async def peer_load(call: Call) -> Any:
    """`GET /api/v1/peer/load`."""
    return {"scheduler_id": None, "queue_depth": 0, "active_workers": 0, "concurrency": 0, "load_factor": 0.0}


async def peer_telemetry_ingest(call: Call) -> Any:
    """`POST /api/v1/peer/telemetry`."""
    told = call.body
    source = told["source"].rstrip("/") if told["source"] else None
    observed = told["observed_at"] or call.service.moment()
    call.service.telemetry.append({**told, "observed_at": observed, "source": source})
    return {"status": "accepted"}


async def peer_telemetry_snapshot(call: Call) -> Any:
    """`GET /api/v1/peer/telemetry`."""

    def observed(told: Mapping[str, Any]) -> datetime:
        moment: datetime = told["observed_at"]
        return moment

    newest = sorted(call.service.telemetry, key=observed, reverse=True)
    return {"telemetry": [{**told, "observed_at": zulu(told["observed_at"])} for told in newest]}


async def root(call: Call) -> Any:
    """`GET /`, where the frontend is that was not built."""
    raise Refused(503, "Static assets are unavailable.")


async def metrics(call: Call) -> Any:
    """`GET /metrics`."""
    name = "mongars_http_requests_total"
    lines = [f"# HELP {name} Total number of HTTP requests", f"# TYPE {name} counter"]
    lines += [
        f'{name}{{method="{method}",route="{path}",status_code="{status}"}} {count}.0'
        for (method, path, status), count in sorted(call.service.counted.items())
    ]
    return Page("\n".join([*lines, ""]), "text/plain; version=1.0.0; charset=utf-8")


async def openapi(call: Call) -> Any:
    """`GET /openapi.json`."""
    return json.loads(resources.files("mongars_client.testing._service").joinpath("openapi.json").read_text("utf-8"))


async def docs(call: Call) -> Any:
    """`GET /docs` and `GET /redoc`."""
    page = "<!DOCTYPE html><html><head><title>monGARS API</title></head><body>/openapi.json</body></html>"
    return Page(page, "text/html; charset=utf-8")
