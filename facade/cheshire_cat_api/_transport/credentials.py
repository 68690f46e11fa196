"""What a client shows: a key, a token that was obtained for an account, or what a callable of the caller's gives.

No input or output in here; `auth` obtains the tokens, and renews them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cheshire_cat_api._transport.tokens import Token, is_jwt
from cheshire_cat_api.config import further_secrets
from cheshire_cat_api.errors import ConfigError
from openapi_facade.secrets import Secret, hidden

if TYPE_CHECKING:
    from cheshire_cat_api.config import Config

REMEMBERED = 8
AS_USER_WITH_JWT = (
    "as_user(): the server would ignore it: with a JWT it goes by the token's user; use the server's "
    "API key, or log in as that user with a client of its own"
)


class Account(NamedTuple):
    """A name and a password."""

    username: str
    password: str


class Credentials:
    """All that a client and its views have shown, and show now.

    Args:
        config: with the credentials.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._key = config.auth_key
        """Or what the callable gave last."""
        self._provider = config.credential
        self._account: Account | None = None
        if config.username is not None and config.password is not None:
            self._account = Account(config.username, config.password)
        self.fixed = self._key if self._account is None and self._provider is None else None
        """What is shown as long as nobody logs in; None: `current` knows."""
        self._token: Token | None = None
        self._shown: list[str] = []
        self._further = hidden(further_secrets(config))

    @property
    def by_token(self) -> bool:
        """Whether the server goes by the user in a JWT, as far as is known; a callable may give one any time."""
        if self._account is not None:
            return True
        return is_jwt(self._key)

    def secrets(self) -> list[str]:
        """All that must appear in no message: what is shown now, and what was lately."""
        config = self._config
        password = self._account.password if self._account else ""
        candidates = (config.auth_key, config.auth_key_ws, config.password, password, self._key, *self._shown)
        return [*filter(None, candidates), *self._further]

    def _usable(self) -> str | None:
        """What needs nobody to be asked."""
        if self._account is None:
            return self._key if self._provider is None else None
        return self._token.text if self._token is not None and not self._token.due else None

    def _checked(self, given: object) -> Secret:
        kind, credential = type(given).__name__, given
        del given  # not in the message, nor in a traceback: whatever it is, it may be a secret
        if isinstance(credential, str) and credential.isascii() and credential.isprintable():
            return self._remember(Secret(credential))
        del credential
        raise ConfigError(f"credential: gave a {kind} that no header can carry; give the key")

    def _remember(self, credential: Secret) -> Secret:
        if credential and self._shown[-1:] != [credential]:
            others = [each for each in self._shown if each != credential]
            self._shown = [*others[1 - REMEMBERED :], credential]
        return credential
