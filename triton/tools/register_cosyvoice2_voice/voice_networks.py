"""The two networks: which speech tokens a recording has, and who speaks in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .errors import RegistrationError

TOKENIZER = "speech_tokenizer_v2.onnx"
SPEAKER = "campplus.onnx"


class VoiceNetworks(Protocol):
    """What a registration asks."""

    def tokens(self, features: NDArray[np.float32]) -> NDArray[np.int32]:
        """Of features [1, 128, frames]: [n], 25 a second."""
        ...

    def speaker(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Of features [1, frames, 80]: [192]."""
        ...


class OnnxVoiceNetworks:
    """Those that come with CosyVoice 2, on the CPU."""

    def __init__(self, weights: Path) -> None:
        self._tokenizer = _open(weights / TOKENIZER)
        self._speaker = _open(weights / SPEAKER)

    def tokens(self, features: NDArray[np.float32]) -> NDArray[np.int32]:
        """See `VoiceNetworks.tokens`."""
        names = [tensor.name for tensor in self._tokenizer.get_inputs()]
        length = np.array([features.shape[2]], dtype=np.int32)
        (tokens, *_) = self._tokenizer.run(None, dict(zip(names, (features, length), strict=True)))
        return np.asarray(tokens).reshape(-1).astype(np.int32)

    def speaker(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `VoiceNetworks.speaker`."""
        (name,) = (tensor.name for tensor in self._speaker.get_inputs())
        (embedding, *_) = self._speaker.run(None, {name: features})
        return np.asarray(embedding).reshape(-1).astype(np.float32)


def _open(path: Path) -> Any:
    import onnxruntime

    way = "get it with `python -m fetch tts-cosyvoice2`"
    if not path.is_file():
        raise RegistrationError(f"{path} is missing; {way}")
    try:
        return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    except Exception as error:
        raise RegistrationError(f"{path} cannot be used ({error}); {way}") from error
