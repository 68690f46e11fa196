"""Uploads by `post_params` and `files`: a batch with metadata, a plugin's own media type, and form fields."""

import json
import tempfile
from pathlib import Path

from checks import HOST, PORT, check, done, raised, until

from cheshire_cat_api import CatClient, Config
from cheshire_cat_api.api.rabbit_hole_api import RabbitHoleApi
from cheshire_cat_api.exceptions import ApiException


class BatchApi(RabbitHoleApi):
    def batch(self, paths, metadata=None, **fields):
        form = list(fields.items())
        if metadata is not None:
            form.append(("metadata", json.dumps(metadata)))
        return self._send("/rabbithole/batch", form, {"files": paths}, "multipart/form-data")

    def one(self, name, content, **fields):
        form = [*fields.items(), ("file", (name, content, "text/plain"))]
        return self._send("/rabbithole/", form, {}, "multipart/form-data")

    def _send(self, path, form, files, content_type):
        request = self.api_client.param_serialize(
            method="POST",
            resource_path=path,
            header_params={
                "Accept": "application/json",
                "Content-Type": self.api_client.select_header_content_type([content_type]),
            },
            post_params=form,
            files=files,
        )
        response = self.api_client.call_api(*request, _request_timeout=30)
        response.read()
        return self.api_client.response_deserialize(response, {"200": "Dict[str, object]"}).data


cat = CatClient(Config(HOST, PORT, "user"))
uploads = BatchApi(cat.rabbit_hole.api_client)
with tempfile.TemporaryDirectory() as folder:
    paths = [str(Path(folder, name)) for name in ("tea.txt", "jam.md")]
    for path in paths:
        Path(path).write_text(f"The hatter has {Path(path).name} at six. " * 30, encoding="utf-8")
    answer = uploads.batch(paths, {"tea.txt": {"cups": 2}}, chunk_size=64, chunk_overlap=8)
    check(set(answer) == {"tea.txt", "jam.md"}, "both files are taken")
    check(answer["jam.md"]["content_type"] == "text/markdown", "with their media types")
    answer = uploads.one("pie.txt", b"The queen has a pie. " * 30, chunk_size=64, chunk_overlap=8)
    check(answer["filename"] == "pie.txt", "content that is no file")
    error = raised(lambda: uploads.one("pie.exe", b"x"))
    check(isinstance(error, ApiException) and "MIME type" in error.body, "a refusal is raised")


def sources():
    recalled = cat.memory.recall_memories_from_text("hatter")["vectors"]["collections"]["declarative"]
    return {each["metadata"]["source"]: each["metadata"].get("cups") for each in recalled}


check(until(lambda: len(sources()) == 3), "all of them are read")
check(sources() == {"tea.txt": 2, "jam.md": None, "pie.txt": None}, "with their metadata")
done()
