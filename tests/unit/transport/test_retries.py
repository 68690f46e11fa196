"""Timeouts and retries: finite everywhere, by what each operation allows, bounded and told."""

from __future__ import annotations

import email.utils
import inspect
import io
import logging
import os
import threading
import time
import timeit
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import httpx
import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_openapi.operations import API_VERSION, OPERATIONS
from openapi_facade.transport import call as calls
from openapi_facade.transport import retry
from openapi_facade.transport.call import Call
from openapi_facade.transport.lifetime import Lifetime

from .server import STATUS, Heard, Server, response, talking

SOME = {
    "file": (b"tea", "tea.txt"),
    "files": [("tea.txt", b"tea")],
    "body": {"url": "u"},
    "setting_body": {"name": "n", "value": {}},
    "body_upload_url": "u",
    "username": "hatter",
    "password": "teatime",
    "text": "tea",
    "content": "tea",
}


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between attempts, which take no time."""
    slept: list[float] = []
    monkeypatch.setattr(Lifetime, "sleep", lambda _, seconds: slept.append(seconds))
    return slept


class Clock:
    """The time of this machine, for calls, in which pauses pass at once."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self.late = 0.0
        """By how much each pause becomes longer than it should."""

    def time(self) -> float:
        return time.time() + self.ahead

    def monotonic(self) -> float:
        return time.monotonic() + self.ahead

    def sleep(self, seconds: float) -> None:
        self.ahead += seconds + self.late


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    ours = Clock()
    for module in (calls, retry):
        monkeypatch.setattr(module, "time", ours)
    monkeypatch.setattr(Lifetime, "sleep", lambda _, seconds: ours.sleep(seconds))
    return ours


def method_of(client: Any, name: str) -> Callable[[], object]:
    """A call of the operation with arguments that the client accepts."""
    method = getattr(getattr(client, OPERATIONS[name].tag), name)
    arguments: dict[str, Any] = {}
    for parameter in inspect.signature(method).parameters.values():
        if parameter.default is inspect.Parameter.empty:
            arguments[parameter.name] = SOME.get(parameter.name, "some-id")
    if "file" in arguments:
        arguments["file"], arguments["name"] = SOME["file"]
    return partial(method, **arguments)


def failing(times: int, answer: bytes | None, then: bytes = response(200, STATUS)) -> Callable[[Heard], bytes | None]:
    """A server that fails so often, and works then."""
    left = [times]

    def answered(heard: Heard) -> bytes | None:
        left[0] -= 1
        return answer if left[0] >= 0 else then

    return answered


# --- Which operations are repeated -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(OPERATIONS))
@pytest.mark.parametrize("answer", [None, response(503)], ids=["cut", "503"])
def test_each_operation_is_repeated_if_it_may_be(name: str, answer: bytes | None, waits: list[float]) -> None:
    with talking(lambda heard: answer, retries=2) as (client, server), pytest.raises(ccat.CatError) as caught:
        method_of(client, name)()
    error = caught.value
    assert isinstance(error, ccat.ServerFailure if answer else ccat.ConnectionFailed)
    assert len(server.heard) == error.attempts == (3 if OPERATIONS[name].repeatable else 1)
    assert len(waits) == len(server.heard) - 1


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_each_operation_is_repeated_where_nothing_was_sent(name: str, dead_url: str, waits: list[float]) -> None:
    with ccat.CatClient(ccat.Config(dead_url, retries=2)) as client, pytest.raises(ccat.ConnectionFailed) as caught:
        method_of(client, name)()
    assert caught.value.attempts == 3
    assert caught.value.earlier.count("\n") == 1


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_status_that_may_pass(status: int, waits: list[float]) -> None:
    with talking(failing(2, response(status))) as (client, server):
        assert client.status.status().version == API_VERSION
    assert len(server.heard) == 3
    assert 0 <= waits[0] <= 0.25
    assert 0 <= waits[1] <= 0.5


