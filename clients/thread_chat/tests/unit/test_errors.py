"""The tree of errors: one root, names, pickles, and what each failure becomes."""

from __future__ import annotations

import json
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

import thread_chat
from openapi_facade.errors import FacadeError
from openapi_facade.failure import Failure
from thread_chat import errors
from thread_chat._failures import detail_in, error_of

FACADE = Path(thread_chat.__file__).parent
CONTRACT = FACADE.parent.parent / "docs" / "contract.md"
OVERLAY = FACADE.parent.parent / "openapi-overlay.yaml"
STATUSES = {
    401: errors.AuthenticationError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    405: errors.APIError,
    422: errors.UnprocessableEntityError,
    429: errors.RateLimitError,
    500: errors.ServerError,
}
CODES = {
    1008: errors.PolicyError,
    1009: errors.TooBigError,
    1012: errors.ServerRestartError,
    1006: errors.ConnectionLostError,
}


@pytest.mark.parametrize(("status", "kind"), STATUSES.items())
def test_each_status_has_its_class(status: int, kind: type[errors.APIError]) -> None:
    error = error_of(Failure("status", "words", status_code=status, body='{"detail": "words"}'))
    assert type(error) is kind
    assert (error.status_code, error.detail) == (status, "words")


@pytest.mark.parametrize(("code", "kind"), CODES.items())
def test_each_close_code_has_its_class(code: int, kind: type[errors.ConnectionLostError]) -> None:
    error = error_of(Failure("lost", "words", close_code=code, reason="why"))
    assert type(error) is kind
    assert isinstance(error, errors.ConnectionLostError)
    assert (error.code, error.reason) == (code, "why")


def test_a_refused_handshake_tells_the_reason_where_there_is_one() -> None:
    body = json.dumps({"detail": "Invalid API key"})
    error = error_of(Failure("handshake", "refused with HTTP 401", status_code=401, body=body))
    assert isinstance(error, errors.HandshakeRefusedError)
    assert (str(error), error.detail) == ("refused with HTTP 401: Invalid API key", "Invalid API key")
    error = error_of(Failure("handshake", "refused with HTTP 403", status_code=403))
    assert (str(error), error.status_code, error.detail) == ("refused with HTTP 403", 403, None)


@pytest.mark.parametrize("name", errors.__all__)
def test_all_are_of_one_tree_and_pickle_and_are_exported(name: str) -> None:
    kind = getattr(errors, name)
    assert issubclass(kind, errors.ThreadChatError)
    assert issubclass(kind, FacadeError)
    error = kind("words")
    error.detail = [{"msg": "x"}]
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert (str(again), vars(again)) == ("words", vars(error))
    assert getattr(thread_chat, name) is kind
    assert name in dir(thread_chat)


@pytest.mark.parametrize("body", ["", "Internal Server Error", "<html>", "[]", "null", '{"detail": 5}', "[" * 9000])
def test_any_body_is_an_error(body: str) -> None:
    assert isinstance(error_of(Failure("status", "words", status_code=500, body=body)), errors.ServerError)
    assert isinstance(detail_in(body), str)


def test_a_list_of_what_is_wrong_is_told_in_words() -> None:
    body = {"detail": [{"type": "missing", "loc": ["query", "query"], "msg": "Field required", "input": None}]}
    assert detail_in(json.dumps(body)) == "query.query: Field required"


def test_every_section_and_row_that_is_cited_is_there() -> None:
    page = CONTRACT.read_text("utf-8")
    there = set(re.findall(r"^#+ (§[\d.]+) ", page, re.M)) | set(re.findall(r"^\| (T\d+) \|", page, re.M))
    assert {f"T{number}" for number in range(1, 13)} <= there
    texts = [path.read_text("utf-8") for path in FACADE.rglob("*.py")]
    cited = {
        each
        for text in texts
        for part in re.findall(r"CONTRACT ((?:(?:§[\d.]*\d|T\d+)(?:, )?)+)", text)
        for each in part.strip(", ").split(", ")
    }
    inside = set(re.findall(r"§[\d.]*\d|\bT\d+\b", page + OVERLAY.read_text("utf-8")))
    assert {"§2", "§4.3", "T9"} <= cited
    assert (cited | inside) - there == set()


def test_every_name_is_the_one_that_checkers_see() -> None:
    source = Path(thread_chat.__file__).read_text("utf-8")
    seen = set(re.findall(r"^    from thread_chat\.([\w.]+) import (\w+) as", source, re.M))
    assert seen == {(module, name) for name, module in thread_chat._MODULES.items()}
    assert {*thread_chat._MODULES, "__version__"} == set(thread_chat.__all__)
    with pytest.raises(AttributeError, match="module 'thread_chat' has no attribute 'tea'"):
        thread_chat.tea  # type: ignore[attr-defined]  # noqa: B018


def test_the_import_brings_next_to_nothing() -> None:
    code = "import sys; before = set(sys.modules); import thread_chat; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    brought = {name for name in done.stdout.split() if name.partition(".")[0] not in sys.stdlib_module_names}
    assert brought == {"thread_chat", "openapi_facade", "openapi_facade.lazy"}


def test_what_judges_frames_and_answers_imports_no_network() -> None:
    names = ("_failures", "_protocol", "_requests", "errors", "frames", "messages")
    code = f"import sys, {', '.join(f'thread_chat.{name}' for name in names)}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert {"socket", "ssl", "asyncio", "http.client", "httpx"}.isdisjoint(done.stdout.split())
