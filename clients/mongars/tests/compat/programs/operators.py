"""What the admin of a server does, awaited: models, peers and how busy they are."""

import asyncio
import sys

from monGARS_sdk import APIError, MonGARSAsyncClient, PeerTelemetryPayload, ProvisionRequest


async def main(url, payload):
    async with MonGARSAsyncClient(url) as client:
        await client.login("adm", "secret-pass")

        configuration = await client.model_configuration()
        assert configuration.active_profile in configuration.available_profiles
        general = configuration.profile.models["general"]
        assert (general.role, general.auto_download) == ("general", True)
        report = await client.provision_models(ProvisionRequest(roles=["general"], force=True))
        assert (general.name, general.provider) in [(status.name, status.provider) for status in report.statuses]

        telemetry = PeerTelemetryPayload(
            scheduler_id="research-node", queue_depth=1, load_factor=0.5, source="research-node.local"
        )
        for attempt in range(3):
            try:
                accepted = await client.publish_peer_telemetry(telemetry)
            except APIError:
                await asyncio.sleep(0.1 * 2**attempt)
                continue
            break
        assert accepted == {"status": "accepted"}
        told = (await client.peer_telemetry()).telemetry
        assert [(each.scheduler_id, each.queue_depth, each.tasks_failed) for each in told] == [("research-node", 1, 0)]
        assert (await client.peer_load()).load_factor == 0.0

        assert await client.list_peers() == []
        received = await client.send_peer_message({"payload": payload})
        assert received == {"status": "received", "data": {"tea": "at six"}}

    client = MonGARSAsyncClient(url)
    loads = await asyncio.gather(*(client.login("u1", "secret-pass") for _ in range(3)))
    assert len(loads) == 3
    await client.aclose()


asyncio.run(main(*sys.argv[1:]))
