"""Uses every result by its fields. Type checkers accept it; it is never run."""

from __future__ import annotations

import datetime

from thread_chat import (
    AnswerUnknown,
    AsyncThreadChat,
    EmptyReply,
    Message,
    Reply,
    ThreadChat,
    ThreadChatError,
    Tool,
    ToolParameter,
    TurnFailed,
)


async def give() -> str:
    return "token"


async def asynchronous() -> None:
    async with AsyncThreadChat("wss://your-api-url/chat/ws", token=give) as chat:
        thread = chat.thread()
        messages: list[Message] = await thread.history(may_be_missing=True)
        async for text in thread.stream("I need help understanding how DAOs work."):
            print(text.upper())
        reply: Reply = await thread.ask("And in one sentence?", agent_id=None, timeout=3)
        print(messages[0].role, reply.content, [tool.name for tool in reply.tools])
        tools: list[Tool] = await chat.tools.available(category="ALEX")
        print(tools[0].parameters["x"]["description"], (await chat.health()).status)
        print((await chat.webhooks.dao({"name": "x"})).message, await chat.tools.categories())
    AsyncThreadChat("wss://your-api-url", key=lambda: "key")


def synchronous() -> None:
    with ThreadChat("wss://your-api-url/chat/ws", key="key", webhook_token="secret") as chat:
        thread = chat.thread("123e4567-e89b-42d3-a456-426614174000")
        for message in thread.history():
            when: datetime.datetime | None = message.created_at
            print(message.kind, when, message.tool and message.tool.output)
        for text in thread.stream("x"):
            print(text.upper())
        try:
            job: str | None = thread.ask("x", agent_id=None).job_id
            print(job)
        except (EmptyReply, TurnFailed, AnswerUnknown) as error:
            whose: str = error.thread_id
            print(whose, error.message)
        except ThreadChatError as error:
            print(error.status_code)
        parameter: ToolParameter = chat.tools.search("x", category=None)[0].parameters["y"]
        names: list[str] = chat.tools.categories()
        done: bool = chat.webhooks.chainhook({"apply": []}).success
        print(parameter, names, done, chat.health().status, chat.connected)
    ThreadChat("ws://localhost:8000", token=lambda: "t", quiet=0.5, barriers=False, api_url="http://localhost:8000")
