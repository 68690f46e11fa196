# Written by scripts/unasync.py from _async/conversation.py; do not edit.
"""A conversation: what was said, kept here and sent with each turn, for the server keeps nothing (CONTRACT §0.3)."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cheshire_cat_v2 import content

if TYPE_CHECKING:
    from typing_extensions import Self

    from cheshire_cat_v2._sync.client import CatClient
    from cheshire_cat_v2._sync.stream import Stream
    from cheshire_cat_v2.models import ChatSelect
    from cheshire_cat_v2.reply import Reply


class Conversation:
    """What was said to an agent, and what it answered.

        conversation = cat.conversation()
        print(conversation.ask("Hello!").text)

    A turn counts when its reply is whole: after one that failed or was left, the history is what it was before. One
    turn at a time.

    Attributes:
        agent: who answers.
        args: of the agent, with each turn.
        messages: the history, as it is sent.
        id: of the stored chat; None: it is not stored.
        name: of the stored chat.
        context: of the stored chat.
    """

    def __init__(
        self,
        client: CatClient,
        agent: str = "default",
        messages: Sequence[Mapping[str, Any]] = (),
        *,
        args: Mapping[str, Any] | None = None,
    ) -> None:
        self._client = client
        self.agent = agent
        self.args = dict(args or {})
        self.messages: list[dict[str, Any]] = [_plain(message) for message in messages]
        self.id: UUID | None = None
        self.name = "No name"
        self.context: dict[str, Any] = {}

    def ask(self, text: content.Said, *, timeout: float | None = None, **more: Any) -> Reply:
        """Say something, and wait for the answer; see `CatClient.ask`."""
        return self.stream(text, timeout=timeout, **more).until_done()

    def stream(
        self,
        text: content.Said,
        *,
        image: content.Media | None = None,
        audio: content.Media | None = None,
        resources: Sequence[str | Mapping[str, Any]] = (),
        timeout: float | None = None,
    ) -> Stream:
        """Say something, and give the answer as it comes; see `CatClient.stream`."""
        said = content.message(text, image, audio, resources)
        sent = [*self.messages, said]
        return self._client.stream_messages(
            sent, agent=self.agent, args=self.args, timeout=timeout, whole=partial(self._answered, said)
        )

    def copy(self) -> Self:
        """Return another one that goes on from here; it is not stored."""
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin.args, twin.messages = dict(self.args), copy.deepcopy(self.messages)
        twin.context, twin.id = copy.deepcopy(self.context), None
        return twin

    def save(self, name: str | None = None) -> ChatSelect:
        """Store it as a chat of the server; saved again, it takes the place of what was stored.

        Args:
            name: of the chat; None: as it is.

        Raises:
            NotFound: the stored chat is gone, or the server's plugin `chats` is off.
        """
        chosen = self.name if name is None else name
        chats = self._client.chats
        if self.id is None:
            chat = chats.create(chosen, messages=self.messages, context=self.context)
        else:
            chat = chats.replace(self.id, name=chosen, messages=self.messages, context=self.context)
        self.id, self.name = chat.id, chosen
        return chat

    def _answered(self, said: dict[str, Any], reply: Reply) -> None:
        self.messages += [said, *(_plain(message) for message in reply.messages)]

    def _stored(self, chat: ChatSelect) -> Self:
        self.id, self.name = chat.id, chat.name
        self.context = dict(chat.get("context") or {})
        return self


def _plain(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message as it is sent: all that came, but for what the server computes itself."""
    plain: dict[str, Any] = copy.deepcopy(dict(message))
    plain.pop("text", None)
    return plain


Conversation.__module__ = "cheshire_cat_v2"
