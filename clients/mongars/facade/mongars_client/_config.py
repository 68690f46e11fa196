"""Where the server is, who asks, and how much patience there is; checked once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from openapi_facade import addresses, config, tls
from openapi_facade.auth.credentials import Account, Login
from openapi_facade.config import Credential
from openapi_facade.failure import Failure
from openapi_facade.settings import ServerSettings

VARIABLES = {
    "base_url": "MONGARS_URL",
    "username": "MONGARS_USERNAME",
    "password": "MONGARS_PASSWORD",
    "token": "MONGARS_TOKEN",
}
"""Arguments of a client, and the variables of the environment that stand for them."""


@dataclass(frozen=True)
class Config(ServerSettings):
    """What a client was made with; see `MonGARS`."""

    username: str | None = field(default=None, kw_only=True)
    password: str | None = field(default=None, repr=False, kw_only=True)
    token: str | Credential | None = field(default=None, repr=False, kw_only=True)
    http2: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        """Check it.

        Raises:
            Failure: config: a field that cannot work.
        """
        super().__post_init__()
        if (self.username is None) != (self.password is None):
            lacking = "username" if self.username is None else "password"
            raise Failure("config", f"{lacking}: missing; give both username and password, or a token")
        for name, value in (("username", self.username), ("password", self.password)):
            if value is not None and (not isinstance(value, str) or not value):
                raise Failure("config", f"{name}: {'empty' if value == '' else 'not text'}; give that of your account")
        if self.token is None:
            return
        if self.username is not None:
            raise Failure("config", "token: given beside username and password; give the one or the other")
        if isinstance(self.token, str):
            if not config.checked_key(self.token, "token"):
                raise Failure("config", "token: empty; give a token, or leave it out")
        elif not callable(self.token):
            raise Failure("config", f"token: a {type(self.token).__name__}; give a text, or a callable that gives it")

    @property
    def login(self) -> Login:
        """How the client says who it is; without username and token, not at all."""
        account = None
        if self.username is not None and self.password is not None:
            account = Account(self.username, self.password)
        key = self.token if isinstance(self.token, str) else ""
        provider = None if isinstance(self.token, str) else self.token
        further = [*addresses.secrets_of(self.proxy), *tls.secrets_of(self.cert)]
        return Login(key, account, provider, further=further)


def from_variables(variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the arguments that variables of the environment stand for; those that are empty are left out."""
    found = os.environ if variables is None else variables
    return {argument: found[name] for argument, name in VARIABLES.items() if found.get(name)}
