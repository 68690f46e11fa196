"""How a Config says who the client is, and for whom a view may speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cheshire_cat_api.errors import ConfigError
from openapi_facade import addresses, tls
from openapi_facade.auth.credentials import Account, Login
from openapi_facade.auth.tokens import is_jwt

if TYPE_CHECKING:
    from cheshire_cat_api.config import Config

AS_USER_WITH_JWT = (
    "as_user(): the server would ignore it: with a JWT it goes by the token's user; use the server's "
    "API key, or log in as that user with a client of its own"
)


def login_of(config: Config) -> Login:
    """Return how a configuration says who the client is."""
    account = None
    if config.username is not None and config.password is not None:
        account = Account(config.username, config.password)
    more = [config.auth_key_ws, config.password, *addresses.secrets_of(config.proxy), *tls.secrets_of(config.cert)]
    return Login(config.auth_key, account, config.credential, further=[each for each in more if each])


def no_jwt(credential: str) -> None:
    """Refuse a JWT on a view of another user, whom the server would ignore.

    Raises:
        ConfigError: it is one.
    """
    if is_jwt(credential):
        raise ConfigError(AS_USER_WITH_JWT)
