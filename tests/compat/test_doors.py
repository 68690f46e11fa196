"""The doors for programs written for 1.4.9: what comes through, what does not, and that new programs see none."""

from __future__ import annotations

import copy
import datetime
import inspect
import json
import pickle
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.legacy import deprecation
from cheshire_cat_api.legacy.api_client import ApiClient
from cheshire_cat_api.legacy.configuration import Configuration
from cheshire_cat_api.testing import EmbeddedCat

PATIENCE = 10.0
OLD = "ignore:.* is of cheshire-cat-api 1.4.9:DeprecationWarning"


@pytest.fixture(autouse=True)
def _told_nothing() -> Iterator[None]:
    deprecation.forget_what_was_told()
    yield
    deprecation.forget_what_was_told()


def old(thing: object) -> Any:
    """For type checkers, who see none of this."""
    return thing


# New programs


def test_a_new_program_loads_none_of_it() -> None:
    code = """
import sys, threading, cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat
replied = threading.Event()
class Mine(ccat.CatClient):
    def on_message(self, message):
        replied.set()
with EmbeddedCat() as cat, Mine(ccat.Config(cat.url)) as client:
    client.plugins.get_available_plugins()
    try:
        client.memory.wipe_single_collection("nope")
    except ccat.BadRequest:
        pass
    client.ask("hello")
    assert replied.wait(10)
print([name for name in sys.modules if "cheshire_cat_api.legacy" in name])
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_a_new_program_sees_none_of_it(client: ccat.CatClient) -> None:
    for attribute in ("embedder", "llm", "memory", "plugins", "rabbit_hole", "settings", "status", "users"):
        resource = getattr(client, attribute)
        assert not [name for name in dir(resource) if name.endswith(("_with_http_info", "_without_preload_content"))]
        for name in dir(resource):
            if not name.startswith("_"):
                assert not [each for each in inspect.signature(getattr(resource, name)).parameters if each[0] == "_"]
    assert not {"home", "wipe_memory_point", "api_client"} & {*dir(client.memory), *dir(client.status)}


@pytest.mark.parametrize(
    "name", ["nonsense", "nonsense_with_http_info", "_with_http_info", "home", "_private", "users"]
)
def test_a_name_that_nobody_had_is_missing(client: ccat.CatClient, name: str) -> None:
    with pytest.raises(AttributeError, match=name):
        getattr(client.memory, name)
    assert not hasattr(client.users, name)
    assert not hasattr(ccat.models, name)
    with pytest.raises(AttributeError, match="api_client"):
        old(client.users).api_client  # noqa: B018


def test_a_keyword_that_nobody_had_is_refused(client: ccat.CatClient) -> None:
    with pytest.raises(TypeError, match=r"get_collections\(\) got an unexpected keyword argument '_tea'"):
        old(client.memory).get_collections(_tea=1)
    with pytest.raises(TypeError, match="_headers"):
        old(client.users).read_users(_headers={})
    with pytest.raises(TypeError, match="_request_timeout"):
        old(client.memory).create_memory_point("declarative", "Tea.", _request_timeout=1)
    with pytest.raises(TypeError, match="tea"):
        old(client.memory).get_collections(tea=1)


# What is deprecated


def test_each_thing_is_said_once_at_the_line_that_uses_it(client: ccat.CatClient) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        line = inspect.currentframe().f_lineno + 1  # type: ignore[union-attr]
        old(client.memory).get_collections(_headers={"user_id": 1})
        old(client.plugins).get_available_plugins(_headers={"user_id": 1})
        from cheshire_cat_api.exceptions import ApiException  # type: ignore[import-not-found]
        from cheshire_cat_api.exceptions import ApiException as _again  # noqa: F401
    assert [(each.filename, each.lineno) for each in told] == [(__file__, line), (__file__, line + 2)]
    assert str(told[0].message).startswith("_headers is of cheshire-cat-api 1.4.9; write `cat.with_options(headers=…)`")
    assert str(told[1].message).startswith("cheshire_cat_api.exceptions.ApiException is of cheshire-cat-api 1.4.9; ")
    assert ApiException is ccat.ApiError


def test_a_callback_of_fewer_arguments_is_told_of_where_it_is_written(cat: EmbeddedCat) -> None:
    closed = threading.Event()

    def on_close() -> None:
        closed.set()

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        with ccat.CatClient(ccat.Config(cat.url), on_close=old(on_close)) as client:
            client.connect_ws(timeout=PATIENCE)
        assert closed.wait(PATIENCE)
    (found,) = told
    assert (found.filename, found.lineno) == (__file__, on_close.__code__.co_firstlineno)
    assert "a callback of 0 arguments in place of 2" in str(found.message)


# Keywords


@pytest.mark.filterwarnings(OLD)
def test_the_old_keywords_do_what_they_did(client: ccat.CatClient, cat: EmbeddedCat) -> None:
    plugins = old(client.plugins)
    assert isinstance(plugins.get_available_plugins(_headers={"user_id": 42, "X-Mood": 7}), dict)
    assert cat.requests[-1].user == "42"
    assert cat.requests[-1].headers["x-mood"] == "7"
    for timeout in (5, 5.0, (5, 5), [5.0, 5.0], None):
        assert "core_plugin" in json.dumps(plugins.get_available_plugins(_request_timeout=timeout))
    ignored = {"_request_auth": {"in": "header"}, "_content_type": "application/json", "_host_index": 0}
    assert plugins.get_plugin_details("core_plugin", **ignored)["data"]["active"]
    assert plugins.upsert_plugin_settings("core_plugin", {"a": 1}, _headers={"Content-Type": "text/plain"})
    assert cat.requests[-1].headers["content-type"] == "application/json"


@pytest.mark.filterwarnings(OLD)
def test_the_old_keywords_are_checked(client: ccat.CatClient, cat: EmbeddedCat) -> None:
    for wrong in ({"_headers": "user_id: 1"}, {"_headers": {"X-Mood": "日本"}}):
        with pytest.raises(ccat.InvalidArgument):
            old(client.memory).get_collections(**wrong)
    with pytest.raises(ccat.ConfigError, match="timeout"):
        old(client.memory).get_collections(_request_timeout=-1)
    assert cat.requests == []


@pytest.mark.filterwarnings(OLD)
def test_an_old_timeout_ends_a_call(client: ccat.CatClient) -> None:
    with pytest.raises(ccat.TimedOut):
        old(client.memory).get_collections(_request_timeout=1e-6)


# Names


@pytest.mark.filterwarnings(OLD)
def test_the_old_names_of_methods(client: ccat.CatClient) -> None:
    assert old(client.status).home() == client.status.status().to_dict()
    point = client.memory.create_memory_point("declarative", "The hatter drinks tea.", {"cups": 2}).id
    recalled = old(client.memory).recall_memories_from_text("tea", k=None)
    assert recalled["vectors"]["collections"]["declarative"][0]["id"] == point
    assert old(client.memory).wipe_memory_points_by_metadata("declarative", {"cups": 3}) == {"deleted": []}
    assert old(client.memory).wipe_memory_point("declarative", memory_id=point) == {"deleted": point}
    with pytest.raises(ccat.InvalidArgument):
        old(client.memory).wipe_memory_points_by_metadata("declarative")
    with pytest.raises(TypeError, match="collection_id"):
        old(client.memory).wipe_memory_point()


@pytest.mark.filterwarnings(OLD)
def test_the_two_other_forms_of_a_method(client: ccat.CatClient) -> None:
    info = old(client.memory).get_collections_with_http_info(_headers={"user_id": 1})
    assert (info.status_code, info.headers["Content-Type"]) == (200, "application/json")
    assert json.loads(info.raw_data) == info.data == client.memory.get_collections().to_dict()
    raw = old(client.memory).wipe_single_collection_without_preload_content("nope")
    assert (raw.status, raw.reason, raw.getheader("content-type")) == (400, "Bad Request", "application/json")
    assert raw.json()["detail"] == {"error": "Collection does not exist."}
    assert (raw.read(10), raw.getheaders()["CONTENT-LENGTH"]) == (raw.data[:10], str(len(raw.data)))
    with pytest.raises(ccat.BadRequest):
        old(client.memory).wipe_single_collection_with_http_info("nope")


@pytest.mark.filterwarnings(OLD)
def test_the_old_attributes_of_an_error(client: ccat.CatClient) -> None:
    with pytest.raises(ccat.ApiError) as caught:
        client.memory.wipe_single_collection("nope")
    error = old(pickle.loads(pickle.dumps(caught.value)))
    assert (error.status, error.reason) == (400, "Bad Request")
    assert json.loads(error.body)["detail"]["error"] == "Collection does not exist."
    assert error.headers["Content-Type"] == error.headers["content-type"] == "application/json"
    assert old(ccat.ApiError(599, "odd")).reason == ""


@pytest.mark.filterwarnings(OLD)
def test_the_modules_are_reached_from_the_package() -> None:
    code = (
        "import cheshire_cat_api as ccat; print(ccat.exceptions.ApiException, ccat.api.memory_api, ccat.models.Value)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert "ApiError" in done.stdout
    assert done.returncode == 0, done.stderr
    with pytest.raises(ImportError, match="ApiNonsense"):
        from cheshire_cat_api.exceptions import ApiNonsense  # noqa: F401


# ApiClient and Configuration


@pytest.mark.filterwarnings(OLD)
def test_a_header_that_is_set_counts_for_all_of_a_client(cat: EmbeddedCat) -> None:
    with ccat.CatClient(ccat.Config(cat.url, auth_key="meow")) as client:
        api_client = old(client.memory).api_client
        assert api_client is old(client.plugins).api_client
        assert api_client.default_headers["access_token"] == "meow"
        assert "meow" not in repr(api_client.default_headers)
        api_client.set_default_header("user_id", 42)
        client.status.status()
        assert (cat.requests[-1].user, cat.requests[-1].headers["authorization"]) == ("42", "Bearer meow")
        assert "access_token" not in cat.requests[-1].headers
        api_client.default_headers["access_token"] = "purr"
        client.with_options(retries=0).settings.get_settings()
        assert (cat.requests[-1].user, cat.requests[-1].headers["authorization"]) == ("42", "Bearer purr")
        del api_client.default_headers["user_id"]
        api_client.user_agent = "hatter"
        client.status.status()
        assert (cat.requests[-1].user, cat.requests[-1].headers["user-agent"]) == ("user", "hatter")
        with pytest.raises(ccat.ConfigError, match="user_id"):
            api_client.set_default_header("user_id", "日本")


@pytest.mark.filterwarnings(OLD)
def test_a_host_that_is_assigned_moves_a_client(cat: EmbeddedCat) -> None:
    with EmbeddedCat() as other, ccat.CatClient(ccat.Config(cat.url)) as client:
        configuration = old(client.memory).api_client.configuration
        assert configuration.host == cat.url
        configuration.host = other.url + "/"
        assert configuration.host == other.url
        client.status.status()
        assert (len(cat.requests), len(other.requests)) == (0, 1)
        with pytest.raises(ccat.ConfigError):
            configuration.host = "ftp://nowhere"
        assert configuration.host == other.url


@pytest.mark.filterwarnings(OLD)
def test_an_api_class_over_the_client_of_another(client: ccat.CatClient, cat: EmbeddedCat) -> None:
    from cheshire_cat_api.api import PluginsApi

    api_client = old(client.memory).api_client
    api_client.set_default_header("user_id", "alice")
    assert isinstance(PluginsApi(api_client).get_available_plugins(), dict)
    assert cat.requests[-1].user == "alice"


@pytest.mark.filterwarnings(OLD)
def test_a_hand_built_client_looks_at_its_configuration_on_every_call(cat: EmbeddedCat) -> None:
    from cheshire_cat_api.api import StatusApi

    with EmbeddedCat(api_key="meow") as other, ApiClient(Configuration(host=cat.url)) as api_client:
        status = StatusApi(api_client)
        status.home()
        status.home()
        first = api_client._client
        api_client.set_default_header("user_id", "bob")
        status.home()
        assert (cat.requests[-1].user, api_client._client) == ("bob", first)
        assert "OpenAPI" not in cat.requests[-1].headers["user-agent"]
        api_client.configuration.host = other.url
        with pytest.raises(ccat.Forbidden):
            status.home()
        api_client.configuration.api_key = {"ApiKey": "meow"}
        assert status.home()["version"]
        del api_client.configuration.api_key["ApiKey"]
        with pytest.raises(ccat.Forbidden):
            status.home()
        api_client.configuration.api_key["ApiKey"] = "meow"
        assert status.home()["version"]
        api_client.configuration.api_key = {}
        api_client.set_default_header("access_token", "meow")
        assert status.home()["version"]
        assert other.requests[-1].headers["authorization"] == "Bearer meow"
    with ApiClient(Configuration(host=cat.url), "X-Mood", "odd", cookie="a=b") as api_client:
        StatusApi(api_client).home()
        assert (cat.requests[-1].headers["x-mood"], cat.requests[-1].headers["cookie"]) == ("odd", "a=b")


@pytest.mark.filterwarnings(OLD)
def test_a_request_of_ones_own_goes_to_no_other_server(cat: EmbeddedCat) -> None:
    with EmbeddedCat() as other, ApiClient(Configuration(host=cat.url), "access_token", "meow") as api_client:
        request = api_client.param_serialize("GET", "/", _host=other.url)
        for url in (request[1], f"{cat.url}.example/", f"{cat.url}0/", "/"):
            with pytest.raises(ccat.InvalidArgument, match="nothing was sent"):
                api_client.call_api("GET", url)
        with pytest.raises(ccat.InvalidArgument, match=r"'\.\.'"):
            api_client.call_api(*api_client.param_serialize("DELETE", "/plugins/{id}", {"id": ".."}))
        assert (cat.requests, other.requests) == ([], [])
        answer = api_client.call_api("POST", f"{cat.url}/message", {"Content-Type": "text/plain"}, "hello")
        assert (answer.status, answer.response) == (500, answer)
        assert cat.requests[-1].headers["content-type"] == "text/plain"
        with pytest.raises(ccat.ServerFailure):
            api_client.response_deserialize(answer, {"500": "object"})


@pytest.mark.filterwarnings(OLD)
def test_an_answer_becomes_what_its_type_says(cat: EmbeddedCat) -> None:
    api_client = ApiClient(Configuration(host=cat.url))
    made = [
        api_client.deserialize(text, kind)
        for text, kind in (
            ("[1, null]", "List[float]"),
            ('{"a": ["b"]}', "Dict[str, List[str]]"),
            ('"2026-01-02"', "date"),
            ("plain", "str"),
            ("null", "object"),
            ('{"url": "http://x"}', "BodyUploadUrl"),
        )
    ]
    assert made[:5] == [[1.0, None], {"a": ["b"]}, datetime.date(2026, 1, 2), "plain", None]
    assert made[5].url == "http://x"
    sent = api_client.sanitize_for_serialization({"when": datetime.date(2026, 1, 2), "who": (made[5],)})
    assert sent == {"when": "2026-01-02", "who": ({"url": "http://x"},)}


@pytest.mark.filterwarnings(OLD)
def test_the_defaults_of_a_hand_built_client(cat: EmbeddedCat, monkeypatch: pytest.MonkeyPatch) -> None:
    from cheshire_cat_api.api import StatusApi

    monkeypatch.setattr(Configuration, "_default", None)
    monkeypatch.setattr(ApiClient, "_default", None)
    assert Configuration.get_default() is Configuration.get_default_copy()
    assert Configuration().host == "http://localhost:1865"
    Configuration.set_default(Configuration(host=cat.url))
    status = StatusApi()
    assert status.api_client is ApiClient.get_default()
    assert status.home()["version"]
    ApiClient.get_default().close()


def test_a_configuration_says_what_it_meant() -> None:
    configuration = Configuration("https://example.org/cat", access_token="meow", api_key={"ApiKey": "purr"})
    config = configuration.as_config()
    assert (config.http_url, config.auth_key, config.verify) == ("https://example.org:443/cat", "meow", True)
    assert configuration.get_api_key_with_prefix("ApiKey") == "purr"
    configuration.verify_ssl = False
    configuration.retries, configuration.proxy = 1, "http://proxy:3128"
    config = configuration.as_config()
    assert (config.retries, config.proxy, old(config.verify).check_hostname) == (1, "http://proxy:3128", False)
    configuration.retries = old(object())
    with pytest.raises(ccat.ConfigError, match="retries"):
        configuration.as_config()
    named = Configuration()
    named.tls_server_name = "cat"
    with pytest.raises(ccat.ConfigError, match="tls_server_name"):
        named.as_config()
    assert copy.deepcopy(named).tls_server_name == "cat"


# CatClient


@pytest.mark.filterwarnings(OLD)
def test_the_old_attributes_of_a_client(cat: EmbeddedCat) -> None:
    client = ccat.CatClient(ccat.Config(cat.url))
    it = old(client)
    assert it._ws is None
    assert not hasattr(client, "conn")
    client.connect_ws(timeout=PATIENCE)
    assert it._ws.sock.connected
    assert it._ws.keep_running
    assert it._ws.url.endswith("/ws/user")
    assert it.conn.is_alive()
    assert it.conn.daemon
    it._ws.send(json.dumps({"text": "[tok:1]", "mood": "odd"}))
    assert cat.wait_for(lambda: cat.prompts() == ["[tok:1]"])
    for wrong in ("no JSON", "[]", '{"no": "text"}'):
        with pytest.raises(ccat.InvalidArgument):
            it._ws.send(wrong)
    it._ws.close()
    it.conn.join(timeout=PATIENCE)
    assert not it.conn.is_alive()
    assert it._ws.sock is None
    client.close()


@pytest.mark.filterwarnings(OLD)
def test_conn_is_joined_after_the_last_callback(cat: EmbeddedCat) -> None:
    closing, heard = threading.Event(), []

    def on_close(code: int, reason: str) -> None:
        closing.wait(PATIENCE)
        heard.append(code)

    client = ccat.CatClient(ccat.Config(cat.url), on_close=on_close)
    client.connect_ws(timeout=PATIENCE)
    conn = old(client).conn
    client.close(timeout=0.2)
    conn.join(timeout=0.1)
    assert heard == []
    closing.set()
    conn.join(PATIENCE)
    assert heard == [1000]


@pytest.mark.filterwarnings(OLD)
def test_settings_that_are_assigned_count_from_the_next_call_on(cat: EmbeddedCat) -> None:
    with ccat.CatClient(ccat.Config(cat.url, user_id="alice")) as client:
        client.status.status()
        settings = old(client)._conn_settings
        assert (settings.user_id, settings) == ("alice", ccat.Config(cat.url, user_id="alice"))
        settings.user_id = 7
        client.status.status()
        client.connect_ws(timeout=PATIENCE)
        assert [request.user for request in cat.requests] == ["alice", "7", "7"]
        with pytest.raises(ccat.ConfigError):
            settings.user_id = "a/b"
        client.close()
        old(client)._conn_settings = ccat.Config(cat.url, user_id="bob")
        client.status.status()
        client.connect_ws(timeout=PATIENCE)
        assert [request.user for request in cat.requests[-2:]] == ["bob", "bob"]


@pytest.mark.filterwarnings(OLD)
def test_a_hook_on_an_instance_is_called(cat: EmbeddedCat) -> None:
    opened, heard = threading.Event(), threading.Event()
    with ccat.CatClient(ccat.Config(cat.url), on_message=lambda text: heard.set()) as client:
        old(client).on_ws_open = lambda ws: opened.set()
        client.connect_ws(timeout=PATIENCE)
        assert opened.wait(PATIENCE)
        client.send("[tok:1]")
        assert heard.wait(PATIENCE)


@pytest.mark.filterwarnings(OLD)
def test_a_mixin_may_have_the_hooks(cat: EmbeddedCat) -> None:
    class Listening:
        def on_ws_message(self, ws: Any, message: str) -> None:
            heard.set()

    class Mine(Listening, ccat.CatClient):
        pass

    heard, events = threading.Event(), threading.Event()
    with Mine(ccat.Config(cat.url), on_event=lambda event: events.set()) as client:
        assert client.ask("[tok:1]").text == "t0 "
        assert heard.wait(PATIENCE)
        assert events.wait(PATIENCE)


def test_methods_as_callbacks_are_kept_in_views(cat: EmbeddedCat) -> None:
    class Mine(ccat.CatClient):
        def on_message(self, message: str) -> None:
            heard.append(self)

    heard: list[Any] = []
    with Mine(ccat.Config(cat.url)) as client:
        view = client.as_user("bob")
        with view:
            view.ask("[tok:1]")
        assert heard
        assert all(each is view for each in heard)


def test_an_exception_of_a_callback_is_its_own(cat: EmbeddedCat) -> None:
    calls: list[str] = []

    class Callback:
        """Callable, and without a frame of Python's between us and its exception."""

        def __call__(self, message: str) -> None:
            calls.append(message)
            raise TypeError("my own")

    errors: list[Exception] = []
    with ccat.CatClient(ccat.Config(cat.url), on_message=Callback(), on_error=errors.append) as client:
        client.ask("[tok:1]")
        client.close()
    assert len(calls) == len(errors) == 2
    assert {str(error) for error in errors} == {"my own"}
    no_callback = ccat.CatClient(ccat.Config(cat.url), on_message=old(int), on_error=errors.append)
    no_callback.ask("[tok:1]")
    no_callback.close()
    assert isinstance(errors[-1], ValueError)
    many = ccat.CatClient(ccat.Config(cat.url), on_message=old(lambda a, b: None), on_error=errors.append)
    many.ask("[tok:1]")
    many.close()
    assert "missing 1 required positional argument" in str(errors[-1])


@pytest.mark.filterwarnings(OLD)
def test_a_socket_of_the_programs_own_cannot_ask(cat: EmbeddedCat) -> None:
    class App:
        sock = None
        keep_running = True

    client = ccat.CatClient(ccat.Config(cat.url))
    old(client)._ws = App()
    assert not client.is_ws_connected
    with pytest.raises(ccat.NotConnected):
        client.send("hello")
    with pytest.raises(ccat.NotConnected, match="connect_ws"):
        client.ask("hello")
    client.close()
    client.connect_ws(timeout=PATIENCE)
    assert client.ask("[tok:1]").text == "t0 "
    client.close()
