"""What a client shows: a key, a token that was obtained for an account, or what a callable of the caller's gives.

No input or output in here; `keeper` obtains the tokens, and renews them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from openapi_facade.auth.tokens import Token, is_jwt
from openapi_facade.failure import Failure
from openapi_facade.secrets import Secret, hidden

if TYPE_CHECKING:
    from typing_extensions import Self

    from openapi_facade.config import Credential

REMEMBERED = 8


class _Account(NamedTuple):
    username: str
    password: str


class Account(_Account):
    """A name and a password, which no `repr` shows."""

    __slots__ = ()

    def __new__(cls, username: str, password: str) -> Self:
        return super().__new__(cls, username, hidden(password))


class _Login(NamedTuple):
    key: str
    account: Account | None
    provider: Credential | None
    scheme: str
    further: Sequence[str]


class Login(_Login):
    """How a client says who it is: by one of the three, or not at all. No `repr` shows what is secret of it.

    Args:
        key: shown as it is.
        account: exchanged for a token, which is renewed.
        provider: a callable of the caller's.
        scheme: in front of what is shown, in the header `Authorization`.
        further: secrets that are not shown by HTTP, and in no message.
    """

    __slots__ = ()

    def __new__(
        cls,
        key: str = "",
        account: Account | None = None,
        provider: Credential | None = None,
        scheme: str = "Bearer",
        further: Sequence[str] = (),
    ) -> Self:
        return super().__new__(cls, hidden(key), account, provider, scheme, hidden(list(further)))


class Credentials:
    """All that a client and its views have shown, and show now.

    Args:
        login: how it begins.
    """

    def __init__(self, login: Login) -> None:
        self.scheme = login.scheme
        self._first = login
        self._key = login.key
        """Or what the callable gave last."""
        self._provider: Callable[[], object] | None = login.provider
        self._account = login.account
        self.fixed = self._key if self._account is None and self._provider is None else None
        """What is shown as long as nobody logs in; None: `current` knows."""
        self._token: Token | None = None
        self._shown: list[str] = []
        self._further = login.further

    @property
    def by_token(self) -> bool:
        """Whether a JWT is shown, as far as is known; a callable may give one any time."""
        if self._account is not None:
            return True
        return is_jwt(self._key)

    @property
    def username(self) -> str | None:
        """The name of the account; None: there is none."""
        return None if self._account is None else self._account.username

    def password_changed(self, password: str) -> None:
        """Renew the token of the account with this password from now on; what is shown stays."""
        if self._account is not None:
            self._remember(Secret(self._account.password))
            self._account = Account(self._account.username, password)

    def secrets(self) -> list[str]:
        """Return all that must appear in no message: what is shown now, and what was lately."""
        first = self._first.account.password if self._first.account else ""
        password = self._account.password if self._account else ""
        candidates = (self._first.key, first, password, self._key, *self._shown)
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
        raise Failure("config", f"credential: gave a {kind} that no header can carry; give the key")

    def _remember(self, credential: Secret) -> Secret:
        if credential and self._shown[-1:] != [credential]:
            others = [each for each in self._shown if each != credential]
            self._shown = [*others[1 - REMEMBERED :], credential]
        return credential
