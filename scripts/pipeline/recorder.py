"""Every operation of a generated package called over a transport that records, with arguments derived from its schemas.

A part of trial.py, and so of the process that imports what was generated.
"""

from __future__ import annotations

import datetime
import enum
import inspect
import io
import json
import types
import typing
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from pipeline import promises
from pipeline.examples import check_same
from pipeline.places import folded

if TYPE_CHECKING:
    from pipeline.trial import Trial

_BASE = "http://recorder.invalid"
_JSON, _FORM, _MULTIPART = "application/json", "application/x-www-form-urlencoded", "multipart/form-data"
_SENT_AS = {_JSON: "json", _FORM: "data", _MULTIPART: "files"}  # the part of a request that a body of it is
_MEDIA_TYPES = {**{part: media_type for media_type, part in _SENT_AS.items()}, "content": _JSON}
_ABSENT = object()
_VARIANTS = 6  # calls with other arguments each; the last has the fewest


@dataclass(frozen=True)
class Answer:
    """What a reader needs of a response."""

    status_code: int
    headers: dict[str, str]
    content: bytes


class Recorder:
    """The package's clients over a transport that answers what it is told and keeps what it was sent."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._types = trial.module("types")
        self._codec = trial.module("codec")
        self._facts = trial.module("operations").OPERATIONS
        self._reply = Answer(200, {}, b"")
        self._seen: list[httpx.Request] = []
        client = trial.module("client").AuthenticatedClient(base_url=_BASE, token="token")
        transport = httpx.MockTransport(self._answer)
        self._async = httpx.AsyncClient(transport=transport, base_url=_BASE)
        self._client = client.set_httpx_client(httpx.Client(transport=transport, base_url=_BASE))
        self._client.set_async_httpx_client(self._async)

    async def close(self) -> None:
        """Close both clients."""
        self._client.get_httpx_client().close()
        await self._async.aclose()

    async def try_operation(self, place: str, path: str, method: str, operation: dict[str, Any]) -> None:
        """Build its requests, read its answers, and do both by each of its functions, whatever fails of it.

        The trial notes what fails.
        """
        trying = partial(self._trial.trying, place)
        endpoint = None
        with trying("its module"):
            facts = self._facts[operation["operationId"]]
            if (facts.method, facts.path) != (method.upper(), path):
                raise ValueError(f"operations.py has {facts.method} {facts.path}")
            endpoint = self._trial.module(f"api.{facts.tag}.{facts.name}")
        if endpoint is None:
            return
        answers = list(self._answers(operation))
        for answer, value in answers:
            if 200 <= answer.status_code <= 299:
                with trying(f"the result of a {answer.status_code}"):
                    made = facts.parse(answer)
                    self._same(made, value, f"the result of a {answer.status_code}")
                    hint = inspect.signature(endpoint.parse).return_annotation
                    promises.check(made, hint, "the result", self._trial.module("models"))
        calls = list(self._calls(trying, endpoint, operation))
        for call in calls:
            with trying(f"a request, {call.media_type}"):
                self._check(trying, facts.build(*call.path, **call.named), path, method, call)
        firsts = {answer.status_code: (answer, value) for answer, value in reversed(answers)}
        first, *others = (firsts[status] for status in sorted(firsts))
        for name in ("sync_detailed", "asyncio_detailed", "sync", "asyncio"):
            if hasattr(endpoint, name) and calls:
                with trying(name):
                    await self._call(endpoint, name, calls[0], *first)
        for (answer, value), call in zip([first, *others], cycle([*calls[-1:], *calls[1:-1]])):
            with trying(f"sync_detailed of a {answer.status_code}, {call.media_type}"):
                await self._call(endpoint, "sync_detailed", call, answer, value)

    def _calls(self, trying: _Trying, endpoint: Any, operation: dict[str, Any]) -> Iterator[_Call]:
        for number in range(_VARIANTS):
            with trying("the arguments"):
                yield self._arguments(endpoint.build, operation, number)

    async def _call(self, endpoint: Any, name: str, call: _Call, answer: Answer, value: Any) -> None:
        self._reply = answer
        result = getattr(endpoint, name)(*call.path, client=self._client, **call.named)
        result = await result if inspect.isawaitable(result) else result
        self._check_sent(endpoint.build(*call.path, **call.named), self._seen.pop())
        if hasattr(endpoint, "sync"):
            self._same(
                result.parsed if name.endswith("detailed") else result, value, f"{name} of a {answer.status_code}"
            )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self._seen.append(request)
        return httpx.Response(self._reply.status_code, headers=self._reply.headers, content=self._reply.content)

    def _answers(self, operation: dict[str, Any]) -> typing.Iterator[tuple[Answer, Any]]:
        """(answer, value) of each example of each documented answer."""
        shared = self._trial.document.get("components", {}).get("responses", {})
        for status, response in operation["responses"].items():
            if "$ref" in response:
                response = shared[response["$ref"].rpartition("/")[2]]
            content = response.get("content", {})
            if not content or "schema" not in next(iter(content.values())):
                yield Answer(int(status), {}, b""), None
                continue
            media_type = next(iter(content))
            headers = {"content-type": media_type}
            for value in self._trial.examples.of(content[media_type]["schema"]):
                if media_type == _JSON:
                    yield Answer(int(status), headers, json.dumps(value).encode()), value
                elif isinstance(value, str):
                    yield Answer(int(status), headers, value.encode()), value

    def _same(self, made: Any, value: Any, what: str) -> None:
        check_same(self._codec.encode(made), value, what)

    def _arguments(self, build: Any, operation: dict[str, Any], number: int) -> _Call:
        signature = inspect.signature(build).parameters
        call = _Call()
        least = number == _VARIANTS - 1
        for parameter in operation.get("parameters", []):
            name = next(each for each in signature if folded(each) == folded(parameter["name"]))
            values = self._trial.examples.of(parameter["schema"])
            value = values[min(number, len(values) - 1)]
            if parameter["in"] == "path":
                call.in_path[parameter["name"]] = value
            elif least and not parameter.get("required"):
                continue
            else:
                call.query[parameter["name"]] = value
                call.named[name] = self._python(value, signature[name].annotation)
        order = [name for name, each in signature.items() if each.kind is each.POSITIONAL_OR_KEYWORD]
        by_name = {folded(name): value for name, value in call.in_path.items()}
        call.path = [self._python(by_name[folded(name)], signature[name].annotation) for name in order]
        body = operation.get("requestBody")
        if body and not (least and not body.get("required")):
            call.media_type = list(body["content"])[number % len(body["content"])]
            kinds = self._kinds(body["content"], signature["body"].annotation)
            values = self._trial.examples.of(body["content"][call.media_type]["schema"])
            call.body = values[min(number // len(body["content"]), len(values) - 1)]
            kind = kinds[call.media_type]
            same = {_SENT_AS[media_type] for media_type, other in kinds.items() if other is kind}  # not told apart
            call.sent_as = {"content"} if call.body is None else same
            call.named["body"] = self._python(call.body, kind)
        return call

    def _kinds(self, content: dict[str, Any], hint: Any) -> dict[str, Any]:
        """Media type -> the class of its body; of one alone, whatever the argument's annotation says."""
        named = {media_type: self._named(media["schema"]) for media_type, media in content.items()}
        hints = [each for each in typing.get_args(hint) if each is not self._types.Unset] if len(content) > 1 else []
        inline = (each for each in hints if each not in named.values())
        kinds: dict[str, Any] = {}
        for media_type, media in content.items():
            equal = [other for other in _SENT_AS if other in content and content[other] == media]  # the first is made
            if equal[0] == media_type:
                kinds[media_type] = named[media_type] or next(inline, hint)
        for media_type, media in content.items():
            kinds.setdefault(media_type, next(kinds[other] for other in kinds if content[other] == media))
        return kinds

    def _named(self, schema: dict[str, Any]) -> Any:
        parts = schema.get("allOf", [])
        if len(parts) == 1 and "properties" not in schema:
            return self._named(parts[0])
        return self._trial.class_of(schema["$ref"].rpartition("/")[2]) if "$ref" in schema else None

    def _python(self, value: Any, hint: Any) -> Any:
        """What a caller gives for a JSON value."""
        if hint is None or hint is type(None):
            return self._codec.of(type(None))(value)
        origin = typing.get_origin(hint)
        if origin in (typing.Union, types.UnionType):
            return self._first(value, [each for each in typing.get_args(hint) if each is not self._types.Unset])
        if origin is list:
            if not isinstance(value, list):
                raise TypeError("no list")
            return [self._python(each, typing.get_args(hint)[0]) for each in value]
        if origin is typing.Literal:
            if value not in typing.get_args(hint):
                raise TypeError("another value")
            return value
        if hint is Any:
            return value
        return self._of_type(value, hint)

    def _first(self, value: Any, hints: list[Any]) -> Any:
        for hint in sorted(hints, key=lambda each: each is str):
            try:
                return self._python(value, hint)
            except (TypeError, ValueError, KeyError):
                continue
        raise TypeError(f"{value!r} is none of {hints}")

    def _of_type(self, value: Any, hint: type) -> Any:
        if issubclass(hint, dict):
            if not isinstance(value, dict):
                raise TypeError("no object")
            read = hint.from_dict(value)  # type: ignore[attr-defined]
            for attribute, name in read._names.items():
                if name in value and self._is_file(hint, attribute):
                    setattr(read, attribute, self._files(value[name]))
            return read
        if issubclass(hint, enum.Enum):
            return self._codec.member(hint)(value)
        if hint in (datetime.datetime, datetime.date):
            return _as_date(value, hint)
        if hint is uuid.UUID:
            return self._codec.as_uuid(value)
        if hint is float:
            return self._codec.of(float, int)(value)
        return self._codec.of(hint)(value)

    def _is_file(self, model: Any, attribute: str) -> bool:
        return (
            "File"
            in model.__annotations__.get(attribute, "").replace("|", " ").replace("[", " ").replace("]", " ").split()
        )

    def _files(self, value: Any) -> Any:
        """Files in place of the texts that the examples have for them."""
        if isinstance(value, list):
            return [self._files(each) for each in value]
        if value is None:
            return None
        return self._types.File(payload=io.BytesIO(b"content"), file_name="a.txt", mime_type="text/plain")

    def _check(self, trying: _Trying, request: dict[str, Any], path: str, method: str, call: _Call) -> None:
        text = self._codec.text
        expected = path
        for name, value in call.in_path.items():
            expected = expected.replace(f"{{{name}}}", quote(text(value), safe=""))
        with trying("the URL"):
            if (request["method"], request["url"]) != (method.upper(), expected):
                raise ValueError(
                    f"the request is {request['method']} {request['url']}, not {method.upper()} {expected}"
                )
        sent = dict(request.get("params", {}))
        wanted: dict[str, Any] = {}
        for name, value in call.query.items():
            wanted.update(value if isinstance(value, dict) else {name: value})
        for name in sent.keys() - wanted.keys():
            del sent[name]  # a default
        with trying("the query"):
            self._same(sent, _written(wanted), "the query")
        with trying(f"the body, {call.media_type}"):
            self._check_body(request, call)

    def _check_body(self, request: dict[str, Any], call: _Call) -> None:
        sent_as = _MEDIA_TYPES.keys() & request
        if sent_as != call.sent_as and not (len(sent_as) == 1 and sent_as <= call.sent_as):
            raise ValueError(f"the body is sent as {sorted(sent_as)}, not as {sorted(call.sent_as)}")
        if "json" in request:
            self._same(request["json"], call.body, "the body")
        if "content" in request and request["content"] != b"null":
            raise ValueError(f"the body is {request['content']!r}, not null")
        if "data" in request:
            self._same(request["data"], _written(call.body), "the form")
        if "files" in request:
            names = {name for name, value in call.body.items() if value not in (None, []) and value != [None]}
            if {name for name, _ in request["files"]} != names:
                raise ValueError(f"the parts are {sorted({n for n, _ in request['files']})}, not {sorted(names)}")

    def _check_sent(self, request: dict[str, Any], sent: httpx.Request) -> None:
        same = httpx.Request(sent.method, f"{_BASE}{request['url']}", params=request.get("params"))
        if sent.url != same.url:
            raise ValueError(f"{sent.url} was called, not {same.url}")
        for part in _MEDIA_TYPES.keys() & {name for name, body in request.items() if body != []}:  # without parts: none
            media_type = sent.headers.get("content-type", "")
            if media_type.partition(";")[0] != _MEDIA_TYPES[part]:
                raise ValueError(f"{media_type!r} was sent, not {_MEDIA_TYPES[part]}")
        if "json" in request:
            self._same(json.loads(sent.content), request["json"], "what was sent")
        elif sent.content != request.get("content", sent.content if {"data", "files"} & request.keys() else b""):
            raise ValueError(f"{sent.content!r} was sent")


def _as_date(value: Any, hint: type[datetime.date]) -> datetime.date:
    """A date of an example: each kind is written in one way there, and the package may have no reader of dates."""
    if not isinstance(value, str) or ("T" in value) is not (hint is datetime.datetime):
        raise ValueError("no date, or the other kind of one")
    return hint.fromisoformat(value)


def _written(values: dict[str, Any]) -> dict[str, Any]:
    """JSON values as a query or a form has them; what is null is not there."""

    def one(value: Any) -> str:
        return "" if value is None else json.dumps(value) if isinstance(value, bool) else str(value)

    return {
        name: [one(each) for each in value] if isinstance(value, list) else one(value)
        for name, value in values.items()
        if value is not None
    }


@dataclass
class _Call:
    """One call: what it is made of, as JSON, and as arguments."""

    in_path: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = _ABSENT
    """JSON; None is null."""
    media_type: str = "without a body"
    sent_as: set[str] = field(default_factory=set)
    """The parts of a request of which one is the body."""
    path: list[Any] = field(default_factory=list)
    named: dict[str, Any] = field(default_factory=dict)


class _Trying(typing.Protocol):
    """`Trial.trying`, of one place."""

    def __call__(self, what: str, /) -> AbstractContextManager[None]: ...
