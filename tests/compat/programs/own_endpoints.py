"""Subclasses of the API classes that add endpoints of a newer server, and override one of the old ones."""

import json

from checks import HOST, PORT, check, done, raised

from cheshire_cat_api import CatClient, Config
from cheshire_cat_api.api.memory_api import MemoryApi
from cheshire_cat_api.api.status_api import StatusApi
from cheshire_cat_api.exceptions import ApiException, NotFoundException

POINTS = "/memory/collections/{collection_id}/points"


class PointsApi(MemoryApi):
    """Reads and writes single memories."""

    calls = 0

    def get_collections(self, **kwargs):
        self.calls += 1
        return [each["name"] for each in super().get_collections(**kwargs)["collections"]]

    def points(self, collection_id, limit=None, offset=None, _request_timeout=None):
        query = [("limit", limit)] if limit is not None else []
        if offset is not None:
            query.append(("offset", offset))
        return self._call("GET", POINTS, collection_id, query_params=query, timeout=_request_timeout).data

    def add(self, collection_id, content, **metadata):
        return self._call("POST", POINTS, collection_id, body={"content": content, "metadata": metadata})

    def edit(self, collection_id, point_id, body):
        return self._call("PUT", POINTS + "/{point_id}", collection_id, point_id=point_id, body=body).data

    def _call(self, method, path, collection_id, body=None, query_params=None, timeout=None, **more):
        headers = {"Accept": self.api_client.select_header_accept(["text/plain", "application/json"])}
        if body is not None:
            headers["Content-Type"] = self.api_client.select_header_content_type(["application/json"])
        request = self.api_client.param_serialize(
            method=method,
            resource_path=path,
            path_params={"collection_id": collection_id, **more},
            query_params=query_params or [],
            header_params=headers,
            body=body,
            post_params=[],
            files={},
            auth_settings=[],
            collection_formats={},
            _host=None,
            _request_auth=None,
        )
        response = self.api_client.call_api(*request, _request_timeout=timeout)
        response.read()
        return self.api_client.response_deserialize(
            response_data=response, response_types_map={"200": "object", "422": "HTTPValidationError"}
        )


class Both(StatusApi, MemoryApi):
    """Two groups in one."""


class MyCat(CatClient):
    def _connect_api(self):
        super()._connect_api()
        self.memory.api_client.set_default_header("user_id", self._conn_settings.user_id)
        self.memory = PointsApi(self.memory.api_client)


cat = MyCat(Config(HOST, PORT, "alice"))
check(cat.memory.get_collections() == ["episodic", "declarative", "procedural"], "an overridden method")
check(cat.memory.calls == 1, "its own state")
made = cat.memory.add("declarative", "The hatter drinks tea.", cups=2, tags=["tea", "six"])
check(made.status_code == 200 and made.data["metadata"]["source"] == "alice", "a point is made by alice")
check(json.loads(made.raw_data) == made.data and made.headers["content-type"] == "application/json", "as it came")
page = cat.memory.points("declarative", limit=1, _request_timeout=10)
check([each["id"].replace("-", "") for each in page["points"]] == [made.data["id"]], "and is found")
check(cat.memory.points("declarative", offset="") == page, "with an empty parameter")
edited = cat.memory.edit("declarative", made.data["id"], {"content": "The hare pours.", "metadata": {}})
check(edited["content"] == "The hare pours.", "a point is edited")
error = raised(lambda: cat.memory.points("a b/c"))
check(isinstance(error, ApiException) and error.status in (400, 404), "a refusal is raised")
error = raised(lambda: cat.memory._call("GET", "/nowhere/{collection_id}", "x"))
check(isinstance(error, NotFoundException) and json.loads(error.body) == {"detail": "Not Found"}, "with its body")
check(cat.memory.wipe_collections()["deleted"]["declarative"] is True, "an inherited method")
both = Both(cat.memory.api_client)
check(both.home()["version"] and both.get_conversation_history() == {"history": []}, "two groups in one class")
done()
