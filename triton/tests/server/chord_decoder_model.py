"""In place of the decoder: a word where a chord begins (tests/chord_networks.py)."""

import numpy as np
import triton_python_backend_utils as pb_utils
from chord_networks import chord_joint

from parakeet.tokens import PredictorState


class TritonPythonModel:
    def execute(self, requests):
        return [self._answer(request) for request in requests]

    def _answer(self, request):
        def read(name):
            return pb_utils.get_input_tensor_by_name(request, name).as_numpy()

        state = PredictorState(read("input_states_1"), read("input_states_2"))
        encoded = read("encoder_outputs")[0].T
        scores, after = chord_joint(encoded, int(read("targets")[0, 0]), state)
        outputs = {
            "outputs": scores[None, :, None, :],
            "prednet_lengths": np.array([1], dtype=np.int32),
            "output_states_1": after.hidden,
            "output_states_2": after.cell,
        }
        return pb_utils.InferenceResponse([pb_utils.Tensor(name, array) for name, array in outputs.items()])
