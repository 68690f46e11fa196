"""A positional Config and client, and an on_close that takes nothing."""

import threading

from checks import HOST, PATIENCE, PORT, check, done, within

from cheshire_cat_api import CatClient, Config

opened, closed, errors = threading.Event(), threading.Event(), []


def on_open():
    opened.set()


def on_close():
    closed.set()


def on_message(message):
    pass


cat = CatClient(Config(HOST, PORT, 5), on_open, on_close, on_message, errors.append)
cat.connect_ws()
check(opened.wait(PATIENCE), "it opens")
cat.send("hello")
within(15.0, cat.close, "close() comes back")
check(closed.wait(1.0), "on_close without arguments is called", defect=11)
check(errors == [], f"on_error hears nothing of it: {errors}", defect=11)

heard = threading.Event()
silent = CatClient(Config(HOST, PORT, 6), on_message=lambda: heard.set(), on_open=lambda: silent.send("[tok:1]"))
silent.connect_ws()
check(heard.wait(PATIENCE if closed.is_set() else 1.0), "an on_message without arguments is called", defect=11)
silent.close()
done()
