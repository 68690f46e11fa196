"""Testing a client of an API: a proxy that makes the network misbehave."""
