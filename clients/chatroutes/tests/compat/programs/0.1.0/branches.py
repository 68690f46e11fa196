"""Branches by the manual of 0.1.0: created, forked, listed, changed, merged, deleted."""

import sys

from chatroutes import ChatRoutes

client = ChatRoutes("key", sys.argv[1], 30, 3, 1.0)
branch = client.branches.create(
    conversation_id="conv_123", data={"title": "Alternative Response", "contextMode": "FULL"}
)
fork = client.branches.fork(
    conversation_id="conv_123", data={"forkPointMessageId": "msg_456", "title": "Exploring Different Approach"}
)
assert fork["forkPointMessageId"] == "msg_456"
titles = [each["title"] for each in client.branches.list("conv_123")]
assert {"Alternative Response", "Exploring Different Approach"} <= set(titles)
sent = client.messages.send("conv_123", {"content": "Here", "branchId": fork["id"]})
assert sent["assistantMessage"]["branchId"] == fork["id"]
assert client.branches.get_messages("conv_123", fork["id"])[0]["content"] == "Here"
assert client.messages.list("conv_123", fork["id"])[0]["content"] == "Here"
assert client.branches.update("conv_123", branch["id"], {"title": "Renamed"})["title"] == "Renamed"
assert client.branches.merge("conv_123", fork["id"])["id"]
assert client.branches.delete("conv_123", branch["id"]) is None
assert branch["id"] not in [each["id"] for each in client.branches.list("conv_123")]
