"""Documents and web pages for the memory; a raw setting."""

import json
import os
import tempfile
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from checks import HOST, PORT, check, done, raised, until

from cheshire_cat_api import CatClient, Config
from cheshire_cat_api.exceptions import BadRequestException
from cheshire_cat_api.models.body_upload_url import BodyUploadUrl
from cheshire_cat_api.models.setting_body import SettingBody
from cheshire_cat_api.models.value import Value

cat = CatClient(config=Config(base_url=HOST, port=PORT, user_id="user"))
allowed = cat.rabbit_hole.get_allowed_mimetypes()["allowed"]
check("text/plain" in allowed, f"what can be uploaded: {allowed}")
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "tea.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write("The hatter drinks tea at six o'clock. " * 30)
    check(cat.rabbit_hole.upload_file(path)["filename"] == "tea.txt", "a file")
    answer = cat.rabbit_hole.upload_file(file=path, chunk_size=64, chunk_overlap=8, _request_timeout=(5.0, 30.0))
    check("asynchronously" in answer["info"], "a file, with the size of its pieces")
    with open(path, "rb") as file:
        error = raised(lambda: cat.rabbit_hole.upload_file(file))
        check(error is None, f"an open file: {str(error)[:60]!r}", defect=14)
    saved = os.path.join(folder, "memory.json")
    recalled = cat.memory.recall_memories_from_text("tea")
    point = {"id": str(uuid.uuid4()), "page_content": "The hare has tea at six.", "metadata": {}}
    point["vector"] = recalled["query"]["vector"]
    with open(saved, "w", encoding="utf-8") as file:
        json.dump({"embedder": recalled["vectors"]["embedder"], "collections": {"declarative": [point]}}, file)
    check(cat.rabbit_hole.upload_memory(saved)["content_type"] == "application/json", "saved memories")
    check(until(lambda: "The hare" in str(cat.memory.recall_memories_from_text("tea"))), "which are recalled then")
    error = raised(lambda: cat.rabbit_hole.upload_file(saved))
    check(
        isinstance(error, BadRequestException) and "not supported" in error.body, f"a kind that is not taken: {error}"
    )


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<p>Begin at the beginning, and go on till you come to the end: then stop.</p>")

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


site = ThreadingHTTPServer(("127.0.0.1", 0), Page)
threading.Thread(target=site.serve_forever, daemon=True).start()
page = f"http://127.0.0.1:{site.server_port}/"
check(cat.rabbit_hole.upload_url({"url": page})["url"] == page, "a page, as a dict")
body = BodyUploadUrl(url=page)
check(cat.rabbit_hole.upload_url(body_upload_url=body)["info"], "a page")
check("chunk_size" not in body.to_dict(), f"what is not asked for is not sent: {body.to_dict()}", defect=15)

setting = SettingBody(name="tea", value=Value({"at": 6}), category="meals")
error = raised(lambda: cat.settings.create_setting(setting))
check(error is None, f"a setting is created: {str(error)[:60]!r}", defect=15)
if error is None:
    stored = next(each for each in cat.settings.get_settings(search="tea")["settings"] if each["name"] == "tea")
    check(stored["value"] == {"at": 6}, "with its value")
    changed = SettingBody.from_dict({"name": "tea", "value": {"at": 5}})
    check(cat.settings.update_setting(stored["setting_id"], changed)["setting"]["value"] == {"at": 5}, "changed")
    check(cat.settings.get_setting(stored["setting_id"])["setting"]["name"] == "tea", "read")
    check(cat.settings.delete_setting(stored["setting_id"])["deleted"] == stored["setting_id"], "and deleted")
done()
