"""Registers a handler for every kind of event. Type checkers accept it; it is never run."""

from __future__ import annotations

from typing import Any

from typing_extensions import assert_type

import cheshire_cat_api as ccat


def registers(cat: ccat.CatClient) -> None:
    """What each kind is called with is known."""
    cat.on("open", lambda: None)
    cat.on("close", lambda code, reason: print(code + 1, reason.upper()))
    cat.on("message", lambda text: print(text.upper()))
    cat.on("error", lambda error: print(error.args))
    cat.on("event", lambda event: print(event.text if isinstance(event, ccat.Token) else event))
    cat.on("token", lambda token: print(token.text))
    cat.on("notification", lambda notification: print(notification.content))
    cat.on("reply", lambda reply: print(reply.why, reply.text))
    cat.on("server_error", lambda error: print(error.name, error.description))
    cat.on("unknown", lambda unknown: print(unknown.frame))
    cat.off("token", print)


def takes_anything(*arguments: Any) -> None:
    """A handler of any kind."""


def stays_what_it_is(cat: ccat.CatClient) -> None:
    """What is decorated keeps its type."""

    @cat.on("reply")
    def keep(reply: ccat.Reply) -> int:
        return len(reply.text)

    @cat.on("open")
    def opened() -> None: ...

    @cat.on("event")
    def wider(event: object) -> None: ...

    assert_type(keep(ccat.Reply({})), int)
    assert_type(opened(), None)
    cat.off("token", cat.on("token", takes_anything))
    cat.on("notification", wider)


def awaits(cat: ccat.AsyncCatClient) -> None:
    """The asynchronous client takes both."""

    @cat.on("notification")
    async def tell(notification: ccat.Notification) -> None:
        await cat.send(str(notification.content))

    @cat.on("close")
    def closed(code: int, reason: str) -> None: ...

    cat.on("reply", lambda reply: print(reply.text))
