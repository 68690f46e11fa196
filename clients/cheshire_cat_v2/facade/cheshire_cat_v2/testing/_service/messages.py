"""Messages and their blocks: how they are checked, and the forms in which they are told (CONTRACT §4)."""

from __future__ import annotations

from typing import Any, Literal

from .errors import Json, absent, problem

Loc = list[str | int]
Form = Literal["json", "stream", "chat"]
"""Where a message is told: in an answer, in an event, or in a stored chat."""
Libraries = Literal["release", "pinned", "newest"]
"""What the server is installed with: that of the day of its release; today's with `fastmcp<4`; or all of today's."""

_ROLES = "'user', 'assistant' or 'tool'"
_KINDS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "TextContent": ("text", ("text",), ("type", "text", "annotations", "_meta")),
    "ImageContent": ("image", ("data", "mimeType"), ("type", "data", "mimeType", "annotations", "_meta")),
    "AudioContent": ("audio", ("data", "mimeType"), ("type", "data", "mimeType", "annotations", "_meta")),
    "ResourceLink": (
        "resource_link",
        ("name", "uri"),
        ("name", "title", "uri", "description", "mimeType", "size", "icons", "annotations", "_meta", "type"),
    ),
    "EmbeddedResource": ("resource", ("resource",), ("type", "resource", "annotations", "_meta")),
}
"""Of each block: its type, what it must have, and in which order its fields are told."""
_TYPES = [type_ for type_, _, _ in _KINDS.values()]
_EXPECTED = "'text', 'image', 'audio', 'resource_link' or 'resource'"
_FIELDS = {type_: fields for type_, _, fields in _KINDS.values()}


def text_block(text: str) -> Json:
    """Return a block of text."""
    return _whole({"type": "text", "text": text})


def message(
    role: str,
    content: list[Json],
    *,
    tool_calls: list[Json] | None = None,
    tool_call_id: str | None = None,
) -> Json:
    """Return a message in the form of JSON."""
    return _with_text(
        {
            "role": role,
            "content": content,
            "tool_calls": tool_calls or [],
            "tool_call_id": tool_call_id,
            "structuredContent": None,
        }
    )


def said(text: str) -> Json:
    """Return a message of the assistant; without a text it has no block."""
    return message("assistant", [text_block(text)] if text else [])


def told(one: Json, form: Form, libraries: Libraries) -> Json:
    """Return a message in a form: the metadata of its blocks go by another name in events and in stored chats."""
    return {**one, "content": [_block_told(block, form, libraries) for block in one["content"]]}


def checked_messages(value: Any, loc: Loc, problems: list[Json]) -> list[Json]:
    """Return messages that a client sent, with what they leave out; what is wrong with them joins the problems."""
    if not isinstance(value, list):
        problems.append(problem("list_type", loc, "Input should be a valid list", value))
        return []
    return [_checked_message(one, [*loc, number], problems) for number, one in enumerate(value)]


def _checked_message(value: Any, loc: Loc, problems: list[Json]) -> Json:
    if not isinstance(value, dict):
        what = "Input should be a valid dictionary or object to extract fields from"
        problems.append(problem("model_attributes_type", loc, what, value))
        return {}
    if "role" not in value:
        problems.append(absent([*loc, "role"], value))
    elif value["role"] not in ("user", "assistant", "tool"):
        what = f"Input should be {_ROLES}"
        problems.append(problem("literal_error", [*loc, "role"], what, value["role"], expected=_ROLES))
    content: list[Json] = []
    if "content" not in value:
        problems.append(absent([*loc, "content"], value))
    elif not isinstance(value["content"], list):
        problems.append(problem("list_type", [*loc, "content"], "Input should be a valid list", value["content"]))
    else:
        for number, block in enumerate(value["content"]):
            content.append(_checked_block(block, [*loc, "content", number], problems))
    calls = _checked_calls(value.get("tool_calls", []), [*loc, "tool_calls"], problems)
    return _with_text(
        {
            "role": value.get("role"),
            "content": content,
            "tool_calls": calls,
            "tool_call_id": value.get("tool_call_id"),
            "structuredContent": value.get("structuredContent"),
        }
    )


def _checked_calls(value: Any, loc: Loc, problems: list[Json]) -> list[Json]:
    """Return the tools that a message uses, each with its id, name and arguments (CONTRACT N5)."""
    if not isinstance(value, list):
        problems.append(problem("list_type", loc, "Input should be a valid list", value))
        return []
    for number, call in enumerate(value):
        if isinstance(call, dict):
            problems += [absent([*loc, number, name], call) for name in ("id", "name", "args") if name not in call]
        else:
            what = "Input should be a valid dictionary or object to extract fields from"
            problems.append(problem("model_attributes_type", [*loc, number], what, call))
    return [{"type": "tool_call", **call} for call in value if isinstance(call, dict)]


def _checked_block(value: Any, loc: Loc, problems: list[Json]) -> Json:
    """Return a block with its type, which its shape decides where it has none or that of another."""
    found = {type_: _wrong(value, kind, needed, loc) for kind, (type_, needed, _) in _KINDS.items()}
    right = [type_ for type_, wrong in found.items() if not wrong]
    if not right:
        problems += [one for wrong in found.values() for one in wrong]
        return {}
    type_ = value["type"] if value.get("type") in right else right[0]
    return _whole({**value, "type": type_})


def _wrong(value: Any, kind: str, needed: tuple[str, ...], loc: Loc) -> list[Json]:
    if not isinstance(value, dict):
        what = f"Input should be a valid dictionary or instance of {kind}"
        return [problem("model_type", [*loc, kind], what, value, class_name=kind)]
    wrong: list[Json] = []
    if value.get("type", "text") not in _TYPES:
        what = f"Input should be {_EXPECTED}"
        wrong.append(problem("literal_error", [*loc, kind, "type"], what, value["type"], expected=_EXPECTED))
    for name in needed:
        if name not in value:
            wrong.append(absent([*loc, kind, name], value))
        elif name != "resource" and not isinstance(value[name], str):
            what = "Input should be a valid string"
            wrong.append(problem("string_type", [*loc, kind, name], what, value[name]))
    return wrong


def _whole(block: Json) -> Json:
    """Return a block with all its fields, in order; a client's own come last."""
    ordered = {name: block.get(name) for name in _FIELDS[block["type"]]}
    return {**ordered, **{name: value for name, value in block.items() if name not in ordered and name != "meta"}}


def _with_text(one: Json) -> Json:
    text = "".join(block["text"] for block in one["content"] if isinstance(block.get("text"), str))
    return {**one, "text": text}


def _block_told(block: Json, form: Form, libraries: Libraries) -> Json:
    newest = libraries == "newest"
    if form == "json" or (form == "chat" and newest):
        return block
    if form == "chat":  # stored under the one name, read under the other (CONTRACT §3)
        return {**block, "_meta": None, "meta": block["_meta"]}
    names = {"_meta": "meta", **({"mimeType": "mime_type"} if newest else {})}
    return {names.get(name, name): value for name, value in block.items()}
