"""The worst that a server can send, a megabyte of each, to run in a process of its own: `python worst.py WORK`."""

from __future__ import annotations

import contextlib
import email.utils
import json
import re
import sys

import cheshire_cat_api as ccat
from cheshire_cat_api import errors
from cheshire_cat_api._api import API, detail_in
from openapi_facade.auth.tokens import Token, is_jwt
from openapi_facade.redaction import Redactor
from openapi_facade.transport.echo import without_echo

MEGABYTE = 1_000_000


def repeated(text: str, size: int = MEGABYTE) -> str:
    return text * (size // len(text))


# Each pattern of the package, with the texts that make it look farthest for nothing.
WORST: dict[str, list[str]] = {
    r"([0-9A-Fa-f]{1,15})\r\n": ["0", "f", "0f\r", "\r", "\n", "0123456789abcde", "0123456789abcdef\r\n"],
    r"(?<![\w-])(?=[\w-]+\.[\w-]+\.)([\w-]*?)\beyJ[\w-]+\.[\w-]+\.[\w-]*": [
        "eyJ-", "eyJ-.", "eyJ-eyJ.", "eyJ", "-", "a.", "eyJa.b.", "eyJ. ", ".", "é-eyJ",
    ],
    r"passw|passphrase|pwd|secret|credential|authorization|cookie|(api|auth)_?key|access_?token|"
    r"(tokens?|keys?|(^|[_.-])auth)$": ["token", "authkeys", "passphras", "api_ke", "_auth", "credentia"],
    "%[0-9A-F]{2}": ["%", "%A", "%AF"],
    r"(?<![\w.+-])[\w.+-]+/[\w.+-]+": ["a", "a/", "a ", "/", "a+", "a/ "],
    r"\{[^{}]*\}": ["{", "{a", "}", "{a}", "{{}"],
    "[A-Za-z]+": ["a", "a1"],
    r"[\x00-\x1f\x7f]": ["a", "\x00"],
    "[!-~]+": ["a", "a "],
    r"[a-z0-9!#$%&'*+.^_`|~-]+": ["a", "a "],
    '["\\\\\\x00-\\x1f\\x7f\\ud800-\\udfff]': ["a", '"'],
    r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?": ["a", "-", "a-", "."],
    r"(\[[^\[\]]*\]|[^\[\]:]+)(:[0-9]+)?": ["a", "[", "[]", ":", ":1", "a:1"],
    r"[A-Za-z0-9_.~!$&'()*+,;=:@%/-]*": ["a", "a "],
    "[0-9]{1,5}": ["1"],
    r"HTTP/1\.1 1(?!01)[0-9]{2}[ \r]": ["HTTP/1.1 1", "HTTP/1.1 103", "HTTP/1.1 101 "],
    r"HTTP/1\.[01] 2[0-9]{2}[ \r]": ["HTTP/1.0 2", "HTTP/1.1 20"],
    r"^(\w+://)?.*@": ["a", "a://", "@", "a@", ":", "/"],
}  # fmt: skip


def every_pattern() -> None:
    for text, worst in WORST.items():
        pattern = re.compile(text, re.IGNORECASE if text.startswith("passw") else re.DOTALL if "@" in text else 0)
        for piece in worst:
            whole = f"{repeated(piece)}\x01"
            pattern.sub("x", whole)
            pattern.fullmatch(whole)


def every_route() -> None:
    assert API.routes._routes()[1]
    for piece in ("/", "a", "/a", "{", "memory/collections/"):
        API.routes.find("GET", f"/memory/collections/{repeated(piece)}")


TEXTS = [
    *("eyJ-", "eyJ-eyJ.", "eyJa.b.c ", "MIME type ", "MIME type x not supported. Admitted types: ", "text/", "{", "["),
    *('{"input":', '"input"', '[{"loc":["password"],"input":"a"},', "\\", '"', "'", "%", "<", "aaab", "\u00e9", "***"),
]
SECRETS = ["aaaa" * 500 + "b", "aba", "k", 'k"7f/3a\\9c', "eyJ", "é ", "<&>", "x" * 2_000]


def every_text() -> None:
    """What an error is made of, from its body to its last attribute."""
    redactor = Redactor(lambda: SECRETS)
    for piece in TEXTS:
        for text in (repeated(piece), f'{{"detail": {json.dumps(repeated(piece))}}}', f"[{repeated(piece)}]"):
            body = without_echo(text)
            redactor.clean(body)
            redactor.clean(body, 500_000)
            detail = detail_in(body)
            errors.admitted_in(detail)
            _ = errors.UnsupportedType(400, f"MIME type x not supported. Admitted types: {detail}").admitted
            redactor.error(ccat.ApiError(400, detail, body=body))


def every_log() -> None:
    for piece in ("a", ".", " ", ",", ":", "-", "+", "(", ")", "1", "Mon, ", "eyJ.", "=", "1 Jan "):
        text = repeated(piece)
        is_jwt(text)
        Token.received(text, None)
        with contextlib.suppress(TypeError, ValueError, OverflowError):
            email.utils.parsedate_to_datetime(text)  # of the headers Date and Retry-After


WORK = ["every_pattern", "every_route", "every_text", "every_log"]

if __name__ == "__main__":
    globals()[sys.argv[1]]()
