"""What one peer tells another, sealed with the server's key (CONTRACT §3.1, addendum M10).

It has the form of a Fernet token, so that clients treat it as one; but the real server's key is not ours to know, and
what enciphers it here needs no package.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from typing import Any

_VERSION = b"\x80"
_STAMP, _START, _MAC = 8, 16, 32


def sealed(text: str, key: bytes, now: float) -> str:
    """Return the payload of a message with a text, which is to be JSON."""
    start = secrets.token_bytes(_START)
    head = _VERSION + int(now).to_bytes(_STAMP, "big") + start
    content = head + _ciphered(text.encode(), key, start)
    return base64.urlsafe_b64encode(content + _mac(content, key)).decode()


def opened(payload: str, key: bytes) -> Any:
    """Return the JSON of a payload. Raises ValueError for one that was not sealed with this key, or is no JSON."""
    whole = base64.b64decode(payload, altchars=b"-_", validate=True)
    content, mac = whole[:-_MAC], whole[-_MAC:]
    if not content.startswith(_VERSION) or not hmac.compare_digest(mac, _mac(content, key)):
        raise ValueError("not sealed with this key")
    before = len(_VERSION) + _STAMP
    start, text = content[before : before + _START], content[before + _START :]
    return json.loads(_ciphered(text, key, start))


def _ciphered(text: bytes, key: bytes, start: bytes) -> bytes:
    """Encipher, or decipher, by a stream that key and start give."""
    stream = b"".join(
        hashlib.sha256(key + start + block.to_bytes(4, "big")).digest() for block in range(len(text) // _MAC + 1)
    )
    return bytes(one ^ other for one, other in zip(text, stream, strict=False))


def _mac(content: bytes, key: bytes) -> bytes:
    return hmac.new(key, content, hashlib.sha256).digest()
