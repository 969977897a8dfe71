"""Answers how many requests it has had, or refuses as it is asked to."""

import json

import numpy as np
import triton_python_backend_utils as pb_utils


class TritonPythonModel:
    def initialize(self, args):
        self._requests = 0

    def execute(self, requests):
        return [self._answer(request) for request in requests]

    def _answer(self, request):
        self._requests += 1
        if json.loads(request.parameters() or "{}").get("fail") == "refuse":
            error = pb_utils.TritonError("refused as asked", pb_utils.TritonError.INVALID_ARG)
            return pb_utils.InferenceResponse(error=error)
        count = np.array([self._requests], dtype=np.int32)
        return pb_utils.InferenceResponse([pb_utils.Tensor("REQUESTS", count)])
