"""Telemetry with the time when it was so, which the SDK cannot send: its JSON has no dates."""

import sys
from datetime import datetime, timezone

from monGARS_sdk import MonGARSSyncClient, PeerTelemetryPayload

with MonGARSSyncClient(sys.argv[1]) as client:
    client.login("adm", "secret-pass")
    then = datetime(2026, 11, 29, 1, 2, 3, tzinfo=timezone.utc)
    client.publish_peer_telemetry(PeerTelemetryPayload(queue_depth=2, observed_at=then))
    assert client.peer_telemetry().telemetry[0].observed_at == then
