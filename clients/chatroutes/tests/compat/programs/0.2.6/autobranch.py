"""Suggestions of branches as programs for 0.2.6 ask for them."""

import sys

from chatroutes import ChatRoutes
from chatroutes.exceptions import ChatRoutesError

client = ChatRoutes("key", base_url=sys.argv[1])
text = "We could take the train. Alternatively, we could fly. Or should we stay at home?"
found = client.autobranch.suggest_branches(text, suggestions_count=2, hybrid_detection=False, threshold=0.5)
assert set(found) >= {"suggestions", "metadata"}
assert len(found["suggestions"]) <= 2
for suggestion in found["suggestions"]:
    assert 0 <= suggestion["branchPoint"]["start"] <= suggestion["branchPoint"]["end"] <= len(text)
    print(suggestion["title"], suggestion["confidence"], suggestion["triggerText"])
assert client.autobranch.analyze_text(text=text, llm_model="gpt-5")["metadata"]
assert client.autobranch.health()["status"]
assert issubclass(ChatRoutesError, Exception)
