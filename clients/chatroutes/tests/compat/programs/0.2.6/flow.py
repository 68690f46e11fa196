"""A whole flow as programs for 0.2.6 have it: message and usage, chunks with a type, branches, checkpoints."""

import sys

from chatroutes import ChatRoutes

client = ChatRoutes(api_key="key", base_url=sys.argv[1])
conversation = client.conversations.create({"title": "Flow", "model": "gpt-5"})
response = client.messages.send(conversation["id"], {"content": "Say hello", "model": "gpt-5"})
assert "Say hello" in response["message"]["content"]

texts, finished = [], []


def on_chunk(chunk):
    if chunk.get("type") == "content" and chunk.get("content"):
        texts.append(chunk["content"])


client.messages.stream(conversation["id"], {"content": "Count"}, on_chunk=on_chunk, on_complete=finished.append)
assert len(finished) == 1
assert finished[0]["content"] == "".join(texts)

branch = client.branches.create(conversation["id"], {"title": "Other"})
answer = client.branches.send_message(conversation["id"], branch["id"], {"content": "There", "model": "gpt-5"})
assert answer
messages = client.branches.get_messages(conversation["id"], branch["id"])
assert messages[0]["content"] == "There"
checkpoint = client.checkpoints.create(conversation["id"], branch["id"], messages[0]["id"])
assert [each["id"] for each in client.checkpoints.list(conversation["id"])] == [checkpoint["id"]]
assert client.checkpoints.list(conversation["id"], branch_id=branch["id"])[0]["id"] == checkpoint["id"]
assert client.checkpoints.recreate(checkpoint["id"])["id"] == checkpoint["id"]
client.checkpoints.delete(checkpoint["id"])
assert client.checkpoints.list(conversation["id"]) == []
client.conversations.delete(conversation["id"])
