"""Bounds of what is taken, the same as model-server's."""

from __future__ import annotations

from .constants import SAMPLE_RATE_HZ

# A whole utterance, sent again after its server was lost, fits in one request.
MAX_REQUEST_SAMPLES = 120 * SAMPLE_RATE_HZ

# The rails end an utterance long before.
MAX_UTTERANCE_SAMPLES = 300 * SAMPLE_RATE_HZ
