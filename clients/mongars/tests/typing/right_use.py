"""Uses every result by its fields. Type checkers accept it; it is never run."""

from __future__ import annotations

import datetime

from mongars_client import AsyncMonGARS, GenerationFailed, MonGARS
from mongars_client.models import ChatRequest, ChatResponse, PeerTelemetryPayload, TokenResponse


async def give() -> str:
    return "token"


async def asynchronous() -> None:
    async with AsyncMonGARS("https://mongars.example.com", username="u1", password="x") as client:
        chat = await client.conversation.chat("Summarise our latest incident report")  # session_id=… as well
        print(chat.response, chat.confidence, chat.processing_time)
        made: ChatResponse = await client.conversation.chat(
            ChatRequest(message="x"), session_id="s1", allow_failed=True
        )
        when: datetime.datetime = made.speech_turn.created_at
        names: list[str] = (await client.users.list()).users
        print(when, names, (await client.with_options(timeout=(5, 60)).health.ready()).status)
    AsyncMonGARS("http://localhost:8000", token=give)


def synchronous() -> None:
    with MonGARS("http://localhost:8000", token=lambda: "token", max_retries=0, http2=True) as client:
        token: TokenResponse = client.auth.login("u1", "secret-pass")
        text: str = token.access_token
        score: float = client.ui.suggestions("x", actions=["code"]).scores["code"]
        count: int = client.peers.register("http://peer").count
        urls: list[str] = client.peers.list()
        ttl: int = client.auth.ticket().ttl
        client.peers.publish_telemetry(PeerTelemetryPayload(queue_depth=1))
        client.peers.publish_telemetry({"queue_depth": 1})
        print(text, score, count, urls, ttl, client.models.get().profile.models["general"].name)
        print([item.query for item in client.conversation.history(limit=3)])
        print([each.action for each in client.models.provision(["coding"]).statuses])
        print([each.file_path for each in client.review.rag_context("x").references])
        try:
            client.conversation.chat("x")
        except GenerationFailed as error:
            wait: float = error.retry_after
            print(wait, error.detail, error.status_code)
    MonGARS.from_env(timeout=3).request("GET", "/metrics").json()
