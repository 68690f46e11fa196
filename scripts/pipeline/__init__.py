"""From a server's OpenAPI document to the package under generated/, a step a module."""
