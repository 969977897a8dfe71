"""One segment of text to a voice, as a rail asks for it: a stream of its own."""

import queue
import time
from dataclasses import dataclass, field

import numpy as np
import tritonclient.grpc as triton

# Ends nothing that is heard: how long a test waits for what should come.
_ANSWER_WITHIN_S = 20
_END_AFTER_ERROR_WITHIN_S = 5

ALL = 10**9


@dataclass
class Speech:
    """What came, and when: seconds since the request."""

    chunks: list[np.ndarray] = field(default_factory=list)
    chunk_at_s: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    rates: set[int] = field(default_factory=set)
    ended: bool = False

    @property
    def samples(self) -> np.ndarray:
        return np.concatenate([np.zeros(0, dtype=np.float32), *self.chunks])


class SpeechStream:
    """Open before there is anything to ask, as a rail's are."""

    def __init__(self, url: str) -> None:
        self._answers: queue.Queue = queue.Queue()
        self._client = triton.InferenceServerClient(url)
        self._client.start_stream(
            lambda result, error: self._answers.put((result, error, time.perf_counter()))
        )

    def ask(
        self, model: str, text: str, voice: str = "default", language: str = "en", **parameters
    ) -> "SpeechStream":
        """Once; `hear` takes what comes."""
        self._asked_at = time.perf_counter()
        self._client.async_stream_infer(
            model,
            [_tensor("TEXT", text), _tensor("VOICE", voice), _tensor("LANGUAGE", language)],
            enable_empty_final_response=True,
            parameters=parameters or None,
        )
        return self

    def hear(self, chunks: int = ALL) -> Speech:
        """Until its end, or until so many chunks came."""
        speech = Speech()
        while not speech.ended and len(speech.chunks) < chunks:
            result, error, came_at = self._answers.get(timeout=_ANSWER_WITHIN_S)
            if error is not None:
                speech.errors.append(error.message())
                # The end of a speech that fails while it is enqueued is not told (Triton's protocol).
                result = self._end_after_error()
            if result is None:
                break
            _take(speech, result, came_at - self._asked_at)
        return speech

    def leave(self) -> None:
        """Cancels what has not ended."""
        self._client.stop_stream(cancel_requests=True)
        self._client.close()

    def __enter__(self) -> "SpeechStream":
        return self

    def __exit__(self, *error: object) -> None:
        self.leave()

    def _end_after_error(self) -> triton.InferResult | None:
        try:
            return self._answers.get(timeout=_END_AFTER_ERROR_WITHIN_S)[0]
        except queue.Empty:
            return None


def ask(url: str, model: str, text: str, chunks: int = ALL, **request) -> Speech:
    """All of a speech, or its first chunks: then it is cancelled."""
    with SpeechStream(url) as stream:
        return stream.ask(model, text, **request).hear(chunks)


def _tensor(name: str, value: str) -> triton.InferInput:
    tensor = triton.InferInput(name, [1], "BYTES")
    tensor.set_data_from_numpy(np.array([value.encode()], dtype=np.object_))
    return tensor


def _take(speech: Speech, result: triton.InferResult, at_s: float) -> None:
    response = result.get_response()
    speech.ended = response.parameters["triton_final_response"].bool_param
    audio = result.as_numpy("AUDIO")
    if audio is not None:
        speech.chunks.append(audio)
        speech.chunk_at_s.append(at_s)
        speech.rates.add(int(result.as_numpy("SAMPLE_RATE")[0]))
