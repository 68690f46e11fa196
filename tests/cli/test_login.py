"""`login` and `logout`: where a Cat and its keys are kept, and what is shown of them."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from cheshire_cat_api.testing import EmbeddedCat

from .command import Command, run, terminal

KEYRING = """
import json, os, pathlib

class KeyringError(Exception): ...

PLACE = pathlib.Path(os.environ["RING"])

def _all():
    return json.loads(PLACE.read_text()) if PLACE.exists() else {}

def set_password(service, name, password):
    PLACE.write_text(json.dumps({**_all(), f"{service}/{name}": password}))

def get_password(service, name):
    return _all().get(f"{service}/{name}")

def delete_password(service, name):
    PLACE.write_text(json.dumps({key: each for key, each in _all().items() if key != f"{service}/{name}"}))
"""
"""What the package `keyring` has of functions, over a file."""


@pytest.fixture
def key(tmp_path: Path) -> str:
    """How a command line names the key: as a file."""
    (tmp_path / "key.txt").write_text("s3cret-key\n")
    return f"@{tmp_path / 'key.txt'}"


def test_a_key_is_kept_in_a_file_of_the_user_alone(key: str, home: Path, ccat: Command) -> None:
    with EmbeddedCat(api_key="s3cret-key") as locked:
        ended = ccat.good("login", "--profile", "work", "--url", locked.url, "--key", key)
        assert ended.out == (
            f"profile work: a Cat 1.9.2 at {locked.url}; there is no keyring here: its key is in {home / 'keys.json'}, "
            "which only you can read\n"
        )
        assert stat.S_IMODE((home / "keys.json").stat().st_mode) == 0o600
        assert "s3cret" not in (home / "profiles.json").read_text()
        assert ccat.good("--profile", "work", "ask", "Hello").out.endswith("Done.\n")
        assert ccat.good("logout", "--profile", "work").out == "profile work: forgotten\n"
        assert json.loads((home / "keys.json").read_text()) == {}
        assert ccat("--profile", "work", "status").code == 2
        assert ccat("logout", "--profile", "work").code == 1


def test_a_key_is_kept_in_the_keyring(key: str, home: Path, tmp_path: Path) -> None:
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "keyring.py").write_text(KEYRING)
    env = {"PYTHONPATH": str(tmp_path / "modules"), "RING": str(tmp_path / "ring")}
    with EmbeddedCat(api_key="s3cret-key", ws_key="s3cret-ws") as locked:
        ended = run("login", "--url", locked.url, "--key", key, "--ws-key", "@-", text="s3cret-ws\n", env=env)
        assert ended == (0, f"profile default: a Cat 1.9.2 at {locked.url}; its key is in the keyring\n", "")
        assert run("ask", "Hello", env=env).out.endswith("Done.\n")
    assert not (home / "keys.json").exists()
    assert "s3cret" not in (home / "profiles.json").read_text()
    assert run("logout", env=env).code == 0
    assert json.loads((tmp_path / "ring").read_text()) == {}


def test_what_is_not_given_is_asked_for(home: Path) -> None:
    with EmbeddedCat(api_key="s3cret-key") as locked, terminal("login") as screen:
        screen.wait_for(r"URL \[http://localhost:1865\]: ")
        screen.type(f"{locked.url}\n")
        screen.wait_for("Key .*: ")
        screen.type("s3cret-key\n")
        screen.wait_for("profile default: a Cat 1.9.2")
        assert screen.end() == 0
        assert "s3cret" not in screen.seen


def test_a_wrong_key_is_not_kept(home: Path, key: str, ccat: Command) -> None:
    with EmbeddedCat(api_key="another") as locked:
        ended = ccat("login", "--url", locked.url, "--key", key)
    assert (ended.code, ended.out) == (1, "")
    assert "403" in ended.err
    assert "s3cret" not in ended.err
    assert not (home / "profiles.json").exists()


def test_an_account_is_kept(cat: EmbeddedCat, tmp_path: Path, ccat: Command) -> None:
    (tmp_path / "password.txt").write_text("admin\n")
    line = ("login", "--url", cat.url, "--username", "admin", "--password", f"@{tmp_path / 'password.txt'}")
    ccat.good("--profile", "admin", *line)
    ccat.good("--profile", "admin", "ask", "--http", "Hello")
    assert [each.user for each in cat.requests if each.path == "/message"] == ["admin"]
    assert ccat("login", "--url", cat.url, "--username", "admin", "--password", "admin").code == 2
    assert ccat("login", "--url", cat.url, "--username", "admin").code == 2, "nobody could be asked"


def test_a_key_goes_to_no_other_server(
    key: str, cat: EmbeddedCat, ccat: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with EmbeddedCat(api_key="s3cret-key") as locked:
        ccat.good("login", "--url", locked.url, "--key", key)
        monkeypatch.delenv("CCAT_URL")
        ccat.good("memory", "list")
        ccat.good("memory", "list", "--url", cat.url)
        assert all("authorization" not in each.headers for each in cat.requests)
        assert ccat("--profile", "default", "--url", cat.url, "memory", "list").code == 2
        monkeypatch.setenv("CCAT_CORE_HOST", cat.url)  # the environment goes before a profile without a name
        ccat.good("memory", "list")
        assert all("authorization" not in each.headers for each in cat.requests)


def test_a_key_is_in_no_message(dead_url: str, key: str, ccat: Command) -> None:
    for url in (dead_url, "http://[::1", "ftp://cat"):
        ended = ccat("--url", url, "--key", key, "ask", "Hello")
        assert ended.code in (2, 3)
        assert "s3cret" not in ended.out + ended.err
    assert ccat("--key", "@/nowhere", "status").code == 2


def test_a_file_that_somebody_has_spoilt(home: Path, ccat: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CCAT_URL")
    home.mkdir()
    (home / "profiles.json").write_text("[")
    ended = ccat("status")
    assert ended == (
        2,
        "",
        f"cheshire-cat: {home / 'profiles.json'}: not as `login` has written it; mend it, or remove it\n",
    )
