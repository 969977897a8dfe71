"""The window of an utterance that new audio goes into."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .greedy import decode_greedy
from .log_mel_stream import LogMelStream
from .networks import Networks
from .normalize import normalize_per_feature
from .stable_prefix import StablePrefix
from .tokens import Token
from .windows import seconds
from .words import Word, words_of


class OpenWindow:
    """Audio from `start` on (samples of the utterance), and its texts."""

    def __init__(self, networks: Networks, start: int) -> None:
        self.start = start
        self._networks = networks
        self._stream = LogMelStream()
        self._prefix = StablePrefix(networks.vocabulary)

    @property
    def samples(self) -> int:
        """How many are in it."""
        return self._stream.samples

    @property
    def end(self) -> int:
        """Sample of the utterance behind its last."""
        return self.start + self._stream.samples

    def append(self, samples: NDArray[np.int16]) -> None:
        """The next samples."""
        self._stream.append(samples)

    def final_words(self) -> list[Word]:
        """The text of exactly this audio, whatever was asked before."""
        encoded = self._encode()
        if len(encoded) == 0:
            return []
        return self._words(decode_greedy(encoded, self._networks.joint).tokens)

    def running_words(self) -> list[Word]:
        """A text that begins with what running texts have agreed on, and costs only what follows."""
        encoded = self._encode()
        if len(encoded) == 0:
            return []
        decoding = decode_greedy(encoded, self._networks.joint, self._prefix.position)
        return self._words(self._prefix.extend(decoding))

    def _encode(self) -> NDArray[np.float32]:
        features = normalize_per_feature(self._stream.features())
        if len(features) == 0:
            return features
        return self._networks.encode(features)

    def _words(self, tokens: list[Token]) -> list[Word]:
        vocabulary = self._networks.vocabulary
        return words_of(tokens, vocabulary, seconds(self.start), seconds(self.end))
