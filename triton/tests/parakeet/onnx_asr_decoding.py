"""onnx-asr's own decoding of Parakeet TDT, with another network behind it."""

from types import SimpleNamespace

import numpy as np
from onnx_asr.models.nemo import NemoConformerTdt

from parakeet.constants import BLANK, PREDICTOR_SIZE, TOKEN_SCORES
from parakeet.tokens import PredictorState


class _Session:
    """The part of an ONNX session that onnx-asr uses."""

    def __init__(self, joint) -> None:
        self._joint = joint

    def get_inputs(self):
        shape = [2, 1, PREDICTOR_SIZE]
        return [SimpleNamespace(name=f"input_states_{n}", shape=shape) for n in (1, 2)]

    def run(self, names, feeds):
        assert names == ["outputs", "output_states_1", "output_states_2"]
        state = PredictorState(feeds["input_states_1"], feeds["input_states_2"])
        encoded = feeds["encoder_outputs"][0].T
        scores, after = self._joint(encoded, feeds["targets"][0][0], state)
        return scores[None, :, None, :], after.hidden, after.cell


def decode_with_onnx_asr(encoded: np.ndarray, joint):
    """Token ids, their frames and log-probabilities."""
    model = NemoConformerTdt.__new__(NemoConformerTdt)
    model.config, model.use_low_precision = {}, False
    model._vocab_size, model._blank_idx = TOKEN_SCORES, BLANK
    model._decoder_joint = _Session(joint)
    lengths = np.array([len(encoded)], dtype=np.int64)
    ((tokens, frames, log_probabilities),) = model._decoding(encoded[None], lengths, need_logprobs=True)
    return tokens, frames, log_probabilities
