"""The small API as its generated package has it: operations as data. It knows nothing of the runtime."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, ParamSpec, Protocol, TypedDict, TypeVar
from urllib.parse import quote

P = ParamSpec("P")
T = TypeVar("T")


class Answer(Protocol):
    @property
    def status_code(self) -> int: ...
    @property
    def content(self) -> bytes: ...


@dataclass(frozen=True)
class Operation(Generic[P, T]):
    name: str
    method: str
    path: str
    build: Callable[P, Mapping[str, object]]
    parse: Callable[[Answer], T]
    repeatable: bool = False
    slow: bool = False
    permission: str | None = None


class UnexpectedStatus(Exception):
    """A success with a status that the document does not have."""


class Note(TypedDict):
    name: str
    text: str


def _data(answer: Answer) -> Any:
    if answer.status_code not in (200, 201):
        raise UnexpectedStatus(answer.status_code)
    return json.loads(answer.content)


def _note(answer: Answer) -> Note:
    data = _data(answer)
    return Note(name=data["name"], text=data["text"])


def _notes(answer: Answer) -> list[Note]:
    return [Note(name=each["name"], text=each["text"]) for each in _data(answer)]


def _text(key: str) -> Callable[[Answer], str]:
    return lambda answer: str(_data(answer)[key])


def _list() -> Mapping[str, object]:
    return {"method": "GET", "url": "/notes/all"}


def _get(name: str) -> Mapping[str, object]:
    return {"method": "GET", "url": f"/notes/{quote(name, safe='')}"}


def _add(*, name: str, text: str) -> Mapping[str, object]:
    return {"method": "POST", "url": "/notes", "json": {"name": name, "text": text}}


def _summary() -> Mapping[str, object]:
    return {"method": "GET", "url": "/summary"}


def _attach(name: str, *, file: object) -> Mapping[str, object]:
    return {"method": "POST", "url": f"/notes/{quote(name, safe='')}/files", "files": {"file": file}}


def _log_in(*, username: str, password: str) -> Mapping[str, object]:
    return {"method": "POST", "url": "/token", "json": {"username": username, "password": password}}


list_notes: Final = Operation("list_notes", "GET", "/notes/all", _list, _notes, repeatable=True)
get_note: Final = Operation("get_note", "GET", "/notes/{name}", _get, _note, repeatable=True, permission="NOTES:READ")
add_note: Final = Operation("add_note", "POST", "/notes", _add, _note)
summary: Final = Operation("summary", "GET", "/summary", _summary, _text("summary"), repeatable=True, slow=True)
attach: Final = Operation("attach", "POST", "/notes/{name}/files", _attach, _text("kept"))
log_in: Final = Operation("log_in", "POST", "/token", _log_in, _text("token"), repeatable=True)

OPERATIONS: Final[dict[str, Operation[..., Any]]] = {
    each.name: each for each in (list_notes, get_note, add_note, summary, attach, log_in)
}
