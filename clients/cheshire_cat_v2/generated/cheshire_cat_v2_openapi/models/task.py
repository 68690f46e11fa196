from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.message_input import MessageInput
    from ..models.resource_input import ResourceInput
    from ..models.task_args import TaskArgs


@_attrs_define(eq=False, repr=False, slots=False)
class Task(Model):
    """Task"""

    args: TaskArgs | Unset = UNSET

    messages: list[MessageInput] | Unset = UNSET

    resources: list[ResourceInput] | Unset = UNSET

    stream: bool | Unset = True

    _names: ClassVar[dict[str, str]] = {
        "args": "args",
        "messages": "messages",
        "resources": "resources",
        "stream": "stream",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "args",
            "messages",
            "resources",
            "stream",
        }
    )

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.message_input import MessageInput
        from ..models.resource_input import ResourceInput
        from ..models.task_args import TaskArgs

        return {
            "args": TaskArgs.from_dict,
            "messages": _many(MessageInput.from_dict),
            "resources": _many(ResourceInput.from_dict),
        }
