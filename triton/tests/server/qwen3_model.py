"""In place of vLLM's backend: its tensors and its manner, and an answer that repeats what was said."""

import json
import threading
import time

import numpy as np
import triton_python_backend_utils as pb_utils

_TOKEN_S = 0.01
_TURN = "<|im_start|>user\n"
_END = "<|im_end|>"


class TritonPythonModel:
    def initialize(self, args):
        self._answering = []

    def execute(self, requests):
        self._answering = [thread for thread in self._answering if thread.is_alive()]
        for request in requests:
            thread = threading.Thread(target=_answer, args=(request,))
            thread.start()
            self._answering.append(thread)

    def finalize(self):
        for thread in self._answering:
            thread.join()


def _answer(request):
    sender = request.get_response_sender()
    try:
        prompt = pb_utils.get_input_tensor_by_name(request, "text_input").as_numpy()[0].decode()
        sampling = pb_utils.get_input_tensor_by_name(request, "sampling_parameters").as_numpy()[0]
        limit = json.loads(sampling)["max_tokens"]
        said = prompt.rpartition(_TURN)[2].partition(_END)[0].strip()
        tokens = f"You said {said}. And now I count what I heard: {said}. That is all of it.".split(" ")[
            :limit
        ]
        for index, token in enumerate(tokens):
            if sender.is_cancelled():
                return
            time.sleep(_TOKEN_S)
            last = index == len(tokens) - 1
            sender.send(_delta(token if last else f"{token} ", "stop" if last else "None", len(prompt) // 4))
    finally:
        sender.send(flags=pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL)


def _delta(text, finish_reason, input_tokens):
    def strings(value):
        return np.array([value.encode()], dtype=np.object_)

    return pb_utils.InferenceResponse(
        [
            pb_utils.Tensor("text_output", strings(text)),
            pb_utils.Tensor("finish_reason", strings(finish_reason)),
            pb_utils.Tensor("num_input_tokens", np.array([input_tokens], dtype=np.uint32)),
            pb_utils.Tensor("num_output_tokens", np.array([1], dtype=np.uint32)),
        ]
    )
