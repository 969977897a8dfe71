"""The orchestrators ask other models no more than they must.

What that costs in time tells measure_orchestrators.py.
"""

import time

from chord_networks import spoken
from served_chatterbox import VOICES
from served_cosyvoice2 import WEIGHTS
from speech_client import ask
from utterance_client import NOTHING, Utterance

# The flow's condition, two of its steps, the pitch, the vocoder.
S3GEN_CALLS_PER_CHUNK = 5


def answered(server, model: str) -> int:
    """Requests so far, to their ends."""
    return server.client.get_inference_statistics(model).model_stats[0].inference_stats.success.count


def more_answered(server, model: str, before: int) -> int:
    """An end is counted a moment after its caller has it."""
    deadline = time.monotonic() + 20
    while answered(server, model) == before and time.monotonic() < deadline:
        time.sleep(0.02)
    return answered(server, model) - before


def test_audio_that_is_added_asks_no_network(server):
    encoder = answered(server, "parakeet_encoder")
    utterance = Utterance(server.client, "added")
    utterance.ask("start", spoken(["one"]))
    for _ in range(10):
        utterance.ask("", spoken(["two"])[:1_536])
    utterance.ask("end", NOTHING)
    assert answered(server, "parakeet_encoder") == encoder


def test_a_final_text_asks_the_encoder_once_and_the_decoder_about_once_a_token(server):
    utterance = Utterance(server.client, "asked for twice")
    utterance.ask("start", spoken(["one", "two", "three"]))
    encoder, decoder = answered(server, "parakeet_encoder"), answered(server, "parakeet_decoder")
    assert utterance.ask("", NOTHING, "final").text == "one two three"
    assert more_answered(server, "parakeet_encoder", encoder) == 1
    # Three words of a token each, and the pauses around them.
    assert answered(server, "parakeet_decoder") - decoder <= 8
    # Its audio is what it was: its text as well.
    utterance.ask("end", NOTHING, "final")
    assert answered(server, "parakeet_encoder") - encoder == 1


def test_a_segment_asks_t3_once_and_s3gen_five_times_a_chunk(server):
    t3, s3gen = answered(server, "t3"), (server.folder / VOICES / "calls").stat().st_size
    speech = ask(server.url, "chatterbox", "One sentence, as they are said.", voice="anna")
    assert more_answered(server, "t3", t3) == 1
    calls = (server.folder / VOICES / "calls").stat().st_size - s3gen
    assert calls == S3GEN_CALLS_PER_CHUNK * len(speech.chunks)


def test_a_segment_asks_for_speech_tokens_once_and_the_flow_once_a_chunk(server):
    llm, flow = answered(server, "cosyvoice2_llm"), int((server.folder / WEIGHTS / "calls").read_text())
    speech = ask(server.url, "cosyvoice2", "Hello, world.")
    assert more_answered(server, "cosyvoice2_llm", llm) == 1
    assert int((server.folder / WEIGHTS / "calls").read_text()) - flow == len(speech.chunks)
