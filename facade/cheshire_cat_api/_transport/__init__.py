"""How a call survives: connections, timeouts, errors. Knows no endpoint."""

from __future__ import annotations

from cheshire_cat_api._transport.api_line import check_api_line

# Here, because whoever imports names of the generated package has imported this first: of another API line they may be
# missing, and "cannot import name" would not say why.
check_api_line()
