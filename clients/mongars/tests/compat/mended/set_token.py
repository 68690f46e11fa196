"""A token that the program has from elsewhere, which the SDK takes and does not show."""

import sys

from monGARS_sdk import MonGARSSyncClient

with MonGARSSyncClient(sys.argv[1]) as other:
    token = other.login("adm", "secret-pass").access_token
with MonGARSSyncClient(sys.argv[1]) as client:
    client.set_token(token)
    assert client.token == token
    assert client.list_peers() == []
