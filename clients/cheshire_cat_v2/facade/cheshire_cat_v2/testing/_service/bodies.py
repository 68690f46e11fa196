"""The bodies of requests: JSON, or a form with a file, and how a wrong one is refused (CONTRACT §3)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from .errors import Json, absent, invalid, problem
from .messages import checked_messages

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')
_DISPOSITION = re.compile(r'(name|filename)="((?:[^"\\]|\\.)*)"')
_OBJECT = "Input should be a valid dictionary or object to extract fields from"
_TRUE, _FALSE = ("1", "true", "t", "yes", "y", "on"), ("0", "false", "f", "no", "n", "off")


@dataclass(frozen=True)
class File:
    """A file of a form."""

    name: str
    content_type: str
    content: bytes


def parsed(content_type: str, body: bytes) -> Any:
    """Return the JSON of a body; the text of one that is not said to be JSON, None for none.

    Raises `Refused` for JSON that is none.
    """
    if not body:
        return None
    if not content_type.partition(";")[0].strip().lower().endswith("json"):
        return body.decode("utf-8", "replace")
    try:
        return json.loads(body)
    except json.JSONDecodeError as error:
        raise invalid(problem("json_invalid", ["body", error.pos], "JSON decode error", {}, error=error.msg)) from None
    except (ValueError, RecursionError) as error:
        raise invalid(problem("json_invalid", ["body", 0], "JSON decode error", {}, error=str(error))) from None


def an_object(body: Any) -> Json:
    """Return a body that is any object. Raises `Refused`."""
    if body is None:
        raise invalid(absent(["body"]))
    if not isinstance(body, dict):
        raise invalid(problem("dict_type", ["body"], "Input should be a valid dictionary", body))
    return body


def task(body: Any) -> Json:
    """Return what an agent is told, with what a body leaves out. Raises `Refused`."""
    found = _model(body)
    problems: list[Json] = []
    messages = checked_messages(found.get("messages", []), ["body", "messages"], problems)
    if not isinstance(found.get("resources", []), list):
        what = "Input should be a valid list"
        problems.append(problem("list_type", ["body", "resources"], what, found["resources"]))
    args = _dict(found, "args", problems)
    stream = _boolean(found.get("stream", True), ["body", "stream"], problems)
    if problems:
        raise invalid(*problems)
    return {"messages": messages, "args": args, "stream": stream}


def chat(body: Any) -> Json:
    """Return the fields of a chat that a body has. Raises `Refused`."""
    found = _model(body)
    problems: list[Json] = []
    made: Json = {}
    if "name" in found:
        made["name"] = _string(found["name"], ["body", "name"], problems)
    if "messages" in found:
        made["messages"] = checked_messages(found["messages"], ["body", "messages"], problems)
    if "context" in found:
        made["context"] = _dict(found, "context", problems)
    if problems:
        raise invalid(*problems)
    return made


def registry_url(body: Any) -> str:
    """Return the address of a plugin in the registry. Raises `Refused`."""
    found = _model(body)
    problems: list[Json] = []
    if "url" not in found:
        raise invalid(absent(["body", "url"], found))
    url = _string(found["url"], ["body", "url"], problems)
    if problems:
        raise invalid(*problems)
    return url


def file_in(content_type: str, body: bytes) -> File:
    """Return the field `file` of a form. Raises `Refused`."""
    boundary = _BOUNDARY.search(content_type)
    for part in body.split(b"--" + boundary[1].encode("latin-1"))[1:-1] if boundary else ():
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers: dict[str, str] = {}
        for line in head.decode("utf-8", "replace").split("\r\n"):
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        fields = dict(_DISPOSITION.findall(headers.get("content-disposition", "")))
        if fields.get("name") == "file" and "filename" not in fields:
            what = "Value error, Expected UploadFile, received: <class 'str'>"
            raise invalid(problem("value_error", ["body", "file"], what, content.decode("utf-8", "replace"), error={}))
        if fields.get("name") == "file":
            kind = headers.get("content-type", "")
            return File(fields["filename"], kind, content.removesuffix(b"\r\n"))
    raise invalid(absent(["body", "file"]))


def _model(body: Any) -> Json:
    if body is None:
        raise invalid(absent(["body"]))
    if not isinstance(body, dict):
        raise invalid(problem("model_attributes_type", ["body"], _OBJECT, body))
    return body


def _dict(found: Json, name: str, problems: list[Json]) -> Json:
    value = found.get(name, {})
    if isinstance(value, dict):
        return value
    problems.append(problem("dict_type", ["body", name], "Input should be a valid dictionary", value))
    return {}


def _string(value: Any, loc: list[str | int], problems: list[Json]) -> str:
    if isinstance(value, str):
        return value
    problems.append(problem("string_type", loc, "Input should be a valid string", value))
    return ""


def _boolean(value: Any, loc: list[str | int], problems: list[Json]) -> bool:
    """Return what the server takes for yes or no; null is neither (CONTRACT C4)."""
    if isinstance(value, (bool, int, str)) and str(value).lower() in (*_TRUE, *_FALSE):
        return str(value).lower() in _TRUE
    if isinstance(value, (int, str)):
        what = "Input should be a valid boolean, unable to interpret input"
        problems.append(problem("bool_parsing", loc, what, value))
    else:
        problems.append(problem("bool_type", loc, "Input should be a valid boolean", value))
    return True
