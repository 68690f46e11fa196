"""What the two sessions make of answers: results, errors, tokens, and what must not be shown. No input or output."""

from __future__ import annotations

import email.utils
import re
from typing import TYPE_CHECKING, Any

from cheshire_cat_api._transport.call import Call
from cheshire_cat_api._transport.credentials import AS_USER_WITH_JWT, Credentials
from cheshire_cat_api._transport.tokens import Token, is_jwt
from cheshire_cat_api.errors import ConfigError, DecodeError
from cheshire_cat_openapi.errors import UnexpectedStatus
from openapi_facade.secrets import SHORTEST, Secret, is_secret_name

if TYPE_CHECKING:
    from types import FrameType

    from cheshire_cat_api._transport.options import Options
    from cheshire_cat_api._transport.response import Response

SIGNING = ("authorization", "access_token", "cookie")
"""Headers by which one is known: a secret at any length."""
PARSING = (AttributeError, KeyError, TypeError, ValueError, RecursionError, UnexpectedStatus)
"""What a reader of the generated package raises for an answer that is no result of its operation."""


def no_result(error: Exception, call: Call) -> str:
    """Return the words for a success that is no result of the operation."""
    no_status = isinstance(error, UnexpectedStatus)
    what = f"that is no status of {call.name}" if no_status else f"the body is no result of {call.name}: {error}"
    return f"{what}; is there a Cat at this address?"


def method_of(frame: FrameType) -> str:
    """Return the name of the method that runs in a frame, as Python's own messages have it."""
    return f"{type(frame.f_locals.get('self')).__name__}.{frame.f_code.co_name}()"


def token_of(token: object, response: Response) -> Token:
    """Return the token that was in an answer, by the server's clock.

    Raises:
        DecodeError: there was none in it.
    """
    if not isinstance(token, str) or not re.fullmatch("[!-~]+", token):
        place: dict[str, Any] = {name: getattr(response, name) for name in ("status_code", "method", "path")}
        del token, response  # in which the server may tell the password that it was given
        raise DecodeError("there is no token in the answer", **place)
    try:
        server_time = email.utils.parsedate_to_datetime(response.headers["date"]).timestamp()
    except (KeyError, TypeError, ValueError, OverflowError):
        server_time = None
    return Token.received(Secret(token), server_time)


def own_credentials(options: Options) -> list[str]:
    """Return what the caller shows by headers of their own.

    Raises:
        ConfigError: a JWT on a view of another user, whom the server would ignore.
    """
    values = [value for name, value in options.headers.items() if is_secret_name(name)]
    shown: list[str] = [Secret(part) for value in values for part in (value, value.partition(" ")[2])]
    if options.foreign and any(map(is_jwt, shown)):
        raise ConfigError(AS_USER_WITH_JWT)
    return [each for each in shown if len(each) >= SHORTEST or each in map(options.headers.get, SIGNING)]


def secrets(keeper: Credentials, own: list[str]) -> list[str]:
    """Return what must not be shown of a session: what its keeper has, and the caller's own."""
    return [*keeper.secrets(), *own]
