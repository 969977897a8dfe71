"""Bounds of what is taken."""

from __future__ import annotations

# Some two minutes of speech, as model-server takes.
MAX_TEXT_CHARS = 2_000

# What T3 is given at a time. Slow speech has 12.5 characters a second: 24 s, of the 40 s that it can make.
MAX_PIECE_CHARS = 300

# From the request to T3 until its first token, and between two.
FIRST_TOKEN_WITHIN_S = 10.0
NEXT_TOKEN_WITHIN_S = 5.0
