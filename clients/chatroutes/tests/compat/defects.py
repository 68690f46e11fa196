"""The defects of the published SDK (docs/contract.md, §10), each as a call that goes wrong there and right here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from chatroutes.testing import EmbeddedChatRoutes, faults

OLD, NEW = "0.1.0", "0.2.6"
Outcome = dict[str, Any]


class Defect(NamedTuple):
    """A call, and how to know whether it went right."""

    name: str
    """The number in the contract, and which part of it."""
    call: str
    """An expression of the driver's."""
    right: Callable[[Outcome, EmbeddedChatRoutes], object]
    faults: Sequence[faults.Fault] = ()
    versions: Sequence[str] = (OLD, NEW)
    """Which of the two published versions have it; none: another one has, and it is tried on this client only."""
    dialect: Literal["early", "modern"] | None = None
    """None: the one that the version is for."""


GET = "client_of().conversations.get('conv_123')"
SEND = "client_of().messages.send('conv_123', {'content': 'hi'})"
STREAM = "streamed(client_of())"
HE = {"type": "content", "content": "He", "model": "m"}
EARLY = [
    {"id": "x", "model": "m", "choices": [{"index": 0, "delta": {"content": "He"}, "finish_reason": None}]},
    {"id": "x", "model": "m", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
    {"id": "x", "model": "m", "choices": [], "usage": {}},
]
COMPLETE = {"type": "complete", "message": {"id": "msg_9", "content": "He", "role": "assistant"}}
DONE = "data: [DONE]\n\n"


def raises(name: str, **attributes: Any) -> Callable[[Outcome, EmbeddedChatRoutes], bool]:
    """It raises this class itself, of the SDK's tree."""

    def right(outcome: Outcome, server: EmbeddedChatRoutes) -> bool:
        raised = outcome.get("raised", [""])
        said = outcome.get("attributes", {})
        return raised[0] == name and "ChatRoutesError" in raised and {**said, **attributes} == said

    return right


def a_subclass(outcome: Outcome, server: EmbeddedChatRoutes) -> bool:
    """It raises a class of its own, below the root."""
    return "ChatRoutesError" in outcome.get("raised", [])[1:]


def returns(outcome: Outcome, server: EmbeddedChatRoutes) -> bool:
    """It gives a result."""
    return "returned" in outcome


def the_conversation(outcome: Outcome, server: EmbeddedChatRoutes) -> bool:
    """It gives the conversation."""
    return isinstance(outcome.get("returned"), dict) and outcome["returned"].get("id") == "conv_123"


def ends(error: str | None = None, chunks: int = 1, completions: int = 0) -> Any:
    """A stream ends so: with an error of that class or one below, after so many chunks."""

    def right(outcome: Outcome, server: EmbeddedChatRoutes) -> bool:
        end = outcome["returned"]
        counts = len(end["chunks"]), len(end["completions"])
        raised = end["error"] or [None]
        return counts == (chunks, completions) and (error in raised if error else raised == [None])

    return right


def sent_once(outcome: Outcome, server: EmbeddedChatRoutes) -> bool:
    """One request was sent."""
    return len(server.requests) == 1


def nothing_made_up(outcome: Outcome, server: EmbeddedChatRoutes) -> bool:
    """What a stream is completed with has no id that the server did not give."""
    return all("'id'" not in repr(each) for each in outcome["returned"]["completions"])


NETRC = str(Path(__file__).resolve().parents[1] / "data" / "netrc")

DEFECTS = [
    Defect("X1 lost answer", SEND, sent_once, [faults.Hangup(performed=True)] * 4),
    Defect("X1 5xx", SEND, sent_once, [faults.error(502, "x", performed=True)] * 4),
    Defect("X2 success: false", GET, raises("ChatRoutesError", message="nope"), [faults.unsuccessful("nope")], [OLD]),
    Defect("X3 success: false", GET, raises("ChatRoutesError", message="nope"), [faults.unsuccessful("nope")], [NEW]),
    Defect("X3 HTML", GET, raises("ChatRoutesError"), [faults.html()]),
    Defect("X4 204", "client_of().messages.delete('msg_456')", returns, [faults.no_content()], [OLD]),
    Defect("X5 503", GET, raises("ServerError", status_code=503), [faults.error(503, "x")] * 4),
    *(Defect(f"X5 {status}", GET, a_subclass, [faults.error(status, "x")]) for status in (403, 409, 422)),
    Defect(
        "X5 an object",
        GET,
        raises("NotFoundError", message="inner"),
        [faults.Answer(404, {"error": {"message": "inner"}})],
    ),
    Defect("X6 array", GET, raises("ChatRoutesError"), [faults.Answer(200, [1])]),
    Defect("X6 array, 404", GET, raises("NotFoundError"), [faults.Answer(404, [1])]),
    Defect("X7 twice", STREAM, ends(chunks=3, completions=1), [faults.Events([*EARLY, DONE])], [OLD]),
    Defect("X7 made up", STREAM, nothing_made_up, [faults.Events([*EARLY, DONE])], [OLD]),
    Defect("X8 the later dialect", STREAM, ends(chunks=2, completions=1), [faults.Events([HE, COMPLETE])], [OLD]),
    Defect("X8 the early dialect", STREAM, ends(chunks=3, completions=1), [faults.Events([*EARLY, DONE])], [NEW]),
    Defect(
        "X8 no space",
        STREAM,
        ends(chunks=1, completions=1),
        [faults.Events(['data:{"type":"content","content":"He"}\n\n', DONE])],
    ),
    Defect(
        "X8 two lines",
        STREAM,
        ends(chunks=1, completions=1),
        [faults.Events(['data: {"type":"content",\ndata: "content":"He"}\n\n', DONE])],
    ),
    Defect("X8 no last event", STREAM, ends("NetworkError"), [faults.Events([HE])]),
    Defect("X8 cut, unframed", STREAM, ends("NetworkError"), [faults.Events([HE], "break", chunked=False)]),
    Defect(
        "X8 error event",
        STREAM,
        ends("ChatRoutesError"),
        [faults.Events([HE, 'event: error\ndata: {"error": "quota"}\n\n', DONE])],
    ),
    Defect(
        "X8 error chunk",
        STREAM,
        ends("ChatRoutesError"),
        [faults.Events([HE, {"type": "error", "error": "quota"}, DONE])],
    ),
    Defect("X8 JSON", STREAM, ends("ChatRoutesError", 0), [faults.Answer(200, {"success": True, "data": {}})]),
    Defect("X8 no object", STREAM, ends("ChatRoutesError"), [faults.Events([HE, "data: [1]\n\n", DONE])]),
    Defect(
        "X8 held back",
        "streamed(client_of(timeout=0.5))",
        ends("NetworkError"),
        [faults.Events([HE], "stall", chunked=False)],
    ),
    Defect("X9", "client_of().autobranch.suggest_branches('a or b')['suggestions']", returns, versions=()),
    Defect("X10", "client_of().autobranch.analyze_text('a or b')['suggestions']", returns, versions=()),
    Defect(
        "X11",
        "client_of(base_url=NOWHERE, autobranch_base_url=URL, retry_attempts=0).autobranch.health()",
        returns,
        versions=[NEW],
    ),
    Defect("X12", "client_of().checkpoints.create('conv_123', 'branch_1', 'msg_456')['id']", returns, versions=()),
    Defect(
        "X13 flat",
        "client_of().conversations.list()['data']",
        lambda outcome, server: outcome.get("returned"),
        versions=[OLD],
        dialect="modern",
    ),
    Defect(
        "X13 wrapped",
        "client_of().conversations.list()['data']",
        lambda outcome, server: outcome.get("returned"),
        versions=[NEW],
        dialect="early",
    ),
    Defect("X14 query", "client_of().conversations.get('conv_123?x=1#f')", raises("NotFoundError")),
    Defect("X14 path", "client_of().conversations.get('x/../conv_123')", a_subclass),
    Defect("X16", f"os.environ.update(NETRC={NETRC!r}) or {GET}", the_conversation),
    Defect("X17", GET, raises("RateLimitError", retry_after=70), [faults.rate_limited(70, told="header")]),
    Defect("X18", "client_of().conversations.create({})", lambda _, server: server.requests[-1].body == b"{}"),
    Defect("X19", "client_of(retry_attempts=-1).conversations.get('conv_123')", raises("InvalidArgumentError")),
    Defect(
        "X20",
        "sorted(chatroutes.SendMessageResponse.__annotations__)",
        lambda outcome, server: {"message", "assistantMessage", "usage"} <= set(outcome["returned"]),
        versions=[OLD],
    ),
    Defect(
        "X21",
        "client_of().conversations.get_tree('conv_123')['metadata']['totalNodes']",
        lambda outcome, server: outcome.get("returned"),
        dialect="modern",
    ),
]
"""X15 is of a request that this client does not have: none is sent without the key."""
