"""A subclass that keeps things of its own under private names, as 1.4.9 left nearly all of them free."""

import json
import queue
import threading
import urllib.request

from checks import HOST, PATIENCE, PORT, URL, check, done, within

from cheshire_cat_api import CatClient, Config


class Bot(CatClient):
    _view = "markdown"

    def __init__(self, config):
        super().__init__(config, on_message=self._handle)
        self._config = {"greeting": "[tok:2]"}
        self._session = urllib.request.build_opener()
        self._lock = threading.Lock()
        self._chat = queue.Queue()
        self._chat_if_any = self._own_chat = self._session_if_any = None
        self._transport = "telegram"
        self._reconnect = True
        self._max_message = 4096
        self._made_from, self._shares_chat = "a template", True

    def _handle(self, message):
        frame = json.loads(message)
        if frame["type"] == "chat":
            self._chat.put(frame["content"])

    def greet(self):
        self.send(self._config["greeting"])
        return self._chat.get(timeout=PATIENCE)

    def collections(self):
        with self._lock:
            return self.memory.get_collections()["collections"]

    def ping(self):
        with self._session.open(URL) as answer:
            return answer.status


opened = threading.Event()
bot = Bot(Config(HOST, PORT, "bot"))
bot.on_open = opened.set
bot.connect_ws()
check(opened.wait(PATIENCE) and bot.is_ws_connected, "it is connected")
check(bot.greet() == "t0 t1 ", "its own _handle, _chat and _config")
check(within(PATIENCE, bot.collections, "its own _lock around a call"), "collections")
check(bot.ping() == 200, "its own _session")
within(15.0, bot.close, "close() comes back")
check(bot._reconnect is True and bot._lock.acquire(blocking=False), "its own attributes are what they were")
done()
