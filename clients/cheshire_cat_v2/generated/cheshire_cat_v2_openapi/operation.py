"""What an operation of an API is: facts, a builder of its request, and a reader of its result. No input or output."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, Protocol, TypedDict, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class _Target(TypedDict):
    method: str
    url: str
    """The path, with its parameters in it."""


class Request(_Target, total=False):
    """A request as data, by the names that `httpx.Client.request` has for its parts."""

    params: dict[str, str | list[str]]
    headers: dict[str, str]
    json: Any
    content: bytes
    """A body as it is sent: the JSON `null`."""
    data: dict[str, str | list[str]]
    """The fields of a form."""
    files: Any
    """The parts of a multipart/form-data body."""


class Answer(Protocol):
    """What a reader must know of a response; httpx has it, and so has every other client."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def content(self) -> bytes: ...


class Operation(Generic[P, T]):
    """One operation of the API. Nothing of it but the facts is loaded before it is used."""

    def __init__(
        self,
        name: str,
        tag: str,
        method: str,
        path: str,
        permission: str | None,
        repeatable: bool,
        slow: bool,
        summary: str,
    ) -> None:
        self.name = name
        """Its operationId, the name of its module and of the client's method."""
        self.tag = tag
        """The folder under `api` and the client's attribute."""
        self.method = method
        self.path = path
        """With `{parameters}`, exact to the slash at its end."""
        self.permission = permission
        """What the user must be allowed, as RESOURCE:PERMISSION; None: nothing."""
        self.repeatable = repeatable
        """Whether it may be sent again by itself when nobody knows if it arrived."""
        self.slow = slow
        """Whether it takes minutes by nature."""
        self.summary = summary
        if TYPE_CHECKING:  # of the object, not of the class, or a protocol of these would take them for its methods
            self.build: Callable[P, Request]
            """The request of a call with these arguments.

            Raises what the arguments raise that are of another type than documented.
            """
            self.parse: Callable[[Answer], T]
            """The result in a successful answer.

            Raises:
                errors.UnexpectedStatus: the document knows no such success.
                ValueError: the body is no JSON.
                TypeError: it is JSON of another form.
            """

    if not TYPE_CHECKING:  # which knows the two

        def __getattr__(self, attribute: str) -> Any:
            if attribute not in ("build", "parse"):
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {attribute!r}")
            endpoint = import_module(f".api.{self.tag}.{self.name}", __package__)
            self.build, self.parse = endpoint.build, endpoint.parse
            return getattr(self, attribute)

    def __repr__(self) -> str:
        return f"Operation({self.name!r}, {self.method!r}, {self.path!r})"
