"""Subclasses that override on_ws_*, send, connect_ws, or have on_message as a method."""

import json
import queue
import threading

from checks import HOST, PATIENCE, PORT, check, done, until

from cheshire_cat_api import CatClient, Config


class Loud(CatClient):
    """Looks at everything that happens, and lets it go on."""

    def __init__(self, *args, **kwargs):
        self.seen = []
        super().__init__(*args, **kwargs)

    def on_ws_open(self, ws):
        self.seen.append("open")
        super().on_ws_open(ws)

    def on_ws_message(self, ws, message):
        self.seen.append(json.loads(message)["type"])
        super().on_ws_message(ws, message)

    def on_ws_error(self, ws, error):
        self.seen.append("error")
        super().on_ws_error(ws, error)

    def on_ws_close(self, ws, status_code, msg):
        self.seen.append("close")
        super().on_ws_close(ws, status_code, msg)

    def connect_ws(self):
        self.seen.append("connecting")
        super().connect_ws()

    def send(self, message, **kwargs):
        super().send(message, mood="loud", **kwargs)


frames, opened = queue.Queue(), threading.Event()
loud = Loud(Config(HOST, PORT, "loud"), on_open=opened.set, on_message=frames.put)
loud.connect_ws()
check(opened.wait(PATIENCE), "on_open is called through on_ws_open")
loud.send("[tok:1]", volume=11)
while json.loads(frames.get(timeout=PATIENCE))["type"] != "chat":
    pass
loud.close()
check(until(lambda: "close" in loud.seen, 15), "on_ws_close is called")
loud.conn.join(timeout=15)
check(not loud.conn.is_alive(), "conn has ended")
check(
    [each for each in loud.seen if each != "error"] == ["connecting", "open", "chat_token", "chat", "close"], loud.seen
)


class Silent(CatClient):
    """Replaces what it overrides; answers from within."""

    def __init__(self, config):
        super().__init__(config)
        self.answers = queue.Queue()

    def on_ws_open(self, ws):
        ws.send(json.dumps({"text": "[tok:2]"}))

    def on_ws_message(self, ws, message):
        frame = json.loads(message)
        if frame["type"] == "chat":
            self.answers.put(frame["content"])


silent = Silent(Config(HOST, PORT, "silent"))
silent.connect_ws()
check(silent.answers.get(timeout=PATIENCE) == "t0 t1 ", "a prompt is sent over the ws of a hook")
silent.close()


class Given(CatClient):
    """Gives its methods to the constructor."""

    def __init__(self, config):
        self.answers = queue.Queue()
        super().__init__(config=config, on_open=self.on_open, on_message=self.on_message)

    def on_open(self):
        self.send("[tok:3]")

    def on_message(self, message):
        frame = json.loads(message)
        if frame["type"] == "chat":
            self.answers.put(frame["content"])


given = Given(Config(HOST, PORT, "given"))
given.connect_ws()
check(given.answers.get(timeout=PATIENCE) == "t0 t1 t2 ", "methods that are given as callbacks")
given.close()


class Plain(CatClient):
    """Has on_message as a method, and does not give it."""

    def __init__(self, config):
        super().__init__(config)
        self.answers = queue.Queue()

    def on_open(self):
        self.send("[tok:4]")

    def on_message(self, message):
        frame = json.loads(message)
        if frame["type"] == "chat":
            self.answers.put(frame["content"])


plain = Plain(Config(HOST, PORT, "plain"))
plain.connect_ws()
check(until(lambda: plain.is_ws_connected), "it is connected")
try:
    answer = plain.answers.get(timeout=2)
except queue.Empty:
    answer = None
check(answer == "t0 t1 t2 t3 ", "methods on a subclass are called", defect=10)
plain.close()
done()
