"""Speech tokens by the model `cosyvoice2_llm` of the same Triton server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import triton_python_backend_utils as pb_utils

from cosy_speech.errors import Cancelled, ModelFailed
from cosy_speech.patient_texts import PatientTexts
from cosy_speech.prompt import sampling_parameters, speech_prompt
from cosy_speech.request import SpeechRequest

MODEL = "cosyvoice2_llm"

# What vLLM's backend writes for None, and for an end that was meant.
_UNFINISHED = "None"
_FINISHED = ("stop", "length")

# From the request to the first token, and between two.
_FIRST_WITHIN_S = 10.0
_NEXT_WITHIN_S = 5.0


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
        texts = PatientTexts(_texts_of(answers), self._check_wanted, _FIRST_WITHIN_S, _NEXT_WITHIN_S)
        try:
            yield from texts
        finally:
            if not texts.ended:
                _cancel(answers)

    def _check_wanted(self) -> None:
        if self._is_cancelled():
            raise Cancelled("the speech was cancelled")


def _texts_of(answers: Any) -> Iterator[str]:
    reason = _UNFINISHED
    for answer in answers:
        if answer.has_error():
            raise ModelFailed(f"{MODEL}: {answer.error().message()}")
        reason = _read(answer, "finish_reason") or reason
        text = _read(answer, "text_output")
        if text is not None:
            yield text
    # Triton 2.51 loses errors of a model that another one asks: the answers end as if all was said.
    if reason not in _FINISHED:
        raise ModelFailed(f"{MODEL} ended before the text did (finish_reason {reason})")


def _cancel(answers: Any) -> None:
    """Tritons before 25.04 cannot: there the model goes on to its last token."""
    try:
        answers.cancel()
    except AttributeError:
        pb_utils.Logger.log_warn(f"this Triton cannot cancel {MODEL}: it goes on to its end")
