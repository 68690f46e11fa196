"""The turns of the recorded conversations with a Cat 1.9.2, heard again by the state machine."""

from __future__ import annotations

import json

import pytest

from cheshire_cat_api._chat.events import Reply, ServerEvent, Unknown, read
from cheshire_cat_api._chat.protocol import Turn, Wait
from cheshire_cat_api.errors import TurnFailed

from .sim import TRANSCRIPTS, Chat, Message, transcript

SAID = "Curiouser and curiouser! è 😺\nDone."
TOKENS = ["Curiouser ", "and ", "curiouser", "! ", "è 😺", "\n", "Done."]
NO_LLM = "You did not configure a Language Model. Do it in the settings!"
FAST = "fast reply output"

# What becomes of each prompt of a case; None: nothing was to be heard of it on this socket.
OUTCOMES: dict[str, list[str | None]] = {
    "chat-default-llm": [NO_LLM],
    "chat-streaming": [SAID, SAID],
    "chat-user-path": [SAID],
    "chat-extra-fields": [SAID],
    "empty-text": [SAID, FAST],
    "image-datauri": [SAID],
    "image-url-unreachable": ["ConnectionError", SAID],
    "reply-with-image-audio": [SAID],
    "notification": [SAID],
    "notification-dict-content": [SAID],
    "error-frame-from-plugin": [SAID],
    "chat-frame-from-hook": [SAID],
    "chat-frame-from-send_ws_message": [SAID],
    "fast-reply": [FAST],
    "llm-raises-mid-stream": ["RuntimeError", SAID],
    "ws-auth-ws-key": [NO_LLM],
    "ws-auth-jwt-user": [NO_LLM],
    "second-message-while-first-runs": [SAID, SAID, FAST],
    "two-conns-same-user:A": [None],
    "two-conns-same-user:B": [SAID, None, None],
    "two-conns-newer-closes:A": [None],
    "client-disconnect-mid-stream": [None],
    "reconnect-mid-stream:1": [None],
    "reconnect-mid-stream:2": [None],
    "real-ChatOpenAI-streaming": ["Hello from fake openai"],
    "null-text-reply": [""],
    "user-id-encoding": [SAID],
    "tool-then-llm": [SAID],
    # what no client of ours can send, and then a prompt on the same socket
    "json-array": [FAST],
    "json-null": [FAST],
    "empty-object": [FAST],
    "null-text": [FAST],
    "image-only": [],
    "malformed-json": [],
    "empty-frame": [],
    "binary-json": [],
    # nothing was asked over this socket
    "rabbithole-notifications": [],
    "rabbithole-failure": [],
    "http-message-while-ws-open": [],
    "two-conns-same-user:C": [],
    "two-conns-newer-closes:B": [],
    "ws-auth-no-token": [],
    "ws-auth-wrong-key": [],
    "ws-auth-http-key-on-ws": [],
    "size-16MiB-plus-1": [None],
    "ping-not-answered": [],
    "server-sigterm-during-turn": [],  # a raw socket's record
    # notes between the sockets of a case
    "two-conns-same-user": [],
    "two-conns-newer-closes": [],
    "reconnect-mid-stream": [],
}


def prompt_of(record: Message) -> str | None:
    message = record.get("json")
    text = message.get("text") if isinstance(message, dict) else None
    return text if record["dir"] == "send" and isinstance(text, str) else None


def event_of(record: Message) -> ServerEvent | None:
    return read(json.dumps(record["json"])) if record["dir"] == "recv" and "json" in record else None


def play(case: str) -> tuple[Chat, list[Turn], list[ServerEvent]]:
    """Hear a case again: its turns, and the frames that belong to none."""
    chat, turns, others = Chat(), [], []
    for record in transcript(case):
        prompt, event = prompt_of(record), event_of(record)
        if prompt is not None:
            turns.append(chat.ask(prompt))
        elif event is not None and chat.turns.receive(event, chat.now) is None:
            others.append(event)
    return chat, turns, others


def outcome(turn: Turn, chat: Chat) -> str | None:
    step = turn.step(chat.now)
    if isinstance(step, Reply):
        assert not step.recovered
        return step.text
    if isinstance(step, TurnFailed):
        return step.name
    assert isinstance(step, Wait)
    return None


@pytest.mark.parametrize("case", OUTCOMES)
def test_what_becomes_of_each_prompt(case: str) -> None:
    chat, turns, _ = play(case)
    assert [outcome(turn, chat) for turn in turns] == OUTCOMES[case]


def test_every_recorded_case_is_heard() -> None:
    with TRANSCRIPTS.open(encoding="utf-8") as lines:
        assert {json.loads(line)["case"] for line in lines} == set(OUTCOMES)


@pytest.mark.parametrize("case", OUTCOMES)
def test_every_frame_of_the_server_is_known(case: str) -> None:
    events = [event_of(record) for record in transcript(case)]
    assert not [event for event in events if isinstance(event, Unknown)]


@pytest.mark.parametrize("case", [case for case, outcomes in OUTCOMES.items() if outcomes and outcomes[-1] == SAID])
def test_the_tokens_are_the_reply(case: str) -> None:
    _, turns, _ = play(case)
    assert turns[-1].tokens == TOKENS


def test_the_tokens_of_an_http_turn_belong_to_nobody() -> None:
    _, _, others = play("http-message-while-ws-open")
    assert len(others) == len(TOKENS)


def test_the_tail_of_the_turn_before_belongs_to_nobody() -> None:
    """The second socket hears the rest of the first one's turn, and of its own turn nothing."""
    chat, (first,), _ = play("reconnect-mid-stream:1")
    chat.lose()
    second = None
    for record in transcript("reconnect-mid-stream:2"):
        event = event_of(record)
        if event is not None:
            assert chat.turns.receive(event, chat.now) is None
        elif prompt_of(record) is not None:
            second = chat.ask(prompt_of(record) or "")
    assert outcome(first, chat) is None
    assert second is not None
    assert outcome(second, chat) is None
