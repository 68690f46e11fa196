"""A server that sends its callers on to another host."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from checks import check, done, raised

from cheshire_cat_api import CatClient, Config
from cheshire_cat_api.exceptions import ApiException

shown = []


class Other(BaseHTTPRequestHandler):
    def do_GET(self):
        shown.extend(self.headers.values())
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


class Moved(Other):
    def do_GET(self):
        self.send_response(307)
        self.send_header("Location", f"http://127.0.0.1:{other.server_port}/")
        self.send_header("Content-Length", "0")
        self.end_headers()


other, moved = HTTPServer(("127.0.0.1", 0), Other), HTTPServer(("127.0.0.1", 0), Moved)
for server in (other, moved):
    threading.Thread(target=server.serve_forever, daemon=True).start()
cat = CatClient(Config("127.0.0.1", moved.server_port, "user", "a-secret-key"))
error = raised(cat.status.home)
check("a-secret-key" not in shown, "the other host does not get the key", defect=13)
check(isinstance(error, ApiException) and error.status == 307, f"the program hears of it: {error!r}", defect=13)
done()
