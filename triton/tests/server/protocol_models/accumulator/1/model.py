"""Adds up, for each sequence by itself."""

import os
import time

import numpy as np
import triton_python_backend_utils as pb_utils


class TritonPythonModel:
    def initialize(self, args):
        self._sums = {}

    def execute(self, requests):
        return [self._answer(request) for request in requests]

    def _answer(self, request):
        delay = pb_utils.get_input_tensor_by_name(request, "DELAY_MS")
        if delay is not None:
            time.sleep(delay.as_numpy()[0] / 1000)
        sequence, flags = str(request.correlation_id()), request.flags()
        starts = flags & pb_utils.TRITONSERVER_REQUEST_FLAG_SEQUENCE_START
        before = 0 if starts else self._sums.get(sequence, -1)
        total = before + pb_utils.get_input_tensor_by_name(request, "VALUE").as_numpy()[0]
        if flags & pb_utils.TRITONSERVER_REQUEST_FLAG_SEQUENCE_END:
            self._sums.pop(sequence, None)
        else:
            self._sums[sequence] = total
        outputs = {"SUM": total, "HELD": len(self._sums), "THREAD": os.getpid()}
        return pb_utils.InferenceResponse(
            [pb_utils.Tensor(name, np.array([value], dtype=np.int32)) for name, value in outputs.items()]
        )
