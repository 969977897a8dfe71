"""In place of ONNX Runtime's backend: the stock Silero graph, run by the onnxruntime package."""

from pathlib import Path

import numpy as np
import onnxruntime
import triton_python_backend_utils as pb_utils


class TritonPythonModel:
    def initialize(self, args):
        graph = Path(args["model_repository"]) / args["model_version"] / "model.onnx"
        self._session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])

    def execute(self, requests):
        return [self._answer(request) for request in requests]

    def _answer(self, request):
        def read(name):
            return pb_utils.get_input_tensor_by_name(request, name).as_numpy()

        # A scalar of [1], as the backend makes it.
        feeds = {"input": read("input"), "state": read("state"), "sr": np.squeeze(read("sr"))}
        output, state = self._session.run(["output", "stateN"], feeds)
        return pb_utils.InferenceResponse(
            [pb_utils.Tensor("output", output), pb_utils.Tensor("stateN", state)]
        )
