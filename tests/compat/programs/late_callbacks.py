"""Callbacks that are assigned after construction, and send from on_open and on_message."""

import json
import queue

from checks import HOST, PATIENCE, PORT, check, done

import cheshire_cat_api as ccat

answers = queue.Queue()
cat = ccat.CatClient(ccat.Config(base_url=HOST, port=PORT, user_id="late"))


def on_open():
    cat.send("[tok:3]")


def on_message(message):
    frame = json.loads(message)
    if frame["type"] == "chat":
        answers.put(frame["content"])
        if frame["content"] == "t0 t1 t2 ":
            cat.send("[tok:2]")


cat.on_open = on_open
cat.on_message = on_message
cat.on_close = lambda status_code, message: print("closed", status_code)
cat.connect_ws()
check(answers.get(timeout=PATIENCE) == "t0 t1 t2 ", "on_open has sent")
check(answers.get(timeout=PATIENCE) == "t0 t1 ", "on_message has sent")
cat.on_message = answers.put
cat.send("[tok:1]")
while json.loads(frame := answers.get(timeout=PATIENCE))["type"] != "chat":
    pass
check(json.loads(frame)["content"] == "t0 ", "a callback that is assigned while connected hears")
cat.close()
done()
