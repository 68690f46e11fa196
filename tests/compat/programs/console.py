"""A console client: polls until it is connected, prints tokens as they come, asks again after each answer."""

import json
import sys
import threading
import time

from checks import HOST, PATIENCE, PORT, check, done, within

import cheshire_cat_api as ccat

answered = threading.Event()
tokens = []


def on_message(message: str):
    frame = json.loads(message)
    if frame["type"] == "chat_token":
        tokens.append(frame["content"])
        sys.stdout.write(frame["content"])
    elif frame["type"] == "chat":
        print()
        answered.set()


config = ccat.Config(base_url=HOST, port=PORT, user_id="console", auth_key="", secure_connection=False)
cat_client = ccat.CatClient(config=config, on_message=on_message)
check(not cat_client.is_ws_connected, "it is not connected before connect_ws()")
cat_client.connect_ws()
while not cat_client.is_ws_connected:
    time.sleep(0.01)
for line in ("Hello Cat!", "[tok:20]"):
    answered.clear()
    tokens.clear()
    cat_client.send(message=line)
    check(answered.wait(PATIENCE) and tokens, f"{len(tokens)} tokens, then the answer")
within(2.0, cat_client.close, "close() comes back", defect=1)
check(not cat_client.is_ws_connected, "it is not connected after close()", defect=1)
done()
