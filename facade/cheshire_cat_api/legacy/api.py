"""The API classes of 1.4.9, and their names and keywords where our resources are asked for them.

Whatever comes in here goes out as it did: results are plain dicts.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from types import MethodType
from typing import Any, ClassVar, NamedTuple

from cheshire_cat_api.errors import ApiError, InvalidArgument
from cheshire_cat_api.legacy.api_client import ApiClient, api_client_of
from cheshire_cat_api.legacy.deprecation import deprecated
from cheshire_cat_api.legacy.headers import as_sent
from cheshire_cat_api.legacy.rest import ApiResponse, RESTResponse
from cheshire_cat_api.resources._base import changed, last
from openapi_facade.secrets import concealed

KEYWORDS: dict[str, object] = {
    "_request_timeout": None,
    "_request_auth": None,
    "_content_type": None,
    "_headers": None,
    "_host_index": 0,
}
"""What every method took beside its own parameters, with the defaults."""
INSTEAD = {
    "_request_timeout": "write `cat.with_options(timeout=…)`",
    "_request_auth": "it had no effect and has none; write `cat.with_options(headers={'Authorization': …})`",
    "_content_type": "leave it out: the body decides",
    "_headers": "write `cat.with_options(headers=…)`, or `cat.as_user(…)` for a user",
    "_host_index": "leave it out: there is one host",
}


class Operation:
    """A method of 1.4.9.

    Args:
        required: its own parameters.
        now: our name of it, where that is another.
        renamed: our names of parameters, where those are others.
        optional: its own parameters with a default.
    """

    def __init__(
        self, *required: str, now: str = "", renamed: Mapping[str, str] | None = None, **optional: object
    ) -> None:
        self.name = self.now = now
        self._renamed = renamed or {}
        self._optional = optional.keys() - {"body"}  # a body that is missing is refused, not left out (D5)
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        parameters = [inspect.Parameter(name, kind) for name in required]
        parameters += [inspect.Parameter(name, kind, default=value) for name, value in {**optional, **KEYWORDS}.items()]
        self.signature = inspect.Signature(parameters)

    def __set_name__(self, owner: type, name: str) -> None:
        self.name, self.now = name, self.now or name

    def split(self, args: tuple[object, ...], kwargs: Mapping[str, object]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Its own arguments by our names, without those that need not be given; and the old keywords.

        Raises:
            TypeError: they are not its arguments.
        """
        given = self.signature.bind(*args, **kwargs)
        given.apply_defaults()
        own = {
            self._renamed.get(name, name): value
            for name, value in given.arguments.items()
            if name not in KEYWORDS and (value is not None or name not in self._optional)
        }
        return own, {name: given.arguments[name] for name in KEYWORDS if given.arguments[name] != KEYWORDS[name]}


class Result(NamedTuple):
    """What a call gave: plain data, and the answer that it came from."""

    data: Any
    response: Any


def _data(resource: Any, operation: Operation, args: tuple[object, ...], kwargs: Mapping[str, object]) -> Any:
    own, old = operation.split(args, kwargs)
    return _call(resource, operation.now, (), own, old).data


def _info(
    resource: Any, operation: Operation, args: tuple[object, ...], kwargs: Mapping[str, object]
) -> ApiResponse[Any]:
    own, old = operation.split(args, kwargs)
    data, response = _call(resource, operation.now, (), own, old)
    return ApiResponse(status_code=response.status_code, headers=response.headers, data=data, raw_data=response.content)


def _unread(
    resource: Any, operation: Operation, args: tuple[object, ...], kwargs: Mapping[str, object]
) -> RESTResponse:
    own, old = operation.split(args, kwargs)
    try:
        response = _call(resource, operation.now, (), own, old).response
    except ApiError as error:
        return RESTResponse.of_error(error)
    return RESTResponse(response.status_code, response.headers, response.content)


FORMS: dict[str, Callable[..., Any]] = {"_with_http_info": _info, "_without_preload_content": _unread, "": _data}
"""The three forms of every method, by what its name ends with; the one that every name has comes last."""


