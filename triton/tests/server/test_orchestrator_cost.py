"""What the orchestrators add to a request: the networks' stand-ins take next to no time here.

With `-s` the figures of docs/models.md are printed. The bound holds for the fastest: a machine may be shared,
and waiting for others is nobody's work.
"""

import time

import numpy as np
import tritonclient.grpc as triton
from chord_networks import spoken
from speech_client import ask
from utterance_client import NOTHING, Utterance

BOUND_MS = 10.0
TIMES = 60


def told(what: str, times_ms: list[float]) -> float:
    """Prints them; the fastest."""
    median, late = np.percentile(times_ms, [50, 95])
    fastest = min(times_ms)
    print(f"\n{what}: fastest {fastest:.1f}, p50 {median:.1f}, p95 {late:.1f} ms of {len(times_ms)}")
    return fastest


def milliseconds(action) -> float:
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1_000


def test_audio_that_is_added_to_an_utterance_costs_under_10_ms(server):
    utterance, audio = Utterance(server.client, "added"), spoken(["one"])[:1_536]
    utterance.ask("start", NOTHING)
    times = [milliseconds(lambda: utterance.ask("", audio)) for _ in range(TIMES)]
    utterance.ask("end", NOTHING)
    assert told("parakeet_tdt, 96 ms of audio added", times) < BOUND_MS


def statistics_ms(server, *models: str) -> float:
    """Of requests so far, from arrival to answer."""
    each = [server.client.get_inference_statistics(model).model_stats[0] for model in models]
    return sum(model.inference_stats.success.ns for model in each) / 1e6


def test_a_decode_costs_under_10_ms_beside_its_networks(server):
    """The time of the request less that which its encoder and decoder take, stand-ins on the same cores."""
    networks, times = ("parakeet_encoder", "parakeet_decoder"), []
    audio = spoken(["one", "two", "three"])
    for index in range(TIMES // 2):
        utterance = Utterance(server.client, f"decoded-{index}")
        utterance.ask("start", audio)
        before = statistics_ms(server, *networks)
        whole = milliseconds(lambda utterance=utterance: utterance.ask("end", NOTHING, "final"))
        times.append(whole - (statistics_ms(server, *networks) - before))
    assert told("parakeet_tdt, final text of 2.8 s, beside its networks", times) < BOUND_MS


def test_a_first_sound_comes_within_10_ms_of_its_tokens(server):
    """From the request to the sound, less the time that the language model took for 18 tokens."""
    span, times = server.folder / "model_repository/cosyvoice2_llm/span", []
    for _ in range(TIMES // 2):
        first_s = ask(server.url, "Hello.", voice="quick").chunk_at_s[0]
        times.append(1_000 * (first_s - float(span.read_text())))
    assert told("cosyvoice2, request to first sound, beside its tokens", times) < BOUND_MS


def test_a_silero_call_is_there_to_compare_with(server):
    """The same Triton and client with a model that is one call."""
    arrays = {
        "input": np.zeros((1, 576), dtype=np.float32),
        "state": np.zeros((2, 1, 128), dtype=np.float32),
        "sr": np.array([16_000], dtype=np.int64),
    }
    types = {"input": "FP32", "state": "FP32", "sr": "INT64"}
    inputs = [triton.InferInput(name, array.shape, types[name]) for name, array in arrays.items()]
    for tensor, array in zip(inputs, arrays.values(), strict=True):
        tensor.set_data_from_numpy(array)
    times = [milliseconds(lambda: server.client.infer("silero_vad", inputs)) for _ in range(TIMES)]
    assert told("silero_vad, one window, for comparison", times) < BOUND_MS
