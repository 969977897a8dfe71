"""The networks that a speech needs, wherever they run."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .voice import Voice


class Networks(Protocol):
    """Calls of several speeches come one at a time (`one_at_a_time.py`)."""

    def mel(self, voice: Voice, tokens: NDArray[np.int32], final: bool) -> NDArray[np.float32]:
        """Frames [80, 2 n] of all tokens of a speech; without the look-ahead's where it is not `final`."""
        ...

    def sound(
        self, mel: NDArray[np.float32], source: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Samples of frames [80, n], and the excitation they were made of: 480 n numbers each.

        `source` replaces the beginning of the excitation, so that it goes on with the phase it had.
        """
        ...
