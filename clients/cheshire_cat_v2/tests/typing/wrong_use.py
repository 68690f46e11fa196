"""Uses what is not there. Type checkers refuse each line that says so; it is never run."""

from __future__ import annotations

from cheshire_cat_v2 import AsyncCatClient, CatClient, Config

cat = CatClient(Config("localhost:1865", auth_key="k"))
print(cat.ask("x").answer)  # wrong
cat.ask(5)  # wrong
cat.ask("x", user="al")  # wrong
cat.ask("x").text + 1  # wrong
print(cat.agents.list().slug)  # wrong
cat.chats.replace()  # wrong
cat.memory.recall("x")  # wrong
CatClient("localhost")  # wrong
Config("localhost", port=1865)  # wrong


async def asynchronous() -> None:
    async with AsyncCatClient(Config("localhost:1865")) as other:
        print(other.ask("x").text)  # wrong
    with AsyncCatClient(Config("localhost:1865")):  # wrong
        pass
