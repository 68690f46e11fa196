"""Uses what is not there. Type checkers refuse each line that says so; it is never run."""

from __future__ import annotations

from thread_chat import AsyncThreadChat, ThreadChat


async def give() -> str:
    return "token"


chat = ThreadChat("ws://localhost:8000", token="t")
thread = chat.thread()
print(thread.ask("x").text)  # wrong
thread.ask(5)  # wrong
thread.ask("x", agent=None)  # wrong
print(thread.history()[0].text)  # wrong
chat.ask("x")  # wrong
chat.thread(5)  # wrong
for piece in thread.stream("x"):
    print(piece.content)  # wrong
ThreadChat("ws://localhost:8000", token=give)  # wrong
ThreadChat("ws://localhost:8000", "token")  # wrong
ThreadChat("ws://localhost:8000", token="t", retry=2)  # wrong
print(chat.tools.available()[0].parameters.upper())  # wrong
print(chat.tools.search())  # wrong
print(chat.health().state)  # wrong
chat.webhooks.dao([])  # wrong
chat.webhooks.chainhook({}).data + 1  # wrong


async def asynchronous() -> None:
    async with AsyncThreadChat("ws://localhost:8000", token=give) as other:
        print(other.thread().ask("x").content)  # wrong
        print((await other.thread().ask("x")).text)  # wrong
        print(other.tools.categories()[0])  # wrong
    with AsyncThreadChat("ws://localhost:8000", token="t"):  # wrong
        pass
