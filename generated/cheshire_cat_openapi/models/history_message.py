from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.message_why import MessageWhy


@_attrs_define(eq=False, repr=False, slots=False)
class HistoryMessage(Model):
    """A message of the history, of the user or of the Cat. A reply has all that CatMessage has; a message of the user
    also has every further key that was sent with it."""

    who: str
    """Who spoke, `Human` or `AI`; a client may have sent another name."""

    text: None | str
    """The text. Missing before 1.8, see `message`."""

    when: float
    """When it was written, in seconds since 1970 (UTC)."""

    user_id: str
    """The user of this conversation. Missing before 1.8."""

    image: None | str
    """The picture that was sent, a URL or data URI."""

    audio: None | str
    """The sound that was sent, a URL or data URI."""

    why: MessageWhy | None
    """How the reply came about. Only in replies."""

    type: None | str
    """Kind of frame, `chat`. Only in replies."""

    content: None | str
    """The same as `text`. Only in replies."""

    message: None | str
    """The text, up to 1.8."""

    role: None | str
    """The same as `who`, in 1.7."""

    _names: ClassVar[dict[str, str]] = {
        "who": "who",
        "text": "text",
        "when": "when",
        "user_id": "user_id",
        "image": "image",
        "audio": "audio",
        "why": "why",
        "type": "type",
        "content": "content",
        "message": "message",
        "role": "role",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.message_why import MessageWhy

        return {
            "why": MessageWhy.from_dict,
        }