def _call(resource: Any, name: str, args: tuple[object, ...], own: Mapping[str, Any], old: Mapping[str, Any]) -> Result:
    """Call a method of a resource in the way that old keywords say."""
    record: list[Any] = []
    again = changed(resource, lambda session: old_session(session, old).recording(record))
    getattr(again, name)(*args, **own)
    response = last(record)
    return Result(response.json(), response)


def _options(old: Mapping[str, Any]) -> dict[str, Any]:
    """What `with_options` takes for them.

    Raises:
        InvalidArgument: `_headers` is no mapping.
    """
    options: dict[str, Any] = {}
    timeout, headers = old.get("_request_timeout"), old.get("_headers")
    if timeout is not None:
        options["timeout"] = tuple(timeout) if isinstance(timeout, list) else timeout
    if headers is not None and not isinstance(headers, Mapping):
        raise InvalidArgument(f"_headers: a mapping is expected, not {type(headers).__name__}; nothing was sent")
    if headers:
        options["headers"] = as_sent(headers)
    return options


def _method(operation: Operation, suffix: str, resource_of: Callable[[Any], Any]) -> Callable[..., Any]:
    """One of the three forms of a method, for a class whose instances have, or are, a resource."""

    def method(self: Any, *args: object, **kwargs: object) -> Any:
        return FORMS[suffix](resource_of(self), operation, args, kwargs)

    method.__name__ = method.__qualname__ = operation.name + suffix
    itself = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = [itself, *operation.signature.parameters.values()]
    method.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return method


class Api:
    """A group of operations, called through an `ApiClient`; programs make subclasses with methods of their own.

    Args:
        api_client: without: `ApiClient.get_default()`.
    """

    operations: ClassVar[dict[str, Operation]]
    _attribute: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.operations = {name: each for name, each in vars(cls).items() if isinstance(each, Operation)}
        for operation in cls.operations.values():
            for suffix in FORMS:
                setattr(cls, operation.name + suffix, _method(operation, suffix, partial(_resource, cls._attribute)))

    def __init__(self, api_client: ApiClient | None = None) -> None:
        self.api_client = ApiClient.get_default() if api_client is None else api_client


def _resource(attribute: str, api: Api) -> Any:
    return getattr(api.api_client.connected(), attribute)


class EmbedderApi(Api):
    """The embedder; now `cat.embedder`."""

    _attribute = "embedder"

    get_embedder_settings = Operation("language_embedder_name")
    get_embedders_settings = Operation()
    upsert_embedder_setting = Operation("language_embedder_name", "body")


class LargeLanguageModelApi(Api):
    """The language model; now `cat.llm`."""

    _attribute = "llm"

    get_llm_settings = Operation("language_model_name")
    get_llms_settings = Operation()
    upsert_llm_setting = Operation("language_model_name", "body")


class MemoryApi(Api):
    """Vector memory and history; now `cat.memory`."""

    _attribute = "memory"

    get_collections = Operation()
    get_conversation_history = Operation()
    recall_memories_from_text = Operation("text", now="recall_memory_points_from_text", k=None)
    wipe_collections = Operation()
    wipe_conversation_history = Operation()
    wipe_memory_point = Operation(
        "collection_id", "memory_id", now="delete_memory_point", renamed={"memory_id": "point_id"}
    )
    wipe_memory_points_by_metadata = Operation("collection_id", now="delete_memory_points_by_metadata", body=None)
    wipe_single_collection = Operation("collection_id")


class PluginsApi(Api):
    """Plugins; now `cat.plugins`."""

    _attribute = "plugins"

    delete_plugin = Operation("plugin_id")
    get_available_plugins = Operation(query=None)
    get_plugin_details = Operation("plugin_id")
    get_plugin_settings = Operation("plugin_id")
    get_plugins_settings = Operation()
    install_plugin = Operation("file")
    install_plugin_from_registry = Operation("body")
    toggle_plugin = Operation("plugin_id")
    upsert_plugin_settings = Operation("plugin_id", "body")


