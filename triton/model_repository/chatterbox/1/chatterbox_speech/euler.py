"""From noise to a spectrogram along the flow, in equal steps."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

# Where the spectrogram is at a time, that time and the end of the step: its mean velocity in between.
Velocity = Callable[[NDArray[np.float32], float, float], NDArray[np.float32]]


def integrate(
    velocity: Velocity, noise: NDArray[np.float32], steps: int, checkpoint: Callable[[], None]
) -> NDArray[np.float32]:
    """`checkpoint` is called before each step; it raises where nobody waits for the result."""
    state = noise
    times = np.linspace(0.0, 1.0, steps + 1)
    for begin, end in pairwise(times):
        checkpoint()
        state = state + np.float32(end - begin) * velocity(state, float(begin), float(end))
    return state
