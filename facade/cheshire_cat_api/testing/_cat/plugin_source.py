"""What a plugin's Python files declare, found by reading their syntax trees. Nothing of a plugin is ever executed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .validation import (
    REQUIRED,
    Check,
    Field,
    anything,
    boolean,
    integer,
    mapping,
    model,
    number,
    optional,
    sequence,
    string,
)


@dataclass(frozen=True)
class Hook:
    name: str
    priority: int = 1


@dataclass(frozen=True)
class Procedure:
    """A tool or a form: its description and its examples are what the procedural memory holds of it."""

    name: str
    description: str = ""
    examples: tuple[str, ...] = ()
    return_direct: bool = False


@dataclass(frozen=True)
class Endpoint:
    name: str
    tags: tuple[str, ...]


@dataclass(frozen=True)
class SettingsField:
    """A field of a settings model: the name of its type, and its default."""

    kind: str
    default: Any = REQUIRED
    nullable: bool = False


@dataclass(frozen=True)
class SettingsModel:
    """A plugin's settings: enough of the class to publish a schema and to judge a body."""

    name: str
    fields: dict[str, SettingsField]
    description: str | None = None

    def schema(self) -> dict[str, Any]:
        """The JSON schema of the model."""
        properties: dict[str, Any] = {}
        for name, declared in self.fields.items():
            kind = _JSON_TYPES.get(declared.kind)
            typed: dict[str, Any] = {"type": kind} if kind else {}
            if kind == "array":
                typed["items"] = {}
            if declared.nullable:
                typed = {"anyOf": [typed, {"type": "null"}]}
            default = {} if declared.default is REQUIRED else {"default": declared.default}
            properties[name] = {**typed, **default, "title": name.replace("_", " ").title()}
        required = [name for name, declared in self.fields.items() if declared.default is REQUIRED]
        return {
            **({"description": self.description} if self.description else {}),
            "properties": properties,
            **({"required": required} if required else {}),
            "title": self.name,
            "type": "object",
        }

    def check(self) -> Check:
        """What a body must satisfy; keys that the model does not name are let through."""
        fields = {}
        for name, declared in self.fields.items():
            check = _CHECKS.get(declared.kind, anything)
            fields[name] = Field(optional(check) if declared.nullable else check, declared.default)
        return model(fields, extra="allow")

    def defaults(self) -> dict[str, Any] | None:
        """All fields' defaults; None if one of them has none."""
        if any(declared.default is REQUIRED for declared in self.fields.values()):
            return None
        return {name: declared.default for name, declared in self.fields.items()}


_JSON_TYPES = {
    "str": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "list": "array",
    "List": "array",
    "dict": "object",
    "Dict": "object",
}
_CHECKS: dict[str, Check] = {
    "str": string(),
    "int": integer,
    "float": number,
    "bool": boolean,
    "list": sequence,
    "List": sequence,
    "dict": mapping,
    "Dict": mapping,
}


