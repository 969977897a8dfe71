"""What the Python side costs beside the networks."""

import time

import numpy as np
from random_joint import RandomJoint, random_frames
from signals import int16, speech_like

from parakeet.networks import Networks
from parakeet.utterance import Utterance
from parakeet.vocabulary import Vocabulary

_PIECES = ["▁a"] * 1_024 + ["<blk>"]


def test_features_and_decoding_cost_under_5_percent_of_real_time_on_one_core():
    """A minute as a rail sends it: 96 ms at a time, a running text every 300 ms, the final one at the end.

    CPU time of this process, the random network in place of the decoder included. Measured on a shared
    2-core machine: 0.5 to 1.3 s a minute, by what else it did; at most 2 %.
    """
    audio = int16(speech_like(seconds=60.0, seed=1))
    encoded = random_frames(375, seed=2)
    utterance = Utterance(
        Networks(
            encode=lambda features: encoded[: -(-len(features) // 8)],
            joint=RandomJoint(3),
            vocabulary=Vocabulary(_PIECES),
        )
    )
    begun = time.process_time()
    for index, piece in enumerate(np.array_split(audio, 60_000 // 96)):
        utterance.append(piece)
        if index % 3 == 2:
            utterance.running()
    utterance.final()
    assert time.process_time() - begun < 0.05 * 60.0
