"""Who a client is: a key, a JWT, or what a callable gives."""

from __future__ import annotations

import sys

import pytest

from cheshire_cat_v2 import ConfigError, Forbidden, InvalidArgument, RunFailed, user_token
from cheshire_cat_v2.testing import EmbeddedCat, Reply

from .kinds import Kind


def test_each_user_has_a_token(server: EmbeddedCat, kind: Kind) -> None:
    al, bo = (kind.client(server, user_token("meow_jwt", name)) for name in ("al", "bo"))
    kind.run(al.chats.create("of al"))
    assert [chat.name for chat in kind.run(al.chats.list())] == ["of al"]
    assert kind.run(bo.chats.list()) == []
    assert kind.run(al.me.get()).name == "al"
    with pytest.raises(Forbidden, match="Insufficient role"):
        kind.run(al.settings.list())
    admin = kind.client(server, user_token("meow_jwt", "cy", roles=["admin"], life=None))
    assert kind.run(admin.settings.list())


def test_a_callable_gives_the_key(server: EmbeddedCat, kind: Kind) -> None:
    asked = []

    def give() -> str:
        asked.append(1)
        return "meow"

    assert kind.run(kind.client(server, give).me.get()).name == "admin"
    assert asked


def test_what_makes_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ({"username": ""}, {"username": "al", "user_id": "7"}, {"username": "al", "secret": ""}):
        with pytest.raises(InvalidArgument):
            user_token(**{"secret": "s", **wrong})
    monkeypatch.setitem(sys.modules, "jwt", None)
    with pytest.raises(ConfigError, match=r"cheshire-cat-v2\[jwt\]"):
        user_token("s", "al")


def test_no_error_shows_the_key_that_the_server_repeats(kind: Kind) -> None:
    key = "a-key-that-nobody-shall-see"
    with EmbeddedCat(api_key=key, answers={"x": Reply(f"so {key} far", fails=f"bad {key}")}) as server:
        with pytest.raises(RunFailed, match=r"bad \*\*\*") as caught:
            kind.run(kind.client(server, key).ask("x"))
        assert key not in f"{caught.value!r} {vars(caught.value)}"
