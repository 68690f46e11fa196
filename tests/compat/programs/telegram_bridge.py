"""A Telegram bridge: a client for each chat, known by its number; answers come back through a queue."""

import json
import queue

from checks import HOST, PATIENCE, PORT, check, done, until

from cheshire_cat_api import CatClient, Config

answers = queue.Queue()


class Bridge:
    def __init__(self, chat_id):
        self.chat_id = chat_id
        self.cat = CatClient(
            config=Config(base_url=HOST, port=PORT, user_id=chat_id),
            on_open=self.opened,
            on_message=self.answered,
            on_error=self.failed,
            on_close=self.closed,
        )
        self.failures = []

    def opened(self):
        print(f"chat {self.chat_id} is open")

    def answered(self, message):
        frame = json.loads(message)
        if frame["type"] == "chat":
            answers.put((self.chat_id, frame["content"]))

    def failed(self, error):
        self.failures.append(error)

    def closed(self, status_code, message):
        print(f"chat {self.chat_id} is closed: {status_code}")

    def forward(self, text):
        while not self.cat.is_ws_connected:
            self.cat.connect_ws()
            until(lambda: self.cat.is_ws_connected)
        self.cat.send(message=text)


bridges = {chat_id: Bridge(chat_id) for chat_id in (101, 202)}
for chat_id, text in ((101, "hello"), (202, "good morning"), (101, "[tok:3]")):
    bridges[chat_id].forward(text)
    who, answer = answers.get(timeout=PATIENCE)
    check(who == chat_id and answer.startswith(("Curiouser", "t0 ")), f"chat {chat_id} got {answer!r}")
check(not any(bridge.failures for bridge in bridges.values()), "nothing failed")

cat = bridges[101].cat
cat.memory.wipe_conversation_history()
check(
    until(lambda: cat.memory.get_conversation_history()["history"] == [], 2), "chat 101 has no history now", defect=12
)
bridges[101].forward("again")
answers.get(timeout=PATIENCE)
texts = [message.get("text") for message in cat.memory.get_conversation_history()["history"]]
check(texts[:1] == ["again"], "over HTTP, too, this is user 101", defect=12)
other = bridges[202].cat.memory.get_conversation_history()["history"]
check([message.get("text") for message in other][:1] == ["good morning"], "chat 202 kept its history", defect=12)
for bridge in bridges.values():
    bridge.cat.close()
done()
