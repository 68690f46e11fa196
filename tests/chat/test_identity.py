"""Whose socket a chat has: the process warns of two of one user, and of no others."""

from __future__ import annotations

import logging

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api._chat import others
from cheshire_cat_api._identity import whose
from cheshire_cat_api.testing import EmbeddedCat

from .conftest import Make

ALICE = {"username": "alice", "password": "looking-glass"}
ADMIN = {"username": "admin", "password": "admin"}


@pytest.fixture(autouse=True)
def _alice(cat: EmbeddedCat) -> None:
    with ccat.CatClient(ccat.Config(cat.url, **ADMIN)) as admin:
        chats = {"CONVERSATION": ["WRITE", "EDIT", "LIST", "READ", "DELETE"]}
        admin.users.create_user(**ALICE, permissions=chats)


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    found = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    caplog.clear()
    return found


def test_different_users_of_one_url_do_not_share_a_socket(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    """With a JWT, the server goes by the user in it."""
    for fields in (ALICE, ADMIN):
        make(**fields).connect(10)
    assert not warnings(caplog)


@pytest.mark.parametrize("fields", [{}, {"user_id": "another"}], ids=["same url", "another url"])
def test_one_user_who_has_logged_in_twice_is_warned(
    make: Make, caplog: pytest.LogCaptureFixture, fields: dict[str, str]
) -> None:
    """Whatever the URL says, and though the tokens differ."""
    make(**ALICE).connect(10)
    make(**ALICE, **fields).connect(10)
    (told,) = warnings(caplog)
    assert "another chat of this user" in told


def test_different_keys_at_one_url_may_be_different_users(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    """A plugin may decide who they are; this Cat lets any key in."""
    for key in ("one", "two"):
        make(auth_key=key).connect(10)
    assert not warnings(caplog)
    make(auth_key="two").connect(10)
    assert len(warnings(caplog)) == 1


def test_no_credential_is_kept(make: Make) -> None:
    key = "a-key-of-this-test"
    make(auth_key=key).connect(10)
    make(**ALICE).connect(10)
    kept = " ".join(others._known)
    assert "alice" in kept
    assert key not in kept
    assert "eyJ" not in kept
    mine = whose("ws://cat/ws/user", key)
    assert mine == whose("ws://cat/ws/user", key)
    assert key not in mine
