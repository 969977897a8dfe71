"""A tone for each segment, in chunks, faster than it is heard; silent at once when nobody listens."""

import threading
import time

import numpy as np
import triton_python_backend_utils as pb_utils

_RATE_HZ = 24_000
_CHARACTERS_PER_S = 15
_CHUNK_S = 0.4
_TIMES_REAL_TIME = 8


class TritonPythonModel:
    def initialize(self, args):
        self._speaking = []

    def execute(self, requests):
        self._speaking = [thread for thread in self._speaking if thread.is_alive()]
        for request in requests:
            thread = threading.Thread(target=self._speak, args=(request,))
            thread.start()
            self._speaking.append(thread)

    def finalize(self):
        for thread in self._speaking:
            thread.join()

    def _speak(self, request):
        sender = request.get_response_sender()
        try:
            text = pb_utils.get_input_tensor_by_name(request, "TEXT").as_numpy()[0].decode()
            samples = round(_RATE_HZ * max(0.3, len(text) / _CHARACTERS_PER_S))
            chunk = round(_RATE_HZ * _CHUNK_S)
            for begin in range(0, samples, chunk):
                if sender.is_cancelled():
                    return
                time.sleep(_CHUNK_S / _TIMES_REAL_TIME)
                sender.send(_audio(begin, min(samples, begin + chunk)))
        finally:
            sender.send(flags=pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL)


def _audio(begin, end):
    wave = 0.3 * np.sin(2 * np.pi * 220 / _RATE_HZ * np.arange(begin, end))
    return pb_utils.InferenceResponse(
        [
            pb_utils.Tensor("AUDIO", wave.astype(np.float32)),
            pb_utils.Tensor("SAMPLE_RATE", np.array([_RATE_HZ], dtype=np.int32)),
        ]
    )
