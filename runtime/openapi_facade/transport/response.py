"""What the server answered, as it came, for those who need more than the result."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

from openapi_facade.failure import Failure, Translate
from openapi_facade.redaction import Redactor

SHOWN = 2_000  # characters of a message, or of a body that is not the result


@dataclass(frozen=True)
class Response:
    """An answer with a status of success; others are raised. Each client has a class of its own."""

    _translate: ClassVar[Translate] = staticmethod(lambda failure: failure)
    """See `Translate`; a class whose objects are given out has its client's, or `json` would raise a `Failure`."""

    method: str
    path: str
    status_code: int
    headers: Mapping[str, str] = field(repr=False)
    """Found by names in any case."""
    content: bytes = field(repr=False)
    """The body, decompressed."""
    elapsed: timedelta
    """From the first attempt to the last byte, waiting between attempts included."""
    _redactor: Redactor | None = field(default=None, repr=False, compare=False, kw_only=True)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_redactor"}

    @property
    def redactor(self) -> Redactor | None:
        """Knows what must not be shown of it."""
        return self._redactor

    @property
    def text(self) -> str:
        """The body as UTF-8; what is none of it is replaced."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            The client's error for `decode`: it is no JSON.
        """
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError) as error:
            problem = f"the body is no JSON: {error}"
        redactor = self._redactor or Redactor()
        body = redactor.clean(self.text, SHOWN)
        failure = Failure(
            "decode", problem, status_code=self.status_code, body=body, method=self.method, path=self.path
        )
        raise type(self)._translate(redactor.error(failure))
