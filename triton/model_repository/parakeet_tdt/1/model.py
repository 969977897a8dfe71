"""`parakeet_tdt` on Triton's Python backend: tensors in, tensors out, the rest is `parakeet`'s."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import triton_python_backend_utils as pb_utils
from triton_networks import TritonNetworks

from parakeet.errors import RecognitionError
from parakeet.networks import Networks
from parakeet.recognizer import Recognizer
from parakeet.request import RecognitionRequest, SequenceFlags, read_request
from parakeet.transcript import Transcript
from parakeet.vocabulary import read_vocabulary

_MICROSECONDS = 1_000_000


def _input(request: Any, name: str) -> Any:
    return pb_utils.get_input_tensor_by_name(request, name).as_numpy()


def _read(request: Any) -> RecognitionRequest:
    flags = request.flags()
    return read_request(
        SequenceFlags(
            id=str(request.correlation_id()),
            start=bool(flags & pb_utils.TRITONSERVER_REQUEST_FLAG_SEQUENCE_START),
            end=bool(flags & pb_utils.TRITONSERVER_REQUEST_FLAG_SEQUENCE_END),
        ),
        audio=_input(request, "AUDIO"),
        decode=bool(_input(request, "DECODE")[0]),
        parameters_json=request.parameters(),
    )


def _text(name: str, value: str) -> Any:
    return pb_utils.Tensor(name, np.array([value.encode("utf-8")], dtype=np.object_))


def _response(transcript: Transcript) -> Any:
    return pb_utils.InferenceResponse(
        [
            _text("TEXT", transcript.text),
            _text("WORDS", transcript.words_json),
            pb_utils.Tensor("CONFIDENCE", np.array([transcript.confidence], dtype=np.float32)),
        ]
    )


def _failure(error: Exception) -> Any:
    status = error.status if isinstance(error, RecognitionError) else "INTERNAL"
    code = getattr(pb_utils.TritonError, status)
    return pb_utils.InferenceResponse([], error=pb_utils.TritonError(str(error), code))


class TritonPythonModel:
    """One process of the model, with the utterances that Triton's sequence batcher pins to it."""

    def initialize(self, args: dict[str, str]) -> None:
        """Fails where the vocabulary is missing, so that the model is not ready."""
        config = json.loads(args["model_config"])
        batching = config["sequence_batching"]
        folder = Path(args["model_repository"]) / args["model_version"]
        self._networks = TritonNetworks()
        self._recognizer = Recognizer(
            Networks(
                encode=self._networks.encode,
                joint=self._networks.joint,
                vocabulary=read_vocabulary(folder / "vocab.txt"),
            ),
            capacity=int(batching["oldest"]["max_candidate_sequences"]),
            # Triton hands out no more places than there are: where all seem taken, it has given up one, as
            # long ago as it waits by its own clock. Half of that leaves room for the clocks to differ.
            idle_s=0.5 * int(batching["max_sequence_idle_microseconds"]) / _MICROSECONDS,
            now_s=time.monotonic,
        )

    def execute(self, requests: list[Any]) -> list[Any]:
        """One response for each request, whatever happens."""
        return [self._answer(request) for request in requests]

    def _answer(self, request: Any) -> Any:
        self._networks.serve(request)
        try:
            return _response(self._recognizer.answer(_read(request)))
        except Exception as error:  # an exception that leaves `execute` would fail the whole batch
            if not isinstance(error, RecognitionError):
                pb_utils.Logger.log_error(f"parakeet_tdt: {error!r}")
            return _failure(error)
        finally:
            self._networks.serve(None)