class RabbitHoleApi(Api):
    """Uploads; now `cat.rabbit_hole`."""

    _attribute = "rabbit_hole"

    get_allowed_mimetypes = Operation()
    upload_file = Operation("file", chunk_size=None, chunk_overlap=None)
    upload_memory = Operation("file")
    upload_url = Operation("body_upload_url")


class SettingsApi(Api):
    """Raw settings; now `cat.settings`."""

    _attribute = "settings"

    create_setting = Operation("setting_body")
    delete_setting = Operation("setting_id")
    get_setting = Operation("setting_id")
    get_settings = Operation(search=None)
    update_setting = Operation("setting_id", "setting_body")


class StatusApi(Api):
    """The server; now `cat.status`."""

    _attribute = "status"

    home = Operation(now="status")


APIS: dict[str, type[Api]] = {api.__name__: api for api in Api.__subclasses__()}


class OldSession:
    """A session in the place of a resource's own: with the options of old keywords, and plain data as results.

    Args:
        session: with those options.
    """

    def __init__(self, session: Any) -> None:
        self._session = session

    def with_options(self, **options: Any) -> OldSession:
        """The same with other options; see `Session.with_options`."""
        return OldSession(self._session.with_options(**options))

    def ending(self, words: str, seconds: float) -> OldSession:
        """The same, all of whose calls end in time; see `Session.ending`."""
        return OldSession(self._session.ending(words, seconds))

    def alone(self) -> OldSession:
        """The same over one connection of its own; see `Session.alone`."""
        return OldSession(self._session.alone())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def call(self, operation: Any, *args: Any, **kwargs: Any) -> Any:
        """Run an operation; see `Session.call`."""
        record: list[Any] = []
        self._session.recording(record).call(operation, *args, **kwargs)
        return last(record).json()


def with_old_keywords(session: Any, old: dict[str, Any], method: str) -> OldSession:
    """A session for the keywords that a method of a resource was called with, which show no secret from now on.

    Raises:
        TypeError: 1.4.9 had no such keyword.
    """
    for keyword in old:
        if keyword not in KEYWORDS:
            raise TypeError(f"{method} got an unexpected keyword argument {keyword!r}")
    old.update(concealed(old))
    return OldSession(old_session(session, old))


def old_session(session: Any, old: Mapping[str, Any]) -> Any:
    """A session with the options that keywords of 1.4.9 stand for.

    Raises:
        InvalidArgument, ConfigError: one of them cannot work.
    """
    for keyword in old:
        deprecated(keyword, INSTEAD[keyword])
    options = _options(old)
    return session.with_options(**options) if options else session


def old_attribute(resource: Any, session: Any, name: str) -> Any:
    """A name of 1.4.9 on a resource.

    Raises:
        AttributeError: it had no such name.
    """
    attribute = f"{type(resource).__name__}.{name}"
    api = _api_of(resource)
    if name == "api_client" and api.operations:
        deprecated(name, "write `cat.with_options(headers=…)`; where the Cat is, its Config knows")
        return api_client_of(session)
    for suffix in FORMS:
        operation = api.operations.get(name.removesuffix(suffix)) if name.endswith(suffix) else None
        if operation is not None and (suffix or operation.now != name):
            deprecated(attribute, _instead(resource, operation, suffix))
            return MethodType(_method(operation, suffix, lambda itself: itself), resource)
    raise AttributeError(f"{type(resource).__name__!r} object has no attribute {name!r}")


def _instead(resource: Any, operation: Operation, suffix: str) -> str:
    method = f"cat.{_api_of(resource)._attribute}.{operation.now}"
    return f"write `cat.raw({method}, …)`" if suffix else f"write `{method}(…)`"


def _api_of(resource: Any) -> type[Api]:
    return next(
        (APIS[f"{kind.__name__}Api"] for kind in type(resource).__mro__ if f"{kind.__name__}Api" in APIS), _None
    )


class _None(Api):
    """Resources that 1.4.9 did not have."""
