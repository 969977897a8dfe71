"""What the orchestrators add to a request, on a real Triton with stand-ins for the networks.

The figures of docs/models.md; in triton/, on a machine that has nothing else to do:

    export PYTHONPATH=$(sed -n 's/^pythonpath = //p' pytest.ini | tr ' ' ':')
    python tests/server/measure_orchestrators.py
"""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import tritonclient.grpc as triton
from chord_networks import spoken
from served_repository import served_repository
from speech_client import SpeechStream
from triton_server import TritonServer
from utterance_client import NOTHING, Utterance

TIMES = 200


def main() -> None:
    """Loads, and measures one after another."""
    with tempfile.TemporaryDirectory(prefix="voxrail-triton-") as name:
        folder = Path(name)
        with TritonServer(served_repository(folder), folder) as server:
            time.sleep(2)  # the last models' processes are still busy
            print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores; milliseconds")
            for what, measure in MEASURES.items():
                times_ms = 1_000 * np.array(list(measure(server)))
                middle, late = np.percentile(times_ms, [50, 95])
                figures = f"fastest {times_ms.min():5.1f}  median {middle:5.1f}  p95 {late:5.1f}"
                print(f"{what:<72}{figures}  of {len(times_ms)}", flush=True)


def seconds(action) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def audio_added(server) -> Iterator[float]:
    utterance, audio = Utterance(server.client, "added"), spoken(["one"])[:1_536]
    utterance.ask("start", NOTHING)
    for _ in range(TIMES):
        yield seconds(lambda: utterance.ask("", audio))
    utterance.ask("end", NOTHING)


def answered_s(server, *models: str) -> float:
    """Of requests so far, from arrival to answer."""
    time.sleep(0.01)  # the last one is counted after it was answered
    each = [server.client.get_inference_statistics(model).model_stats[0] for model in models]
    return sum(model.inference_stats.success.ns for model in each) / 1e9


def final_text(server) -> Iterator[float]:
    networks, audio = ("parakeet_encoder", "parakeet_decoder"), spoken(["one", "two", "three"])
    for index in range(TIMES):
        utterance = Utterance(server.client, f"decoded-{index}")
        utterance.ask("start", audio)
        before = answered_s(server, *networks)
        whole = seconds(lambda utterance=utterance: utterance.ask("end", NOTHING, "final"))
        yield whole - (answered_s(server, *networks) - before)


def first_sound(server, model: str, tokens: str, text: str, voice: str) -> Iterator[float]:
    span = server.folder / "model_repository" / tokens / "span"
    for _ in range(TIMES):
        with SpeechStream(server.url) as stream:
            time.sleep(0.1)  # it is open, and what was left of the last one has ended
            first_s = stream.ask(model, text, voice=voice).hear(chunks=1).chunk_at_s[0]
        yield first_s - float(span.read_text())


def silero(server) -> Iterator[float]:
    arrays = {
        "input": np.zeros((1, 576), dtype=np.float32),
        "state": np.zeros((2, 1, 128), dtype=np.float32),
        "sr": np.array([16_000], dtype=np.int64),
    }
    types = {"input": "FP32", "state": "FP32", "sr": "INT64"}
    inputs = [triton.InferInput(name, array.shape, types[name]) for name, array in arrays.items()]
    for tensor, array in zip(inputs, arrays.values(), strict=True):
        tensor.set_data_from_numpy(array)
    for _ in range(TIMES):
        yield seconds(lambda: server.client.infer("silero_vad", inputs))


MEASURES = {
    "parakeet_tdt: 96 ms of audio added": audio_added,
    "parakeet_tdt: final text of 2.8 s, less the time in its networks": final_text,
    "cosyvoice2: first sound, less the time of its 18 tokens": lambda server: first_sound(
        server, "cosyvoice2", "cosyvoice2_llm", "Hello.", "quick"
    ),
    "chatterbox: first sound, less the time of its 11 tokens": lambda server: first_sound(
        server, "chatterbox", "t3", "TIMED, this sentence.", "anna"
    ),
    "silero_vad: one window, for comparison": silero,
}


if __name__ == "__main__":
    main()