@pytest.mark.parametrize("status", [400, 403, 404, 405, 422, 500, 501, 307])
def test_a_status_that_does_not_pass(status: int, waits: list[float]) -> None:
    with talking(failing(1, response(status))) as (client, server), pytest.raises(ccat.ApiError) as caught:
        client.status.status()
    assert caught.value.status_code == status
    assert len(server.heard) == 1


def test_a_body_that_is_cut_is_asked_for_again(waits: list[float]) -> None:
    cut = response(200, STATUS)[:-5]
    with talking(lambda heard: iter([cut]) if len(server.heard) == 1 else response(200, STATUS)) as (client, server):
        assert client.status.status().version == API_VERSION
    assert len(server.heard) == 2


def test_what_cannot_be_read_twice_is_not_sent_twice(waits: list[float]) -> None:
    """It would arrive empty, and be taken for what was meant."""

    def piped(text: bytes) -> dict[str, Any]:
        ours, theirs = os.pipe()
        os.write(theirs, text)
        os.close(theirs)
        return {"files": {"file": ("tea.txt", os.fdopen(ours, "rb"))}}

    bodies: list[tuple[dict[str, Any], int]] = [
        (piped(b"tea"), 1),
        ({"content": (each for each in [b"tea"])}, 1),
        ({"content": io.BytesIO(b"tea")}, 1),
        ({"content": b"tea"}, 2),
        ({"content": "tea"}, 2),
        ({"content": [b"t", b"ea"]}, 2),
    ]
    with talking(lambda heard: response(503), retries=1) as (client, server):
        for body, times in bodies:
            server.heard.clear()
            with pytest.raises(ccat.ServerFailure):
                client.request("PUT", "/custom", repeatable=True, **body)
            assert [b"tea" in each.body.replace(b"\r\n", b"") for each in server.heard] == [True] * times
            for part in body.get("files", {}).values():
                part[1].close()


def test_a_500_of_a_length_that_is_no_number_to_python() -> None:
    endless = httpx.MockTransport(lambda request: httpx.Response(500, headers={"Content-Length": "9" * 5000}))
    with pytest.raises(ccat.ServerFailure):
        ccat.CatClient(transport=endless).status.status()


# --- How often and how long ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("retries", [0, 1, 5])
def test_retries_are_bounded_per_client_and_per_call(retries: int, waits: list[float]) -> None:
    with talking(lambda heard: response(503), retries=retries) as (client, server):
        with pytest.raises(ccat.ServerFailure) as caught:
            client.status.status()
        assert len(server.heard) == retries + 1 == caught.value.attempts
        with ccat.CatClient(ccat.Config(server.url)) as client, pytest.raises(ccat.ServerFailure):
            client.with_options(retries=retries).status.status()
        assert len(server.heard) == 2 * (retries + 1)


def test_retries_are_bounded_in_time(clock: Clock) -> None:
    """A pause of two seconds fits in twice, and in the last second an attempt."""
    with talking(lambda heard: response(503, Retry_After="2"), retries=10**6, timeout=5) as (client, server):
        with pytest.raises(ccat.ServerFailure) as caught:
            client.status.status()
        assert caught.value.attempts == len(server.heard) == 3
    assert clock.ahead == 4


def test_retry_after_is_honoured(waits: list[float]) -> None:
    with (
        Server(failing(1, response(429, Retry_After="7"))) as server,
        ccat.CatClient(ccat.Config(server.url)) as client,
    ):
        client.status.status()
    assert waits == [7.0]


def test_retry_after_may_be_a_date(waits: list[float]) -> None:
    date = email.utils.formatdate(time.time() + 20, usegmt=True)
    with talking(failing(1, response(503, Retry_After=date))) as (client, _server):
        client.status.status()
    assert 15 < waits[0] <= 20


@pytest.mark.parametrize("value", ["soon", "-1", "1e3", "", "²", "99999999999999999999 Jan"])
def test_a_retry_after_without_sense_is_ignored(value: str, waits: list[float]) -> None:
    with talking(failing(1, response(503, Retry_After=value))) as (client, _server):
        client.status.status()
    assert 0 <= waits[0] <= 0.25


