"""What the two sessions make of answers: results, errors, tokens, and what must not be shown. No input or output."""

from __future__ import annotations

import email.utils
import re
from typing import TYPE_CHECKING, Any

from openapi_facade.auth.credentials import Credentials
from openapi_facade.auth.tokens import Token
from openapi_facade.failure import Failure
from openapi_facade.secrets import SHORTEST, Secret, is_secret_name
from openapi_facade.transport.call import Call

if TYPE_CHECKING:
    from openapi_facade.api import Api
    from openapi_facade.transport.options import Options
    from openapi_facade.transport.response import Response

SIGNING = ("authorization", "access_token", "cookie")
"""Headers by which one is known: a secret at any length."""
NOT_PARSED = (AttributeError, KeyError, TypeError, ValueError, RecursionError)
"""What a reader of a generated package raises for an answer that is no result of its operation; and see `Api`."""


def no_result(error: Exception, call: Call, api: Api) -> str:
    """Return the words for a success that is no result of the operation."""
    no_status = api.unknown_status is not None and isinstance(error, api.unknown_status)
    what = f"that is no status of {call.name}" if no_status else f"the body is no result of {call.name}: {error}"
    return f"{what}; is there {api.server} at this address?"


def token_of(token: object, response: Response) -> Token:
    """Return the token that was in an answer, by the server's clock.

    Raises:
        Failure: decode: there was none in it.
    """
    if not isinstance(token, str) or not re.fullmatch("[!-~]+", token):
        place: dict[str, Any] = {name: getattr(response, name) for name in ("status_code", "method", "path")}
        del token, response  # in which the server may tell the password that it was given
        raise Failure("decode", "there is no token in the answer", **place)
    try:
        server_time = email.utils.parsedate_to_datetime(response.headers["date"]).timestamp()
    except (KeyError, TypeError, ValueError, OverflowError):
        server_time = None
    return Token.received(Secret(token), server_time)


def own_credentials(options: Options) -> list[str]:
    """Return what the caller shows by headers of their own.

    Raises:
        Failure: config: it must not be shown by this one.
    """
    values = [value for name, value in options.headers.items() if is_secret_name(name)]
    shown: list[str] = [Secret(part) for value in values for part in (value, value.partition(" ")[2])]
    if options.check_credential is not None:
        for each in shown:
            options.check_credential(each)
    return [each for each in shown if len(each) >= SHORTEST or each in map(options.headers.get, SIGNING)]


def secrets(keeper: Credentials, own: list[str]) -> list[str]:
    """Return what must not be shown of a session: what its keeper has, and the caller's own."""
    return [*keeper.secrets(), *own]
