"""Where it connects: asked each time, and its query, which may be a secret, is shown nowhere."""

from __future__ import annotations

import base64
import logging
import re
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import websocket

from openapi_facade.redaction import Redactor
from openapi_facade.websocket.address import Address
from openapi_facade.websocket.events import Closed, Failed, GaveUp, Opened

from ..clients import constructor, single, tree  # noqa: TID252  # no package has a name above
from .conftest import Make
from .server import NotesSocket
from .test_outgoing import in_thread, ping, pong
from .watching import Watch

SECRET = "s3cret-of-the-notes"
QUERY = f"token={SECRET}"


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], str]]:
    """All that anybody logs, the libraries' traces too."""
    caplog.set_level(logging.DEBUG)
    websocket.enableTrace(True, handler=caplog.handler, level="DEBUG")
    yield lambda: "\n".join(map(caplog.handler.format, caplog.records))
    websocket.enableTrace(False)


def every_way(error: BaseException) -> str:
    """What a traceback with the locals of its frames shows of an error."""
    lines = traceback.TracebackException.from_exception(error, capture_locals=True).format()
    return f"{error!r} {error} {vars(error)} {error.args} " + "".join(lines)


def test_the_query_goes_to_the_server_and_nowhere_else(
    make: Make, server: NotesSocket, again: Any, logged: Callable[[], str]
) -> None:
    address = Address(server.url, QUERY)
    watch = make(address=lambda: address, reconnect=again(attempts=3))
    watch.open()
    peer = server.peer()
    assert peer.target == f"/notes?{QUERY}"
    peer.say(ping(1))
    assert peer.texts(1) == [pong(1)]
    server.refusals.extend([503, 0, 403])
    peer.goodbye(1011, f"no {QUERY}")
    (gone,) = watch.told.wait_for(GaveUp)
    shown = [every_way(event.error) for event in watch.told.of(Failed)]
    assert [len(server.asked), "HTTP 403" in str(gone.error)] == [4, True]
    assert watch.told.of(Closed) == [Closed(1011, "no token=***")]
    assert SECRET not in "".join([*shown, repr(address), repr(address.whole), logged(), repr(watch.told.all)])


def test_what_is_short_in_a_query_is_hidden_beside_its_name_only() -> None:
    redactor = Address("ws://notes.example", f"user=1&key=a%2Fb%2Fc%2Fd%2Fe&{SECRET}").beside(Redactor())
    assert redactor.clean(f"1 user, user=1, a/b/c/d/e, a%2Fb%2Fc%2Fd%2Fe, {SECRET}") == "1 user, ***, ***, ***, ***"


@pytest.mark.parametrize("status", [503, 0, 200, None])
def test_nor_does_an_error_of_opening_have_it(
    make: Make, server: NotesSocket, status: int | None, logged: Callable[[], str]
) -> None:
    """Whether the handshake is refused, nobody answers, what answers is no WebSocket, or it is no address of one."""
    server.refusals.extend([] if status is None else [status])
    url = server.url if status is not None else server.url.replace("ws:", "http:")
    watch = make(address=lambda: Address(url, QUERY))
    with pytest.raises(single.NotesError) as caught:
        watch.open()
    assert url in str(caught.value)
    assert SECRET not in every_way(caught.value) + repr(watch.told.all) + logged()


def test_the_origin_is_what_it_says(make: Make, server: NotesSocket) -> None:
    watch = make(address=lambda: Address(server.url, origin="https://notes.example"))
    watch.open()
    assert server.peer().fields["origin"] == "https://notes.example"


def test_a_proxy_is_shown_what_its_address_means(make: Make, server: NotesSocket, kind: str) -> None:
    """`%40` is `@`, with every version of the library; the query is the server's alone."""
    port = server.url.split(":")[2].removesuffix("/notes")
    threads = {"http_proxy_host": "127.0.0.1", "http_proxy_port": port, "http_proxy_auth": ("alice", "p@ss")}
    extra = {
        "threads": {**threads, "proxy_type": "http"},
        "tasks": {"proxy": f"http://alice:p%40ss@127.0.0.1:{port}"},
    }
    watch = make(address=lambda: Address("ws://notes.example/notes", QUERY), extra=extra[kind])
    watch.open()
    assert server.peer().target == f"/notes?{QUERY}"
    ((target, fields),) = server.tunnels
    shown = fields["proxy-authorization"].removeprefix("Basic ")
    assert (target, base64.b64decode(shown)) == ("notes.example:80", b"alice:p@ss")


def test_each_connection_has_an_address_of_its_own(make: Make, server: NotesSocket, again: Any) -> None:
    """Those too that are refused; and asked for no sooner than that, for it may be good for one only."""
    numbers = iter(range(1, 100))
    watch = make(address=lambda: Address(server.url, f"ticket={next(numbers)}"), reconnect=again())
    watch.open()
    peer = server.peer()
    server.refusals.extend([503, 0])
    peer.leave()
    peer = server.peer()
    assert server.asked == [f"/notes?ticket={number}" for number in range(1, 5)]
    assert next(numbers) == 5


