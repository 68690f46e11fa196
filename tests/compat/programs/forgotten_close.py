"""A program that never calls close()."""

import threading

from checks import HOST, PATIENCE, PORT, check, ends_by_itself

from cheshire_cat_api import CatClient, Config

opened = threading.Event()
cat = CatClient(Config(HOST, PORT, "forgetful"), on_open=opened.set)
cat.connect_ws()
check(opened.wait(PATIENCE), "it is connected")
ends_by_itself(defect=4)
