"""The errors are those that programs for 0.1.0 to 0.2.6 know, and two more of HTTP; they pickle whole."""

from __future__ import annotations

import copy
import inspect
import pickle
from typing import Any

import pytest

from chatroutes import errors, exceptions
from chatroutes.errors import ChatRoutesError
from openapi_facade.errors import FacadeError

# Class: (its parameters, the status and the code of one that is made without arguments).
KNOWN: dict[str, tuple[str, int, str]] = {
    "ValidationError": ("message details", 400, "VALIDATION_ERROR"),
    "AuthenticationError": ("message details", 401, "AUTHENTICATION_ERROR"),
    "PermissionDeniedError": ("message details", 403, "PERMISSION_DENIED"),
    "NotFoundError": ("message details", 404, "NOT_FOUND"),
    "ConflictError": ("message details", 409, "CONFLICT"),
    "RateLimitError": ("message retry_after details", 429, "RATE_LIMIT_EXCEEDED"),
    "ServerError": ("message details", 500, "SERVER_ERROR"),
    "NetworkError": ("message details", 0, "NETWORK_ERROR"),
    "NetworkTimeoutError": ("message details", 0, "NETWORK_ERROR"),
    "InvalidArgumentError": ("message details", 0, "INVALID_ARGUMENT"),
}


def test_the_table_has_every_class() -> None:
    assert {*KNOWN, "ChatRoutesError"} == set(errors.__all__)


@pytest.mark.parametrize("name", KNOWN)
def test_constructors_are_as_they_were(name: str) -> None:
    kind: Any = getattr(errors, name)
    parameters, status, code = KNOWN[name]
    assert list(inspect.signature(kind).parameters) == parameters.split()
    error = kind()
    assert (error.status_code, error.code, error.details, error.request_id, error.partial) == (
        (status, code, None, None, None)
    )
    assert str(error) == error.message != ""
    assert kind("tea", details=[1]).details == [1]
    assert str(kind("tea")) == kind("tea").message == "tea"


def test_the_root_takes_four_facts_by_place() -> None:
    error = ChatRoutesError("tea", 418, "TEAPOT", {"pot": 1})
    assert (error.message, error.status_code, error.code, error.details) == ("tea", 418, "TEAPOT", {"pot": 1})
    assert (ChatRoutesError("tea").status_code, ChatRoutesError("tea").code) == (500, None)
    assert errors.RateLimitError("slow", 9).retry_after == 9
    assert errors.RateLimitError().retry_after is None


def test_all_stand_below_the_root_and_it_below_the_one_of_every_client() -> None:
    for name in KNOWN:
        parents = getattr(errors, name).__mro__
        assert parents[1] is (errors.NetworkError if name == "NetworkTimeoutError" else ChatRoutesError)
    assert issubclass(ChatRoutesError, FacadeError)
    assert issubclass(errors.NetworkTimeoutError, TimeoutError)
    assert issubclass(errors.InvalidArgumentError, ValueError)


@pytest.mark.parametrize("name", errors.__all__)
def test_an_error_pickles_and_copies_with_all_its_facts(name: str) -> None:
    error = getattr(errors, name)("tea", details={"pot": [1]})
    error.status_code, error.code, error.request_id, error.partial = 599, "OWN", "req_1", "Once"
    if name == "RateLimitError":
        error.retry_after = 1.5
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(again) is type(error)
        assert type(again).__name__ == name
        assert (vars(again), again.args, str(again)) == (vars(error), ("tea",), "tea")


def test_a_subclass_with_another_constructor_pickles() -> None:
    again = pickle.loads(pickle.dumps(Own(pot=3)))
    assert (type(again), again.pot, again.status_code) == (Own, 3, 500)


class Own(errors.ServerError):
    """An error of a program's own."""

    def __init__(self, *, pot: int) -> None:
        super().__init__("tea")
        self.pot = pot


def test_the_module_has_its_former_name_as_well() -> None:
    names = "ChatRoutesError AuthenticationError RateLimitError ValidationError NotFoundError ServerError NetworkError"
    for name in names.split():
        assert getattr(exceptions, name) is getattr(errors, name)
