"""A subclass that names its user over HTTP, and posts a file in a multipart body of its own."""

import json
import urllib.request

from checks import HOST, PORT, check, done

from cheshire_cat_api import CatClient, Config


class UserCat(CatClient):
    def _connect_api(self):
        super()._connect_api()
        for api in (self.memory, self.rabbit_hole, self.status):
            api.api_client.set_default_header("user_id", self._conn_settings.user_id)

    def upload(self, name, content):
        host = self.rabbit_hole.api_client.configuration.host
        boundary = "teaParty"
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: text/plain\r\n\r\n{content}\r\n--{boundary}--\r\n"
        ).encode()
        headers = {name: str(value) for name, value in self.rabbit_hole.api_client.default_headers.items()}
        headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
        request = urllib.request.Request(f"{host}/rabbithole/", data=body, headers=headers, method="POST")
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)


cat = UserCat(Config(HOST, PORT, 77))
check(cat._conn_settings.base_url == HOST, "its settings are at hand")
check(cat.memory.api_client.configuration.host == f"http://{HOST}:{PORT}", "the host is told")
answer = cat.upload("tea.txt", "The hatter drinks tea. " * 40)
check(answer["filename"] == "tea.txt", "its own multipart is taken")
point = cat.memory.recall_memories_from_text("tea", k=3)
check(point["query"]["text"] == "tea", "memories are recalled")
history = cat.memory.get_conversation_history_with_http_info()
check(history.status_code == 200 and history.data == {"history": []}, "the history of user 77 is empty")
history = cat.memory.get_conversation_history(_headers={"user_id": 42})
check(history == {"history": []}, "and so is that of 42")


class OwnApis(CatClient):
    """Builds the API classes by itself, as the constructor did."""

    def _connect_api(self):
        from cheshire_cat_api.api import MemoryApi, PluginsApi, StatusApi
        from cheshire_cat_api.api_client import ApiClient
        from cheshire_cat_api.configuration import Configuration

        settings = self._conn_settings
        scheme = "https" if settings.secure_connection else "http"
        client = ApiClient(
            configuration=Configuration(host=f"{scheme}://{settings.base_url}:{settings.port}"),
            header_name="access_token",
            header_value=settings.auth_key,
        )
        client.set_default_header("user_id", settings.user_id)
        self.memory = MemoryApi(client)
        self.plugins = PluginsApi(client)
        self.status = StatusApi(client)


own = OwnApis(config=Config(base_url=HOST, port=PORT, user_id=78))
check(isinstance(own.status.home(), dict) and own.status.home()["version"], "its own StatusApi answers")
check(json.dumps(own.memory.get_collections()), "results are plain dicts")
done()
