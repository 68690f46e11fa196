from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.message_why import MessageWhy


@_attrs_define(eq=False, repr=False, slots=False)
class CatMessage(Model):
    """A reply of the Cat: the answer to a message over HTTP and the `chat` frame of the WebSocket. Plugins may add
    keys."""

    audio: None | str
    """A sound, if a plugin put one here; the user's is not repeated."""

    content: None | str
    """The same as `text`, under its old name. None where `text` is."""

    image: None | str
    """A picture, if a plugin put one here; the user's is not repeated."""

    text: None | str
    """The text of the reply. None if a plugin left it out."""

    type: str
    """Kind of frame, `chat`."""

    user_id: str
    """The user whom it answers."""

    when: float
    """When it was written, in seconds since 1970 (UTC)."""

    who: str
    """Who speaks, `AI`."""

    why: MessageWhy | None
    """How the reply came about; None for a fast reply of a plugin."""

    _names: ClassVar[dict[str, str]] = {
        "audio": "audio",
        "content": "content",
        "image": "image",
        "text": "text",
        "type": "type",
        "user_id": "user_id",
        "when": "when",
        "who": "who",
        "why": "why",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.message_why import MessageWhy

        return {
            "why": MessageWhy.from_dict,
        }
