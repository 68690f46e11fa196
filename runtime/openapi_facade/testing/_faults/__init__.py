"""The parts of the fault proxy; `openapi_facade.testing.faults` is its public face."""
