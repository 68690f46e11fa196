"""What is sent: a prompt as one text frame (CONTRACT §4.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cheshire_cat_api._chat.media import Media, as_url
from cheshire_cat_api._chat.options import checked_seconds
from cheshire_cat_api.errors import InvalidArgument

MAX_PROMPT = 16 * 1024 * 1024 - 64  # bytes; the server refuses more than 16 MiB (CONTRACT §4.1)


def make_prompt(
    text: object, extra: Mapping[str, Any], image: Media | None = None, audio: Media | None = None
) -> dict[str, Any]:
    """A prompt as the server takes it.

    Raises:
        InvalidArgument: the text is none, or an image or sound cannot be read.
    """
    if not isinstance(text, str):
        raise InvalidArgument(f"a message is text, not {type(text).__name__}; nothing was sent")
    if "text" in extra:
        raise InvalidArgument("text: given twice; it is the message itself; nothing was sent")
    prompt = {"text": text, **extra}
    if image is not None:
        prompt["image"] = as_url(image)
    if audio is not None:
        prompt["audio"] = as_url(audio)
    return prompt


def as_frame(prompt: Mapping[str, Any]) -> str:
    """A prompt as one text frame.

    Raises:
        InvalidArgument: not JSON-able, not Unicode, or larger than the server takes; nothing was sent.
    """
    try:
        frame = json.dumps(prompt, ensure_ascii=False, allow_nan=False)
        size = len(frame.encode())
    except (TypeError, ValueError, RecursionError) as error:
        problem = f"the message is not JSON-able: {error}"
    else:
        if size <= MAX_PROMPT:
            return frame
        problem = f"the message has {size} bytes, the server takes {MAX_PROMPT}"
    raise InvalidArgument(f"{problem}; nothing was sent")


def checked_wait(timeout: float | None, up_within: float | None) -> float | None:
    """How long to wait for a connection; None: not at all.

    Raises:
        InvalidArgument: both are given, or no numbers of seconds.
    """
    if up_within is None:
        return None if timeout is None else checked_seconds(timeout, "timeout")
    if timeout is not None:
        raise InvalidArgument("timeout and wait_until_up: give one of them; nothing was sent")
    return checked_seconds(up_within, "wait_until_up")
