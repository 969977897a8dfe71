"""A sequence of requests to `parakeet_tdt`, as a rail sends them."""

import json
from dataclasses import dataclass

import numpy as np
import tritonclient.grpc as triton

NOTHING = np.zeros(0, dtype=np.int16)


@dataclass
class Answer:
    text: str
    words: list[dict]
    confidence: float


def answer_of(result: triton.InferResult) -> Answer:
    """The tensors of one answer."""
    return Answer(
        text=result.as_numpy("TEXT")[0].decode(),
        words=json.loads(result.as_numpy("WORDS")[0].decode()),
        confidence=float(result.as_numpy("CONFIDENCE")[0]),
    )


class Utterance:
    """`flags`: "start", "end" or both; `decode`: no, running or final."""

    def __init__(self, client: triton.InferenceServerClient, sequence: str) -> None:
        self._client, self._sequence = client, sequence

    def ask(
        self, flags: str = "", audio: np.ndarray = NOTHING, decode: str = "no", within_s: float = 20
    ) -> Answer:
        """One request and its answer."""
        request = self._request(flags, audio, decode)
        return answer_of(self._client.infer(**request, client_timeout=within_s))

    def send(self, flags: str = "", audio: np.ndarray = NOTHING, decode: str = "no") -> None:
        """One request on the client's stream, whose callback gets the answer."""
        self._client.async_stream_infer(**self._request(flags, audio, decode))

    def _request(self, flags: str, audio: np.ndarray, decode: str) -> dict:
        samples = triton.InferInput("AUDIO", [len(audio)], "INT16")
        samples.set_data_from_numpy(audio)
        wanted = triton.InferInput("DECODE", [1], "BOOL")
        wanted.set_data_from_numpy(np.array([decode != "no"]))
        return {
            "model_name": "parakeet_tdt",
            "inputs": [samples, wanted],
            "sequence_id": self._sequence,
            "sequence_start": "start" in flags,
            "sequence_end": "end" in flags,
            "parameters": None if decode == "no" else {"hypothesis": decode},
        }
