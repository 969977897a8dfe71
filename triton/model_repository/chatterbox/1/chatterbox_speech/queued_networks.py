"""The networks of one request, whose calls wait their turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .device_queue import DeviceQueue
from .excitation import HarmonicMix
from .networks import Floats, S3Gen
from .voice import Voice


class QueuedNetworks:
    """Early chunks go before late ones: who has heard nothing yet waits for the least."""

    def __init__(self, networks: S3Gen, queue: DeviceQueue, priority: Callable[[], int]) -> None:
        self._networks, self._queue, self._priority = networks, queue, priority

    @property
    def mix(self) -> HarmonicMix:
        """See `S3Gen`."""
        return self._networks.mix

    def condition(self, tokens: NDArray[np.int64], voice: Voice, complete: bool) -> Any:
        """See `S3Gen`."""
        return self._run(lambda: self._networks.condition(tokens, voice, complete))

    def velocity(self, state: Floats, condition: Any, begin: float, end: float) -> Floats:
        """See `S3Gen`."""
        return self._run(lambda: self._networks.velocity(state, condition, begin, end))

    def pitch(self, mel: Floats) -> Floats:
        """See `S3Gen`."""
        return self._run(lambda: self._networks.pitch(mel))

    def vocode(self, mel: Floats, excitation: Floats) -> Floats:
        """See `S3Gen`."""
        return self._run(lambda: self._networks.vocode(mel, excitation))

    def _run(self, call: Callable[[], Any]) -> Any:
        return self._queue.run(self._priority(), call)
