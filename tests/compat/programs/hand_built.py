"""A hand-built MemoryApi, with headers of its own, raw answers and timeouts."""

import json

from checks import HOST, PORT, check, done, raised

from cheshire_cat_api.api.memory_api import MemoryApi
from cheshire_cat_api.api.settings_api import SettingsApi
from cheshire_cat_api.api.status_api import StatusApi
from cheshire_cat_api.api_client import ApiClient
from cheshire_cat_api.api_response import ApiResponse
from cheshire_cat_api.configuration import Configuration
from cheshire_cat_api.exceptions import ApiException, BadRequestException, OpenApiException

configuration = Configuration(host=f"http://{HOST}:{PORT}")
with ApiClient(configuration, header_name="access_token", header_value="") as api_client:
    api_client.set_default_header("user_id", 42)
    memory = MemoryApi(api_client)
    names = [each["name"] for each in memory.get_collections()["collections"]]
    check(names == ["episodic", "declarative", "procedural"], "the collections")
    info = memory.get_collections_with_http_info(_request_timeout=10)
    check(isinstance(info, ApiResponse) and info.status_code == 200, "with its status")
    check(info.headers["content-type"] == "application/json", "with its headers")
    check(json.loads(info.raw_data) == info.data, "with its body")
    raw = memory.get_collections_without_preload_content(_request_timeout=(3.0, 10.0))
    check(raw.status == 200 and json.loads(raw.read()) == info.data, "as it came")
    raw = memory.wipe_single_collection_without_preload_content("nope")
    check(raw.status == 400 and b"Collection does not exist." in raw.read(), "a refusal as it came")
    error = raised(lambda: memory.wipe_single_collection("nope", _headers={"user_id": 7}))
    check(isinstance(error, BadRequestException) and error.status == 400, "a refusal is raised")
    check(isinstance(error, ApiException) and isinstance(error, OpenApiException), "below ApiException")
    check(json.loads(error.body)["detail"]["error"] == "Collection does not exist.", "with its body")
    check(memory.recall_memories_from_text("tea")["query"]["text"] == "tea", "recall, without k")
    check(memory.recall_memories_from_text(text="tea", k=2, _request_timeout=5.0)["vectors"], "recall, with k")
    check(
        memory.wipe_memory_points_by_metadata("declarative", body={"source": "tea"}) == {"deleted": []}, "by metadata"
    )
    check(raised(lambda: memory.wipe_memory_point("declarative", memory_id="nope")).status == 400, "no such point")
    check(memory.wipe_conversation_history() == {"deleted": True}, "the history is wiped")
    check(memory.wipe_collections()["deleted"]["declarative"] is True, "and the collections")
    home = StatusApi(api_client)
    check(json.dumps(home.home()) and home.home_with_http_info().status_code == 200, "home")
    settings = SettingsApi(api_client)
    check(isinstance(settings.get_settings(search=None)["settings"], list), "settings")
    check(raised(lambda: settings.get_setting("nope")).status == 404, "no such setting")
moved = Configuration()
moved.host = f"http://{HOST}:{PORT}"
check(MemoryApi(ApiClient(moved)).get_conversation_history() == {"history": []}, "a host that is assigned later")
done()
