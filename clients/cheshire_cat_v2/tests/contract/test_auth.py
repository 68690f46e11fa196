"""Who is let in, and as whom (CONTRACT §1, §2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .servers import Server

ADMIN = {"id": "bace0701-15e3-5144-97c5-47487d543032", "name": "admin", "roles": ["admin"], "custom": {}}

Headers = Callable[[Server], dict[str, str]]
GOOD: dict[str, Headers] = {
    "the key": lambda server: {"Authorization": f"Bearer {server.key}"},
    "the key without Bearer": lambda server: {"Authorization": server.key},
    "the key in a cookie": lambda server: {"Cookie": f"access_token={server.key}"},
    "a header before a cookie": lambda server: {"Authorization": server.key, "Cookie": "access_token=wrong"},
    "another user by header": lambda server: {"Authorization": server.key, "user_id": "somebody"},
}
BAD: dict[str, Headers] = {
    "nothing": lambda server: {},
    "an empty header": lambda server: {"Authorization": ""},
    "a wrong key": lambda server: {"Authorization": "Bearer wrong"},
    "bearer in lower case": lambda server: {"Authorization": f"bearer {server.key}"},
    "the header of 1.x": lambda server: {"access_token": server.key},
    "a bad header before a good cookie": lambda server: {
        "Authorization": "wrong",
        "Cookie": f"access_token={server.key}",
    },
    "another secret": lambda server: {"Authorization": f"Bearer {server.token(secret='another')}"},
    "one that is over": lambda server: {"Authorization": f"Bearer {server.token(life=-10)}"},
}


@pytest.mark.parametrize("name", GOOD)
def test_the_key_is_the_admin(name: str, server: Server) -> None:
    assert server.client().get("/me", headers=GOOD[name](server)).json() == ADMIN


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_good_is_nobody_but_for_what_is_open(name: str, server: Server) -> None:
    http, headers = server.client(), BAD[name](server)
    refused = http.get("/me", headers=headers)
    assert (refused.status_code, refused.json()) == (403, {"detail": "Invalid Credentials"})
    assert "www-authenticate" not in refused.headers
    assert http.get("/status", headers=headers).status_code == 200


def test_a_token_names_a_user(server: Server) -> None:
    mine = server.user("editor").get("/me").json()
    assert (mine["name"], mine["roles"], mine["custom"]) == ("al", ["editor"], {})
    assert server.user("admin").get("/plugins").status_code == 200
    assert server.client(server.token(life=None)).get("/me").status_code == 200


def test_a_server_of_this_line_can_be_told_by_its_status(server: Server) -> None:
    status = server.client().get("/status").json()
    assert status["version"].startswith("2.")
    handlers = status["auth_handlers"]
    assert all(set(one) == {"slug", "name", "description", "login_url"} for one in handlers.values())
    assert server.client().request("HEAD", "/status").status_code == 405


def test_a_login_ends_in_a_cookie(server: Server) -> None:
    answer = server.client().get("/auth/callback/simple", params={"code": "any"})
    assert answer.status_code == 307
    assert answer.cookies["access_token"].count(".") == 2
    assert (
        server.client().get("/me", headers={"Cookie": f"access_token={answer.cookies['access_token']}"}).json() == ADMIN
    )
