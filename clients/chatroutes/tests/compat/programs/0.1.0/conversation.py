"""A conversation by the manual of 0.1.0: created, talked in, listed, changed, deleted."""

import sys

from chatroutes import ChatRoutes, NotFoundError

client = ChatRoutes(api_key="key", base_url=sys.argv[1] + "/")
assert (client.api_key, client.base_url) == ("key", sys.argv[1])
conversation = client.conversations.create({"title": "My First Conversation", "model": "gpt-4"})
response = client.messages.send(conversation["id"], {"content": "Hello, how are you?", "model": "gpt-4"})
assert response["assistantMessage"]["role"] == "assistant"
assert "Hello, how are you?" in response["assistantMessage"]["content"]

result = client.conversations.list({"page": 1, "limit": 10, "filter": "all"})
assert result["data"][0]["title"] == "My First Conversation"
assert (result["total"], result["page"], result["limit"]) == (2, 1, 10)
for conv in result["data"]:
    print(f"{conv['title']} - {conv['createdAt']}")

messages = client.messages.list(conversation["id"])
assert [each["role"] for each in messages] == ["user", "assistant"]
changed = client.messages.update(messages[0]["id"], "Hello again")
assert changed["content"] == "Hello again"
assert client.conversations.update(conversation["id"], {"title": "Renamed"})["title"] == "Renamed"
assert client.conversations.get(conversation_id=conversation["id"])["title"] == "Renamed"
assert client.messages.delete(messages[1]["id"]) is None
assert len(client.messages.list(conversation["id"], None)) == 1
assert client.conversations.delete(conversation["id"]) is None
try:
    client.conversations.get(conversation["id"])
except NotFoundError:
    pass
else:
    raise AssertionError("it is still there")
