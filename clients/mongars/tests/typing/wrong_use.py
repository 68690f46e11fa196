"""Uses what is not there. Type checkers refuse each line that says so; it is never run."""

from __future__ import annotations

from mongars_client import AsyncMonGARS, MonGARS
from mongars_client.models import ChatRequest


async def give() -> str:
    return "token"


client = MonGARS("http://localhost:8000", token="t")
print(client.conversation.chat("x").answer)  # wrong
client.conversation.chat(5)  # wrong
client.conversation.chat("x", session=1)  # wrong
client.conversation.chat("x").response + 1  # wrong
print(client.auth.ticket().token)  # wrong
client.auth.login("u1")  # wrong
print(client.users.list().names)  # wrong
client.chat("x")  # wrong
ChatRequest(text="x")  # wrong
MonGARS(base_url="http://localhost:8000", user="u1")  # wrong
MonGARS("http://localhost:8000", token=give)  # wrong
client.peers.publish_telemetry(5)  # wrong


async def asynchronous() -> None:
    async with AsyncMonGARS("http://localhost:8000", token=give) as other:
        print(other.conversation.chat("x").response)  # wrong
        print((await other.conversation.chat("x")).answer)  # wrong
    with AsyncMonGARS("http://localhost:8000"):  # wrong
        pass
