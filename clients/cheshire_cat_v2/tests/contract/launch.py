"""Run a Cat 2.x of the package index in the working directory, on loopback: `python launch.py PORT`.

It has the project's own start, without the reloader and the open address of its command (CONTRACT §6).
"""

import sys

import uvicorn
from cat.scaffold import scaffolder

scaffolder.setup_project()
uvicorn.run("cat.startup:cheshire_cat_api", host="127.0.0.1", port=int(sys.argv[1]), ws="none", log_level="warning")
