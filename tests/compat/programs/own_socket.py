"""A subclass that opens the WebSocketApp by itself, for options of its own."""

import json
import queue
from threading import Thread

from checks import HOST, PATIENCE, PORT, check, done, until, within
from websocket import WebSocketApp

from cheshire_cat_api import CatClient, Config


class PingingCat(CatClient):
    def connect_ws(self):
        settings = self._conn_settings
        self._ws = WebSocketApp(
            f"ws://{settings.base_url}:{settings.port}/ws/{settings.user_id}",
            on_open=self.on_ws_open,
            on_message=self.on_ws_message,
            on_error=self.on_ws_error,
            on_close=self.on_ws_close,
            header={"X-Mood": "curious"},
        )
        self.conn = Thread(target=self._ws.run_forever, kwargs={"ping_interval": 5, "ping_timeout": 2}, daemon=True)
        self.conn.start()


frames, closed = queue.Queue(), []
cat = PingingCat(
    Config(HOST, PORT, "pinging"), on_message=frames.put, on_close=lambda code, message: closed.append(code)
)
check(not cat.is_ws_connected, "it is not connected yet")
cat.connect_ws()
check(until(lambda: cat.is_ws_connected), "it is connected")
cat.send("[tok:2]", mood="curious")
while True:
    frame = json.loads(frames.get(timeout=PATIENCE))
    if frame["type"] == "chat":
        break
check(frame["content"] == "t0 t1 ", "its socket carries the chat")
within(4.0, cat.close, "close() comes back", defect=1)
check(not cat.conn.is_alive() and not cat.is_ws_connected, "its thread has ended", defect=1)
cat.connect_ws()
check(until(lambda: cat.is_ws_connected), "it connects again")
within(15.0, cat.close, "close() comes back")
done()
