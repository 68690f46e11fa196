"""What an operation is made of, and what it is handed when it is called. The table of them is in `routes`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .state import Cat, WorkingMemory
from .validation import REQUIRED, Check, Field


@dataclass(frozen=True)
class Body:
    """A JSON body that is one value: required, or replaced by `default` when absent or null."""

    check: Check
    default: Any = REQUIRED


@dataclass(frozen=True)
class Parts:
    """A JSON body whose keys are parameters of their own."""

    fields: Mapping[str, Field]


@dataclass(frozen=True)
class Form:
    """A form, multipart or not, with the fields that are no files; `files` is the name of the file field."""

    files: str
    many: bool = False
    fields: Mapping[str, Field] = field(default_factory=dict)


@dataclass
class Call:
    """One authorised and validated request."""

    cat: Cat
    user_id: str
    session: WorkingMemory
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Any
    """The value of the body, or the parts or form fields by name."""
    later: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    """What to do once the answer has been sent."""


Handler = Callable[[Call], Awaitable[Any]]


@dataclass(frozen=True)
class Operation:
    """One row of the table: `permission` is None where everybody may call; the handler's name is the operationId."""

    method: str
    path: str
    permission: str | None
    handler: Handler
    body: Body | Parts | Form | None = None
    query: Mapping[str, Field] = field(default_factory=dict)