@dataclass
class Declared:
    """All that the files of a plugin declare."""

    hooks: list[Hook] = field(default_factory=list)
    tools: list[Procedure] = field(default_factory=list)
    forms: list[Procedure] = field(default_factory=list)
    endpoints: list[Endpoint] = field(default_factory=list)
    llms: list[str] = field(default_factory=list)
    embedders: list[str] = field(default_factory=list)
    settings: SettingsModel | None = None
    settings_schema: dict[str, Any] | None = None

    def read(self, source: str) -> None:
        """Add what one file declares; one that Python cannot parse declares nothing (CONTRACT §3.2)."""
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last two: too deeply nested
            return
        classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
        # the real Cat lists what it finds in a module in the order of the names
        for node in sorted(_definitions(tree), key=lambda node: node.name):
            if isinstance(node, ast.ClassDef):
                self._read_class(node)
            else:
                self._read_function(node, classes)

    def _read_class(self, node: ast.ClassDef) -> None:
        bases = {_last_name(base) for base in node.bases}
        if "LLMSettings" in bases:
            self.llms.append(node.name)
        if "EmbedderSettings" in bases:
            self.embedders.append(node.name)
        if "CatForm" in bases and any(_last_name(decorator) == "form" for decorator in node.decorator_list):
            constants = _constants(node)
            self.forms.append(
                Procedure(
                    str(constants.get("name", node.name)),
                    str(constants.get("description", "")),
                    tuple(constants.get("start_examples", ())),
                )
            )

    def _read_function(self, node: _Function, classes: dict[str, ast.ClassDef]) -> None:
        for decorator in node.decorator_list:
            call = decorator if isinstance(decorator, ast.Call) else None
            target = call.func if call else decorator
            name = _last_name(target)
            given = _Arguments(call)
            if name == "hook":
                self.hooks.append(Hook(given.first(node.name), int(given.keyword("priority", 1))))
            elif name == "tool":
                self.tools.append(
                    Procedure(
                        given.first(node.name),
                        (ast.get_docstring(node, clean=False) or "").strip(),
                        tuple(given.keyword("examples", ())),
                        bool(given.keyword("return_direct", False)),
                    )
                )
            elif name == "plugin":
                self._read_override(node, classes)
            elif isinstance(target, ast.Attribute) and _last_name(target.value) == "endpoint":
                prefix = given.keyword("prefix", "/custom")
                path = given.keyword("path", given.first(""))
                self.endpoints.append(Endpoint(f"{prefix}{path}", tuple(given.keyword("tags", ("Custom Endpoints",)))))

    def _read_override(self, node: _Function, classes: dict[str, ast.ClassDef]) -> None:
        returned = next((n.value for n in ast.walk(node) if isinstance(n, ast.Return)), None)
        if node.name == "settings_model" and isinstance(returned, ast.Name) and returned.id in classes:
            self.settings = _settings_model(classes[returned.id])
        elif node.name == "settings_schema" and returned is not None:
            if isinstance(returned, ast.Call) and isinstance(returned.func, ast.Attribute):
                owner = _last_name(returned.func.value)
                if owner in classes:
                    self.settings_schema = _settings_model(classes[owner]).schema()
            elif isinstance(literal := _literal(returned), dict):
                self.settings_schema = literal


_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def _definitions(tree: ast.Module) -> Iterator[_Definition]:
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def _last_name(node: ast.AST) -> str:
    """`c` of `a.b.c` and of `c(…)`."""
    if isinstance(node, ast.Call):
        return _last_name(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _literal(node: ast.AST, default: Any = None) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return default


class _Arguments:
    """The literal arguments of a decorator."""

    def __init__(self, call: ast.Call | None) -> None:
        self._call = call

    def first(self, default: str) -> str:
        if self._call and self._call.args:
            value = _literal(self._call.args[0])
            if isinstance(value, str):
                return value
        return default

    def keyword(self, name: str, default: Any) -> Any:
        for keyword in self._call.keywords if self._call else ():
            if keyword.arg == name:
                value = _literal(keyword.value, default)
                return default if value is None else value
        return default


def _constants(node: ast.ClassDef) -> dict[str, Any]:
    """The attributes that a class body sets to literals."""
    return {
        _last_name(target): _literal(statement.value)
        for statement in node.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
    }


def _settings_model(node: ast.ClassDef) -> SettingsModel:
    fields: dict[str, SettingsField] = {}
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            kind, nullable = _kind(statement.annotation)
            fields[statement.target.id] = SettingsField(kind, _default(statement.value), nullable)
    return SettingsModel(node.name, fields, ast.get_docstring(node))


def _kind(annotation: ast.expr) -> tuple[str, bool]:
    """The name of a type, and whether null is one of its values."""
    if isinstance(annotation, ast.BinOp):
        sides = (annotation.left, annotation.right)
        solid = [side for side in sides if not (isinstance(side, ast.Constant) and side.value is None)]
        return (_last_name(solid[0]), True) if len(solid) == 1 else ("", False)
    if isinstance(annotation, ast.Subscript):
        if _last_name(annotation.value) == "Optional":
            return _kind(annotation.slice)[0], True
        return _last_name(annotation.value), False
    return _last_name(annotation), False


def _default(value: ast.expr | None) -> Any:
    if value is None:
        return REQUIRED
    if isinstance(value, ast.Call) and _last_name(value.func) == "Field":
        for keyword in value.keywords:
            if keyword.arg == "default":
                return _default(keyword.value)
        return _default(value.args[0]) if value.args else REQUIRED
    if isinstance(value, ast.Constant) and value.value is ...:
        return REQUIRED
    return _literal(value)
