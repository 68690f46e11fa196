"""Fixtures of the contract suite, and the hooks that keep it honest.

A case that this run's server cannot do is skipped with its reason and listed in the last lines; a case that claims to
show a status fails unless it got it.
"""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import httpx
import pytest

from .chat import Chat
from .marks import WORDS, Setup
from .rawsocket import RawSocket
from .seen import operation_of
from .servers import TIMEOUT, Server, Servers, given_server, select_scripted

HERE = Path(__file__).parent
WIRE = pytest.StashKey[set[tuple[str, int]]]()
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks of marks.py."""
    for line in (
        "covers(operation, *statuses): the case shows these statuses of an operation (CONTRACT §3)",
        "covers_row(section, row): the case shows a row of CONTRACT §4",
        "needs(*setups): the case wants a server whose keys are set in one of these ways",
        "cannot(server, reason): the embedded or a real server cannot do this case",
        "ends_the_server: the case runs last, for the server is gone after it",
        "slow: the case waits for something that a server does by the clock",
    ):
        config.addinivalue_line("markers", line)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with its reason, what this run's server cannot do; move what ends the server to the end."""
    given = given_server()
    for item in items:
        if str(item.path).startswith(f"{HERE}{os.sep}"):  # of ten thousand items, which share their paths' texts
            for reason in reasons_against(item, given):
                item.add_marker(pytest.mark.skip(reason=reason))
    items.sort(key=lambda item: item.get_closest_marker("ends_the_server") is not None)


def reasons_against(item: pytest.Item, given: Server | None) -> Iterator[str]:
    """Say why this run's server cannot do a case."""
    kind = given.kind if given else "embedded"
    for mark in item.iter_markers("cannot"):
        if mark.kwargs["server"] == kind:
            yield mark.kwargs["reason"]
    needs = item.get_closest_marker("needs")
    if given and needs and given.setup not in needs.args:
        yield f"needs a server with {WORDS[needs.args]}"


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Fail a case that claims to show a status of an operation and did not get it."""
    result = yield
    claimed = {(m.args[0], status) for m in pyfuncitem.iter_markers("covers") for status in m.args[1:]}
    got = pyfuncitem.stash.get(WIRE, set())
    if claimed - got:
        pytest.fail(f"marked as showing {sorted(claimed - got)}, but the server was heard to answer {sorted(got)}")
    return result


def pytest_report_header() -> str:
    """Say which server this is about."""
    given = given_server()
    return f"contract: {given.url}, with {WORDS[(given.setup,)]}" if given else "contract: the embedded Cat"


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Count and name in the last lines what did not run, and why."""
    ours = {
        outcome: [
            r for r in terminalreporter.stats.get(outcome, []) if HERE.name in Path(r.nodeid.split("::")[0]).parts
        ]
        for outcome in ("passed", "failed", "error", "skipped")
    }
    if not any(ours.values()):
        return
    skipped = Counter((r.longrepr[2].removeprefix("Skipped: "), r.nodeid.split("[")[0]) for r in ours["skipped"])
    terminalreporter.section("contract")
    for (reason, case), count in sorted(skipped.items()):
        terminalreporter.line(f"{reason}: {case}" + (f", {count} cases" if count > 1 else ""))
    terminalreporter.line(f"{sum(skipped.values())} cases not run" + (", each for the reason above" if skipped else ""))


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Hold the servers of this run."""
    with ExitStack() as stack:
        yield Servers(stack)


@pytest.fixture
def server(request: pytest.FixtureRequest, servers: Servers) -> Server:
    """Give the server that the case needs; cases that say nothing get one with keys, or the given one."""
    needs = request.node.get_closest_marker("needs")
    setup: Setup = needs.args[0] if needs else "keys"
    return servers.get(setup)


@pytest.fixture
def scripted(server: Server, servers: Servers) -> Server:
    """Give the same server with the scripted language model selected."""
    servers.script(server)
    return server


Connect = Callable[..., httpx.Client]


@pytest.fixture
def connect(request: pytest.FixtureRequest, server: Server) -> Iterator[Connect]:
    """Make HTTP clients with headers of the case's choice; what they are answered is noted for the coverage check.

    They keep no connection: the server drops it after a 500 without a word (CONTRACT §1.4).
    """
    heard = request.node.stash.setdefault(WIRE, set())

    def note(response: httpx.Response) -> None:
        operation = operation_of(response.request.method, response.request.url.path)
        if operation:
            heard.add((operation, response.status_code))

    with ExitStack() as stack:

        def make(headers: dict[str, str] | list[tuple[str | bytes, str | bytes]] | None = None) -> httpx.Client:
            client = httpx.Client(
                base_url=server.url,
                headers=headers,  # type: ignore[arg-type]
                timeout=TIMEOUT,
                trust_env=False,
                limits=httpx.Limits(max_keepalive_connections=0),
                event_hooks={"response": [note]},
            )
            return stack.enter_context(client)

        yield make


@pytest.fixture
def api(connect: Connect, server: Server) -> httpx.Client:
    """Give an HTTP client that the server lets in, with all permissions."""
    return connect(server.credentials)


@pytest.fixture
def user(api: httpx.Client) -> Iterator[str]:
    """Give a user id that no other case uses; his memories are deleted afterwards."""
    name = f"user-{uuid4().hex[:12]}"
    yield name
    api.delete("/memory/conversation_history", headers={"user_id": name})
    for collection in ("episodic", "declarative"):
        api.request("DELETE", f"/memory/collections/{collection}/points", json={"source": name})


OpenChat = Callable[..., Chat]


@pytest.fixture
def chat(scripted: Server) -> Iterator[OpenChat]:
    """Open sockets of a user on the server with the scripted language model; `path` instead of the usual one."""
    with ExitStack() as stack:

        def open_chat(user: str = "user", *, path: str | None = None, **options: Any) -> Chat:
            url = scripted.ws_url(scripted.ws_path(user) if path is None else path)
            opened = Chat(url, user, **options)
            stack.callback(opened.close)
            return opened

        yield open_chat


@pytest.fixture
def raw(server: Server) -> Iterator[Callable[[], RawSocket]]:
    """Open plain sockets to the server."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(RawSocket(server.address))


