"""The headers that programs of 1.4.9 set, and what is sent of them."""

from __future__ import annotations

from collections import UserDict
from collections.abc import Callable, Mapping
from typing import cast

from openapi_facade.secrets import concealed, hidden

USER_AGENT = "OpenAPI-Generator/1.0.0/python"
"""What 1.4.9 said; it is shown and not sent."""
_SECRET = ("access_token", "authorization", "cookie")


class DefaultHeaders(UserDict[str, object]):
    """The headers of every call; keys are not shown to people."""

    changed: Callable[[], object] | None = None

    def __setitem__(self, name: str, value: object) -> None:
        super().__setitem__(name, value)
        if self.changed is not None:
            self.changed()

    def __delitem__(self, name: str) -> None:
        super().__delitem__(name)
        if self.changed is not None:
            self.changed()

    def __repr__(self) -> str:
        return repr({name: "***" if name.lower() in _SECRET and value else value for name, value in self.items()})


def as_sent(headers: Mapping[str, object], cookie: str | None = None) -> dict[str, object]:
    """Headers of 1.4.9 as we send them."""
    sent: dict[str, object] = {"Cookie": cookie} if cookie else {}
    for name, value in headers.items():
        if name.lower() == "access_token":
            if value:
                sent["Authorization"] = hidden(f"Bearer {value}")
        elif value is not None and value != USER_AGENT and name.lower() != "content-type":  # the body decides that
            sent[name] = value
    return cast("dict[str, object]", concealed(sent))
