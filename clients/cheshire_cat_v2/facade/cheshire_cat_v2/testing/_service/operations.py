"""The 24 operations, but for the run of an agent. Each has the name of its handler in the server (CONTRACT §3)."""

from __future__ import annotations

import hashlib
import mimetypes
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from openapi_facade.testing.asgi import Unhandled

from . import bodies
from .errors import Json, Moved, Refused, missing
from .messages import told
from .plugins import Plugin, manifest, matches, unpacked
from .runs import agents
from .state import State, Upload
from .users import ADMIN, User, signed

DAY = 86400
_NO_COOKIE = 'access_token=""; HttpOnly; Max-Age=0; Path=/; SameSite=lax'


@dataclass(frozen=True)
class Raw:
    """An answer that is no JSON."""

    content: bytes
    content_type: str


@dataclass(frozen=True)
class Call:
    """One request, whose caller may ask."""

    state: State
    user: User | None
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    """The JSON of the request; a `File` for a form."""
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def caller(self) -> User:
        """Who asks; where the server does not look before it needs to know, nobody is a mistake that it makes."""
        if self.user is None:
            raise Unhandled("nobody has no id")
        return self.user


async def status(call: Call) -> Any:
    oauth = call.state.active.get("simple_oauth")
    words = "Example OAuth login flow against a built-in mock identity provider."
    core = "Core auth handler: verifies core-signed JWTs and the master API key."
    handler = _handler("simple", "Simple OAuth", words, "/auth/login/simple")
    if not oauth:
        handler = _handler("default", "Default Auth handler", core, None)
    return {"status": "We're all mad here, dear!", "version": "2.0.23", "auth_handlers": {handler["slug"]: handler}}


async def get_user_info(call: Call) -> Any:
    return call.caller.wire()


async def list_agents(call: Call) -> Any:
    return [agent.card() for agent in agents(call.state).values()]


async def list_settings(call: Call) -> Any:
    return call.state.settings.entries(call.state.active)


async def update_settings(call: Call) -> Any:
    return call.state.settings.update(call.path["id"], bodies.an_object(call.body), call.state.active)


async def get_plugins(call: Call) -> Any:
    search = call.query.get("search")
    return [one.wire() for one in call.state.plugins.values() if matches(one.manifest, search)]


async def get_plugin(call: Call) -> Any:
    return _plugin(call).wire()


async def install_plugin(call: Call) -> Any:
    """Install an archive. One that is installed and active is off afterwards."""
    made = unpacked(call.body.name, call.body.content_type, call.body.content)
    return _installed(call.state, made).wire()


async def toggle_plugin(call: Call) -> Any:
    found = _plugin(call)
    found.active = not found.active


async def remove_plugin(call: Call) -> Any:
    del call.state.plugins[_plugin(call).id]


async def registry_get_plugins(call: Call) -> Any:
    """Tell what is installed, and what the registry has beyond."""
    search = call.query.get("search")
    local = [one.listed() for one in call.state.plugins.values()]
    known = {one["name"] for one in local}
    remote = [manifest(**{"name": url, **facts}) for url, facts in call.state.options.registry.items()]
    others = [one for one in remote if one["name"] not in known]
    return [one for one in local + others if matches(one, search)]


async def registry_install_plugin(call: Call) -> Any:
    url = bodies.registry_url(call.body)
    if url not in call.state.options.registry:
        raise Refused(500, "Could not install plugin from registry")
    id = url.rstrip("/").rpartition("/")[2].lower().replace("-", "_")
    made = Plugin(id, manifest(**{"name": id, **call.state.options.registry[url]}))
    return _installed(call.state, made).manifest


async def list_chats(call: Call) -> Any:
    found = call.state.found_chats(call.caller.id, call.query.get("search", ""))
    return {"items": [_chat(call, fields) for fields in found], "cursor": ""}


async def create_chat(call: Call) -> Any:
    return _chat(call, call.state.add_chat(call.caller.id, bodies.chat(call.body)).fields)


async def get_chat(call: Call) -> Any:
    return _chat(call, call.state.chat(call.path["id"], call.caller.id, "Not found.").fields)


