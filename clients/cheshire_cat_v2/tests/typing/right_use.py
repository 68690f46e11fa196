"""Uses every kind of result by its fields. Type checkers accept it; it is never run."""

from __future__ import annotations

import datetime
from typing import Any

from cheshire_cat_v2 import AsyncCatClient, CatClient, Config, RunFailed, Token, ToolCalled, content, user_token
from cheshire_cat_v2.models import ChatSelect, MessageOutput


async def give() -> str:
    return "key"


async def asynchronous() -> None:
    async with AsyncCatClient(Config("localhost:1865", auth_key=give)) as cat:
        text: str = (await cat.ask("Hello", agent="default", image=b"", timeout=3)).text
        async with cat.stream("Hello") as stream:
            async for token in stream:
                text += token
        messages: list[MessageOutput] = stream.reply.messages
        chat: ChatSelect = await cat.conversation().save("x")
        when: datetime.datetime = chat.updated_at
        print(text, messages, when)


def synchronous() -> None:
    with CatClient(Config("localhost:1865", auth_key=user_token("secret", "al", roles=["admin"]))) as cat:
        for event in cat.stream([content.text("Hello")]).events():
            if isinstance(event, ToolCalled):
                args: dict[str, Any] = event.args
                print(args)
            elif isinstance(event, Token):
                print(event.text + "")
        slugs: list[str] = [agent.slug for agent in cat.agents.list()]
        held: bytes = cat.uploads.get(cat.uploads.upload("a.txt").url)
        print(slugs, held, cat.status.get().version, [chat.name for chat in cat.chats.list("x")])
        try:
            cat.conversation().copy().ask("x")
        except RunFailed as error:
            print(error.partial, error.code)
