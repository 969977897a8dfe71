"""`cosyvoice2` on Triton's Python backend: text in, sound out while it is being made."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import triton_python_backend_utils as pb_utils
from torch_networks import load_networks
from triton_speech_tokens import TritonSpeechTokens

from cosy_speech.admission import Admission
from cosy_speech.constants import SAMPLE_RATE_HZ
from cosy_speech.errors import Cancelled, SpeechError
from cosy_speech.one_at_a_time import OneAtATime
from cosy_speech.request import read_request
from cosy_speech.settings import read_settings
from cosy_speech.speak import speak
from cosy_speech.voice_table import read_voices


def _bytes(request: Any, name: str) -> bytes:
    return bytes(pb_utils.get_input_tensor_by_name(request, name).as_numpy().reshape(-1)[0])


def _response(samples: Any) -> Any:
    rate = np.array([SAMPLE_RATE_HZ], dtype=np.int32)
    return pb_utils.InferenceResponse(
        [pb_utils.Tensor("AUDIO", samples), pb_utils.Tensor("SAMPLE_RATE", rate)]
    )


def _failure(error: Exception) -> Any:
    status = error.status if isinstance(error, SpeechError) else "INTERNAL"
    code = getattr(pb_utils.TritonError, status)
    return pb_utils.InferenceResponse(error=pb_utils.TritonError(str(error), code))


class TritonPythonModel:
    """The networks once, and a thread for each speech that is under way."""

    def initialize(self, args: dict[str, str]) -> None:
        """Fails where weights or voices are missing, so that the model is not ready."""
        settings = read_settings(json.loads(args["model_config"])["parameters"])
        self._first_tokens = settings.first_chunk_tokens
        self._voices = read_voices(settings.voices)
        self._networks = OneAtATime(load_networks(settings.weights, args, self._voices))
        self._admission = Admission(settings.max_speeches)
        self._threads = ThreadPoolExecutor(settings.max_speeches, thread_name_prefix="speech")

    def execute(self, requests: list[Any]) -> None:
        """Returns at once; answers come from the threads, and an end for each request whatever happens."""
        for request in requests:
            self._begin(request)

    def finalize(self) -> None:
        """Waits for the speeches under way."""
        self._threads.shutdown(wait=True)

    def _begin(self, request: Any) -> None:
        sender = request.get_response_sender()
        try:
            # All that is needed of it now: its tensors may be gone when this has returned.
            speech = read_request(
                *(_bytes(request, name) for name in ("TEXT", "VOICE", "LANGUAGE")), voices=self._voices
            )
            tokens = TritonSpeechTokens(request.request_id(), request.trace(), sender.is_cancelled)
            self._admission.enter()
            self._threads.submit(self._speak, sender, speech, tokens)
        except Exception as error:
            self._refuse(sender, error)

    def _refuse(self, sender: Any, error: Exception) -> None:
        try:
            sender.send(_failure(error))
        finally:
            sender.send(flags=pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL)

    def _speak(self, sender: Any, speech: Any, tokens: TritonSpeechTokens) -> None:
        try:
            sounds = speak(speech, tokens, self._networks, sender.is_cancelled, self._first_tokens)
            for samples in sounds:
                if len(samples) > 0:
                    sender.send(_response(samples))
        except Exception as error:
            if not isinstance(error, SpeechError):
                pb_utils.Logger.log_error(f"cosyvoice2: {error!r}")
            if not isinstance(error, Cancelled):
                sender.send(_failure(error))
        finally:
            self._admission.leave()
            sender.send(flags=pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL)
