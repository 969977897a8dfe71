"""In place of the decoder: the function that the model's parameter `network` names."""

import json
from pkgutil import resolve_name

import numpy as np
import triton_python_backend_utils as pb_utils

from parakeet.tokens import PredictorState


class TritonPythonModel:
    def initialize(self, args):
        parameters = json.loads(args["model_config"])["parameters"]
        self._joint = resolve_name(parameters["network"]["string_value"])

    def execute(self, requests):
        return [self._answer(request) for request in requests]

    def _answer(self, request):
        def read(name):
            return pb_utils.get_input_tensor_by_name(request, name).as_numpy()

        state = PredictorState(read("input_states_1"), read("input_states_2"))
        encoded = read("encoder_outputs")[0].T
        scores, after = self._joint(encoded, int(read("targets")[0, 0]), state)
        outputs = {
            "outputs": scores[None, :, None, :],
            "prednet_lengths": np.array([1], dtype=np.int32),
            "output_states_1": after.hidden,
            "output_states_2": after.cell,
        }
        return pb_utils.InferenceResponse([pb_utils.Tensor(name, array) for name, array in outputs.items()])
