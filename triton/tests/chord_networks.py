"""Networks that hear chords as words.

Real features go in, words with times come out, so that a whole recognizer can be tested: each word is a
chord of its own eight mel bands. What is heard where is known exactly, to a frame of 80 ms.
"""

from dataclasses import dataclass, field

import numpy as np

from parakeet.constants import BLANK, ENCODER_SIZE, JOINT_SCORES, SUBSAMPLING, TOKEN_SCORES
from parakeet.mel_filterbank import mel_filterbank
from parakeet.networks import Networks
from parakeet.vocabulary import WORD_MARK, Vocabulary

WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

# Below band 44 two bands share a frequency of the transform.
_BANDS_EACH = 8
_BANDS = slice(44, 44 + _BANDS_EACH * len(WORDS))
# A chord's bands stand out by more than this many deviations, on average, where it sounds.
_HEARD = 0.8
_RAMP_S = 0.02

PIECES = [WORD_MARK + word for word in WORDS] + ["<unused>"] * (BLANK - len(WORDS)) + ["<blk>"]


def chord(word: str, seconds: float) -> np.ndarray:
    """The sound of a word, at 16 kHz; a sudden beginning would be heard in all bands."""
    first = _BANDS.start + _BANDS_EACH * WORDS.index(word)
    bins = mel_filterbank()[:, first : first + _BANDS_EACH].argmax(axis=0)
    time = np.arange(round(16_000 * seconds)) / 16_000
    ramp = np.clip(np.minimum(time, time[::-1]) / _RAMP_S, 0, 1)
    return 0.05 * ramp * sum(np.sin(2 * np.pi * 8_000 / 256 * k * time + k) for k in bins)


def spoken(words: list[str], seconds_each: float = 0.4, pause: float = 0.4) -> np.ndarray:
    """PCM of words, each after a pause, and a pause at the end."""
    random = np.random.default_rng(len(words))
    parts: list[np.ndarray] = []
    for word in words:
        parts += [np.zeros(round(16_000 * pause)), chord(word, seconds_each)]
    sound = np.concatenate([*parts, np.zeros(round(16_000 * pause))])
    sound = sound + 3e-3 * random.standard_normal(len(sound))
    return np.round(32_767 * sound).astype(np.int16)


def encode_chords(features: np.ndarray) -> np.ndarray:
    """Normalized features [frames, 128] to [ceil(frames / 8), 1024]: how much each word sounds."""
    frames = -(-len(features) // SUBSAMPLING)
    padded = np.zeros((frames * SUBSAMPLING, features.shape[1]), dtype=np.float32)
    padded[: len(features)] = features
    encoded = np.zeros((frames, ENCODER_SIZE), dtype=np.float32)
    encoded[:, : len(WORDS)] = (
        padded[:, _BANDS].reshape(frames, SUBSAMPLING, len(WORDS), _BANDS_EACH).mean(axis=(1, 3))
    )
    return encoded


def chord_joint(encoded, last, state):
    """A word where its chord begins to sound; it is not said twice without a word between."""
    scores = np.zeros((len(encoded), JOINT_SCORES), dtype=np.float32)
    loudest = encoded[:, : len(WORDS)].argmax(axis=1)
    heard = encoded[np.arange(len(encoded)), loudest] > _HEARD
    said = np.where(heard & (loudest != last), loudest, BLANK)
    scores[np.arange(len(encoded)), said] = 12.0
    scores[:, TOKEN_SCORES + 1] = 1.0  # one frame further, always
    return scores, state


@dataclass
class ChordNetworks:
    """Counts what it is asked, and fails when told to."""

    encoded_frames: list[int] = field(default_factory=list)
    failing: Exception | None = None

    def encode(self, features: np.ndarray) -> np.ndarray:
        if self.failing is not None:
            raise self.failing
        self.encoded_frames.append(len(features))
        return encode_chords(features)

    def networks(self) -> Networks:
        return Networks(encode=self.encode, joint=chord_joint, vocabulary=Vocabulary(PIECES))
