"""The HTTP side: list plugins, have a web page read, wipe the memory.

    python examples/http_calls.py http://localhost:1865 --page https://cheshirecat.ai

Careful: it wipes the Cat's memory. The server's key comes from the environment: CCAT_API_KEY.
"""

import argparse
import os
import sys

import cheshire_cat_api as ccat
from cheshire_cat_api.models.body_upload_url import BodyUploadUrl

parser = argparse.ArgumentParser(description="List plugins, have a web page read, wipe the memory.")
parser.add_argument("url", nargs="?", default=os.environ.get("CCAT_URL", "http://localhost:1865"), help="the Cat")
parser.add_argument("--page", help="a web page that the Cat can reach; without, none is read")
arguments = parser.parse_args()

config = ccat.Config(base_url=arguments.url, auth_key=os.environ.get("CCAT_API_KEY", ""))

with ccat.CatClient(config=config) as cat_client:
    try:
        plugins = cat_client.plugins.get_available_plugins()
        for plugin in plugins.installed:
            print(f"{plugin.id}: {plugin.name} {plugin.version}{'' if plugin.active else ' (off)'}")

        if arguments.page:
            response = cat_client.rabbit_hole.upload_url(BodyUploadUrl(url=arguments.page))
            print(response.info, response.url)

        wiped = cat_client.memory.wipe_collections()
        print("wiped:", ", ".join(wiped.deleted))
    except ccat.CatError as error:
        sys.exit(f"failed: {error}")
