"""In the place of T3: speech tokens that hang on the text, a few milliseconds apart.

A text with "SILENT" is silent after its first sound, one with "BROKEN" is not answered to its end, one with
"SLOW" takes four times as long; of one with "TIMED" the time to the first sound's last token is written
down. Looks for a cancel as vLLM's backend does, after each answer.
"""

import json
import threading
import time
from pathlib import Path

import numpy as np
import triton_python_backend_utils as pb_utils

_FINAL = pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL

# Tokens for the first sound.
_ENOUGH = 11

_TOKEN_S, _SLOW_TOKEN_S = 0.002, 0.008
# Longer than its caller waits for the next token.
_SILENT_S = 8.0


def _text(name, value):
    return pb_utils.Tensor(name, np.array([value.encode()], dtype=np.object_))


class TritonPythonModel:
    def initialize(self, args):
        self._span = Path(args["model_repository"]) / "span"

    def execute(self, requests):
        for request in requests:
            threading.Thread(target=self._answer, args=(request, request.get_response_sender())).start()

    def _answer(self, request, sender):
        try:
            self._speak(request, sender)
        except RuntimeError as error:
            sender.send(pb_utils.InferenceResponse(error=pb_utils.TritonError(str(error))))
        finally:
            sender.send(flags=_FINAL)

    def _speak(self, request, sender):
        def text(name):
            return pb_utils.get_input_tensor_by_name(request, name).as_numpy()[0].decode()

        prompt, sampling = text("text_input"), json.loads(text("sampling_parameters"))
        spoken = prompt[prompt.rindex("<|v_") :].partition("|>")[2].removesuffix("<|s_6561|>")
        # Six a word of five letters: fast speech.
        count = min(sampling["max_tokens"], max(1, len(spoken)))
        begun = time.perf_counter()
        for number in range(count):
            if sender.is_cancelled():
                return
            if "SILENT" in spoken and number == _ENOUGH:
                time.sleep(_SILENT_S)
                return
            if "BROKEN" in spoken and number == 20:
                raise RuntimeError("out of memory")
            token = f"<|s_{(131 * number + sum(spoken.encode())) % 6561}|>"
            reason = "stop" if number == count - 1 else "None"
            if number == _ENOUGH - 1 and "TIMED" in spoken:
                self._span.write_text(str(time.perf_counter() - begun))
            sender.send(
                pb_utils.InferenceResponse([_text("text_output", token), _text("finish_reason", reason)])
            )
            time.sleep(_SLOW_TOKEN_S if "SLOW" in spoken else _TOKEN_S)
