"""`cosyvoice2` on a real Triton, with tones in the place of its networks."""

import time
from contextlib import ExitStack

import numpy as np
import pytest
from missing_files import reason_of
from served_cosyvoice2 import VOICES, WEIGHTS
from served_repository import served_repository
from speech_client import Speech, SpeechStream
from speech_client import ask as ask_model
from triton_server import TritonServer
from tritonclient.utils import InferenceServerException

SAMPLES_PER_TOKEN = 960
# The stand-in for the language model gives 10 tokens a character.
SAMPLES_PER_CHARACTER = 10 * SAMPLES_PER_TOKEN


def ask(server, text, **request) -> Speech:
    return ask_model(server.url, "cosyvoice2", text, **request)


def flow_calls(server) -> int:
    return int((server.folder / WEIGHTS / "calls").read_text())


def test_a_text_becomes_sound_while_its_tokens_still_come(server):
    speech = ask(server, "Hello, world.")
    assert speech.ended
    assert speech.errors == []
    assert speech.rates == {24_000}
    assert len(speech.samples) == 13 * SAMPLES_PER_CHARACTER
    # 130 tokens take 0.26 s: the first 18 are enough for sound.
    assert len(speech.chunks) == 5
    assert speech.chunk_at_s[0] < speech.chunk_at_s[-1] - 0.1
    assert np.abs(np.diff(speech.samples)).max() < 0.03


@pytest.mark.parametrize("text", ["", "   ", "?!", "<|s_17|>", "😀"])
def test_nothing_to_say_is_no_sound_and_an_end(server, text):
    speech = ask(server, text)
    assert speech.ended
    assert speech.errors == []
    assert len(speech.samples) == 0


@pytest.mark.parametrize("text", ["a", "Привет", "你好", "[laughter]", "<b>yes</b>", "Say <|task_id|>it"])
def test_one_letter_other_scripts_and_tags_are_spoken(server, text):
    speech = ask(server, text)
    assert speech.ended
    assert speech.errors == []
    assert len(speech.samples) > 0


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"text": "a" * 5_000}, "5000 characters; at most 2000"),
        ({"text": "Hello.", "voice": "nobody"}, "unknown voice 'nobody'; known: anna, bert, quick"),
        ({"text": "Hello.", "language": "de"}, "unknown language 'de'; known: en, ja, ko, yue, zh"),
        ({"text": "fail"}, "cosyvoice2_llm: Error generating stream: out of memory"),
        # Newer Tritons than 2.51 say what it was.
        ({"text": "break off"}, "cosyvoice2_llm"),
    ],
    ids=["5000 letters", "unknown voice", "unknown language", "failing model", "model that breaks off"],
)
def test_what_cannot_be_spoken_is_said_and_ends(server, asked, message):
    speech = ask(server, **asked)
    assert [message in error for error in speech.errors] == [True]
    assert speech.ended
    assert len(ask(server, "On.").samples) == 3 * SAMPLES_PER_CHARACTER


def test_a_listener_that_goes_costs_one_chunk_at_most(server):
    before = flow_calls(server)
    speech = ask(server, "a" * 100, chunks=4)
    assert len(speech.chunks) == 4
    time.sleep(1.0)
    # From here on there would be one every 0.2 s.
    assert flow_calls(server) - before <= 5
    # Its place is free again, four times over.
    for _ in range(5):
        assert ask(server, "Yes", chunks=1).errors == []


def test_speeches_at_the_same_time_do_not_mix_and_a_fifth_is_told_at_once(server):
    wait_until_idle(server)
    # Of three seconds: the first is still under way when all of them are.
    texts = ["slow" + "a" * more for more in range(32, 36)]
    with ExitStack() as streams:
        speaking = [streams.enter_context(SpeechStream(server.url)) for _ in texts]
        for index, (stream, text) in enumerate(zip(speaking, texts, strict=True)):
            stream.ask("cosyvoice2", text, voice=["anna", "bert"][index % 2])
        begun = [stream.hear(chunks=1) for stream in speaking]
        for _ in range(2):
            refused = ask(server, "a")
            assert refused.errors == ["4 speeches are under way; no more are taken"]
            assert refused.ended
        for stream, beginning, text in zip(speaking, begun, texts, strict=True):
            rest = stream.hear()
            assert (beginning.errors + rest.errors, rest.ended) == ([], True)
            assert len(beginning.samples) + len(rest.samples) == len(text) * SAMPLES_PER_CHARACTER


def wait_until_idle(server) -> None:
    """Speeches that were cancelled by an earlier test have left."""
    deadline = time.monotonic() + 20
    while ask(server, "a").errors and time.monotonic() < deadline:
        time.sleep(0.05)


def test_weights_that_are_missing_or_cut_off_are_named_and_the_others_serve(tmp_path):
    repository = served_repository(tmp_path, models=("silero_vad", "cosyvoice2"))
    flow, voices = tmp_path / WEIGHTS / "flow.pt", tmp_path / VOICES
    good = flow.read_bytes()
    flow.write_bytes(good[:3])
    with TritonServer(repository, tmp_path) as server:
        assert "cut off" in reason_of(server, "cosyvoice2", flow, "python -m fetch tts-cosyvoice2")
        flow.unlink()
        load(server)
        assert "is missing" in reason_of(server, "cosyvoice2", flow, "python -m fetch tts-cosyvoice2")
        flow.write_bytes(good)
        for voice in voices.iterdir():
            voice.write_bytes(voice.read_bytes()[:500])
        load(server)
        reason_of(server, "cosyvoice2", voices / "anna.npz", "register the voice anna again")
        for voice in voices.iterdir():
            voice.unlink()
        load(server)
        reason_of(server, "cosyvoice2", voices, "python -m register_cosyvoice2_voice")


def load(server) -> None:
    with pytest.raises(InferenceServerException):
        server.client.load_model("cosyvoice2")
