"""close() without a connection, twice, at once after connect_ws(), in a callback, and in a handshake without an end."""

import socket
import threading

from checks import HOST, PORT, check, done, until, within

from cheshire_cat_api import CatClient, Config

cat = CatClient(Config(HOST, PORT, "twice"))
within(2.0, cat.close, "close() without a connection")

errors = []
cat.on_error = errors.append
cat.connect_ws()
check(until(lambda: cat.is_ws_connected), "connected")
within(15.0, cat.close, "close() comes back")
within(2.0, cat.close, "and once more")
within(2.0, cat.close, "and once more")
check(errors == [], f"on_error hears nothing: {errors}", defect=3)

hasty_errors = []
hasty = CatClient(Config(HOST, PORT, "hasty"), on_error=hasty_errors.append)
for _ in range(5):
    hasty.connect_ws()
    within(12.0, hasty.close, "close() at once after connect_ws()", defect=3)
check(hasty_errors == [], f"on_error hears nothing: {hasty_errors[:1]}", defect=3)

inner_errors = []
closed = threading.Event()
inner = CatClient(Config(HOST, PORT, "inner"), on_error=inner_errors.append)
inner.on_open = lambda: (inner.close(), closed.set())
inner.connect_ws()
check(closed.wait(3.0), "close() in a callback comes back", defect=3)
check(inner_errors == [], f"on_error hears nothing: {inner_errors[:1]}", defect=3)

with socket.create_server(("127.0.0.1", 0)) as silent:
    waiting = CatClient(Config("127.0.0.1", silent.getsockname()[1], "waiting"))
    waiting.connect_ws()
    peer, _ = silent.accept()
    with peer:
        within(3.0, waiting.close, "close() during a handshake that is never answered", defect=2)
done()
