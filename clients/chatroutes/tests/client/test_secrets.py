"""The key, and what else is secret, is in no output, even if the service repeats it; netrc is not looked at."""

from __future__ import annotations

import io
import logging
import pickle
import traceback
from pathlib import Path
from typing import Any

import pytest

from chatroutes import ChatRoutesError
from chatroutes.testing import EmbeddedChatRoutes, faults

from .kinds import KEY, Kind

OTHER = "key-of-another-company-42"
CODED = "".join(f"\\u{ord(each):04x}" for each in KEY)


def shown(error: BaseException) -> str:
    """All that is to be seen of an error, with the variables of our frames."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__) if "tests" not in frame.f_code.co_filename]
    assert frames
    # A chunk is what the caller was given.
    variables = repr([{name: value for name, value in frame.f_locals.items() if name != "chunk"} for frame in frames])
    return "".join((*traceback.format_exception(error), repr(error), repr(vars(error)), variables))


ECHOES: dict[str, Any] = {
    "refusal": faults.Answer(
        403, {"error": KEY, "message": f"no {KEY}", "code": KEY, "details": {KEY: [KEY]}}, {"x-request-id": KEY}
    ),
    "success false": faults.Answer(
        200, {"success": False, "message": f"no {KEY}", "code": KEY, "details": [KEY]}, {"x-request-id": KEY}
    ),
    "coded": faults.Answer(200, f'{{"success": false, "message": "{CODED}", "details": ["{CODED}"]}}'),
    "no result": faults.Answer(200, {KEY: 1, "error": KEY}),
    "page": faults.Answer(200, f"<p>{KEY}</p>", {"content-type": f"text/{KEY}"}),
    "page with 500": faults.Answer(500, f"<p>{KEY}</p>"),
    "limit": faults.Answer(429, {"error": {"message": KEY, "code": KEY, "details": KEY}}),
    "event": faults.Events([{"type": "error", "error": KEY, "details": {"a": [KEY]}}]),
    "named event": faults.Events([f'event: error\ndata: {{"message": "{CODED}"}}\n\n']),
    "odd event": faults.Events([{"type": "content", "content": f"said {KEY}"}, f"data: {KEY}\n\n"]),
    "cut event": faults.Events([f"data: {'x' * 85}{KEY}\n\n"]),
    "no end": faults.Events([{"type": "content", "content": f"said {KEY}"}]),
}


@pytest.mark.parametrize("name", ECHOES)
def test_a_key_that_is_repeated_is_shown_nowhere(kind: Kind, service: EmbeddedChatRoutes, name: str) -> None:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        client = kind.client(service)
        service.enqueue(ECHOES[name], times=2)
        streamed = isinstance(ECHOES[name], faults.Events)
        calls = [] if streamed else [lambda: client.conversations.create({"title": "T"})]
        for call in [*calls, lambda: client.messages.stream("conv_123", {"content": "x"}, lambda _: None)]:
            with pytest.raises(ChatRoutesError) as caught:
                kind.run(call())
            for secret in (KEY, CODED, KEY[:12]):
                assert secret not in shown(caught.value)
                assert secret.encode() not in pickle.dumps(caught.value)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    assert "send_request_headers" in log.getvalue()
    assert KEY not in log.getvalue()
    assert KEY[:12] not in log.getvalue()


def test_the_key_is_in_no_repr(kind: Kind, service: EmbeddedChatRoutes) -> None:
    client = kind.client(service, autobranch_base_url=service.url)
    assert repr(client) == f"{type(client).__name__}(base_url={service.url!r})"
    things = [client, client.with_options(timeout=3), client.messages, client._config, client._session]
    assert not [thing for thing in things if KEY in repr(thing)]
    assert client.api_key == KEY
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(client)


def test_the_key_of_a_language_model_is_shown_nowhere(kind: Kind, service: EmbeddedChatRoutes) -> None:
    client = kind.client(service, retry_attempts=0)
    service.enqueue(faults.Answer(500, {"error": f"bad key {OTHER}", "details": OTHER}))
    with pytest.raises(ChatRoutesError) as caught:
        kind.run(client.autobranch.suggest_branches("x", llm_api_key=OTHER))
    assert OTHER not in str(caught.value) + repr(vars(caught.value))
    assert OTHER.encode() in service.requests[-1].body


def test_netrc_is_not_looked_at(
    kind: Kind, service: EmbeddedChatRoutes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\ndefault login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    client = kind.client(service)
    assert kind.run(client.conversations.list())["total"] == 1
    kind.run(client.messages.stream("conv_123", {"content": "x"}, lambda _: None))
    assert {request.headers["authorization"] for request in service.requests} == {f"ApiKey {KEY}"}
