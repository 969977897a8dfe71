"""The networks that a recognizer needs, wherever they run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .joint import Joint
from .vocabulary import Vocabulary

# Normalized features [frames, 128] to encoder frames [ceil(frames / 8), 1024].
Encode = Callable[[NDArray[np.float32]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Networks:
    """Encoder, decoder, and what the decoder's numbers mean."""

    encode: Encode
    joint: Joint
    vocabulary: Vocabulary
