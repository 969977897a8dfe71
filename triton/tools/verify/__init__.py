"""Checks a Triton model repository against what the rails expect, before a server is started with it."""
