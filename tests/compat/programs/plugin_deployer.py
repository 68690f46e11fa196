"""A plugin deployer: zips a folder, installs it, switches it off and on, sets it up and removes it."""

import json
import os
import tempfile
import zipfile

from checks import HOST, PORT, check, done

from cheshire_cat_api import CatClient, Config
from cheshire_cat_api.exceptions import ApiException, NotFoundException

cat = CatClient(config=Config(base_url=HOST, port=PORT))
before = [plugin["id"] for plugin in cat.plugins.get_available_plugins()["installed"]]
check("core_plugin" in before, "the core plugin is there")

with tempfile.TemporaryDirectory() as folder:
    archive = os.path.join(folder, "teatime.zip")
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("teatime/plugin.json", json.dumps({"name": "Tea time", "version": "0.0.1"}))
        packed.writestr("teatime/teatime.py", "from cat.mad_hatter.decorators import tool\n")
    answer = cat.plugins.install_plugin(archive)
check(answer["filename"] == "teatime.zip", "it is uploaded")


def active():
    found = [
        plugin for plugin in cat.plugins.get_available_plugins(query=None)["installed"] if plugin["id"] == "teatime"
    ]
    return found[0]["active"] if found else None


check(active() is True, "it is installed and on")
cat.plugins.toggle_plugin("teatime")
check(active() is False, "it is off")
cat.plugins.toggle_plugin(plugin_id="teatime", _request_timeout=30.0)
check(active() is True, "it is on again")
check(cat.plugins.get_plugin_details("teatime")["data"]["name"] == "Tea time", "its details")
saved = cat.plugins.upsert_plugin_settings("teatime", body={"sugar": 2})
check(saved["value"]["sugar"] == 2, "its settings are stored")
check(cat.plugins.get_plugin_settings("teatime")["value"]["sugar"] == 2, "and given")
names = [each["name"] for each in cat.plugins.get_plugins_settings()["settings"]]
check("teatime" in names, "and are among those of all")
cat.plugins.delete_plugin("teatime")
check(active() is None, "it is gone")
try:
    cat.plugins.get_plugin_details("teatime")
    check(False, "a plugin that is gone has no details")
except NotFoundException as error:
    check(error.status == 404 and error.reason == "Not Found", "404, with the usual words")
    check("Plugin not found" in error.body and error.headers["content-type"].startswith("application/json"), "its body")
    check(isinstance(error, ApiException), "it is an ApiException")
done()
