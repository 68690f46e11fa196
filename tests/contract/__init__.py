"""The contract suite: raw HTTP and raw WebSocket against a Cheshire Cat 1.9.2, the embedded one or a real one.

It holds servers to docs/contract.md and knows nothing of our client. README.md says how to run it.
"""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite(f"{__name__}.shapes", f"{__name__}.chat")
