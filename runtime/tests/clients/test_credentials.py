"""Who a client says it is: keys, tokens that are renewed, callables; each by the scheme that its server wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from openapi_facade.auth.credentials import Account, Login

from . import single, tree
from .driven import Maker, Sessions
from .notes_openapi import add_note, get_note
from .notes_server import Reply, refusal

NOTE = {"name": "tea", "text": "at five"}
KEY = "k3y-of-the-notes"
ALICE = Account("alice", "pa55-of-alice")


def exchange(made: Sessions) -> Any:
    return tree.exchange if made.run.name == "sync" else tree.async_exchange


@pytest.mark.parametrize("clients", [(tree, "sync"), (tree, "async")], indirect=True, ids=["sync", "async"])
def test_an_account_logs_in_on_the_first_call(clients: Maker) -> None:
    """Whose token is shown from then on. What was wrong with the login is the error of the call."""
    clients.server.change(lambda notes: notes.accepted.add("nobody"))
    client = clients(username=ALICE.username, password=ALICE.password)
    assert client.get("tea") == NOTE
    assert client.get("tea") == NOTE
    client.close()
    assert clients.server.asked == ["POST /token", "GET /notes/tea", "GET /notes/tea"]
    nobody, first, second = clients.server.shown
    assert (nobody, first) == ("", second)
    assert first.startswith("Bearer eyJ")
    client = clients(username=ALICE.username, password="wrong-pa55")
    error = client.error("get", "tea")
    client.close()
    assert (type(error), error.status_code, error.path) == (tree.StatusError, 401, "/token")
    assert "wrong-pa55" not in f"{error}{vars(error)}"


def test_a_token_that_has_ended_is_renewed_where_it_is_refused(made: Sessions) -> None:
    """And the call repeated, of any operation: a refusal has done nothing. One that has not ended is no better anew."""
    made.server.change(lambda notes: setattr(notes, "token_life", 1.0))  # less than clocks may differ by
    session = made(login=Login(account=ALICE), exchange=exchange(made))
    session.call(get_note, "tea")
    made.server.change(lambda notes: setattr(notes, "accepted", {"nobody"}))
    made.server.change(lambda notes: setattr(notes, "token_life", 3600.0))
    assert session.call(add_note, name="milk", text="")["name"] == "milk"
    first, *refused, renewed = (each for each in made.server.shown if each)
    assert renewed != first
    # where this machine stops for a second, it is renewed in time
    assert [*made.server.asked[2:], *refused] in (
        ["POST /notes", "POST /token", "POST /notes", first],
        ["POST /token", "POST /notes"],
    )
    before = len(made.server.asked)
    made.server.change(lambda notes: setattr(notes, "accepted", {"nobody"}))
    assert session.error("call", get_note, "tea").status_code == 401
    session.close()
    assert made.server.asked[before:] == ["GET /notes/tea"]


def test_a_refusal_may_mean_that_a_token_has_ended_early(made: Sessions) -> None:
    """As where a server has another secret since it was started anew. Once: the next refusal is the outcome."""
    api = replace(tree.API, ended_if_refused=True)
    session = made(api, login=Login(account=ALICE), exchange=exchange(made))
    session.call(get_note, "tea")
    made.server.change(lambda notes: setattr(notes, "accepted", {"nobody"}))
    assert session.call(add_note, name="milk", text="")["name"] == "milk"
    made.server.say(refusal(401, "no_access", "no"))
    made.server.change(lambda notes: setattr(notes, "passwords", {}))
    assert session.error("call", get_note, "tea").path == "/token"
    session.close()
    again = ["POST /notes", "POST /token", "POST /notes"]
    assert made.server.asked == ["POST /token", "GET /notes/tea", *again, "GET /notes/tea", "POST /token"]


def test_an_account_with_another_password_from_now_on(made: Sessions) -> None:
    """What is shown stays until it ends; neither password is told."""
    made.server.change(lambda notes: setattr(notes, "token_life", -10.0))
    session = made(login=Login(account=ALICE), exchange=exchange(made))
    session.call(get_note, "tea")
    keeper = session.target._keeper
    keeper.password_changed("0ther-of-alice")
    made.server.change(lambda notes: notes.passwords.update(alice="0ther-of-alice"))
    assert session.call(get_note, "tea") == NOTE
    session.close()
    assert keeper.username == "alice"
    assert {ALICE.password, "0ther-of-alice"} <= set(keeper.secrets())


def test_a_token_is_renewed_before_it_ends(made: Sessions) -> None:
    made.server.change(lambda notes: setattr(notes, "token_life", -10.0))
    session = made(login=Login(account=ALICE), exchange=exchange(made))
    session.call(get_note, "tea")
    session.call(get_note, "tea")
    session.close()
    assert made.server.asked == ["POST /token", "GET /notes/tea"] * 2


def test_another_account_from_now_on(made: Sessions) -> None:
    """In all views. Where it cannot log in, nothing has changed."""
    session = made(login=Login(KEY), exchange=exchange(made))
    view = session.with_options(retries=0)
    made.server.change(lambda notes: notes.accepted.add(f"Bearer {KEY}"))
    assert view.error("login", "alice", "wrong").status_code == 401
    assert view.call(get_note, "tea") == NOTE
    view.login(*ALICE, exchange(made))  # any will do
    assert session.call(get_note, "tea") == NOTE
    session.close()
    assert made.server.shown[1] == f"Bearer {KEY}"
    assert made.server.shown[3].startswith("Bearer eyJ")


def test_an_answer_without_a_token(made: Sessions) -> None:
    made.server.say(Reply(200, {"token": ""}))
    session = made(login=Login(account=ALICE), exchange=exchange(made))
    error = session.error("call", get_note, "tea")
    session.close()
    assert (error.kind, str(error)) == ("decode", "there is no token in the answer")


def keys(*given: Any) -> Callable[[], Any]:
    iterator: Iterator[Any] = iter(given)
    return lambda: next(iterator)


def test_a_callable_is_asked_each_time_and_again_where_its_key_is_refused(made: Sessions) -> None:
    made.server.change(lambda notes: notes.accepted.update(("Token second", "Token third")))
    session = made(login=Login(provider=keys("first", "second", "third"), scheme="Token"))
    assert session.call(get_note, "tea") == NOTE
    assert session.call(get_note, "tea") == NOTE
    session.close()
    assert made.server.shown == ["Token first", "Token second", "Token third"]


@pytest.mark.parametrize(
    ("refused", "status", "asked"), [((418,), 418, 2), ((418,), 401, 1), ((), 401, 1), ((401,), 401, 2)]
)
def test_what_a_refusal_is_the_api_says(made: Sessions, refused: tuple[int, ...], status: int, asked: int) -> None:
    made.server.say(*[refusal(status, "no", "who?")] * 2)
    api = replace(single.API, refused=frozenset(refused))
    session = made(api, Login(provider=keys("first", "second")), retries=0)
    assert session.error("call", get_note, "tea").status_code == status
    session.close()
    assert len(made.server.asked) == asked


@pytest.mark.parametrize("given", [7, None, b"key", "ké", "a\nb"])
def test_a_callable_that_gives_no_key(made: Sessions, given: Any) -> None:
    session = made(login=Login(provider=lambda: given))
    error = session.error("call", get_note, "tea")
    session.close()
    assert error.kind == "config"
    assert str(error) == f"credential: gave a {type(given).__name__} that no header can carry; give the key"
    assert made.server.asked == []


def test_a_coroutine_function_gives_the_key_of_an_asynchronous_client(made: Sessions) -> None:
    async def give() -> str:
        return KEY

    session = made(login=Login(provider=give))
    if made.run.name == "async":
        session.call(get_note, "tea")
        assert made.server.shown == [f"Bearer {KEY}"]
    else:
        assert "a coroutine function works with the asynchronous client only" in str(
            session.error("call", get_note, "tea")
        )
    session.close()


def test_what_the_callable_raises_reaches_the_caller(made: Sessions) -> None:
    class Locked(Exception):
        pass

    def give() -> str:
        raise Locked

    session = made(login=Login(provider=give))
    assert type(session.error("call", get_note, "tea")) is Locked
    session.close()


def test_a_header_of_the_callers_is_shown_in_the_place_of_the_key(made: Sessions) -> None:
    session = made(login=Login(KEY)).with_options(headers={"Authorization": "Basic YTpi"})
    session.call(get_note, "tea")
    session.close()
    assert made.server.shown == ["Basic YTpi"]