def test_a_retry_after_beyond_the_calls_time_ends_it_at_once(waits: list[float]) -> None:
    with (
        talking(lambda heard: response(429, Retry_After="3600")) as (client, server),
        pytest.raises(ccat.TooManyRequests),
    ):
        client.status.status()
    assert len(server.heard) == 1
    assert waits == []


def test_retries_are_in_the_log_and_on_the_error(caplog: pytest.LogCaptureFixture, waits: list[float]) -> None:
    caplog.set_level(logging.WARNING, "cheshire_cat_api")
    with (
        talking(lambda heard: response(503), retries=2) as (client, _server),
        pytest.raises(ccat.ServerFailure) as caught,
    ):
        client.status.status()
    assert [record.getMessage().partition(";")[0] for record in caplog.records] == ["status: 503 Unavailable"] * 2
    assert caught.value.earlier == "503 Unavailable\n503 Unavailable"
    assert "3 attempts" in str(caught.value)


@pytest.mark.parametrize("late", [0, 1000])
def test_a_server_that_tells_the_key_in_its_reason(late: float, caplog: pytest.LogCaptureFixture, clock: Clock) -> None:
    def answer(heard: Heard) -> bytes:
        return response(503).replace(b"Unavailable", heard.headers["authorization"].encode())

    clock.late = late
    with talking(answer, auth_key="k-7f3a9c", retries=1) as (client, _), pytest.raises(ccat.CatError) as caught:
        client.status.status()
    error = caught.value
    assert isinstance(error, ccat.TimedOut if late else ccat.ServerFailure)
    assert error.earlier == "503 Bearer ***"
    assert "503 Bearer ***" in caplog.text
    assert "k-7f3a9c" not in str(error) + repr(vars(error)) + caplog.text


# --- Time limits -----------------------------------------------------------------------------------------------------


def wait_for_ever(server: list[Server]) -> Callable[[Heard], Iterator[bytes]]:
    def answer(heard: Heard) -> Iterator[bytes]:
        server[0].done.wait()
        yield b""

    return answer


def drip(server: list[Server]) -> Callable[[Heard], Iterator[bytes]]:
    def answer(heard: Heard) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
        while not server[0].done.wait(0.02):
            yield b" "

    return answer


@pytest.mark.parametrize("make", [wait_for_ever, drip])
@pytest.mark.parametrize("per_call", [False, True])
def test_no_answer_takes_longer_than_its_time(make: Callable[..., Any], per_call: bool) -> None:
    servers: list[Server] = []
    with Server(make(servers)) as server:
        servers.append(server)
        config = ccat.Config(server.url, timeout=None if per_call else 0.3)
        with ccat.CatClient(config) as client:
            view = client.with_options(timeout=0.3) if per_call else client
            began = time.monotonic()
            with pytest.raises(ccat.TimedOut) as caught:
                view.status.status()
            assert 0.2 < time.monotonic() - began < 3
    assert isinstance(caught.value, TimeoutError)
    assert "GET /" in str(caught.value)


@pytest.mark.parametrize("timeout", [0, -1, 10**400, float("inf"), float("nan"), True, "5", (1,), (1, 2, 3), (1, None)])
def test_a_timeout_that_is_none_is_refused(timeout: Any) -> None:
    with pytest.raises(ccat.ConfigError, match="timeout"):
        ccat.Config(timeout=timeout)
    with pytest.raises(ccat.ConfigError, match="timeout"):
        ccat.CatClient().with_options(timeout=timeout)


@pytest.mark.parametrize("retries", [-1, 1.5, True, "2"])
def test_retries_that_are_no_number_are_refused(retries: Any) -> None:
    with pytest.raises(ccat.ConfigError, match="retries"):
        ccat.Config(retries=retries)
    with pytest.raises(ccat.ConfigError, match="retries"):
        ccat.CatClient().with_options(retries=retries)


