"""Networks that hear a word in every stretch of voice, whatever was said.

Where tests speak with real voices, chords (chord_networks.py) would not pass as speech. These count: the
first third of a second that sounds is "one", the next "two". So a text grows with what was said and is
the same however the audio was cut.
"""

import numpy as np
from chord_networks import WORDS

from parakeet.constants import BLANK, ENCODER_SIZE, JOINT_SCORES, SUBSAMPLING, TOKEN_SCORES

# Mean of the normalized features of an encoder frame of 80 ms, above which it sounds.
_HEARD = 0.25
# Frames that a word takes: the longest duration that the decoder knows.
_WORD_FRAMES = 4


def encode_voice(features: np.ndarray) -> np.ndarray:
    """Normalized features [frames, 128] to [ceil(frames / 8), 1024]: how loud it is."""
    frames = -(-len(features) // SUBSAMPLING)
    padded = np.zeros((frames * SUBSAMPLING, features.shape[1]), dtype=np.float32)
    padded[: len(features)] = features
    encoded = np.zeros((frames, ENCODER_SIZE), dtype=np.float32)
    encoded[:, 0] = padded.reshape(frames, -1).mean(axis=1)
    return encoded


def voice_joint(encoded, last, state):
    """The next word where it sounds."""
    scores = np.zeros((len(encoded), JOINT_SCORES), dtype=np.float32)
    heard = encoded[:, 0] > _HEARD
    following = 0 if last >= len(WORDS) - 1 else last + 1
    rows = np.arange(len(encoded))
    scores[rows, np.where(heard, following, BLANK)] = 12.0
    scores[rows, TOKEN_SCORES + np.where(heard, _WORD_FRAMES, 1)] = 1.0
    return scores, state
