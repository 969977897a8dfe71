"""T3 as a model of the same Triton server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import triton_python_backend_utils as pb_utils

from chatterbox_speech.errors import ModelFailed
from chatterbox_speech.generation import Generation

T3 = "t3"

# What vLLM's backend writes for None, and for an end that was meant.
_UNFINISHED = "None"
_FINISHED = ("stop", "length")


def _bytes(name: str, value: str) -> Any:
    return pb_utils.Tensor(name, np.array([value.encode("utf-8")], dtype=np.object_))


def _flag(name: str) -> Any:
    return pb_utils.Tensor(name, np.array([True]))


class TritonT3:
    """On behalf of one request, in whose trace its calls appear."""

    def __init__(self, request: Any) -> None:
        self._request = request

    def generate(self, generation: Generation) -> TritonAnswers:
        """Asks now; the answers come as they are read."""
        call = pb_utils.InferenceRequest(
            model_name=T3,
            request_id=self._request.request_id(),
            requested_output_names=["text_output", "finish_reason"],
            inputs=[
                _bytes("text_input", generation.prompt),
                _bytes("sampling_parameters", generation.sampling_json),
                _flag("stream"),
                _flag("exclude_input_in_output"),
                _flag("return_finish_reason"),
            ],
            preferred_memory=pb_utils.PreferredMemory(pb_utils.TRITONSERVER_MEMORY_CPU, 0),
            trace=self._request.trace(),
        )
        try:
            return TritonAnswers(call.exec(decoupled=True))
        except pb_utils.TritonModelException as error:
            raise ModelFailed(f"{T3}: {error}") from error


def _text(response: Any, name: str) -> str:
    """Empty where there is no such tensor: a last response may be nothing but its flag."""
    output = pb_utils.get_output_tensor_by_name(response, name)
    return "" if output is None else "".join(text.decode("utf-8") for text in output.as_numpy().flat)


class TritonAnswers:
    """See `chatterbox_speech.patient_stream.Answers`."""

    def __init__(self, responses: Any) -> None:
        self._responses = responses

    def __iter__(self) -> Iterator[str]:
        reason = _UNFINISHED
        for response in self._responses:
            if response.has_error():
                raise ModelFailed(f"{T3}: {response.error().message()}")
            reason = _text(response, "finish_reason") or reason
            yield _text(response, "text_output")
        # Triton 2.51 loses errors of a model that another one asks: the answers end as if all was said.
        if reason not in _FINISHED:
            raise ModelFailed(f"{T3} ended before the text did (finish_reason {reason})")

    def cancel(self) -> None:
        """Triton before 25.04 cannot cancel what a model has asked: there T3 ends by its own max_tokens."""
        cancel = getattr(self._responses, "cancel", None)
        if cancel is not None:
            cancel()
