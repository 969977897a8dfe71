"""Counts, each request in a thread of its own; stops when nobody listens any more."""

import json
import threading
import time

import numpy as np
import triton_python_backend_utils as pb_utils


class TritonPythonModel:
    def initialize(self, args):
        self._running = []

    def execute(self, requests):
        self._running = [thread for thread in self._running if thread.is_alive()]
        for request in requests:
            thread = threading.Thread(target=self._answer, args=(request,))
            thread.start()
            self._running.append(thread)

    def finalize(self):
        for thread in self._running:
            thread.join()

    def _answer(self, request):
        sender = request.get_response_sender()
        final = pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL
        interval = pb_utils.get_input_tensor_by_name(request, "INTERVAL_MS")
        interval_s = 0 if interval is None else interval.as_numpy()[0] / 1000
        fail_after = json.loads(request.parameters() or "{}").get("fail_after")
        count = pb_utils.get_input_tensor_by_name(request, "COUNT").as_numpy()[0]
        for index in range(count):
            if sender.is_cancelled():
                break
            if index == fail_after:
                sender.send(
                    pb_utils.InferenceResponse(error=pb_utils.TritonError("failed as asked")), flags=final
                )
                return
            tensor = pb_utils.Tensor("INDEX", np.array([index], dtype=np.int32))
            sender.send(pb_utils.InferenceResponse([tensor]))
            time.sleep(interval_s)
        sender.send(flags=final)