@pytest.mark.parametrize("or_none", [True, False])
@pytest.mark.parametrize("status", [403, 401])
def test_without_the_query_where_it_is_refused_and_need_not_be(
    make: Make, server: NotesSocket, or_none: bool, status: int
) -> None:
    server.refusals.append(status)
    watch = make(address=lambda: Address(server.url, QUERY, or_none=or_none))
    if or_none and status == 403:
        watch.open()
        assert server.peer().target == "/notes"
    else:
        with pytest.raises(single.NotesError) as caught:
            watch.open()
        assert (caught.value.kind, caught.value.status_code) == ("handshake", status)
    assert len(server.asked) == (2 if or_none and status == 403 else 1)


class Addresses:
    """Gives the server's, but for those times for which there is an error."""

    def __init__(self, url: str, *errors: BaseException | None) -> None:
        self._url = url
        self._errors = list(errors)
        self.asked = 0

    def __call__(self) -> Address:
        self.asked += 1
        error = self._errors.pop(0) if self._errors else None
        if error is not None:
            raise error
        return Address(self._url)


def no_ticket(status: int) -> single.NotesError:
    return single.NotesError("no ticket", "status", status)


@pytest.mark.parametrize(
    ("module", "raised", "wanted", "words"),
    [
        (single, no_ticket(401), single.NotesError, "no ticket"),
        (tree, tree.NotFound("no ticket", status_code=404), tree.NotFound, "no ticket"),
        (constructor, constructor.NotFoundError("no ticket", 404), constructor.NotFoundError, "no ticket"),
        *(
            (module, OSError(SECRET), kind, "the credential could not be had: OSError")
            for module, kind in (
                (single, single.NotesError),
                (tree, tree.ConfigError),
                (constructor, constructor.ArgumentError),
            )
        ),
    ],
)
def test_who_waits_is_told_why_there_is_no_address(
    make: Make, server: NotesSocket, module: Any, raised: Exception, wanted: type[Exception], words: str
) -> None:
    """The client's own error as it is; of another, which may have a secret in it, its name."""
    addresses = Addresses(server.url, raised)
    watch = make(address=addresses, api=module.API)
    with pytest.raises(wanted) as caught:
        watch.open()
    error = caught.value
    assert (type(error), str(error), error.__cause__, error.__context__) == (wanted, words, None, None)
    assert error is not raised
    (failed,) = watch.told.wait_for(Failed)
    assert (type(failed.error), str(failed.error), failed.raised) == (wanted, words, True)
    assert (addresses.asked, server.asked) == (1, [])


def test_whether_to_ask_again_is_for_the_protocol_to_say(make: Make, server: NotesSocket, again: Any) -> None:
    """Here: after a 503 and what is no error of ours, and not after a 401."""
    addresses = Addresses(server.url, None, no_ticket(503), ValueError("?"), None, no_ticket(503), no_ticket(401))
    watch = make(address=addresses, reconnect=again())
    watch.open()
    server.peer().leave()
    server.peer().leave()
    (gone,) = watch.told.wait_for(GaveUp)
    assert (str(gone.error), gone.error.status_code) == ("no ticket", 401)
    assert len(watch.told.of(Opened)) == 2
    assert (addresses.asked, len(server.asked)) == (6, 2)


@pytest.mark.parametrize("status", [401, 403])
def test_a_protocol_may_have_its_own_mind_about_that(make: Make, server: NotesSocket, again: Any, status: int) -> None:
    class Obstinate(Watch):
        def worth_another_try(self, error: Exception) -> bool:
            return True

    watch = make(Obstinate(), Addresses(server.url, None, no_ticket(status)), reconnect=again())
    watch.open()
    server.refusals.append(status)
    server.peer().leave()
    server.peer()
    assert len(watch.told.wait_for(Opened, 2)) == 2


def test_a_server_that_is_still_starting_is_asked_again(make: Make, server: NotesSocket) -> None:
    """Where the first connection may take its time: with a new address each time."""
    addresses = Addresses(server.url, no_ticket(503), None, None, no_ticket(503))
    server.refusals.extend([503, 0])
    watch = make(address=addresses, up_within=30)
    watch.open()
    server.peer()
    assert (addresses.asked, len(server.asked)) == (5, 3)


def test_what_does_not_look_like_starting_is_told_at_once(make: Make, server: NotesSocket) -> None:
    server.refusals.append(503)
    watch = make(address=Addresses(server.url, None, no_ticket(401)), up_within=600)
    with pytest.raises(single.NotesError, match="no ticket"):
        watch.open()
    assert len(server.asked) == 1


def test_a_server_that_stays_down_is_waited_for_so_long(make: Make, server: NotesSocket) -> None:
    server.refusals.extend([503] * 1000)
    watch = make(up_within=0.3)
    with pytest.raises(single.NotesError) as caught:
        watch.open()
    assert caught.value.kind == "timeout"
    assert re.search(r"not connected within 0.3 s: .*HTTP 503", str(caught.value))


def test_closing_ends_the_asking(make: Make, server: NotesSocket) -> None:
    server.refusals.extend([503] * 1000)
    watch = make(up_within=600)
    opening, results = in_thread(watch.open)
    watch.wait_until(lambda: len(server.asked) > 1)
    watch.close(timeout=5)
    opening.join(10)
    assert (type(results[0]), results[0].kind) == (single.NotesError, "not connected")