def spied_on(monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """The calls that begin from now on."""
    begun: list[Call] = []
    begin = Call.begin

    def spy(call: Call, *args: Any, **kwargs: Any) -> None:
        begin(call, *args, **kwargs)
        begun.append(call)

    monkeypatch.setattr(Call, "begin", spy)
    return begun


def test_the_time_of_each_operation(monkeypatch: pytest.MonkeyPatch) -> None:
    """60 s, or 300 s for what is slow by nature, and 5 s to connect."""
    begun = spied_on(monkeypatch)
    with talking(lambda heard: response(404, {})) as (client, _server):
        for name in OPERATIONS:
            with pytest.raises(ccat.NotFound):
                method_of(client, name)()
    assert {call.name for call in begun} == set(OPERATIONS)
    for call in begun:
        assert (call.connect, call.read) == (5.0, 300.0 if OPERATIONS[call.name].slow else 60.0)


@pytest.mark.parametrize(
    ("timeout", "connect", "total"), [(None, 5.0, 65.0), (30, 5.0, 30.0), (2, 2.0, 2.0), ((1, 2), 1.0, 3.0)]
)
def test_a_number_is_the_time_of_the_whole_call(
    timeout: Any, connect: float, total: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = spied_on(monkeypatch)
    with talking(lambda heard: response(200, STATUS)) as (client, _server):
        client.with_options(timeout=timeout).status.status()
    (call,) = begun
    assert call.connect == connect
    assert call.ends == pytest.approx(call.began + total)


def test_options_are_cheap(client: ccat.CatClient) -> None:
    client.status.status()
    assert min(timeit.repeat(lambda: client.with_options(timeout=3), number=20, repeat=5)) / 20 < 0.005


def test_options_add_up_and_leave_the_client_alone(waits: list[float]) -> None:
    with talking(lambda heard: response(503)) as (client, server):
        view = client.with_options(retries=0, headers={"x-tea": "black", "x-cup": "blue"})
        view = view.with_options(timeout=9, headers={"x-tea": "green"})
        with pytest.raises(ccat.ServerFailure):
            view.plugins.get_available_plugins()
        with pytest.raises(ccat.ServerFailure):
            client.plugins.get_available_plugins()
    heard = [(each.headers.get("x-tea"), each.headers.get("x-cup")) for each in server.heard]
    assert heard == [("green", "blue"), *[(None, None)] * 4]


# --- After a 500 -----------------------------------------------------------------------------------------------------


def test_a_post_right_after_a_500_works_in_every_thread(cat: EmbeddedCat) -> None:
    """The Cat drops the connection then, without a word (CONTRACT D18); nobody must get that connection."""
    failed: list[ccat.CatError] = []
    with ccat.CatClient(ccat.Config(cat.url, retries=0)) as client:

        def run() -> None:
            for _ in range(40):
                with pytest.raises(ccat.ServerFailure):
                    client.settings.get_settings("(")
                try:
                    client.memory.create_memory_point("declarative", "tea")
                except ccat.CatError as error:
                    failed.append(error)

        threads = [threading.Thread(target=run) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        assert client.memory.get_collections().collections[1].vectors_count == 8 * 40


def test_a_post_right_after_an_upload_that_cannot_be_read_works(cat: EmbeddedCat) -> None:
    """The Cat reads a file after its answer, and drops the connection if that fails, whoever uses it by then."""
    with ccat.CatClient(ccat.Config(cat.url, retries=0, parallel_uploads=True)) as client:
        for _ in range(30):
            client.rabbit_hole.upload_memory(b"no JSON", name="memory.json")
            client.memory.create_memory_point("episodic", "tea")
            client.rabbit_hole.upload_file(b"no PDF", name="tea.pdf")
            client.memory.create_memory_point("episodic", "tea")
            client.rabbit_hole.upload_files([("tea.pdf", b"no PDF")])
            client.memory.create_memory_point("episodic", "tea")
    assert {each.headers["connection"] for each in cat.requests if "rabbithole" in each.path} == {"close"}
