"""connect_ws() again and again, as in a loop that keeps a connection."""

import json
import queue
import time

from checks import HOST, PATIENCE, PORT, check, done, until

from cheshire_cat_api import CatClient, Config

answers = queue.Queue()


def on_message(message):
    frame = json.loads(message)
    if frame["type"] == "chat":
        answers.put(frame["content"])


opened = []
cat = CatClient(Config(HOST, PORT, "loop"), on_open=lambda: opened.append(True), on_message=on_message)
first = None
for _ in range(4):
    cat.connect_ws()
    first = first or cat._ws
    time.sleep(0.2)
check(until(lambda: cat.is_ws_connected), "it is connected")
check(len(opened) == 1, f"one socket was opened, not {len(opened)}", defect=5)
cat.send("[tok:2]")
check(answers.get(timeout=PATIENCE) == "t0 t1 ", "the live socket hears")
first.close()  # what a forgotten socket's end does to the live one
time.sleep(0.5)
if not cat.is_ws_connected:
    cat.connect_ws()
    time.sleep(0.5)
cat.send("[tok:3]")
try:
    answer = answers.get(timeout=3)
except queue.Empty:
    answer = None
check(answer == "t0 t1 t2 ", "it still hears after another socket has ended", defect=5)
cat.close()
done()
