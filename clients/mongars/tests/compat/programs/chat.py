"""A chat as the SDK's users write it: an account, a login, what is said, what was said, what to do next."""

import sys
from datetime import datetime

from monGARS_sdk import ChatRequest, MonGARSSyncClient, SuggestRequest, UserRegistration

client = MonGARSSyncClient(sys.argv[1] + "/")
assert client.token is None
registered = client.register_user(UserRegistration(username="alice", password="secret-password"))
assert registered == {"status": "registered", "is_admin": False}
token = client.login("alice", "secret-password")
assert token.token_type == "bearer"
assert client.token == token.access_token

reply = client.chat(ChatRequest(message="Hello there!"))
assert reply.response == "You said: Hello there!"
assert 0 < reply.confidence < 1
assert reply.processing_time >= 0
assert isinstance(reply.speech_turn.created_at, datetime)
assert " ".join(segment.text for segment in reply.speech_turn.segments) == reply.speech_turn.text
assert reply.model_dump()["speech_turn"]["tempo"] == 1.0

again = client.chat(ChatRequest(message="And again", session_id="s1"))
rows = client.history("alice", limit=5)
assert [row.query for row in rows] == ["And again", "Hello there!"]
assert rows[0].response == again.response
assert (rows[0].user_id, rows[0].timestamp.utcoffset().total_seconds()) == ("alice", 0)

suggested = client.suggest_actions(SuggestRequest(prompt="Explain this code", actions=["explain", "code"]))
assert sorted(suggested.actions) == ["code", "explain"]
assert suggested.scores[suggested.actions[0]] >= suggested.scores[suggested.actions[1]]
assert suggested.model == "neurones"
client.close()
