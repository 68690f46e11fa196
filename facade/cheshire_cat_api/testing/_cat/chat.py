"""One turn of a conversation, from the message as it arrived to the finished reply (CONTRACT §4.2 to §4.4)."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from . import catalogue, pictures, script
from .errors import ErrorItem
from .memory import Unreadable
from .plugin_source import Procedure
from .state import Cat, Message, WorkingMemory
from .validation import Field, model, number, optional, string

RECALLED = 3
THRESHOLD = 0.7
"""A turn recalls at most so many memories per collection, each at least so similar."""

_NULL_REPLY = (
    "1 validation error for AIMessage\ncontent\n  none is not an allowed value (type=type_error.none.not_allowed)"
)
_SYSTEM_PROMPT = "You are the Cheshire Cat AI. Answer the Human shortly.\n\n# Context\n\n"
_TOOL_PROMPT = 'Create a JSON with the correct "action" and "action_input" to help the Human.\nActions: '

_USER_MESSAGE = model(
    {
        "user_id": Field(string()),
        "when": Field(number, None),
        "who": Field(string(), "Human"),
        "text": Field(optional(string()), None),
        "image": Field(optional(string()), None),
        "audio": Field(optional(string()), None),
    },
    extra="allow",
)


class ValidationError(ValueError):
    """A message with a field of the wrong type. Its name and text are what the client sees."""


async def converse(cat: Cat, user_id: str, session: WorkingMemory, message: Any) -> Message:
    """Run a turn and return its reply; raises whatever the turn failed with.

    The class name and the text of that exception are the `name` and `description` of the `error` frame.
    """
    message["user_id"] = user_id
    user_message = _parse(message)
    text: str | None = user_message["text"]
    if text is not None:
        cat.prompts.append((user_id, text))
        cat.watch.changed()
    reply = await _Turn(cat, user_id, session, user_message).run()
    cat.store_session(user_id, session)
    if reply is None:
        # the failed recall is masked by what the real Cat then does with its own error (CONTRACT §4.4)
        raise AttributeError("'dict' object has no attribute 'model_dump'")
    return reply


def _parse(message: dict[str, Any]) -> Message:
    if "message" in message:
        message["text"] = message.pop("message")  # the name that `text` had in older versions (CONTRACT §4.2)
    errors: list[ErrorItem] = []
    parsed: Message = _USER_MESSAGE(message, (), errors)
    if errors:
        raise ValidationError(_report(errors))
    if parsed["when"] is None:
        parsed["when"] = time.time()
    return parsed


def _report(errors: list[ErrorItem]) -> str:
    """The error items as the multi-line text of pydantic 2.4."""
    plural = "" if len(errors) == 1 else "s"
    lines = [f"{len(errors)} validation error{plural} for UserMessage"]
    for error in errors:
        got = error["input"]
        lines += [
            ".".join(str(step) for step in error["loc"]),
            f"  {error['msg']} [type={error['type']}, input_value={got!r}, input_type={type(got).__name__}]",
            f"    For further information visit https://errors.pydantic.dev/2.4/v/{error['type']}",
        ]
    return "\n".join(lines)


def _count_tokens(text: str) -> int:
    """Words and punctuation: near enough to what a real tokenizer would count."""
    return len(re.findall(r"\w+|[^\w\s]", text))


class _Turn:
    """A turn while it runs."""

    def __init__(self, cat: Cat, user_id: str, session: WorkingMemory, user_message: Message) -> None:
        self._cat = cat
        self._user_id = user_id
        self._session = session
        self._user_message = user_message
        self._text: str | None = user_message["text"]
        self._interactions: list[dict[str, Any]] = []

    async def run(self) -> Message | None:
        """The reply; None if nothing could be recalled: there is no text, or the memory cannot be read."""
        scripted_hooks = self._cat.scripted_hooks()
        if scripted_hooks:
            fast = await script.before_turn(self._text, self._send, self._side_message)
            if fast is not None:
                return self._reply(fast, why=None)
        if not self._cat.plugins.core_active():
            first_lost = "before_cat_reads_message" if scripted_hooks else "fast_reply"
            raise Exception(f"Hook {first_lost} not present in any plugin")
        self._session.add(self._user_message)
        if self._text is None:
            return None
        # A turn writes at its end. Whether two that overlap do so at once is luck on a real store, and certain here.
        with self._cat.memory.writing("episodic"):
            try:
                self._recall(self._text)
            except Unreadable:
                return None
            output, steps, return_direct = await self._act(self._text)
            self._cat.memory.remember("episodic", self._text, {"source": self._user_id, "when": time.time()})
        why = self._why(steps)
        why["agent_output"] = {"output": output, "intermediate_steps": steps, "return_direct": return_direct}
        reply = self._reply(output, why)
        if scripted_hooks:
            script.before_reply(self._text, reply)
        self._session.add(reply)
        return reply

    async def _send(self, frame: Message) -> None:
        await self._cat.sockets.send(self._user_id, frame)

    def _reply(self, text: str, why: Message | None) -> Message:
        return {
            "user_id": self._user_id,
            "when": time.time(),
            "who": "AI",
            "text": text,
            "image": None,
            "audio": None,
            "type": "chat",
            "why": why,
            "content": text,
        }

    def _side_message(self, text: str) -> Message:
        """A message that a plugin sends in the middle of the turn: no `agent_output` (CONTRACT §4.3)."""
        return self._reply(text, self._why([]))

    def _why(self, steps: list[Any]) -> Message:
        return {
            "input": self._text,
            "intermediate_steps": steps,
            "memory": dict(self._session.recalled),
            "model_interactions": list(self._interactions),
        }

    def _recall(self, text: str) -> None:
        memory = self._cat.memory
        vector = memory.embedder.embed(text)
        self._interactions.append(
            {
                "model_type": "embedder",
                "source": "StrayCat.recall_relevant_memories_to_working_memory",
                "prompt": [text],
                "input_tokens": _count_tokens(text),
                "started_at": time.time(),
                "reply": vector,
            }
        )
        self._session.recalled = {
            name: [
                point.document(score)
                for point, score in collection.recall(
                    vector, RECALLED, {"source": self._user_id} if name == "episodic" else None, THRESHOLD
                )
            ]
            for name, collection in memory.collections.items()
        }

    async def _reread_history(self) -> None:
        """What the real Cat does to hand the conversation to the language model, as far as it can fail.

        It reads the pictures, of which one that cannot be read fails the turn; and a reply whose text a plugin had
        set to null fails every turn until it has left the history.
        """
        for message in self._session.history:
            spoken_by_cat = "why" in message
            if spoken_by_cat and message["text"] is None:
                raise ValidationError(_NULL_REPLY)
            image = message.get("image")
            if not spoken_by_cat and isinstance(image, str):
                await pictures.read(image, self._cat.options.fetches_from)

    async def _act(self, text: str) -> tuple[str, list[Any], bool]:
        """Choose a tool if one was recalled, then let the language model answer: output, steps, return_direct."""
        await self._reread_history()
        steps: list[Any] = []
        if self._session.recalled["procedural"]:
            tool = self._choose_tool(text)
            if tool is not None:
                output = f"The current time is {datetime.now()}" if tool.name == "get_the_time" else "bench tool output"
                steps = [[[tool.name, None], output]]
                if tool.return_direct:
                    return output, steps, True
        prompt = [_SYSTEM_PROMPT, *(str(m["text"]) for m in self._session.history if m["text"])]
        started_at = time.time()
        spoken = [token async for token in self._speak(text)]
        output = "".join(spoken)
        self._log_llm("MemoryAgent.execute", prompt, started_at, output)
        return output, steps, False

    def _choose_tool(self, text: str) -> Procedure | None:
        tools = {t.name: t for plugin in self._cat.plugins.active() for t in plugin.declared.tools}
        recalled = {document["metadata"]["source"] for document in self._session.recalled["procedural"]}
        chosen = script.TOOLS.get(text) if self._scripted() else None
        if chosen not in recalled:
            chosen = None
        action = f'{{"action": "{chosen or "no_action"}", "action_input": null}}'
        reply = f"```json\n{action}\n```" if self._scripted() else script.NOT_CONFIGURED
        prompt = [_TOOL_PROMPT + ", ".join(sorted(recalled)), text]
        self._log_llm("ProceduresAgent.execute_chain", prompt, time.time(), reply)
        return tools.get(chosen) if chosen else None

    def _scripted(self) -> bool:
        return self._cat.llm == catalogue.SCRIPTED_LLM

    def _log_llm(self, source: str, prompt: list[str], started_at: float, reply: str) -> None:
        if not self._scripted():
            prompt = []  # the default model is no chat model, and the real Cat notes no prompt for it
        self._interactions.append(
            {
                "model_type": "llm",
                "source": source,
                "prompt": prompt,
                "input_tokens": sum(_count_tokens(part) for part in prompt),
                "started_at": started_at,
                "reply": reply,
                "output_tokens": _count_tokens(reply),
                "ended_at": time.time(),
            }
        )

    async def _speak(self, text: str) -> AsyncIterator[str]:
        """The language model: its tokens, each sent to the user's socket as it is made."""
        answer = self._given_answer(text)
        if answer is None and not self._scripted():
            yield script.NOT_CONFIGURED  # in one piece: this model does not stream
            return
        if answer is None:
            async for token in script.tokens(text):
                await self._send_token(token)
                yield token
            return
        for token in re.findall(r"\S+\s*|\s+", answer):
            await self._send_token(token)
            yield token

    async def _send_token(self, token: str) -> None:
        if self._cat.options.streaming:
            await self._send({"type": "chat_token", "content": token})

    def _given_answer(self, text: str) -> str | None:
        """What the test that started this Cat wants it to say."""
        answers = self._cat.options.answers
        if answers is None:
            return None
        return answers(text, self._user_id) if callable(answers) else answers.get(text)
