"""The networks for several threads: they share a GPU, and gain nothing from meeting on it."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from .networks import Networks
from .voice import Voice


class OneAtATime:
    """`Networks` whose calls wait for one another."""

    def __init__(self, networks: Networks) -> None:
        self._networks = networks
        self._turn = threading.Lock()

    def mel(self, voice: Voice, tokens: NDArray[np.int32], final: bool) -> NDArray[np.float32]:
        """See `Networks.mel`."""
        with self._turn:
            return self._networks.mel(voice, tokens, final)

    def sound(
        self, mel: NDArray[np.float32], source: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """See `Networks.sound`."""
        with self._turn:
            return self._networks.sound(mel, source)
