"""T3 as a model of the same Triton server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import triton_python_backend_utils as pb_utils

from speech.errors import ModelFailed
from speech.generation import Generation

T3 = "t3"


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
            requested_output_names=["text_output"],
            inputs=[
                _bytes("text_input", generation.prompt),
                _bytes("sampling_parameters", generation.sampling_json),
                _flag("stream"),
                _flag("exclude_input_in_output"),
            ],
            preferred_memory=pb_utils.PreferredMemory(pb_utils.TRITONSERVER_MEMORY_CPU, 0),
            trace=self._request.trace(),
        )
        try:
            return TritonAnswers(call.exec(decoupled=True))
        except pb_utils.TritonModelException as error:
            raise ModelFailed(f"{T3}: {error}") from error


class TritonAnswers:
    """See `speech.patient_stream.Answers`."""

    def __init__(self, responses: Any) -> None:
        self._responses = responses

    def __iter__(self) -> Iterator[str]:
        for response in self._responses:
            if response.has_error():
                raise ModelFailed(f"{T3}: {response.error().message()}")
            output = pb_utils.get_output_tensor_by_name(response, "text_output")
            # The last response may be none but for its flag.
            if output is not None:
                yield "".join(text.decode("utf-8") for text in output.as_numpy().flat)

    def cancel(self) -> None:
        """Triton before 25.04 cannot cancel what a model has asked: there T3 ends by its own max_tokens."""
        cancel = getattr(self._responses, "cancel", None)
        if cancel is not None:
            cancel()
