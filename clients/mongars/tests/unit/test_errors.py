"""The tree of errors: one root, names, pickles, and no secret shown."""

from __future__ import annotations

import json
import pickle

import pytest

from mongars_client import errors
from mongars_client._failures import detail_in, error_of
from openapi_facade.errors import FacadeError
from openapi_facade.failure import Failure

TOKEN = "approve-me-0123456789"
FORMS = [
    pytest.param({"detail": "Forbidden"}, "Forbidden", id="text"),
    pytest.param(
        {"detail": [{"type": "missing", "loc": ["body", "password"], "msg": "Field required", "input": {}}]},
        "body.password: Field required",
        id="list",
    ),
    pytest.param(
        {"detail": {"error": "approval_required", "token_ref": "r1", "approval_token": TOKEN}},
        "approval_required",
        id="object",
    ),
    pytest.param({"detail": {"status": "error", "reason": "expired"}}, "expired", id="reason"),
]
STATUSES = {
    400: errors.BadRequestError,
    401: errors.AuthenticationError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    405: errors.APIError,
    409: errors.ConflictError,
    413: errors.PayloadTooLargeError,
    422: errors.UnprocessableEntityError,
    429: errors.RateLimitError,
    500: errors.ServerError,
    504: errors.ServerError,
}


@pytest.mark.parametrize(("body", "words"), FORMS)
def test_each_form_of_detail_is_parsed_and_told(body: dict[str, object], words: str) -> None:
    assert detail_in(json.dumps(body)) == words
    error = error_of(Failure("status", words, status_code=422, body=json.dumps(body)))
    assert (type(error), error.message, error.detail) == (errors.UnprocessableEntityError, words, body["detail"])
    assert isinstance(error, errors.APIError)
    for shown in (repr(error), str(error), repr(error.detail), error.body, repr(vars(error))):
        assert TOKEN not in shown


def test_the_token_of_an_approval_can_be_read() -> None:
    body = {"detail": {"error": "approval_required", "approval_token": TOKEN}}
    error = error_of(Failure("status", "approval_required", status_code=403, body=json.dumps(body)))
    assert error.detail["approval_token"] == TOKEN
    assert json.loads(pickle.loads(pickle.dumps(error)).body) == {
        "detail": {"error": "approval_required", "approval_token": "***"}
    }


@pytest.mark.parametrize(("status", "kind"), STATUSES.items())
def test_each_status_has_its_class(status: int, kind: type[errors.APIError]) -> None:
    error = error_of(Failure("status", "words", status_code=status, body='{"detail": "words"}'))
    assert type(error) is kind
    assert (error.status_code, error.detail) == (status, "words")


@pytest.mark.parametrize("name", errors.__all__)
def test_all_are_of_one_tree_and_pickle(name: str) -> None:
    kind = getattr(errors, name)
    assert issubclass(kind, errors.MonGARSError)
    assert issubclass(kind, FacadeError)
    error = kind("words")
    error.detail = {"error": "x"}
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert (str(again), vars(again)) == ("words", vars(error))


@pytest.mark.parametrize("body", ["", "Internal Server Error", "<html>", "[]", "null", '{"detail": 5}', "[" * 9000])
def test_any_body_is_an_error(body: str) -> None:
    error = error_of(Failure("status", "words", status_code=500, body=body))
    assert isinstance(error, errors.ServerError)
    assert isinstance(detail_in(body), str)
