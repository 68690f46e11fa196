"""Tests of the client against the embedded Cat and against servers that misbehave."""
