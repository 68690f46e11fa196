"""What everything passes that leaves the process: messages and fields of errors, reasons, and what libraries log.

A server can tell anything it has heard, in any place and at any length. So all of this is linear in the text: a regular
expression in here looks at each character a few times at most, whatever it has been given.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import TypeVar
from urllib.parse import quote, quote_plus

from openapi_facade.secrets import MASK, Secret

E = TypeVar("E", bound=Exception)

LONGEST = 65_536
"""Characters of a JWT that is looked for across a cut: no server takes a longer header."""
# That there are three parts is looked at from the beginning of the first only: from each `eyJ` on would be quadratic.
_JWT = re.compile(r"(?<![\w-])(?=[\w-]+\.[\w-]+\.)([\w-]*?)\beyJ[\w-]+\.[\w-]+\.[\w-]*")


class Redactor:
    """Takes secrets out of texts.

    Args:
        secrets: gives all of them, whenever a text comes.
    """

    def __init__(self, secrets: Callable[[], Iterable[str]] = tuple) -> None:
        self._secrets = secrets
        self._known: tuple[tuple[str, ...], tuple[str, ...]] = (), ()

    def beside(self, more: Callable[[], Iterable[str]]) -> Redactor:
        """One that knows further secrets too."""
        return Redactor(lambda: [*self._secrets(), *more()])

    def clean(self, text: str, limit: int | None = None) -> str:
        """A text without the secrets, in whichever way they are written into it, nor anything that looks like a JWT.

        Args:
            text: from anywhere.
            limit: characters of it to keep at most; a secret across the cut is taken out whole.
        """
        forms = self._forms()
        end = len(text) if limit is None or limit >= len(text) else _safe_end(text, limit, forms)
        shown = text[:end]
        for form in forms:
            shown = shown.replace(form, MASK)
        if "eyJ" in shown:
            shown = _JWT.sub(rf"\1{MASK}", shown)
        return shown if limit is None or end >= min(limit, len(text)) else shown + MASK

    def finds(self, text: str) -> bool:
        """Whether a text has one of the secrets in it, in capitals or not, such as the name of a header."""
        text = text.lower()
        return any(form.lower() in text for form in self._forms())

    def clean_json(self, text: str, limit: int | None = None) -> str:
        """As `clean`, of a text that may be JSON: there, a secret can be written with escapes in a hundred ways."""
        if "\\" in text:
            try:
                plain = json.dumps(json.loads(text), ensure_ascii=False)
            except (ValueError, RecursionError):
                pass
            else:
                if self.clean(plain) != plain:
                    return self.clean(plain, limit)
        return self.clean(text, limit)

    def error(self, error: E) -> E:
        """An error, after its words were cleaned; what it has of ours, by which it is known, stays."""
        ours = getattr(error, "ours", ())
        error.args = tuple(self.clean(each) if isinstance(each, str) else each for each in error.args)
        for name, value in vars(error).items():
            if isinstance(value, str) and name not in ours:
                vars(error)[name] = self.clean(value)
        return error

    def _forms(self) -> tuple[str, ...]:
        secrets = tuple(map(Secret, self._secrets()))
        known, forms = self._known
        if known != secrets:
            every = {form for secret in secrets for form in _forms_of(secret) if form not in MASK}
            forms = tuple(map(Secret, sorted(every, key=len, reverse=True)))
            self._known = secrets, forms
        return forms


def _forms_of(secret: str) -> Iterator[str]:
    """As it is, in an address, JSON, HTML, and in the `repr` of text or bytes, alone or beside the other quote."""
    secret = str(secret)
    quoted = quote(secret, safe="", errors="replace")
    yield from (
        secret,
        quoted,
        re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), quoted),
        quote_plus(secret, errors="replace"),
    )
    yield from (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], escape(secret))
    doubled = secret.replace("\\", "\\\\")
    yield from (doubled, doubled.replace("'", "\\'"))


def _safe_end(text: str, end: int, forms: tuple[str, ...]) -> int:
    """Where to cut a text, at `end` or before it, so that no part of a secret is left."""
    reach = max(LONGEST, len(forms[0]) if forms else 0)
    lowest = end - reach
    near = max(0, lowest), end + reach
    for found in _JWT.finditer(text, *near) if text.find("eyJ", near[0], end + len("eyJ") - 1) >= 0 else ():
        if found.end(1) < end < found.end():
            end = found.end(1)
            break
    while end > lowest:
        places = (text.find(form, max(0, end - len(form) + 1), end + len(form) - 1) for form in forms)
        across = [place for place in places if place >= 0]
        if not across:
            break
        end = min(across)
    return end


class _Filter(logging.Filter):
    def __init__(self, whose: Callable[[], Redactor | None]) -> None:
        super().__init__()
        self._whose = whose

    def filter(self, record: logging.LogRecord) -> bool:
        redactor = self._whose()
        if redactor is not None:  # others' records are none of our business
            record.msg, record.args = redactor.clean(record.getMessage()), ()
        return True


def clean_logs(whose: Callable[[], Redactor | None], *loggers: str) -> None:
    """Clean what a library logs of our own connections, at its level DEBUG: headers, request lines, frames.

    Args:
        whose: gives the redactor of the connection that this thread or task speaks over; None: it is not ours.
        loggers: the library's names. To be called once for each: from a module of ours, when it is loaded.
    """
    cleaner = _Filter(whose)
    for name in loggers:
        logging.getLogger(name).addFilter(cleaner)