async def edit_chat(call: Call) -> Any:
    """Replace a chat: what the body leaves out is empty."""
    body = bodies.chat(call.body)
    found = call.state.chat(call.path["id"], call.caller.id, "Chat not found.")
    found.fields |= call.state.chat_fields(body)
    return _chat(call, found.fields)


async def delete_chat(call: Call) -> Any:
    call.state.chat(call.path["id"], call.caller.id, "Chat not found.")
    del call.state.chats[call.path["id"]]


async def upload_file(call: Call) -> Any:
    user, name = call.caller, posixpath.basename(call.body.name)
    return call.state.add_upload(user, name, Upload(call.body.content, mimetypes.guess_type(name)[0]))


async def get_uploaded_files(call: Call) -> Any:
    """List the files whose names have a dot; one of no known kind, and all of it fails (CONTRACT N2)."""
    folder = call.caller.folder
    found = {name: one for name, one in call.state.uploads.get(folder, {}).items() if "." in name}
    if any(one.mime_type is None for one in found.values()):
        raise Unhandled("mime_type is None")
    return [call.state.upload_wire(folder, name, one.mime_type) for name, one in found.items()]


async def get_uploaded_file(call: Call) -> Any:
    folder, _, name = call.path["path"].partition("/")
    found = call.state.uploads.get(folder, {}).get(name)
    if found is None:
        raise missing("File not found")
    kind = found.mime_type or "text/plain"
    return Raw(found.content, f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)


async def oauth_login(call: Call) -> Any:
    _known_handler(call)
    back = f"{call.state.public_url}/auth/callback/{call.path['name']}"
    raise Moved(f"/auth/internal-idp?{urlencode({'redirect_uri': back})}")


async def oauth_callback(call: Call) -> Any:
    """Give whoever comes with a code the cookie of the admin, whatever the code (CONTRACT §2)."""
    name = _known_handler(call)
    if not call.query.get("code"):
        raise Refused(403, f"Auth Handler {name} could not complete the OAuth flow.")
    token = signed(ADMIN, call.state.options.jwt_secret, call.state.clock.now() + DAY)
    cookie = f"access_token={token}; HttpOnly; Max-Age={DAY}; Path=/; SameSite=lax"
    raise Moved(call.state.public_url, cookies=(cookie,))


async def oauth_logout(call: Call) -> Any:
    raise Moved(call.state.public_url, cookies=(_NO_COOKIE,))


async def internal_idp(call: Call) -> Any:
    back = quote(call.query.get("redirect_uri", ""), safe=":/?&=")
    form = f'<input name="api_key"><input type="hidden" name="redirect_uri" value="{back}">'
    page = f'<!doctype html><form method="post" action="/auth/internal-idp/login">{form}</form>'
    return Raw(page.encode(), "text/html; charset=utf-8")


async def internal_idp_login(call: Call) -> Any:
    key, back = call.form.get("api_key", ""), call.form.get("redirect_uri", "")
    if key != call.state.options.api_key:
        raise Moved(f"/auth/internal-idp?{urlencode({'redirect_uri': back})}", 303)
    raise Moved(f"{back}?code={hashlib.sha256(key.encode()).hexdigest()[:16]}", 303)


async def openapi(call: Call) -> Any:
    """Tell the document that the client is generated from."""
    return Raw((files("cheshire_cat_v2_openapi") / "openapi.json").read_bytes(), "application/json")


async def front_page(call: Call) -> Any:
    return Raw(b"<!doctype html><title>Cheshire Cat AI</title>", "text/html; charset=utf-8")


def _handler(slug: str, name: str, description: str, login_url: str | None) -> Json:
    return {"slug": slug, "name": name, "description": description, "login_url": login_url}


def _plugin(call: Call) -> Plugin:
    found = call.state.plugins.get(call.path["id"])
    if found is None:
        raise missing("Plugin not found")
    return found


def _installed(state: State, made: Plugin) -> Plugin:
    before = state.plugins.get(made.id)
    made.active = before is None or not before.active
    state.plugins[made.id] = made
    return made


def _chat(call: Call, fields: Json) -> Json:
    libraries = call.state.options.libraries
    return {**fields, "messages": [told(one, "chat", libraries) for one in fields["messages"]]}


def _known_handler(call: Call) -> str:
    name = call.path["name"]
    if name != "simple":
        raise missing(f"Auth Handler {name} not found.")
    return name
