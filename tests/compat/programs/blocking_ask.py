"""A blocking ask, built on the callbacks and a queue."""

import json
import queue

from checks import HOST, PATIENCE, PORT, check, done

from cheshire_cat_api.cat_client import CatClient, Config


class Asker:
    def __init__(self):
        self.frames = queue.Queue()
        self.opened = queue.Queue()
        self.cat = CatClient(
            Config(base_url=HOST, port=PORT, user_id="asker"),
            on_open=lambda: self.opened.put(True),
            on_message=self.frames.put,
            on_error=self.frames.put,
        )

    def ask(self, text, **kwargs):
        if not self.cat.is_ws_connected:
            self.cat.connect_ws()
            self.opened.get(timeout=PATIENCE)
        self.cat.send(text, **kwargs)
        while True:
            frame = self.frames.get(timeout=PATIENCE)
            if isinstance(frame, Exception):
                raise frame
            frame = json.loads(frame)
            if frame["type"] in ("chat", "error"):
                return frame


asker = Asker()
check(asker.ask("hello")["content"].startswith("Curiouser"), "the answer of one turn")
check(asker.ask("again", prompt_settings={"use_tools": False})["type"] == "chat", "and of one with more keys")
failed = asker.ask("[raise:boom]")
check((failed["name"], failed["description"]) == ("RuntimeError", "boom"), "a turn that fails says so")
check(asker.ask("[tok:2]")["content"] == "t0 t1 ", "and the next one works")
history = asker.cat.memory.get_conversation_history(_headers={"user_id": "asker"})["history"]
check([message["who"] for message in history].count("Human") == 4, "all four prompts are in the history")
asker.cat.close()
done()
