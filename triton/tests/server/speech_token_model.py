"""In place of CosyVoice 2's language model: 10 speech tokens for a letter, 2 ms each.

A text with "fail" is answered with an error, one with "break" with some tokens and then an error; one with
"slow" takes four times as long.
"""

import json
import re
import time
from pathlib import Path

import numpy as np
import triton_python_backend_utils as pb_utils

_PROMPT = re.compile(r"<\|sos\|>I am (?:the voice|(quick))\.(.*)<\|task_id\|>(?:<\|s_\d+\|>)+")
_FINAL = pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL


def _text_of(request, name):
    return pb_utils.get_input_tensor_by_name(request, name).as_numpy().reshape(-1)[0].decode()


# Tokens for the first sound.
_ENOUGH = 18

_TOKEN_S, _SLOW_TOKEN_S = 0.002, 0.008


class TritonPythonModel:
    def initialize(self, args):
        # How long it took for them, for a test to deduct.
        self._span = Path(args["model_repository"]) / "span"

    def execute(self, requests):
        for request in requests:
            sender = request.get_response_sender()
            prompt = _PROMPT.fullmatch(_text_of(request, "text_input"))
            if prompt is None or "fail" in prompt[2]:
                error = pb_utils.TritonError("Error generating stream: out of memory")
                sender.send(pb_utils.InferenceResponse(error=error), flags=_FINAL)
                continue
            tokens = json.loads(_text_of(request, "sampling_parameters"))["max_tokens"] // 2
            begun = time.perf_counter()
            for index in range(tokens):
                time.sleep(_SLOW_TOKEN_S if "slow" in prompt[2] else _TOKEN_S)
                if index == 2 * _ENOUGH and "break" in prompt[2]:
                    error = pb_utils.TritonError("Error generating stream: out of memory")
                    sender.send(pb_utils.InferenceResponse(error=error))
                    sender.send(flags=_FINAL)
                    break
                if index == _ENOUGH - 1 and prompt[1] is not None:
                    self._span.write_text(str(time.perf_counter() - begun))
                self._send(sender, f"<|s_{index}|>", index == tokens - 1)

    def _send(self, sender, text, last):
        outputs = {"text_output": text, "finish_reason": "stop" if last else "None"}
        tensors = [
            pb_utils.Tensor(name, np.array([value.encode()], dtype=np.object_))
            for name, value in outputs.items()
        ]
        sender.send(pb_utils.InferenceResponse(tensors), flags=_FINAL if last else 0)
