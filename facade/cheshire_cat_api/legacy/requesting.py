"""What programs put their own endpoints together from: a request of its parts, its answer, and a result of that."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

from cheshire_cat_api.client import CatClient
from cheshire_cat_api.errors import ApiError, InvalidArgument
from cheshire_cat_api.legacy.configuration import Configuration
from cheshire_cat_api.legacy.deprecation import deprecated
from cheshire_cat_api.legacy.headers import as_sent
from cheshire_cat_api.legacy.rest import ApiResponse, RESTResponse

Pairs = list[tuple[str, Any]]
_BETWEEN = {"ssv": " ", "tsv": "\t", "pipes": "|"}
_NATIVE: dict[str, Any] = {"int": int, "long": int, "float": float, "str": str, "bool": bool, "object": object}
_DATES = {"date": date.fromisoformat, "datetime": datetime.fromisoformat}


class Requesting(ABC):
    """The half of an `ApiClient` with which a program calls endpoints that no API class has."""

    configuration: Configuration

    @abstractmethod
    def connected(self) -> CatClient:
        """The client that calls, as configuration and headers say now."""

    def select_header_accept(self, accepts: list[str]) -> str | None:
        """The first of them that is JSON, or the first."""
        return next((each for each in accepts if "json" in each.lower()), accepts[0] if accepts else None)

    def select_header_content_type(self, content_types: list[str]) -> str | None:
        """Likewise."""
        return self.select_header_accept(content_types)

    def param_serialize(
        self,
        method: str,
        resource_path: str,
        path_params: Any = None,
        query_params: Any = None,
        header_params: dict[str, Any] | None = None,
        body: Any = None,
        post_params: Any = None,
        files: Mapping[str, Any] | None = None,
        auth_settings: object = None,
        collection_formats: Mapping[str, str] | None = None,
        _host: str | None = None,
        _request_auth: object = None,
    ) -> tuple[str, str, dict[str, Any], Any, Pairs | None]:
        """Make of the parts of a request what `call_api` takes. Headers of every call are not among them yet.

        Args:
            method, resource_path: of the endpoint; the path has `{names}` of `path_params`.
            query_params, post_params: mappings or pairs; `collection_formats` says how lists in them are written.
            files: paths, or lists of paths, by their form fields.
            auth_settings, _request_auth: not used, as before.
        """
        for name, value in self.parameters_to_tuples(path_params or {}, collection_formats):
            resource_path = resource_path.replace(f"{{{name}}}", quote(str(value), safe=""))
        url = (self.configuration.host if _host is None else _host) + resource_path
        if query_params:
            url += "?" + self.parameters_to_url_query(query_params, collection_formats)
        if post_params or files:
            post_params = self.parameters_to_tuples(post_params or [], collection_formats)
            post_params += self.files_parameters(files)
        return method, url, header_params or {}, self.sanitize_for_serialization(body), post_params

    def call_api(
        self,
        method: str,
        url: str,
        header_params: Mapping[str, Any] | None = None,
        body: Any = None,
        post_params: Any = None,
        _request_timeout: Any = None,
    ) -> RESTResponse:
        """Send a request with this client's credentials; an answer that is no success is given as well.

        Raises:
            InvalidArgument: the URL is another server's, to which the key must not go.
            ConnectionFailed: there is no answer.
        """
        deprecated("ApiClient.call_api()", "write `cat.request(method, path, …)`")
        host = self.configuration.host.rstrip("/")
        if not url.startswith(f"{host}/"):
            raise InvalidArgument(f"{url!r} is not below {host!r}; nothing was sent")
        path, _, query = url[len(host) :].partition("?")
        sent = as_sent(header_params or {})
        content_type = (header_params or {}).get("Content-Type") or ""
        parts: dict[str, Any] = {"params": parse_qs(query, keep_blank_values=True)}
        if post_params:
            parts["data"], parts["files"] = _form(post_params)
        elif isinstance(body, (str, bytes)) and content_type and "json" not in content_type.lower():
            parts["content"], sent["Content-Type"] = body, content_type
        elif body is not None:
            parts["json"] = body
        client = self.connected().with_options(timeout=_request_timeout)
        try:
            answer = client.request(method, path, headers=sent, **parts)
        except ApiError as error:
            return RESTResponse.of_error(error)
        return RESTResponse(answer.status_code, answer.headers, answer.content)

    def response_deserialize(
        self, response_data: RESTResponse | None = None, response_types_map: Mapping[str, Any] | None = None
    ) -> ApiResponse[Any]:
        """The result in an answer, as the type says that belongs to its status: `200` or `2XX`.

        Raises:
            ApiError: it is no success.
        """
        assert response_data is not None
        if response_data.error is not None:
            raise response_data.error
        types, status = response_types_map or {}, str(response_data.status)
        kind = types.get(status) or types.get(f"{status[0]}XX")
        data: Any = response_data.data
        if kind != "bytearray":
            data = None if kind is None else self.deserialize(data.decode("utf-8"), kind)
        return ApiResponse(
            status_code=response_data.status, headers=response_data.headers, data=data, raw_data=response_data.data
        )

    def deserialize(self, response_text: str, response_type: Any) -> Any:
        """JSON text, or other text as it is, as an instance of a type: a class, or its name, `List[…]` of one."""
        try:
            data = json.loads(response_text)
        except ValueError:
            data = response_text
        return _made(data, response_type)

    def sanitize_for_serialization(self, obj: Any) -> Any:
        """Plain data of what models, dates and collections of them are in."""
        if isinstance(obj, (date, datetime)):
            return obj.isoformat()
        if isinstance(obj, (list, tuple)):
            return type(obj)(map(self.sanitize_for_serialization, obj))
        if not isinstance(obj, Mapping) and hasattr(obj, "to_dict"):
            obj = obj.to_dict()
        if isinstance(obj, Mapping):
            return {name: self.sanitize_for_serialization(value) for name, value in obj.items()}
        return obj

    def parameters_to_tuples(self, params: Any, collection_formats: Mapping[str, str] | None) -> Pairs:
        """Pairs, of which those of lists are written as their format says: several, or one text."""
        made: Pairs = []
        for name, value in params.items() if isinstance(params, Mapping) else params:
            form = (collection_formats or {}).get(name)
            if form == "multi":
                made += [(name, each) for each in value]
            else:
                made.append((name, _BETWEEN.get(form, ",").join(map(str, value)) if form else value))
        return made

    def parameters_to_url_query(self, params: Any, collection_formats: Mapping[str, str] | None) -> str:
        """What follows the `?`."""
        return urlencode(
            [(name, _as_query(value)) for name, value in self.parameters_to_tuples(params, collection_formats)],
            quote_via=quote,
        )

    def files_parameters(self, files: Mapping[str, Any] | None = None) -> Pairs:
        """Form fields of files, which are read when they are sent."""
        return [
            (field, (Path(path).name, Path(path)))
            for field, given in (files or {}).items()
            for path in (given if isinstance(given, list) else [given])
            if path
        ]


def _as_query(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if isinstance(value, dict) else str(value)


def _form(params: Any) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """The texts and the files of a form, by their fields. A file is a name, its content, and a type for nobody."""
    data: dict[str, list[Any]] = {}
    files: dict[str, list[Any]] = {}
    for name, value in params.items() if isinstance(params, Mapping) else params:
        if isinstance(value, tuple):
            files.setdefault(name, []).append(value[:2])
        else:
            data.setdefault(name, []).append(_as_query(value))
    return data, files


def _made(data: Any, kind: Any) -> Any:
    """Data as an instance of a type."""
    if data is None:
        return None
    if isinstance(kind, str):
        if kind.startswith("List["):
            return [_made(each, kind[5:-1]) for each in data]
        if kind.startswith("Dict["):
            return {name: _made(each, kind[5:-1].partition(",")[2].strip()) for name, each in data.items()}
        kind = _NATIVE.get(kind) or _DATES.get(kind) or getattr(import_module("cheshire_cat_api.models"), kind)
    return data if kind is object else getattr(kind, "from_dict", kind)(data)
