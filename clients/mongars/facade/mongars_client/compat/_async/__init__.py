"""The SDK's client, written once."""
