"""Encoder and decoder as models of the same Triton server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import triton_python_backend_utils as pb_utils
from numpy.typing import NDArray

from parakeet.buckets import encoder_input
from parakeet.constants import ENCODER_SIZE
from parakeet.errors import Cancelled, ModelFailed
from parakeet.tokens import PredictorState

ENCODER = "parakeet_encoder"
DECODER = "parakeet_decoder"


class TritonNetworks:
    """Calls on behalf of one request at a time, so that they appear in its trace and end with it."""

    def __init__(self) -> None:
        self._request: Any = None
        # Answers come to where they are read: without this they would stay on the GPU and be copied one by
        # one. Made here, because Triton reads the module once before `pb_utils` has this class.
        self._on_the_cpu = pb_utils.PreferredMemory(pb_utils.TRITONSERVER_MEMORY_CPU, 0)

    def serve(self, request: Any) -> None:
        """Whose calls the following ones are; None: nobody's."""
        self._request = request

    def encode(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Normalized features [frames, 128] to encoder frames [ceil(frames / 8), 1024]."""
        if self._request.is_cancelled():
            raise Cancelled("cancelled before the encoder was asked")
        length = np.array([[len(features)]], dtype=np.int64)
        inputs: dict[str, NDArray[Any]] = {"audio_signal": encoder_input(features), "length": length}
        outputs, lengths = self._call(ENCODER, ["outputs", "encoded_lengths"], inputs)
        if outputs.ndim != 3 or outputs.shape[:2] != (1, ENCODER_SIZE):
            raise ModelFailed(f"{ENCODER} gave outputs {list(outputs.shape)}; expected [1, 1024, T]")
        return np.ascontiguousarray(outputs[0, :, : int(lengths.flat[0])].T)

    def joint(
        self, encoded: NDArray[np.float32], last: int, state: PredictorState
    ) -> tuple[NDArray[np.float32], PredictorState]:
        """See `parakeet.joint.Joint`."""
        inputs: dict[str, NDArray[Any]] = {
            "encoder_outputs": np.ascontiguousarray(encoded.T[None]),
            "targets": np.array([[last]], dtype=np.int32),
            "target_length": np.array([1], dtype=np.int32),
            "input_states_1": state.hidden,
            "input_states_2": state.cell,
        }
        names = ["outputs", "output_states_1", "output_states_2"]
        outputs, hidden, cell = self._call(DECODER, names, inputs)
        # [1, frames, 1 target, 1030]
        return outputs.reshape(outputs.shape[1], -1), PredictorState(hidden, cell)

    def _call(self, model: str, names: Sequence[str], inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        response = pb_utils.InferenceRequest(
            model_name=model,
            request_id=self._request.request_id(),
            requested_output_names=list(names),
            inputs=[pb_utils.Tensor(name, array) for name, array in inputs.items()],
            preferred_memory=self._on_the_cpu,
            trace=self._request.trace(),
        ).exec()
        if response.has_error():
            raise ModelFailed(f"{model}: {response.error().message()}")
        # A copy: the memory is the server's, and predictor states outlive the answer.
        return [pb_utils.get_output_tensor_by_name(response, name).as_numpy().copy() for name in names]
