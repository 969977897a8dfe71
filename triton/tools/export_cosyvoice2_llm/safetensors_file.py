"""A safetensors file of bfloat16: a header in JSON, then the numbers one after another."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def bfloat16(array: NDArray[np.float32]) -> NDArray[np.uint16]:
    """The upper half of each number, rounded to the nearest, to even where two are as near."""
    bits = np.ascontiguousarray(array, dtype=np.float32).view(np.uint32)
    rounding = 0x7FFF + ((bits >> 16) & 1)
    return ((bits + rounding) >> 16).astype(np.uint16)


def write_bfloat16(path: Path, tensors: Mapping[str, NDArray[np.float32]]) -> None:
    """In its place in one step."""
    header, at = {}, 0
    for name, array in tensors.items():
        end = at + 2 * array.size
        header[name] = {"dtype": "BF16", "shape": list(array.shape), "data_offsets": [at, end]}
        at = end
    text = json.dumps(header).encode()
    # Tensors begin at a multiple of eight.
    text += b" " * (-len(text) % 8)
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for array in tensors.values():
            file.write(bfloat16(array).tobytes())
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
