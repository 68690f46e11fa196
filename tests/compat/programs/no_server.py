"""Where no server is: what callers catch, and how long it takes."""

import logging
import socket

from checks import check, done, raised, until, within

logging.getLogger("urllib3").setLevel(logging.ERROR)

import cheshire_cat_api as ccat  # noqa: E402
from cheshire_cat_api.exceptions import OpenApiException  # noqa: E402

with socket.socket() as held:
    held.bind(("127.0.0.1", 0))
    port = held.getsockname()[1]
    errors = []
    cat = ccat.CatClient(ccat.Config("127.0.0.1", port, "lost"), on_error=errors.append)
    error = raised(lambda: cat.status.home(_request_timeout=1.0))
    check(isinstance(error, OpenApiException), f"the package's own exception: {type(error).__name__}", defect=16)
    cat.connect_ws()
    check(until(lambda: errors), f"on_error hears of it: {errors[:1]}")
    check(not cat.is_ws_connected, "it is not connected")
    within(2.0, cat.close, "close() comes back")

with socket.create_server(("127.0.0.1", 0)) as silent:
    cat = ccat.CatClient(ccat.Config("127.0.0.1", silent.getsockname()[1]))
    error = raised(lambda: cat.status.home(_request_timeout=0.3))
    check(isinstance(error, OpenApiException), f"a timeout, too: {type(error).__name__}", defect=16)
check(logging.getLogger("urllib3").level == logging.ERROR, "other packages' loggers are left alone", defect=17)
whole = raised(lambda: ccat.CatClient(ccat.Config(f"http://127.0.0.1:{port}")).status.home(_request_timeout=1.0))
check(isinstance(whole, OpenApiException), f"a whole URL as base_url: {type(whole).__name__}", defect=16)
done()
