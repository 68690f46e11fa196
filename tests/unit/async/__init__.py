"""The asynchronous client: the same as the synchronous one, awaited."""
