"""Uploads: how they are streamed, told and waited for."""
