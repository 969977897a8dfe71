"""Two renderings of the same moment become one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def cross_fade(leaving: NDArray[np.float32], coming: NDArray[np.float32]) -> NDArray[np.float32]:
    """`coming` with its beginning faded over from `leaving`, by the halves of a Hamming window.

    The halves do not add up to one but to 1.08: their sum is divided out, so that a sound that both agree
    on stays as loud as it is.
    """
    count = len(leaving)
    window = np.hamming(2 * count)
    rising, falling = window[:count], window[count:]
    share = (rising / (rising + falling)).astype(np.float32)
    faded = coming.copy()
    faded[:count] = share * coming[:count] + (1 - share) * leaving
    return faded
