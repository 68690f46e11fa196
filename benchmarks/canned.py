"""What the benchmarks' server says, of the size and shape that a Cat's answers have. Computed once, sent as bytes."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from benchmarks import work
from benchmarks.wire import CONT, TEXT, answer, event_stream, frame

WORDS = ["Curiouser ", "and ", "curi", "ouser", "! ", "said ", "Al", "ice", ", ", "è ", "so ", "much "]
"""Tokens as language models cut them: one to ten characters."""
INSTALLED, OFFERED = 4, 20
"""Plugins in the list: a Cat with a few of them, and the registry's."""


def _installed(number: int) -> dict[str, Any]:
    return {
        "id": f"plugin_{number}",
        "name": f"Plugin {number}",
        "description": "Lets the Cat look things up, remember who asked, and tell it again in other words. " * 2,
        "author_name": "The Hatter",
        "author_url": "https://example.org/hatter",
        "plugin_url": f"https://example.org/hatter/plugin_{number}",
        "tags": "tea, time, riddles",
        "thumb": f"https://example.org/hatter/plugin_{number}.png",
        "version": "0.1.2",
        "min_cat_version": "1.4.0",
        "max_cat_version": "",
        "active": True,
        "upgrade": None,
        "hooks": [{"name": f"before_the_cat_{i}", "priority": 1} for i in range(4)],
        "tools": [{"name": "what_time_is_it"}, {"name": "where_is_the_dormouse"}],
        "forms": [],
        "endpoints": [{"name": "/custom/tea", "tags": ["custom"]}],
    }


def _offered(number: int) -> dict[str, Any]:
    kept = ("name", "description", "author_name", "author_url", "plugin_url", "tags", "thumb", "version")
    return {name: value for name, value in _installed(100 + number).items() if name in kept}


def _event(chunk: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(chunk)}\n\n".encode()


CHATROUTES = "/api/v1"
"""Where its API begins."""
_CONVERSATION = {
    "id": "conv_123",
    "userId": "user_1",
    "title": "A mad tea party",
    "createdAt": "2025-10-05T00:00:00.000Z",
    "updatedAt": "2025-10-05T00:00:00.000Z",
    "model": "gpt-5",
}
_MESSAGE = {"id": "msg_9", "conversationId": "conv_123", "role": "assistant", "content": "Tea. " * work.TOKENS}

CAT_V2 = "/agents/default/message"
"""Where a Cat 2.x has its chat."""


def _run_event(kind: str, **fields: Any) -> bytes:
    """An event of a Cat 2.x, with all that today's libraries write into it."""
    known = {"type": kind, "timestamp": 1795929721, "raw_event": None, "metadata": None}
    return _event({**known, **fields})


def _run() -> list[bytes]:
    names = {"thread_id": "_", "run_id": "466280fa-3654-4782-83f8-4febaaa0937d"}
    id = {"subagent_run_id": None, "message_id": "a0b500a8-db18-476c-8b48-e70136e9d318"}
    words = [WORDS[number % len(WORDS)] for number in range(work.TOKENS)]
    block = {"type": "text", "text": "".join(words), "annotations": None, "meta": None}
    said = {"role": "assistant", "content": [block], "tool_calls": [], "tool_call_id": None, "structuredContent": None}
    result = {"messages": [{**said, "text": block["text"]}], "resources": [], "args": {}, "stream": True}
    return [
        _run_event("RUN_STARTED", **names, protocol_version=None, parent_run_id=None, input=None),
        _run_event("TEXT_MESSAGE_START", **id, role=None, name=None),
        *(_run_event("TEXT_MESSAGE_CONTENT", **id, delta=word) for word in words),
        _run_event("TEXT_MESSAGE_END", **id),
        _run_event("RUN_FINISHED", **names, result=result, outcome=None, usage=None),
    ]


_MONGARS = "/api/v1"
EVENTS = "/ws/chat/"
"""Where monGARS has its event socket."""
_START = datetime(2026, 11, 21, 9, 13, 7, 412980)
_RUN = "@@@@@@@@"
"""In what is precomputed, the number of a connection, in eight digits: no two of them tell the same event."""


def _turn(number: int) -> dict[str, Any]:
    """One a second, as the server lets a user say something."""
    text = "The hatter drinks tea at six. It is always six. "
    return {
        "turn_id": f"{number:08d}-{_RUN}-4e36-a6e4-76622eb09c75",
        "text": text,
        "created_at": f"{(_START + timedelta(seconds=number)).isoformat()}Z",
        "segments": [{"text": each, "estimated_duration": 1.45, "pause_after": 0.38} for each in text.split(". ")[:2]],
        "average_words_per_second": 2.75,
        "tempo": 1.0,
    }


