"""A transport of the program's own, as the SDK's users test with; requests as they go out; the models by themselves."""

import asyncio
import json
from datetime import datetime, timezone

import httpx
from monGARS_sdk import AuthenticationError, ChatRequest, MonGARSAsyncClient, MonGARSSyncClient
from monGARS_sdk.models import ChatResponse, MemoryItem

TURN = {
    "turn_id": "t1",
    "text": "tea",
    "created_at": "2024-01-01T00:00:00Z",
    "segments": [{"text": "tea", "estimated_duration": 0.1, "pause_after": 0.0}],
    "average_words_per_second": 2.0,
    "tempo": 1.0,
}
REPLY = {"response": "tea", "confidence": 0.8, "processing_time": 0.1, "speech_turn": TURN, "later": "added"}
seen = []


def answer(request):
    seen.append(request)
    if request.url.path == "/token":
        known = b"password=right" in request.content
        return httpx.Response(200 if known else 401, json={"access_token": "abc", "token_type": "bearer"})
    return httpx.Response(200, json=REPLY)


with MonGARSSyncClient("https://api.example", transport=httpx.MockTransport(answer)) as client:
    client.login("alice", "right")
    assert client.chat(ChatRequest(message="Tea?")).speech_turn.segments[0].text == "tea"
assert [str(each.url) for each in seen] == [
    "https://api.example/token",
    "https://api.example/api/v1/conversation/chat",
]
assert seen[1].headers["authorization"] == "Bearer abc"
assert json.loads(seen[1].content) == {"message": "Tea?"}


async def refused():
    client = MonGARSAsyncClient("https://api.example", transport=httpx.MockTransport(answer))
    try:
        await client.login("alice", "wrong")
    except AuthenticationError as error:
        said = error.detail
    else:
        raise AssertionError("it was let in")
    assert said == "Authentication failed"
    await client.aclose()


asyncio.run(refused())

reply = ChatResponse.model_validate(REPLY)
assert reply.speech_turn.created_at == datetime(2024, 1, 1, tzinfo=timezone.utc)
assert "later" not in reply.model_dump()
assert reply == ChatResponse.model_validate_json(reply.model_dump_json())
request = ChatRequest(message="x")
assert request.model_dump(exclude_none=True) == {"message": "x"}
assert request.model_copy(update={"session_id": "s"}).session_id == "s"
assert request.session_id is None
assert MemoryItem(user_id="a", query="q", response="r", timestamp="2024-01-01T00:00:00Z").timestamp.year == 2024
