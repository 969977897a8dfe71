"""A recording of the voice."""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .errors import RecordingError

# By bytes of a sample.
_TYPES = {2: "<i2", 4: "<i4"}
_CONVERT = "convert it: ffmpeg -i IN -ac 1 -ar 24000 -c:a pcm_s16le OUT.wav"


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """One channel, -1 to 1."""

    samples: NDArray[np.float32]
    sample_rate_hz: int

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / self.sample_rate_hz


def read_recording(path: Path) -> Recording:
    """WAV with whole numbers of 16, 24 or 32 bits; channels become one. Raises RecordingError."""
    try:
        with wave.open(str(path), "rb") as file:
            width, channels = file.getsampwidth(), file.getnchannels()
            rate, content = file.getframerate(), file.readframes(file.getnframes())
    except FileNotFoundError as error:
        raise RecordingError(f"{path} is missing") from error
    except (wave.Error, EOFError, OSError) as error:
        raise RecordingError(f"{path} cannot be read ({error}); {_CONVERT}") from error
    content = content[: len(content) // (width * channels) * width * channels]
    if width == 3:
        # 24 bits as the upper ones of 32.
        triples = np.frombuffer(content, dtype=np.uint8).reshape(-1, 3)
        padded = np.zeros((len(triples), 4), dtype=np.uint8)
        padded[:, 1:] = triples
        whole = padded.view("<i4")[:, 0]
    elif width in _TYPES:
        whole = np.frombuffer(content, dtype=_TYPES[width])
    else:
        raise RecordingError(f"{path} has samples of {8 * width} bits; {_CONVERT}")
    samples = whole.astype(np.float32) / -float(np.iinfo(whole.dtype).min)
    return Recording(samples.reshape(-1, channels).mean(axis=1, dtype=np.float32), rate)