def _told(kind: str, number: int, data: dict[str, Any]) -> bytes:
    """An event of monGARS."""
    known = {"id": f"{number:08d}-{_RUN}-4d15-9f0b-5e9c1d6a7b20", "type": kind, "ts": 1795252432.34 + number}
    return frame(TEXT, json.dumps({**known, "user": "u1", "data": data}).encode())


@cache
def _events() -> bytes:
    said = {"query": "When does the hatter drink tea?", "response": "The hatter drinks tea at six. It is always six. "}
    told = {**said, "timestamp": "2026-11-21T09:13:07.412980+00:00"}
    begin = [_told("ws.connected", 0, {"origin": ""}), _told("history.snapshot", 1, {"items": []})]
    return b"".join(
        [
            *begin,
            *(_told("chat.message", 2 + each, {**told, "speech_turn": _turn(each)}) for each in range(work.TOKENS)),
        ]
    )


def events(connection: int) -> bytes:
    """All that a connection to monGARS' event socket is told: that it is there, and so many chats at once."""
    return _events().replace(_RUN.encode(), b"%08d" % connection)


@cache
def deltas(thread_id: str, count: int) -> bytes:
    """A reply of the thread chat, of so many pieces."""
    told = {"created_at": "2026-11-21T09:18:39.853785", "role": "assistant", "thread_id": thread_id, "agent_id": None}
    frames = [
        frame(TEXT, json.dumps({"type": "token", "status": "processing", "content": word, **told}).encode())
        for word in WORDS
    ]
    return b"".join(frames[number % len(frames)] for number in range(count))


def unknown(kind: str) -> bytes:
    """What the thread chat says to a frame of an unknown type, which ends a reply."""
    return frame(TEXT, json.dumps({"type": "error", "message": f"Unknown message type: {kind}"}).encode())


PAGES = {
    "/": answer(json.dumps({"status": "We're all mad here, dear!", "version": "1.9.2"}).encode()),
    "/plugins/": answer(
        json.dumps(
            {
                "filters": {"query": None},
                "installed": [_installed(number) for number in range(INSTALLED)],
                "registry": [_offered(number) for number in range(OFFERED)],
            }
        ).encode()
    ),
    "/rabbithole/": answer(
        b'{"filename": "book.txt", "content_type": "text/plain", "info": "File is being ingested asynchronously"}'
    ),
    "/memory/conversation_history": answer(b'{"history": []}'),
    f"{_MONGARS}/conversation/chat": answer(
        json.dumps(
            {
                "response": "The hatter drinks tea at six. It is always six. ",
                "confidence": 0.01953125,
                "processing_time": 0.0315,
                "speech_turn": _turn(0),
            }
        ).encode()
    ),
    f"{_MONGARS}/auth/ws/ticket": answer(b'{"ticket": "dTE.1795252378.c2lnbmF0dXJl", "ttl": 45}'),
    CAT_V2: event_stream(_run()),
    f"{CHATROUTES}/conversations/conv_123": answer(
        json.dumps({"success": True, "data": {"conversation": _CONVERSATION}}).encode()
    ),
    f"{CHATROUTES}/conversations/conv_123/messages/stream": event_stream(
        [
            *(
                _event({"type": "content", "content": WORDS[number % len(WORDS)], "model": "gpt-5"})
                for number in range(work.TOKENS)
            ),
            _event({"type": "complete", "message": _MESSAGE, "usage": {"totalTokens": work.TOKENS}, "model": "gpt-5"}),
        ]
    ),
}
"""HTTP answers by path."""


@cache
def token_frames(count: int) -> bytes:
    """So many tokens, as frames."""
    frames = [frame(TEXT, json.dumps({"type": "chat_token", "content": word}).encode()) for word in WORDS]
    return b"".join(frames[number % len(frames)] for number in range(count))


@cache
def reply_frame(prompt: str, size: int) -> bytes:
    """The reply that ends a turn, its text of so many bytes."""
    return frame(TEXT, _reply(prompt, size))


@cache
def reply_in_parts(prompt: str, size: int, part: int) -> bytes:
    """The same, in frames of so many bytes."""
    reply = _reply(prompt, size)
    return b"".join(
        frame(CONT if begin else TEXT, reply[begin : begin + part], last=begin + part >= len(reply))
        for begin in range(0, len(reply), part)
    )


def _reply(prompt: str, size: int) -> bytes:
    text = ("The hatter drinks tea at six o'clock. " * (size // 38 + 1))[:size]
    why = {
        "input": prompt,
        "intermediate_steps": [],
        "memory": {"episodic": [], "declarative": [], "procedural": []},
        "model_interactions": [],
        "agent_output": {"output": "", "intermediate_steps": [], "return_direct": False},
    }
    reply = {"user_id": "user", "when": 1795249289.98, "who": "AI", "text": text, "image": None, "audio": None}
    return json.dumps({**reply, "type": "chat", "why": why, "content": ""}).encode()
