"""Operations as pairs: a builder and a reader bound to their facts, loaded on first use, for any transport."""

from __future__ import annotations

import copy
import http.client
import inspect
import json
import pickle
import subprocess
import sys
from importlib import import_module
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlencode, urlsplit

import pytest

from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_openapi import errors, models, operations
from cheshire_cat_openapi.operation import Answer, Operation
from cheshire_cat_openapi.operations import OPERATIONS
from pipeline.recorder import Answer as Received

P = ParamSpec("P")
T = TypeVar("T")
PACKAGE = "cheshire_cat_openapi"


def loaded(code: str) -> set[str]:
    """The modules that some code loads, in an interpreter of its own."""
    program = (
        f"import json, sys; before = set(sys.modules); {code}; print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    return set(json.loads(done.stdout))


def test_the_table_loads_no_endpoint_no_model_and_no_library() -> None:
    found = loaded(f"from {PACKAGE}.operations import OPERATIONS; [repr(each) for each in OPERATIONS.values()]")
    assert {name for name in found if name.startswith(PACKAGE)} == {
        *(PACKAGE, f"{PACKAGE}.operation", f"{PACKAGE}.operations")
    }
    assert not found & {"httpx", "attr", "attrs", "dateutil"}


def test_one_that_is_used_loads_itself_alone() -> None:
    found = loaded(f"from {PACKAGE} import operations; operations.status.build()")
    endpoints = {name for name in found if name.startswith(f"{PACKAGE}.api.")}
    assert endpoints == {f"{PACKAGE}.api.status", f"{PACKAGE}.api.status.status"}


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_each_has_the_pair_of_its_module(name: str) -> None:
    operation = OPERATIONS[name]
    endpoint = import_module(f"{PACKAGE}.api.{operation.tag}.{name}")
    assert getattr(operations, name) is operation
    assert (operation.build, operation.parse) == (endpoint.build, endpoint.parse)
    assert vars(operation)["build"] is endpoint.build  # from now on it is found without any code
    arguments = set(inspect.signature(endpoint.build).parameters)
    assert arguments == set(inspect.signature(endpoint.sync_detailed).parameters) - {"client"}
    for again in (copy.copy(operation), pickle.loads(pickle.dumps(operation))):
        assert (again.name, again.method, again.path, again.build) == (
            name,
            operation.method,
            operation.path,
            endpoint.build,
        )
    with pytest.raises(AttributeError, match="no attribute 'biuld'"):
        operation.biuld  # type: ignore[attr-defined]  # noqa: B018


def test_the_reader_takes_successes_only() -> None:
    refused = Received(403, {"content-type": "application/json"}, b'{"detail": {"error": "Invalid Credentials"}}')
    with pytest.raises(errors.UnexpectedStatus):
        operations.status.parse(refused)
    for content, error in ((b"<html>", ValueError), (b"[]", TypeError), (b"null", TypeError)):
        with pytest.raises(error):
            operations.status.parse(Received(200, {}, content))


class Transport:
    """One that knows no API and no httpx: what an operation is, it takes by its structure."""

    def __init__(self, url: str) -> None:
        self._host = urlsplit(url).netloc

    def call(self, operation: Operation[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        return operation.parse(self.perform_request(dict(operation.build(*arguments, **named))))

    def perform_request(self, request: dict[str, Any]) -> Answer:
        url = request["url"] + ("?" + urlencode(request["params"], doseq=True) if request.get("params") else "")
        body = json.dumps(request["json"]) if "json" in request else None
        connection = http.client.HTTPConnection(self._host, timeout=30)
        try:
            connection.request(request["method"], url, body, request.get("headers", {}))
            response = connection.getresponse()
            return Received(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()


def test_a_transport_that_knows_no_api_calls_them() -> None:
    with EmbeddedCat() as cat:
        transport = Transport(cat.url)
        assert transport.call(operations.status).status == "We're all mad here, dear!"
        setting = models.SettingBody(name="tea", value={"cups": 2})
        made = transport.call(operations.create_setting, body=setting).setting
        assert transport.call(operations.get_setting, made.setting_id).setting.value == {"cups": 2}
        page = transport.call(operations.get_points_in_collection, "declarative", limit=1)
        assert isinstance(page, models.PointsPage)
        with pytest.raises(errors.UnexpectedStatus):
            transport.call(operations.get_setting, "no/such ?#")
