"""`python -m cheshire_cat_api`: the command `cheshire-cat`."""

from __future__ import annotations

import sys

from cheshire_cat_api.cli import main

if __name__ == "__main__":
    sys.exit(main())
