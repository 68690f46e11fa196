"""send() right after connect_ws(), and exceptions of one's own in a callback."""

import json
import queue

from checks import HOST, PATIENCE, PORT, check, done, raised, until

from cheshire_cat_api import CatClient, Config

answers, errors = queue.Queue(), queue.Queue()


def on_message(message):
    frame = json.loads(message)
    if frame["type"] == "chat":
        answers.put(frame["content"])
        if frame["content"] == "t0 t1 ":
            raise LookupError("of my own")


cat = CatClient(Config(HOST, PORT, "early"), on_message=on_message, on_error=errors.put)
cat.connect_ws()
error = raised(lambda: cat.send("[tok:1]"))
check(error is None, f"send() waits until it is open: {error!r}", defect=6)
if error is None:
    check(answers.get(timeout=PATIENCE) == "t0 ", "and its answer comes")
until(lambda: raised(lambda: cat.send("[tok:2]")) is None)
check(answers.get(timeout=PATIENCE) == "t0 t1 ", "an answer")
found = errors.get(timeout=PATIENCE)
check(isinstance(found, LookupError), f"on_error hears of an exception in on_message: {found!r}")
cat.send("[tok:3]")
check(answers.get(timeout=PATIENCE) == "t0 t1 t2 ", "and the chat goes on")
cat.close()
error = raised(lambda: cat.send("lost"))
check(error is not None and "websocket" not in type(error).__module__, f"after close(), an error of ours: {error!r}", 6)
done()
