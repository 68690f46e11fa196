"""A peer, which the SDK cannot register: its JSON has no URLs."""

import sys

from monGARS_sdk import MonGARSSyncClient, PeerRegistration

with MonGARSSyncClient(sys.argv[1]) as client:
    client.login("adm", "secret-pass")
    peer = PeerRegistration(url="http://127.0.0.1:9001")
    assert client.register_peer(peer) == {"status": "registered", "count": 1}
    assert client.list_peers() == ["http://127.0.0.1:9001"]
    assert client.unregister_peer(peer)["status"] == "unregistered"
