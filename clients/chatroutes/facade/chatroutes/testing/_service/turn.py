"""A message and its answer: what is stored of them, and the two forms in which they are told (CONTRACT §4.3, §6)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, Literal, NamedTuple

from .assistant import pieces
from .entities import Branch, Conversation, Json, Message
from .errors import conflict, failed_send
from .state import Service

DONE = "data: [DONE]\n\n"


class Event(NamedTuple):
    """One event of a stream: whether it brings text, ends the answer, or neither, and as it is sent."""

    kind: Literal["text", "last", "other"]
    data: str


class Turn:
    """One message of the user in a branch, and the assistant's answer to it.

    The message is stored at once, and stays if the answer fails; the answer is stored when it is whole.
    """

    def __init__(self, service: Service, conversation: Conversation, branch: Branch, body: Mapping[str, Any]) -> None:
        """Store the message. Raises `Refused` for a branch that is not active, and for a model that is not known."""
        self._service = service
        self._options = service.options
        self._conversation = conversation
        self._branch = branch
        self._body = body
        self.model: str = body.get("model") or conversation.model
        if not branch.is_active:
            raise conflict("The branch is not active")
        if self._options.models is not None and self.model not in self._options.models:
            raise failed_send()
        self._user = service.add_message(branch, "user", body["content"])
        told, self._checkpoint = conversation.context(branch)
        self._context = len(told)
        self._truncated = self._context < len(conversation.line(branch))
        self._prompt_tokens = sum(message.token_count for message in told)
        self._said: list[str] = []

    async def pieces(self) -> AsyncIterator[str]:
        """Give the answer piece by piece, `maxTokens` of them at the most."""
        most = self._body.get("maxTokens")
        async for piece in pieces(self._user.content, self._conversation.id, self._options.answers):
            if len(self._said) == most:
                break
            self._said.append(piece)
            yield piece

    def finish(self, id: str | None = None) -> Message:
        """Store the answer, and return it. Raises `Refused` if the conversation is gone by now."""
        return self._service.add_message(
            self._branch, "assistant", "".join(self._said), model=self.model, metadata=self._metadata(), id=id
        )

    def usage(self) -> Json:
        """Return what the answer cost, a piece being a token."""
        prompt, completion = self._prompt_tokens, len(self._said)
        return {"promptTokens": prompt, "completionTokens": completion, "totalTokens": prompt + completion}

    def result(self, answer: Message, *, pair: bool) -> Json:
        """Return `{userMessage, assistantMessage}` for a pair, else `{message, usage, model}`."""
        if pair:
            return {"userMessage": self._user.wire(), "assistantMessage": answer.wire()}
        return {"message": answer.wire(), "usage": self.usage(), "model": self.model}

    def events(self) -> AsyncIterator[Event]:
        """Give the events of the stream in the dialect of the service."""
        return self._early() if self._options.early else self._modern()

    async def _modern(self) -> AsyncIterator[Event]:
        """As the SDK 0.1.2 and later expect it."""
        try:
            async for piece in self.pieces():
                yield Event("text", event({"type": "content", "content": piece, "model": self.model}))
            answer = self.finish()
        except Exception as error:
            yield Event("last", event({"type": "error", "error": str(error)}))
            return
        yield Event("last", event({"type": "complete", **self.result(answer, pair=False)}))
        yield Event("last", DONE)

    async def _early(self) -> AsyncIterator[Event]:
        """As the SDK 0.1.0 expects it; the id of each chunk is the one that the answer will have."""
        id = self._service.reserve_message_id()
        created = self._service.seconds()

        def chunk(delta: Json, finish_reason: str | None = None) -> str:
            choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
            return event({"id": id, "model": self.model, "choices": [choice], "created": created})

        try:
            yield Event("other", chunk({"role": "assistant"}))
            async for piece in self.pieces():
                yield Event("text", chunk({"content": piece}))
            self.finish(id)
        except Exception as error:
            yield Event("last", "event: error\n" + event({"error": str(error)}))
            return
        yield Event("last", chunk({}, self._finish_reason))
        yield Event("last", DONE)

    @property
    def _finish_reason(self) -> str:
        return "length" if len(self._said) == self._body.get("maxTokens") else "stop"

    def _metadata(self) -> Json:
        metadata: Json = {"model": self.model, "responseTime": 0.0, "finishReason": self._finish_reason}
        metadata |= {name: self._body[name] for name in ("temperature", "maxTokens") if name in self._body}
        if not self._options.early:
            metadata |= {
                "context_truncated": self._truncated,
                "checkpoint_used": self._checkpoint,
                "prompt_tokens": self._prompt_tokens,
                "context_message_count": self._context,
            }
        return metadata


def event(data: Mapping[str, Any]) -> str:
    """Return a server-sent event with JSON."""
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"
