"""A client without callbacks but on_error."""

import contextlib
import io

from checks import HOST, PORT, check, done, until

from cheshire_cat_api import CatClient, Config

errors = []
cat = CatClient(Config(HOST, PORT, "quiet"), on_error=errors.append)
printed = io.StringIO()
with contextlib.redirect_stdout(printed):
    cat.connect_ws()
    until(lambda: cat.is_ws_connected)
    cat.send("hello")
    until(lambda: cat.memory.get_conversation_history(_headers={"user_id": "quiet"})["history"][1:])
    cat.send("[raise:boom]")
    until(lambda: errors, 1)
check(printed.getvalue() == "", f"nothing is printed that nobody asked for: {printed.getvalue()[:40]!r}", defect=10)
check(not any(isinstance(error, KeyError) for error in errors), f"no KeyError of the client's own: {errors}", defect=10)
cat.close()
done()
