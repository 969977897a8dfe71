"""Speech tokens by the model `cosyvoice2_llm` of the same Triton server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import triton_python_backend_utils as pb_utils

from cosy_speech.errors import Cancelled, ModelFailed
from cosy_speech.prompt import sampling_parameters, speech_prompt
from cosy_speech.request import SpeechRequest

MODEL = "cosyvoice2_llm"

# What vLLM's backend writes for None, and for an end that was meant.
_UNFINISHED = "None"
_FINISHED = ("stop", "length")


def _text(name: str, value: str) -> Any:
    return pb_utils.Tensor(name, np.array([value.encode()], dtype=np.object_))


def _flag(name: str) -> Any:
    return pb_utils.Tensor(name, np.array([True]))


def _read(answer: Any, name: str) -> str | None:
    """None where there is no such tensor: the last answer may be empty."""
    output = pb_utils.get_output_tensor_by_name(answer, name)
    return None if output is None else output.as_numpy().reshape(-1)[0].decode()


class TritonSpeechTokens:
    """The calls of one request, which appear in its trace."""

    def __init__(self, request_id: str, trace: Any, is_cancelled: Callable[[], bool]) -> None:
        self._request_id = request_id
        self._trace = trace
        self._is_cancelled = is_cancelled

    def __call__(self, request: SpeechRequest) -> Iterator[str]:
        """The model's texts. A cancelled request does not reach the models it called: ending does it here."""
        call = pb_utils.InferenceRequest(
            model_name=MODEL,
            request_id=self._request_id,
            requested_output_names=["text_output", "finish_reason"],
            inputs=[
                _text("text_input", speech_prompt(request.voice, request.text)),
                _flag("stream"),
                _flag("exclude_input_in_output"),
                _flag("return_finish_reason"),
                _text("sampling_parameters", sampling_parameters(request.text)),
            ],
            preferred_memory=pb_utils.PreferredMemory(pb_utils.TRITONSERVER_MEMORY_CPU, 0),
            trace=self._trace,
        )
        answers = call.exec(decoupled=True)
        ended, reason = False, _UNFINISHED
        try:
            for answer in answers:
                # Here too, for an answer may bring no whole token.
                if self._is_cancelled():
                    raise Cancelled("the speech was cancelled")
                if answer.has_error():
                    ended = True
                    raise ModelFailed(f"{MODEL}: {answer.error().message()}")
                reason = _read(answer, "finish_reason") or reason
                text = _read(answer, "text_output")
                if text is not None:
                    yield text
            ended = True
            # Triton 2.51 loses errors of a model that another one asks: the answers end as if all was said.
            if reason not in _FINISHED:
                raise ModelFailed(f"{MODEL} ended before the text did (finish_reason {reason})")
        finally:
            if not ended:
                _cancel(answers)


def _cancel(answers: Any) -> None:
    """Tritons before 25.04 cannot: there the model goes on to its last token."""
    try:
        answers.cancel()
    except AttributeError:
        pb_utils.Logger.log_warn(f"this Triton cannot cancel {MODEL}: it goes on to its end")
