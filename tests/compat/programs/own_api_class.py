"""An API class as the generator wrote them, for what 1.4.9 had none for: users, with a model and its three forms."""

from checks import HOST, PORT, check, done, raised

from cheshire_cat_api.api_client import ApiClient
from cheshire_cat_api.api_response import ApiResponse
from cheshire_cat_api.configuration import Configuration
from cheshire_cat_api.exceptions import BadRequestException, ForbiddenException
from cheshire_cat_api.models.setting_body import SettingBody


class NewUser:
    def __init__(self, username, password):
        self.username, self.password = username, password

    def to_dict(self):
        return {"username": self.username, "password": self.password}


class User:
    def __init__(self, id, username, permissions):
        self.id, self.username, self.permissions = id, username, permissions

    @classmethod
    def from_dict(cls, obj):
        return cls(**obj)


class UsersApi:
    def __init__(self, api_client=None):
        self.api_client = ApiClient.get_default() if api_client is None else api_client

    def create_user(self, user, _request_timeout=None):
        return self.create_user_with_http_info(user, _request_timeout).data

    def create_user_with_http_info(self, user, _request_timeout=None):
        response = self.api_client.call_api(*self._create(user), _request_timeout=_request_timeout)
        response.read()
        return self.api_client.response_deserialize(response_data=response, response_types_map={"200": User})

    def create_user_without_preload_content(self, user, _request_timeout=None):
        return self.api_client.call_api(*self._create(user), _request_timeout=_request_timeout).response

    def _create(self, user):
        return self.api_client.param_serialize(
            "POST", "/users/", header_params={"Accept": "application/json"}, body=user
        )

    def read_users(self, **query):
        request = self.api_client.param_serialize("GET", "/users/", query_params=query)
        response = self.api_client.call_api(*request)
        response.read()
        return self.api_client.response_deserialize(response, {"2XX": "List[object]"}).data

    def delete_user(self, user_id):
        request = self.api_client.param_serialize("DELETE", "/users/{user_id}", {"user_id": user_id})
        response = self.api_client.call_api(*request)
        response.read()
        return self.api_client.response_deserialize(response, {}).data


configuration = Configuration(host=f"http://{HOST}:{PORT}")
with ApiClient(configuration) as api_client:
    check(api_client.select_header_accept([]) is None, "no Accept of none")
    check(api_client.select_header_accept(["text/html"]) == "text/html", "the first where none is JSON")
    check(
        api_client.select_header_content_type(["multipart/form-data", "application/JSON"]) == "application/JSON",
        "JSON where there is some",
    )
    method, url, headers, body, form = api_client.param_serialize(
        "POST",
        "/a/{b}",
        path_params={"b": "c d/é"},
        query_params=[("flag", True), ("n", 1), ("tags", ["x", "y"]), ("set", ["p", "q"])],
        header_params={"X-Mood": "odd"},
        body={"setting": SettingBody(name="tea", value={"cups": 2}), "many": [NewUser("a", "b")]},
        collection_formats={"tags": "multi", "set": "csv"},
    )
    check(method == "POST" and headers["X-Mood"] == "odd" and not form, "what stays as it is")
    check(url.startswith(f"http://{HOST}:{PORT}/a/c%20d%2F%C3%A9?flag=true&n=1&tags=x&tags=y&set=p"), url)
    check(body["many"] == [{"username": "a", "password": "b"}], "models in a body")
    api_client.set_default_header("user_id", 42)
    users = UsersApi(api_client)
    alice = users.create_user(NewUser("alice", "wandering"), _request_timeout=10)
    check(isinstance(alice, User) and alice.username == "alice", "a model is made of the answer")
    again = users.create_user_without_preload_content(NewUser("alice", "wandering"))
    check(again.status == 403 and b"Cannot duplicate user" in again.read(), "a refusal as it came")
    error = raised(lambda: users.create_user(NewUser("alice", "wandering")))
    check(isinstance(error, ForbiddenException) and error.status == 403, "a refusal is raised")
    error = raised(lambda: users.create_user_with_http_info(NewUser("b", "c")))
    check(isinstance(error, BadRequestException), "so is another")
    info = users.create_user_with_http_info(NewUser("bob", "wandering"), _request_timeout=(5.0, 10.0))
    check(isinstance(info, ApiResponse) and info.status_code == 200 and info.data.username == "bob", "with its status")
    names = [each["username"] for each in users.read_users(skip=1, limit=10)]
    check(names == ["user", "alice", "bob"], "a list, with a query")
    check(users.delete_user(alice.id) is None, "nothing, where no type is given")
    check(len(users.read_users()) == 3, "and one is gone")
done()
