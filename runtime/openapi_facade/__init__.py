"""What a client over a generated package lives on. Knows no API.

A client is a thin facade, written by hand, over a package that was generated from an OpenAPI document. What is the same
for all of them is here: how a call survives and ends in time, connections, retries, credentials, uploads, what must not
be shown, and the servers of their tests. It has the version of the facades, and moves with them: its modules are theirs
to import, and make no promises to anybody else.
"""

from __future__ import annotations

__version__ = "2.0.0"
