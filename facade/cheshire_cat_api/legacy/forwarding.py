"""Modules of 1.4.9 that are no more: each name is loaded when it is asked for, and says where it lives now."""

from __future__ import annotations

from importlib import import_module

from cheshire_cat_api.legacy.deprecation import PACKAGE, deprecated

# What 1.4.9 had: the module of ours that has it, and what to write instead.
NAMES = {
    "CatClient": ("client", "write `cheshire_cat_api.CatClient`"),
    "Config": ("config", "write `cheshire_cat_api.Config`"),
    "EmbedderApi": ("legacy.api", "write `CatClient(…).embedder`"),
    "LargeLanguageModelApi": ("legacy.api", "write `CatClient(…).llm`"),
    "MemoryApi": ("legacy.api", "write `CatClient(…).memory`"),
    "PluginsApi": ("legacy.api", "write `CatClient(…).plugins`"),
    "RabbitHoleApi": ("legacy.api", "write `CatClient(…).rabbit_hole`"),
    "SettingsApi": ("legacy.api", "write `CatClient(…).settings`"),
    "StatusApi": ("legacy.api", "write `CatClient(…).status`"),
    "ApiClient": ("legacy.api_client", "write `CatClient(Config(…))`, and `with_options(headers=…)` for headers"),
    "Configuration": ("legacy.configuration", "write `Config(base_url=…)`"),
    "ApiResponse": ("legacy.rest", "write `cat.raw(method, …)`"),
    "RESTResponse": ("legacy.rest", "write `cat.raw(method, …)`"),
    "RESTResponseType": ("legacy.rest", "write `cat.raw(method, …)`"),
    "OpenApiException": ("legacy.exceptions", "write `cheshire_cat_api.CatError`"),
    "ApiException": ("legacy.exceptions", "write `cheshire_cat_api.ApiError`"),
    "BadRequestException": ("legacy.exceptions", "write `cheshire_cat_api.BadRequest`"),
    "UnauthorizedException": ("legacy.exceptions", "write `cheshire_cat_api.Unauthorized`"),
    "ForbiddenException": ("legacy.exceptions", "write `cheshire_cat_api.Forbidden`"),
    "NotFoundException": ("legacy.exceptions", "write `cheshire_cat_api.NotFound`"),
    "ServiceException": ("legacy.exceptions", "write `cheshire_cat_api.ServerFailure`"),
    "ApiTypeError": ("legacy.exceptions", "write `cheshire_cat_api.InvalidArgument`"),
    "ApiValueError": ("legacy.exceptions", "write `cheshire_cat_api.InvalidArgument`"),
    "ApiAttributeError": ("legacy.exceptions", "nothing raises it"),
    "ApiKeyError": ("legacy.exceptions", "nothing raises it"),
    "BodyUploadUrl": ("legacy.models", ""),  # a name that the manual uses
    "SettingBody": ("models", "write `cheshire_cat_api.models.SettingBody`"),
    "Value": ("legacy.models", "a setting's value is plain data"),
    "HTTPValidationError": ("legacy.models", "the server's words are in `ApiError.detail` and `.data`"),
    "ValidationError": ("legacy.models", "the server's words are in `ApiError.detail` and `.data`"),
    "LocationInner": ("legacy.models", "the server's words are in `ApiError.detail` and `.data`"),
}
APIS = tuple(name for name in NAMES if name.endswith("Api"))
EXCEPTIONS = tuple(name for name, (module, _) in NAMES.items() if module == "legacy.exceptions")
OF_AN_API = ("ApiClient", "ApiResponse", "RESTResponseType")
"""What the module of each API class has beside that."""


def old_name(module: str, name: str) -> object:
    """What a module of 1.4.9 had by this name; says once what to write instead."""
    source, instead = NAMES[name]
    if instead:
        deprecated(f"{module}.{name}", instead)
    return getattr(import_module(f"{PACKAGE}.{source}"), name)
