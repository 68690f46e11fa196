"""The parts of the fault proxy; `cheshire_cat_api.testing.faults` is its public face."""
