"""What the resources take from their callers, and make of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from cheshire_cat_api.errors import InvalidArgument
from cheshire_cat_openapi.models import AuthPermission
from cheshire_cat_openapi.types import UNSET, Unset
from openapi_facade.secrets import concealed

if TYPE_CHECKING:
    from cheshire_cat_openapi.model import Model

M = TypeVar("M", bound="Model")
V = TypeVar("V")

Permission: TypeAlias = Literal["WRITE", "EDIT", "LIST", "READ", "DELETE"] | AuthPermission
"""What can be allowed with a resource (CONTRACT §2)."""


def body_of(model: type[M], value: object, *, alone: str | None = None) -> M:
    """Return the body as the operation takes it, with secrets that nothing shows.

    Args:
        model: the body's class.
        value: an instance, or any mapping with its fields.
        alone: the field that a bare text stands for.

    Raises:
        InvalidArgument: it is none of these.
    """
    value = concealed(value)
    if isinstance(value, model):
        return value
    if alone is not None and isinstance(value, str):
        value = {alone: value}
    if not isinstance(value, Mapping):
        text = f", or the {alone} as text," if alone is not None else ""
        raise InvalidArgument(
            f"a mapping or {model.__name__}{text} is expected, not {type(value).__name__}; nothing was sent"
        )
    return model.from_dict(value)


def given(**fields: object) -> dict[str, Any]:
    """The fields that were given; None is "not given"."""
    return {name: value for name, value in fields.items() if value is not None}


def optional(value: V | None) -> V | Unset:
    """What is not given is not sent; 0, False and "" are given."""
    return UNSET if value is None else value


def check_page_size(page_size: int) -> None:
    """Refuse pages that lead nowhere (D7).

    Raises:
        InvalidArgument: less than 1.
    """
    if not isinstance(page_size, int) or page_size < 1:
        raise InvalidArgument(f"page_size: {page_size!r}; give 1 or more")
