"""The ways in which the service refuses a request: each becomes its error body (CONTRACT §5.1)."""

from __future__ import annotations

from typing import Any

FAILED_SEND = "Failed to send message"
"""All that the service says of a send that failed, whatever the reason (CONTRACT §5.1)."""


class Refused(Exception):
    """Answered with `status` and the body `{"success": false, "error": text, "code": code?, "details": details?}`."""

    def __init__(self, status: int, text: str, code: str = "", details: Any = None) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.code = code
        self.details = details

    def body(self) -> dict[str, Any]:
        """Return the body of the answer."""
        return failure(self.text, self.code, self.details)


def failure(text: str, code: str = "", details: Any = None) -> dict[str, Any]:
    """Return an error body; what is empty is left out."""
    body: dict[str, Any] = {"success": False, "error": text}
    if code:
        body["code"] = code
    if details is not None:
        body["details"] = details
    return body


def invalid(details: list[dict[str, str]]) -> Refused:
    """Return the refusal of a request whose parts are wrong; `details` has a `{"field", "message"}` for each."""
    return Refused(400, "Validation failed", "VALIDATION_ERROR", details)


def unauthorised() -> Refused:
    """Return the refusal of a request without a key, or with a wrong one."""
    return Refused(401, "Invalid or missing API key", "AUTHENTICATION_ERROR")


def missing(what: str) -> Refused:
    """Return the refusal of a request for what is not there: "Conversation", "Message"…"""
    return Refused(404, f"{what} not found", "NOT_FOUND")


def conflict(text: str) -> Refused:
    """Return the refusal of what cannot be done to a thing as it is now."""
    return Refused(409, text, "CONFLICT")


def failed_send() -> Refused:
    """Return the one answer to every send that failed."""
    return Refused(500, FAILED_SEND)
