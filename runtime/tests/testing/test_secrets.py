"""What an embedded server does not tell: what may be secret in a handshake stands in no log line and no repr."""

from __future__ import annotations

import pytest

from .echo import EmbeddedEcho, asked

TOKEN = "t0ken-of-the-socket"
HEADERS = ("Authorization: Bearer h3ader-key", "X-API-Key: an0ther-key", "Cookie: session=c00kie")
SECRETS = (TOKEN, "h3ader-key", "an0ther-key", "c00kie")


@pytest.mark.parametrize(
    ("status", "headers"),
    [(101, ("Host: localhost",)), (421, ("Host: evil.example",)), (403, ("Host: localhost", "Origin: null"))],
)
def test_a_secret_of_a_handshake_is_in_no_log(
    echo: EmbeddedEcho, status: int, headers: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    # all that any logger has to say, and that of uvicorn, which looks at its own level
    with caplog.at_level(1), caplog.at_level(1, "uvicorn.error"), caplog.at_level(1, "uvicorn.access"):
        start = f"GET /talk?token={TOKEN} HTTP/1.1"
        assert asked(echo, "handshake", *headers, *HEADERS, start=start)[0] == status
        echo.stop()
    (request,) = echo.requests  # which has them
    assert request.query == f"token={TOKEN}"
    assert {request.headers[name] for name in ("authorization", "x-api-key", "cookie")} == {
        line.partition(": ")[2] for line in HEADERS
    }
    told = caplog.text + repr([vars(record) for record in caplog.records]) + repr(request)
    assert "/talk?***" in told
    assert [secret for secret in SECRETS if secret in told] == []
