"""One door to a Cat of either line: the server is asked which it is, and its client is given."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from cheshire_cat_api._async.resources.auth import async_exchange
from cheshire_cat_api._async.session import AsyncSession
from cheshire_cat_api._compat import without_keywords
from cheshire_cat_api._line import NOT_INSTALLED, PREFIX, is_next, is_own
from cheshire_cat_api.config import Config
from cheshire_cat_api.errors import ApiError, ConfigError, DecodeError
from openapi_facade.secrets import concealing

if TYPE_CHECKING:
    from openapi_facade.chat import AsyncChatClient
    from openapi_facade.config import Credential


async def async_connect(url: str, *, auth_key: str | Credential = "", **options: Any) -> AsyncChatClient:
    """Return a client of the Cat at an address, of line 1.x or 2.x, whichever it is.

    The server is asked without a credential: a key goes to nothing that is no Cat. `ask`, `stream` and `close` are the
    same of both; `openapi_facade.errors.FacadeError` is the root of the errors of both.

    Args:
        url: as `Config` takes it.
        auth_key: the server's key, a JWT, or a callable that gives either.
        options: `timeout`, `retries`, `verify`, `cert`, `proxy` and `max_body` of `Config`.

    Raises:
        ConfigError: an option that cannot work; or it is of line 2.x, whose client is not installed.
        ConnectionFailed: nobody answered.
        DecodeError: something else answers there.
        ApiError: it, or a proxy in front of it, fails.
    """
    session = AsyncSession(Config(url, **options), async_exchange, without_keywords)
    try:
        prefix = await _prefix(session)
    finally:
        await session.close()
    if prefix is not None:
        return _next(session.url + prefix, auth_key, options)
    from cheshire_cat_api.async_client import AsyncCatClient

    shown: dict[str, Any] = {"credential": auth_key} if callable(auth_key) else {"auth_key": auth_key}
    return AsyncCatClient(Config(url, **shown, **options))


async def _prefix(session: AsyncSession) -> str | None:
    """What stands in front of the paths of a server of line 2.x; None: it is of line 1.x.

    Raises:
        CatError: it is neither, or does not answer.
    """
    for prefix in ("", PREFIX):
        if is_next((await _asked(session, f"{prefix}/status"))[1]):
            return prefix
    status, body = await _asked(session, "/")
    if is_own(status, body):
        return None
    raise DecodeError(
        f"no Cat answers at {session.url}: GET / gave {status}", status_code=status, method="GET", path="/"
    )


async def _asked(session: AsyncSession, path: str) -> tuple[int, object]:
    """The status and the JSON that a path gives; None: there is none."""
    try:
        answer = await session.request("GET", path)
        status, text = answer.status_code, answer.text
    except ApiError as error:
        if error.status_code >= 500 or error.status_code == 429:
            raise
        status, text = error.status_code, error.body
    try:
        return status, json.loads(text)
    except (ValueError, RecursionError):
        return status, None


def _next(url: str, auth_key: str | Credential, options: dict[str, Any]) -> AsyncChatClient:
    if find_spec("cheshire_cat_v2") is None:
        raise ConfigError(NOT_INSTALLED)
    import cheshire_cat_v2

    return cheshire_cat_v2.AsyncCatClient(cheshire_cat_v2.Config(url, auth_key=auth_key, **options))


async_connect = concealing(async_connect, "url", "auth_key", "proxy", "cert")
