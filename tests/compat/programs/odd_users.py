"""User ids with characters that mean something in a URL."""

import json
import queue

from checks import HOST, PATIENCE, PORT, check, done, until

from cheshire_cat_api import CatClient, Config

for user_id in ("a?b=1", "a#b", "%41", "Mad Hatter"):
    answers = queue.Queue()
    cat = CatClient(Config(HOST, PORT, user_id), on_message=answers.put)
    cat.connect_ws()
    if not until(lambda cat=cat: cat.is_ws_connected, 2):
        check(False, f"{user_id!r} connects", defect=8)
        continue
    cat.send("who am I?")
    try:
        while True:
            frame = json.loads(answers.get(timeout=PATIENCE))
            if frame["type"] == "chat":
                break
    except queue.Empty:
        frame = {}
    check(frame.get("user_id") == user_id, f"{user_id!r} talks as {frame.get('user_id')!r}", defect=8)
    cat.close()
done()
