"""The public names of an installed `cheshire_cat_api`, one a line, with their signatures.

    python surface.py > surface-1.4.9.txt

wrote the list of 1.4.9, where that was installed. The list of names is made by looking; what a name is now is found by
asking for it (`rendered`), so that names that are loaded when they are asked for are found, too.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, TypeVar

PACKAGE = "cheshire_cat_api"
APIS = ("embedder", "large_language_model", "memory", "plugins", "rabbit_hole", "settings", "status")
MODELS = ("body_upload_url", "http_validation_error", "location_inner", "setting_body", "validation_error", "value")
ATTRIBUTES = {each.replace("large_language_model", "llm"): each for each in APIS}
MODULES = (
    PACKAGE,
    *(f"{PACKAGE}.{name}" for name in ("cat_client", "config", "configuration", "api_client", "api_response")),
    *(f"{PACKAGE}.{name}" for name in ("exceptions", "rest", "api", "models")),
    *(f"{PACKAGE}.api.{name}_api" for name in APIS),
    *(f"{PACKAGE}.models.{name}" for name in MODELS),
)
EXTRA = {PACKAGE: ("__version__",), f"{PACKAGE}.rest": ("RESTResponseType",)}
PRIVATE = {"_conn_settings", "_ws", "_connect_api"}  # which programs use all the same


# How an instance of a class is made: in 1.4.9, or as it is now.
MAKERS: dict[str, tuple[Callable[[Any], Any], ...]] = {
    **dict.fromkeys(("CatClient", "Config", "Configuration", "ApiClient"), (lambda kind: kind(),)),
    "ApiResponse": (lambda kind: kind(status_code=200, headers={}, data={}, raw_data=b""),),
    **dict.fromkeys(("BodyUploadUrl", "UploadURLConfig"), (lambda kind: kind(url="https://example.org"),)),
    "SettingBody": (lambda kind: kind(name="tea", value=import_module(f"{PACKAGE}.models.value").Value({})),),
    "HTTPValidationError": (lambda kind: kind(detail=None),),
    "ValidationError": (lambda kind: kind(loc=[], msg="", type=""),),
    **dict.fromkeys(("Value", "LocationInner"), (lambda kind: kind("x"),)),
}


def instance_of(kind: Any) -> Any:
    """An instance of one of the classes whose instances have attributes that the class has not; else None."""
    name = kind.__name__
    if name.endswith("Api"):
        return kind(import_module(f"{PACKAGE}.api_client").ApiClient())
    if isinstance(kind, type) and issubclass(kind, import_module(f"{PACKAGE}.exceptions").ApiException):
        try:
            return kind(status=404)
        except TypeError:
            return kind(404, "Not Found")
    return MAKERS[name][0](kind) if name in MAKERS else None


def shown(signature: inspect.Signature, skip: int = 0) -> str:
    """A signature without annotations."""
    parameters = [each.replace(annotation=each.empty) for each in list(signature.parameters.values())[skip:]]
    text = str(signature.replace(parameters=parameters, return_annotation=signature.empty))
    return re.sub(r"<[^<>]* object at 0x[0-9a-f]+>", "…", text)


def rendered(path: str) -> str:
    """What `module:name` or `module:Class.name` is; "absent" for nothing.

    A class with its constructor's signature, a method or function with its own, anything else as "attribute".
    """
    module, _, name = path.partition(":")
    try:
        holder: Any = import_module(module)
        *outer, last = name.split(".")
        for part in outer:
            found = getattr(holder, part)
            one = instance_of(found) if inspect.isclass(found) else found
            holder = found if one is None else one
        found = getattr(holder, last)
    except (ImportError, AttributeError):
        return "absent"
    if inspect.isclass(found):
        try:
            return "class" + shown(inspect.signature(found))
        except ValueError:
            return "class"
    if not callable(found):
        return "attribute"
    unbound = inspect.isclass(holder) and not inspect.ismethod(found)
    return "def" + shown(inspect.signature(found), 1 if unbound else 0)


def paths() -> Iterator[str]:
    """Every public name that is the package's own."""
    for name in MODULES:
        module = import_module(name)
        for each in sorted({*vars(module), *EXTRA.get(name, ())}):
            value = getattr(module, each)
            home = getattr(value, "__module__", "") or ""
            own = home.partition(".")[0] == PACKAGE or each in EXTRA.get(name, ()) or (each.isupper() and len(each) > 1)
            own = own and each != "TYPE_CHECKING" and not isinstance(value, TypeVar)
            if inspect.ismodule(value) or not own or (each.startswith("_") and each not in EXTRA.get(name, ())):
                continue
            yield f"{name}:{each}"
            if inspect.isclass(value) and home == name:
                yield from (f"{name}:{each}.{member}" for member in sorted(members(value)))
    for attribute, api in ATTRIBUTES.items():
        kind = getattr(import_module(f"{PACKAGE}.api.{api}_api"), f"{api.title().replace('_', '')}Api")
        yield from (f"{PACKAGE}:CatClient.{attribute}.{member}" for member in sorted(members(kind)))


def members(kind: Any) -> set[str]:
    """The names of a class that the package itself has written, and those of its instances."""
    names = {name for base in kind.__mro__ if base.__module__.startswith(PACKAGE) for name in vars(base)}
    one = instance_of(kind)
    names |= set(vars(one)) if one is not None else set()
    names |= set(getattr(kind, "model_fields", ()))
    return {name for name in names if name in PRIVATE or not re.match("_|model_", name)}


if __name__ == "__main__":
    for path in paths():
        print(path, rendered(path))
