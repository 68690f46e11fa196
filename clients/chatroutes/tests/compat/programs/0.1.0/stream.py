"""A stream by the manual of 0.1.0, with callbacks that look into `choices` and for `assistantMessage`."""

import sys

from chatroutes import ChatRoutes

client = ChatRoutes(api_key="key", base_url=sys.argv[1])
texts, finished = [], []


def on_chunk(chunk):
    if chunk["choices"][0]["delta"].get("content"):
        texts.append(chunk["choices"][0]["delta"]["content"])


returned = client.messages.stream(conversation_id="conv_123", data={"content": "Tell me a story"}, on_chunk=on_chunk)
assert returned is None
whole = "".join(texts)
assert "Tell me a story" in whole
client.messages.stream("conv_123", {"content": "Tell me a story"}, on_chunk, finished.append)
assert finished[0]["assistantMessage"]["content"] == whole
