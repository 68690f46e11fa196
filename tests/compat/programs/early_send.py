"""send() right after connect_ws(), and exceptions of one's own in a callback."""

import json
import queue
import socket
import threading

from checks import HOST, PATIENCE, PORT, check, done, raised, until

from cheshire_cat_api import CatClient, Config

answers, errors = queue.Queue(), queue.Queue()


def on_message(message):
    frame = json.loads(message)
    if frame["type"] == "chat":
        answers.put(frame["content"])
        if frame["content"] == "t0 t1 ":
            raise LookupError("of my own")


def resolve_late(*args, resolve=socket.getaddrinfo, **kwargs):
    resolved.wait(PATIENCE)
    return resolve(*args, **kwargs)


def send_early():
    sent.append(raised(lambda: cat.send("[tok:1]")))


socket.getaddrinfo = resolve_late  # so that the chat is not open yet, however fast this machine is
resolved, opened, sent = threading.Event(), threading.Event(), []
cat = CatClient(Config(HOST, PORT, "early"), on_open=opened.set, on_message=on_message, on_error=errors.put)
cat.connect_ws()
early = threading.Thread(target=send_early)
early.start()
waits = not until(lambda: sent, 1.0)
resolved.set()
early.join()
check(waits and sent == [None], f"send() waits until it is open: {sent}", defect=6)
if sent == [None]:
    check(answers.get(timeout=PATIENCE) == "t0 ", "and its answer comes")
check(opened.wait(PATIENCE), "it opens")
cat.send("[tok:2]")
check(answers.get(timeout=PATIENCE) == "t0 t1 ", "an answer")
found = errors.get(timeout=PATIENCE)
check(isinstance(found, LookupError), f"on_error hears of an exception in on_message: {found!r}")
cat.send("[tok:3]")
check(answers.get(timeout=PATIENCE) == "t0 t1 t2 ", "and the chat goes on")
cat.close()
error = raised(lambda: cat.send("lost"))
check(error is not None and "websocket" not in type(error).__module__, f"after close(), an error of ours: {error!r}", 6)
done()
