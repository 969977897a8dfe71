"""One speech of `cosyvoice2`, as a rail asks for it: a stream of its own."""

import queue
import time
from dataclasses import dataclass, field

import numpy as np
import tritonclient.grpc as triton


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


def _tensor(name: str, value: str) -> triton.InferInput:
    tensor = triton.InferInput(name, [1], "BYTES")
    tensor.set_data_from_numpy(np.array([value.encode()], dtype=np.object_))
    return tensor


def ask(url: str, text: str, voice: str = "default", language: str = "en", listen: int = 10**9) -> Speech:
    """Until its end, or until `listen` chunks were heard: then the stream is cancelled."""
    answers, speech = queue.Queue(), Speech()
    with triton.InferenceServerClient(url) as client:
        client.start_stream(lambda result, error: answers.put((result, error)))
        begun = time.perf_counter()
        client.async_stream_infer(
            "cosyvoice2",
            [_tensor("TEXT", text), _tensor("VOICE", voice), _tensor("LANGUAGE", language)],
            enable_empty_final_response=True,
        )
        while not speech.ended and len(speech.chunks) < listen:
            result, error = answers.get(timeout=20)
            if error is not None:
                speech.errors.append(error.message())
                # The end of a speech that fails while it is enqueued is not told (Triton's protocol).
                result = error_end(answers)
            if result is None:
                break
            _take(speech, result, time.perf_counter() - begun)
        client.stop_stream(cancel_requests=not speech.ended)
    return speech


def error_end(answers: queue.Queue):
    """The final answer behind an error, where there is one."""
    try:
        return answers.get(timeout=5)[0]
    except queue.Empty:
        return None


def _take(speech: Speech, result: triton.InferResult, at_s: float) -> None:
    response = result.get_response()
    speech.ended = response.parameters["triton_final_response"].bool_param
    audio = result.as_numpy("AUDIO")
    if audio is not None:
        speech.chunks.append(audio)
        speech.chunk_at_s.append(at_s)
        speech.rates.add(int(result.as_numpy("SAMPLE_RATE")[0]))
