"""What a client over the runtime gives: results, on either side, whatever its errors are like."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openapi_facade.transport.upload import opened

from . import notes_openapi
from .driven import Maker, Sessions


def test_results(clients: Maker) -> None:
    client = clients()
    assert client.get("tea") == {"name": "tea", "text": "at five"}
    assert client.add("a/b ü", "x") == {"name": "a/b ü", "text": "x"}
    assert client.summary() == "2 notes"
    assert client.attach("tea", ("leaf.txt", b"green")) == "tea"
    client.close()
    assert client.get("tea")["text"] == "at five"  # over new connections
    client.close()
    agent = clients.module.API.name
    assert {each.headers["user-agent"] for each in clients.server.requests} == {agent}
    assert clients.server.asked[1] == "POST /notes"


def test_parts_of_an_upload(made: Sessions, tmp_path: Path) -> None:
    """By whatever way a file is given: its name, its bytes, and how far it is."""
    path = tmp_path / "leaf.txt"
    path.write_bytes(b"green")
    session, told = made(), list[tuple[int, int | None]]()
    with path.open("rb") as file:
        for given in (path, str(path), ("leaf.txt", b"green"), ("leaf.txt", file)):
            with opened(given, on_progress=lambda *how_far: told.append(how_far)) as part:
                assert session.call(notes_openapi.attach, "tea", file=part) == "tea"
    files = {"file": [path, ("two.txt", b"black")]}
    answer = session.request("POST", "/notes/tea/files", files=files, data={"kind": "tea"})
    session.close()
    assert answer.json() == {"kept": "tea"}
    *alone, several = made.server.bodies
    for body in alone:
        assert b'name="file"; filename="leaf.txt"' in body
        assert b"\r\n\r\ngreen\r\n" in body
    assert several.count(b'name="file"; filename=') == 2
    assert b'name="kind"\r\n\r\ntea\r\n' in several
    assert told == [(5, 5)] * 4


def test_any_endpoint(made: Sessions) -> None:
    """An answer as it came, for what the document does not know, too; facts of what it knows are used."""
    session, record = made(), list[Any]()
    answer = session.recording(record).request("get", "/notes/tea", params={"in": "full"}, headers={"X-Tea": "green"})
    session.close()
    assert (answer.status_code, answer.json()["text"], answer.headers["CONTENT-TYPE"]) == (
        200,
        "at five",
        "application/json",
    )
    assert record == [answer]
    (request,) = made.server.requests
    assert (request.query, request.headers["x-tea"]) == ("in=full", "green")
