"""A transport that knows no API infers arguments and results of every operation. Checked, and never run."""

from __future__ import annotations

from typing import ParamSpec, Protocol, TypeVar

from typing_extensions import assert_type

from cheshire_cat_openapi import models, operations
from cheshire_cat_openapi.operation import Answer, Operation, Request
from cheshire_cat_openapi.types import File

P = ParamSpec("P")
T = TypeVar("T")


class Transport(Protocol):
    """What sends a request."""

    def perform_request(self, request: Request) -> Answer: ...


def call(transport: Transport, operation: Operation[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """One call."""
    return operation.parse(transport.perform_request(operation.build(*arguments, **named)))


def calls(transport: Transport, body: models.SettingBody, file: File) -> None:
    """Some operations; the checkers refuse the lines that say so."""
    assert_type(call(transport, operations.status), models.ServerStatus)
    assert_type(call(transport, operations.read_users, limit=5), list[models.UserResponse])
    assert_type(call(transport, operations.get_setting, "id").setting.setting_id, str)
    assert_type(call(transport, operations.create_setting, body=body), models.SettingResult)
    call(transport, operations.upload_file, body=models.BodyUploadFile(file=file))
    call(transport, operations.get_setting)  # type: ignore[call-arg]
    call(transport, operations.read_users, limit="5")  # type: ignore[arg-type]
    call(transport, operations.read_users, limits=5)  # type: ignore[call-arg]
    assert_type(operations.status.build(), Request)
    assert_type(operations.status.path, str)
