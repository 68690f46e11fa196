"""The HTTP side: list plugins, wipe the memory, have a web page read.

    python examples/http_calls.py http://localhost:1865 --page https://cheshirecat.ai

Careful: it wipes the Cat's memory. The server's key comes from the environment: CCAT_API_KEY.
"""

import argparse
import os
import sys

import cheshire_cat_api as ccat
from cheshire_cat_api.models.body_upload_url import BodyUploadUrl

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("url", nargs="?", default=os.environ.get("CCAT_URL", "http://localhost:1865"), help="the Cat")
parser.add_argument("--page", help="a web page that the Cat can reach; without, none is read")
arguments = parser.parse_args()

try:
    config = ccat.Config(base_url=arguments.url, auth_key=os.environ.get("CCAT_API_KEY", ""))
    with ccat.CatClient(config=config) as cat_client:
        plugins = cat_client.plugins.get_available_plugins()
        for plugin in plugins.installed:
            print(f"{plugin.id}: {plugin.name} {plugin.version}{'' if plugin.active else ' (off)'}")

        # Before anything is read in, not after: wiping while the Cat reads can break the collection.
        response = cat_client.memory.wipe_collections()
        print("wiped:", ", ".join(response.deleted))

        if arguments.page:
            page = cat_client.rabbit_hole.upload_url(BodyUploadUrl(url=arguments.page))
            print(page.info, page.url)
except ccat.CatError as error:
    sys.exit(f"failed: {error}")
