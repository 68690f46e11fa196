"""The ASGI application: it matches, authorises, validates, calls the operation, and turns errors into bodies."""

from __future__ import annotations

import importlib.resources
import json
import logging
from collections.abc import Mapping
from email.message import Message as MimeMessage
from typing import Any

from starlette.background import BackgroundTask
from starlette.datastructures import FormData, Headers, MutableHeaders, UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, Router, WebSocketRoute
from starlette.types import Message, Receive, Scope, Send

from openapi_facade.testing.asgi import drop
from openapi_facade.testing.watch import Request as Record

from .call import Body, Call, Form, Operation, Parts
from .errors import ErrorItem, Invalid, Refused, Unhandled, invalid_credentials
from .routes import OPERATIONS
from .socket_endpoint import SocketEndpoint
from .state import Cat
from .validation import REQUIRED, item, missing, parameters

logger = logging.getLogger("cheshire_cat_api.testing")

_CORS_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_UNREADABLE = "There was an error parsing the body"
_NEW_MULTIPART_ERROR = "Invalid multipart data."
"""What newer versions of Starlette say of a body that is not multipart; the real Cat's says the other."""


class Application:
    """What uvicorn runs. It owns no state: all of that is in the `Cat`."""

    def __init__(self, cat: Cat) -> None:
        self._cat = cat
        router = Router([*_http_routes(cat), *_socket_routes(cat)])
        handlers: Mapping[Any, Any] = {
            HTTPException: _framework_error,
            Refused: _application_error,
            Invalid: _validation_error,
        }
        self._app = _CORS(
            ExceptionMiddleware(router, handlers),
            allow_origins=["*"],
            allow_credentials=True,
            allow_methods=_CORS_METHODS,
            allow_headers=["*"],
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self  # makes Starlette raise its errors instead of answering in plain text
        await self._app(scope, receive, send)


class _CORS(CORSMiddleware):
    """Answers `*` to a page that shows no cookie, as the real Cat's version of it does; newer ones name every page."""

    async def send(self, message: Message, send: Send, request_headers: Headers) -> None:
        origin = request_headers.get("origin")
        if message["type"] == "http.response.start" and origin is not None:
            headers = MutableHeaders(scope=message)
            headers.update(self.simple_headers)
            if "cookie" in request_headers:
                self.allow_explicit_origin(headers, origin)
        await send(message)


def _http_routes(cat: Cat) -> list[BaseRoute]:
    routes: list[BaseRoute] = [Route("/openapi.json", _openapi)]  # the one that has HEAD, too
    routes += [_route(op.method, op.path, _Endpoint(cat, op).answer) for op in OPERATIONS]
    return routes


def _socket_routes(cat: Cat) -> list[BaseRoute]:
    endpoint = SocketEndpoint(cat)
    return [WebSocketRoute("/ws", endpoint), WebSocketRoute("/ws/{user_id}", endpoint)]


def _route(method: str, path: str, endpoint: Any) -> Route:
    route = Route(path, endpoint, methods=[method])
    route.methods = {method}  # no HEAD beside GET: the real Cat answers 405
    return route


async def _openapi(request: Request) -> Response:
    """The document that comes with the generated package, if that is installed."""
    try:
        document = (importlib.resources.files("cheshire_cat_openapi") / "openapi.json").read_bytes()
    except (ModuleNotFoundError, FileNotFoundError):
        raise HTTPException(404) from None
    return Response(document, media_type="application/json")


def _json(status: int, content: Any, **more: Any) -> JSONResponse:
    """A JSON answer; what JSON or UTF-8 cannot carry (NaN, lone surrogates, bytes) ends in a 500, as it does there."""
    try:
        return JSONResponse(content, status, **more)
    except (TypeError, ValueError) as error:
        raise Unhandled(f"the answer cannot be written: {error}") from error


async def _framework_error(request: Request, error: HTTPException) -> Response:
    return _json(error.status_code, {"detail": error.detail}, headers=error.headers)


async def _application_error(request: Request, error: Refused) -> Response:
    return _json(error.status, {"detail": error.detail})


async def _validation_error(request: Request, error: Invalid) -> Response:
    return _json(400, {"error": error.items})


class _Endpoint:
    """One operation, as an endpoint."""

    def __init__(self, cat: Cat, operation: Operation) -> None:
        self._cat = cat
        self._operation = operation

    async def answer(self, request: Request) -> Response:
        # the order is the server's: an unreadable body comes before the credentials, a wrong one after (CONTRACT §2)
        form = isinstance(self._operation.body, Form)
        received = await _read_form(request) if form else await self._read_json(request)
        try:
            user_id = self._authorise(request)
            call = self._validate(request, user_id, received)
            content = await self._operation.handler(call)
        finally:
            if isinstance(received, FormData):
                await received.close()
        if self._operation.permission is not None:
            self._cat.store_session(user_id, call.session)
        else:
            self._cat.watch.changed()
        later = BackgroundTask(_afterwards, request.scope, call) if call.later else None
        return _json(200, content, background=later)

    def _authorise(self, request: Request) -> str:
        permission = self._operation.permission
        if permission is None:
            return ""
        record: Record = request.scope["state"]["record"]
        user_id = self._cat.gate.http(record.headers, permission)
        if user_id is None:
            raise invalid_credentials()
        record.user = user_id
        return user_id

    async def _read_json(self, request: Request) -> Any:
        """The body as JSON; as bytes, if the content type says that it is something else."""
        if self._operation.body is None:
            return None
        raw = await request.body()
        if not raw:
            return None
        if not _is_json(request.headers.get("content-type")):
            return raw
        try:
            return json.loads(raw)
        except json.JSONDecodeError as error:
            problem = item("json_invalid", ("body", error.pos), "JSON decode error", {}, {"error": error.msg})
            raise Invalid([problem]) from error
        except (ValueError, RecursionError) as error:
            raise HTTPException(400, _UNREADABLE) from error

    def _validate(self, request: Request, user_id: str, received: Any) -> Call:
        errors: list[ErrorItem] = []
        query = parameters(self._operation.query, request.query_params, "query", errors)
        body = _checked_body(self._operation.body, received, errors)
        if errors:
            raise Invalid(errors)
        return Call(
            cat=self._cat,
            user_id=user_id,
            session=self._cat.load_session(user_id),
            path=request.path_params,
            query=query,
            body=body,
        )


async def _read_form(request: Request) -> FormData:
    begin = b""

    async def receive() -> Message:
        nonlocal begin
        message = await request.receive()
        begin = begin or message.get("body", b"")
        return message

    try:
        form = await Request(request.scope, receive).form()
    except HTTPException as error:
        if error.detail == _NEW_MULTIPART_ERROR:
            raise HTTPException(400, _UNREADABLE) from error
        raise
    is_multipart = request.headers.get("content-type", "").startswith("multipart/form-data")
    if not form and is_multipart and begin.lstrip(b"\r\n").partition(b"\r\n")[0].endswith(b"--"):
        raise HTTPException(400, _UNREADABLE)  # nothing but its end, which older versions cannot read
    return form


def _is_json(content_type: str | None) -> bool:
    if not content_type:
        return True
    message = MimeMessage()
    message["content-type"] = content_type
    subtype = message.get_content_subtype()
    return message.get_content_maintype() == "application" and (subtype == "json" or subtype.endswith("+json"))


def _checked_body(body: Body | Parts | Form | None, received: Any, errors: list[ErrorItem]) -> Any:
    if body is None:
        return None
    if isinstance(body, Parts):
        return parameters(body.fields, received, "body", errors)
    if isinstance(body, Form):
        return _checked_form(body, received, errors)
    if received is not None:
        return body.check(received, ("body",), errors)
    if body.default is not REQUIRED:
        return dict(body.default)
    errors.append(missing(("body",)))
    return None


def _checked_form(form: Form, received: FormData, errors: list[ErrorItem]) -> dict[str, Any]:
    files = [part for part in received.getlist(form.files) if part != ""]
    if not files:
        errors.append(missing(("body", form.files)))
    elif not all(isinstance(part, UploadFile) for part in files):
        # the validator's own error cannot be written as JSON there (CONTRACT D8b)
        raise Unhandled(f"{form.files}: a text field where a file belongs")
    sent = dict(received)
    for name, field in form.fields.items():
        if sent.get(name) == "" and field.default is not None:
            del sent[name]  # an empty field means the default, except where the default is null
    fields = parameters(form.fields, sent, "body", errors)
    return {form.files: files if form.many else files[-1:] and files[-1], **fields}


async def _afterwards(scope: Scope, call: Call) -> None:
    """Run what was left for after the answer. A failure is silent: the client only sees its connection closed."""
    try:
        for task in call.later:
            await task()
    except Exception as error:
        logger.info("a background task of the embedded Cat failed: %r", error)
        drop(scope)
