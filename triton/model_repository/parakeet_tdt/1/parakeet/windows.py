"""How long recordings are cut.

The encoder attends to all it is given at once: its memory and time grow with the square of that. Windows
stand at fixed places from the first sample on, so a text depends on the audio alone and never on when it
was asked for.
"""

from __future__ import annotations

from .constants import SAMPLE_RATE_HZ

WINDOW_SAMPLES = 30 * SAMPLE_RATE_HZ
OVERLAP_SAMPLES = 6 * SAMPLE_RATE_HZ
STEP_SAMPLES = WINDOW_SAMPLES - OVERLAP_SAMPLES


def seconds(samples: int) -> float:
    """Duration of so many samples."""
    return samples / SAMPLE_RATE_HZ
