"""The networks that make sound of speech tokens, wherever they run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .excitation import HarmonicMix
from .voice import Voice

Floats = NDArray[np.float32]


class S3Gen(Protocol):
    """Arrays in, arrays out. A condition is its own affair: from `condition`, for `velocity`."""

    @property
    def mix(self) -> HarmonicMix:
        """Of the excitation."""

    def condition(self, tokens: NDArray[np.int64], voice: Voice, complete: bool) -> Any:
        """What the flow is to follow.

        The frames of the voice's prompt, then those of the tokens: without the look-ahead at their end,
        or of all where `complete`.
        """

    def velocity(self, state: Floats, condition: Any, begin: float, end: float) -> Floats:
        """Mean velocity of the spectrogram [80, frames] from time `begin` to `end`."""

    def pitch(self, mel: Floats) -> Floats:
        """Of each frame of [80, frames], in Hz."""

    def vocode(self, mel: Floats, excitation: Floats) -> Floats:
        """Sound of a spectrogram [80, frames]: 480 samples for each frame, as many as the excitation has."""


@dataclass(frozen=True, slots=True)
class FlowSettings:
    """How the flow is followed."""

    steps: int = 2
