"""Gives every input back, in the order of the configuration."""

import json

import triton_python_backend_utils as pb_utils


class TritonPythonModel:
    def initialize(self, args):
        self._inputs = [tensor["name"] for tensor in json.loads(args["model_config"])["input"]]

    def execute(self, requests):
        return [self._answer(request) for request in requests]

    def _answer(self, request):
        wanted = request.requested_output_names()
        given = [pb_utils.get_input_tensor_by_name(request, name) for name in self._inputs]
        outputs = [(f"{tensor.name()}_OUT", tensor) for tensor in given if tensor is not None]
        return pb_utils.InferenceResponse(
            [pb_utils.Tensor(name, tensor.as_numpy()) for name, tensor in outputs if name in wanted]
        )
