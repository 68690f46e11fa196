from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.message_output import MessageOutput
    from ..models.resource import Resource
    from ..models.task_result_args_type_0 import TaskResultArgsType0


@_attrs_define(eq=False, repr=False, slots=False)
class TaskResult(Model):
    """TaskResult"""

    args: None | TaskResultArgsType0

    messages: list[MessageOutput] | None

    resources: list[Resource] | None

    stream: bool | None

    _names: ClassVar[dict[str, str]] = {
        "args": "args",
        "messages": "messages",
        "resources": "resources",
        "stream": "stream",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.message_output import MessageOutput
        from ..models.resource import Resource
        from ..models.task_result_args_type_0 import TaskResultArgsType0

        return {
            "args": TaskResultArgsType0.from_dict,
            "messages": _many(MessageOutput.from_dict),
            "resources": _many(Resource.from_dict),
        }
