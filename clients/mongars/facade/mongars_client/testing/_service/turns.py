"""One chat, from its message to its answer: generated, stored, announced, told (CONTRACT §3.1, §4.2)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from .assistant import CIRCUIT_OPEN, Reply
from .record import Chat
from .sanitised import sanitised
from .speech import speech_turn
from .state import Service, Turn


async def chatted(service: Service, user: str, message: str, session_id: str | None) -> dict[str, Any]:
    """Return the reply to a chat. It does not end with its client: one that has left has been heard (addendum M2)."""
    chat = Chat(user, message, sanitised(message), session_id, service.clock.now())
    service.chats.append(chat)
    service.watch.changed()
    is_open = service.assistant.is_open
    if service.held:
        await service.held.wait(chat)
    reply = Reply(CIRCUIT_OPEN, 0.0) if is_open else service.assistant.reply(message, chat.query, user)
    return _told(service, chat, reply)


def _told(service: Service, chat: Chat, reply: Reply) -> dict[str, Any]:
    """Store and announce an answer, and return it as it is told by HTTP."""
    made = service.moment()
    chat.turn_id = str(uuid.uuid4())
    chat.response, chat.confidence = reply.text, reply.told
    service.store(chat.user, Turn(chat.query, reply.text, made))
    announced = {
        "query": chat.query,
        "response": reply.text,
        "timestamp": made.isoformat(),
        "speech_turn": speech_turn(chat.turn_id, reply.text, made.isoformat()),
    }
    service.hub.publish("chat.message", announced, chat.user)
    service.watch.changed()
    return {
        "response": reply.text,
        "confidence": reply.told,
        "processing_time": round(service.clock.now() - chat.began, 6),
        "speech_turn": speech_turn(chat.turn_id, reply.text, zulu(made)),
    }


def zulu(moment: datetime) -> str:
    """Return a time as HTTP bodies have it: with a Z, where events have `+00:00`."""
    return moment.isoformat().replace("+00:00", "Z")
