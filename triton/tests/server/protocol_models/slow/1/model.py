"""Answers when it is told to, or when nobody waits any more."""

import time

import numpy as np
import triton_python_backend_utils as pb_utils

_LOOK_EVERY_S = 0.001


class TritonPythonModel:
    def initialize(self, args):
        self._cancellations = 0

    def execute(self, requests):
        return [self._answer(request) for request in requests]

    def _answer(self, request):
        delay_ms = pb_utils.get_input_tensor_by_name(request, "DELAY_MS").as_numpy()[0]
        until = time.monotonic() + delay_ms / 1000
        while time.monotonic() < until and not request.is_cancelled():
            time.sleep(_LOOK_EVERY_S)
        if request.is_cancelled():
            self._cancellations += 1
        count = np.array([self._cancellations], dtype=np.int32)
        return pb_utils.InferenceResponse([pb_utils.Tensor("CANCELLATIONS", count)])