class Member(NamedTuple):
    """A user that the server knows, and a token of his."""

    id: str
    name: str
    password: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """His credentials."""
        return {"Authorization": f"Bearer {self.token}"}


@pytest.fixture
def member(api: httpx.Client) -> Iterator[Callable[..., Member]]:
    """Make users of the Cat over the API, with base permissions or others; they are deleted afterwards."""
    made: list[str] = []

    def make(permissions: dict[str, list[str]] | None = None) -> Member:
        person = {"username": f"member-{uuid4().hex[:12]}", "password": "curiouser"}
        more = {} if permissions is None else {"permissions": permissions}
        created = api.post("/users/", json={**person, **more})
        assert created.status_code == 200, created.text
        made.append(created.json()["id"])
        answer = api.post("/auth/token", json=person)
        assert answer.status_code == 200, answer.text
        return Member(made[-1], person["username"], person["password"], answer.json()["access_token"])

    yield make
    for user_id in made:
        api.delete(f"/users/{user_id}")


@pytest.fixture
def scripted_again(scripted: Server, api: httpx.Client) -> Iterator[None]:
    """Select the scripted language model again after the case."""
    yield
    select_scripted(api)


class Pages(BaseHTTPRequestHandler):
    """What a Cat may fetch: /page.html, the chat completions of a language model vendor, and 404 for all else."""

    def do_HEAD(self) -> None:
        """Answer without a body."""
        self.answer(b"")

    def do_GET(self) -> None:
        """Answer with the page."""
        self.answer(b"<html><head><title>Tea</title></head><body><p>The hatter drinks tea at six.</p></body></html>")

    def do_POST(self) -> None:
        """Stream a completion as a vendor does: an empty piece first, one more with the reason of its end."""
        self.rfile.read(int(self.headers["Content-Length"]))
        pieces: list[tuple[dict[str, str], str | None]] = [({"role": "assistant", "content": ""}, None)]
        pieces += [({"content": piece}, None) for piece in ("Hello", " from", " afar")]
        pieces += [({}, "stop")]
        events = [
            {
                "id": "1",
                "object": "chat.completion.chunk",
                "created": 1,
                "model": "fake",
                "choices": [{"index": 0, "delta": delta, "finish_reason": reason}],
            }
            for delta, reason in pieces
        ]
        stream = "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"
        self.answer(stream.encode(), "text/event-stream")

    def answer(self, body: bytes, content_type: str = "text/html") -> None:
        """Send it."""
        self.send_response(200 if self.path in ("/page.html", "/v1/chat/completions") else 404)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Be quiet."""


@pytest.fixture(scope="session")
def pages() -> Iterator[str]:
    """Serve Pages on loopback; gives the address without a slash at its end."""
    given = given_server()
    if given and given.address[0] not in LOOPBACK:
        pytest.skip("the server runs on another machine and cannot fetch a page from this one")
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()
        thread.join()
