"""`chatterbox` on Triton's Python backend: requests in, sound out, the rest is `speech`'s."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import numpy as np
import triton_python_backend_utils as pb_utils
from s3gen_networks import load_networks
from triton_t3 import TritonT3

from chatterbox_speech.constants import SAMPLE_RATE_HZ
from chatterbox_speech.device_queue import DeviceQueue
from chatterbox_speech.errors import NoCapacity, SpeechError
from chatterbox_speech.queued_networks import QueuedNetworks
from chatterbox_speech.request import SpeechRequest, read_request
from chatterbox_speech.request_threads import RequestThreads
from chatterbox_speech.settings import read_settings
from chatterbox_speech.speaker import Speaker
from chatterbox_speech.t3_layout import read_t3_layout
from chatterbox_speech.voice_table import read_voices
from chatterbox_speech.warm_up import warm_up


def _read(request: Any) -> SpeechRequest:
    def value(name: str) -> bytes:
        return bytes(pb_utils.get_input_tensor_by_name(request, name).as_numpy().flat[0])

    return read_request(value("TEXT"), value("VOICE"), value("LANGUAGE"), request.parameters())


def _sound(audio: Any) -> Any:
    return pb_utils.InferenceResponse(
        [
            pb_utils.Tensor("AUDIO", audio),
            pb_utils.Tensor("SAMPLE_RATE", np.array([SAMPLE_RATE_HZ], dtype=np.int32)),
        ]
    )


def _failure(error: Exception) -> Any:
    status = error.status if isinstance(error, SpeechError) else "INTERNAL"
    code = getattr(pb_utils.TritonError, status)
    return pb_utils.InferenceResponse([], error=pb_utils.TritonError(str(error), code))


class TritonPythonModel:
    """The one process of the model."""

    def initialize(self, args: dict[str, str]) -> None:
        """Fails where weights or voices are missing, so that the model is not ready. Compiles for minutes."""
        settings = read_settings(
            json.loads(args["model_config"]), args["model_instance_kind"], args["model_instance_device_id"]
        )
        layout = read_t3_layout(settings.t3_weights)
        voices = read_voices(settings.voices, layout, pb_utils.Logger.log_warn)
        self._threads = RequestThreads(settings.max_speeches)
        self._queue = DeviceQueue()
        networks = self._queue.run(0, lambda: load_networks(settings))
        queued = QueuedNetworks(networks, self._queue, lambda: 0)
        warm_up(queued, voices.voices, settings.schedule, settings.flow)
        self._speaker = Speaker(
            voices,
            lambda chunks: QueuedNetworks(networks, self._queue, chunks),
            settings.schedule,
            settings.flow,
            layout.stop_token_id,
        )

    def execute(self, requests: list[Any]) -> None:
        """Returns at once; each request is answered from its own thread."""
        for request in requests:
            sender = request.get_response_sender()
            if not self._threads.start(lambda request=request, sender=sender: self._answer(request, sender)):
                refusal = NoCapacity(f"{self._threads.places} segments are being spoken; no more are taken")
                sender.send(_failure(refusal), flags=pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL)

    def finalize(self) -> None:
        """After the last request has ended."""
        self._threads.close()
        self._queue.close()

    def _answer(self, request: Any, sender: Any) -> None:
        try:
            sound = self._speaker.speak(_read(request), TritonT3(request).generate, sender.is_cancelled)
            with closing(sound):
                for audio in sound:
                    sender.send(_sound(audio))
        except Exception as error:  # whatever it is, the caller is told
            if not isinstance(error, SpeechError):
                pb_utils.Logger.log_error(f"chatterbox: {error!r}")
            sender.send(_failure(error))
        finally:
            self._threads.leave()
            sender.send(flags=pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL)
