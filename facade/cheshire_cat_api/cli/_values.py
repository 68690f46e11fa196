"""Values that are set: read from the command line, completed, and checked by the server's own schema before they go."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from cheshire_cat_api.cli._options import text_of
from openapi_facade.secrets import is_secret_name

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator


def chosen(
    given: Sequence[str], schema: Mapping[str, Any], stored: Mapping[str, Any], *, defaults: bool = False
) -> dict[str, Any]:
    """Return the values to send: the schema's defaults, what is stored, and over both what is given.

    What the schema needs and nobody gave is asked for, where there is a terminal; secrets without an echo.

    Args:
        given: Each `NAME=VALUE`, `NAME=@FILE` (`@-`: stdin), or JSON of an object. A value is JSON where the schema
            wants no text.
        schema: The server's.
        stored: What it has now.
        defaults: Whether to send the schema's defaults, which a server does not apply by itself.

    Raises:
        click.UsageError: what is given is no such thing, or does not fit the schema.
    """
    check = _checked(schema)
    properties = _properties(schema)
    values = {name: each["default"] for name, each in properties.items() if defaults and _fits_default(check, each)}
    values.update(stored)
    for each in given:
        values.update(_given(each, check, properties))
    for name in _needed(schema):
        if name not in values and sys.stdin.isatty():
            asked = click.prompt(name, hide_input=is_secret_name(name), err=True)
            values[name] = _read(asked, check, properties.get(name, {}))
    problems = sorted(map(_problem, _errors(check, values)))
    if problems:
        raise click.UsageError("the server's schema refuses it: " + "; ".join(problems) + "; nothing was sent")
    return values


def pairs(given: Sequence[str]) -> dict[str, Any]:
    """Return what is given as `NAME=VALUE`, each value JSON where it is, else text.

    Raises:
        click.UsageError: it is no such thing.
    """
    values: dict[str, Any] = {}
    for each in given:
        values.update(_given(each, _validator({}), {}))
    return values


def json_of(text: str, what: str) -> Any:
    """Return the JSON of an argument.

    Raises:
        click.UsageError: it is none. The text is not told: it may have a secret.
    """
    try:
        return json.loads(text)
    except ValueError:
        raise click.UsageError(f"{what}: no JSON") from None


def _given(text: str, check: Draft202012Validator, properties: Mapping[str, Any]) -> dict[str, Any]:
    if text.startswith(("{", "@")):
        found = json_of(text_of(text, "the values"), "the values")
        if not isinstance(found, dict):
            raise click.UsageError("the values: give a JSON object, or NAME=VALUE")
        return found
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise click.UsageError("a value without a name: give NAME=VALUE, NAME=@FILE or a JSON object")
    return {name: _read(text_of(value, name), check, properties.get(name, {}))}


def _read(text: str, check: Draft202012Validator, schema: Any) -> Any:
    """A value as its schema wants it: text where that fits, unless no schema says so; else JSON."""
    if isinstance(schema, Mapping) and schema and _fits(check, text, schema):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _validator(schema: Mapping[str, Any]) -> Draft202012Validator:
    from jsonschema import Draft202012Validator
    from referencing import Registry

    return Draft202012Validator(schema, registry=Registry())  # which fetches nothing, whatever a server refers to


def _checked(schema: Mapping[str, Any]) -> Draft202012Validator:
    """The same of a schema that a server has sent.

    Raises:
        click.ClickException: it is no schema.
    """
    from jsonschema.exceptions import SchemaError

    check = _validator(schema)
    try:
        check.check_schema(schema)
    except SchemaError:
        raise click.ClickException("what the server has as its schema is none; nothing was sent") from None
    return check


def _errors(check: Validator, values: Any) -> list[ValidationError]:
    from referencing.exceptions import Unresolvable

    try:
        return list(check.iter_errors(values))
    except (Unresolvable, RecursionError):
        raise click.ClickException("the server's schema refers to what is not in it; nothing was sent") from None


def _fits(check: Draft202012Validator, value: Any, schema: Mapping[str, Any]) -> bool:
    return not _errors(check.evolve(schema=schema), value)


def _fits_default(check: Draft202012Validator, schema: Any) -> bool:
    return isinstance(schema, Mapping) and "default" in schema and _fits(check, schema["default"], schema)


def _properties(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found = schema.get("properties")
    return found if isinstance(found, Mapping) else {}


def _needed(schema: Mapping[str, Any]) -> list[str]:
    found = schema.get("required")
    return [str(each) for each in found] if isinstance(found, list) else []


def _problem(error: ValidationError) -> str:
    """What is wrong, without the value, which may be a secret."""
    name = ".".join(map(str, error.absolute_path))
    if error.validator == "required":
        needed: Any = error.validator_value
        instance: Any = error.instance
        missing = [each for each in needed if each not in instance]
        return f"{', '.join(f'{name}.{each}' if name else each for each in missing)}: missing"
    rule = json.dumps(error.validator_value, default=str)
    return f"{name or 'the values'}: {error.validator} {rule if len(rule) <= 200 else 'not met'}"
