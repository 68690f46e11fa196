"""Registers a wrong handler for every kind of event: type checkers refuse each line that says so. Never run."""

from __future__ import annotations

import cheshire_cat_api as ccat


def of_a_token(token: ccat.Token) -> None: ...
def of_a_reply(reply: ccat.Reply) -> None: ...
async def of_a_text(text: str) -> None: ...


def registers(cat: ccat.CatClient, other: ccat.AsyncCatClient) -> None:
    """The kinds in order, and then what is no kind and no handler."""
    cat.on("open", of_a_token)  # wrong
    cat.on("close", lambda code: None)  # wrong
    cat.on("message", of_a_token)  # wrong
    cat.on("error", of_a_reply)  # wrong
    cat.on("event", of_a_token)  # wrong
    cat.on("token", of_a_reply)  # wrong
    cat.on("notification", of_a_token)  # wrong
    cat.on("reply", of_a_token)  # wrong
    cat.on("server_error", of_a_reply)  # wrong
    cat.on("unknown", of_a_text)  # wrong
    cat.on("notification", lambda notification: notification.text)  # wrong
    cat.on("tea", of_a_token)  # wrong
    cat.on("token", "of_a_token")  # wrong
    cat.off("tea", of_a_token)  # wrong
    cat.on("token")(of_a_reply)  # wrong
    other.on("reply", of_a_text)  # wrong
