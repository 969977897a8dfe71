"""`cosyvoice2` on a real Triton, with tones in the place of its networks."""

import threading
import time

import numpy as np
import pytest
from served_repository import WEIGHTS, served_repository
from speech_client import ask
from triton_server import TritonServer

SAMPLES_PER_TOKEN = 960
# The stand-in for the language model gives 10 tokens a character.
SAMPLES_PER_CHARACTER = 10 * SAMPLES_PER_TOKEN


def flow_calls(server) -> int:
    return int((server.folder / WEIGHTS / "calls").read_text())


def test_a_text_becomes_sound_while_its_tokens_still_come(server):
    speech = ask(server.url, "Hello, world.")
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
    speech = ask(server.url, text)
    assert speech.ended
    assert speech.errors == []
    assert len(speech.samples) == 0


@pytest.mark.parametrize("text", ["a", "Привет", "你好", "[laughter]", "<b>yes</b>", "Say <|task_id|>it"])
def test_one_letter_other_scripts_and_tags_are_spoken(server, text):
    speech = ask(server.url, text)
    assert speech.ended
    assert speech.errors == []
    assert len(speech.samples) > 0


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"text": "a" * 5_000}, "5000 characters; at most 2000"),
        ({"text": "Hello.", "voice": "nobody"}, "unknown voice 'nobody'; known: anna, bert"),
        ({"text": "Hello.", "language": "de"}, "unknown language 'de'; known: en, ja, ko, yue, zh"),
        ({"text": "fail"}, "cosyvoice2_llm: Error generating stream: out of memory"),
    ],
    ids=["5000 letters", "unknown voice", "unknown language", "failing model"],
)
def test_what_cannot_be_spoken_is_said_and_ends(server, asked, message):
    speech = ask(server.url, **asked)
    assert [message in error for error in speech.errors] == [True]
    assert speech.ended
    assert len(ask(server.url, "On.").samples) == 3 * SAMPLES_PER_CHARACTER


def test_a_listener_that_goes_costs_one_chunk_at_most(server):
    before = flow_calls(server)
    speech = ask(server.url, "a" * 100, listen=2)
    assert len(speech.chunks) == 2
    time.sleep(1.0)
    assert flow_calls(server) - before <= 3
    # Its place is free again, four times over.
    for _ in range(5):
        assert ask(server.url, "Yes", listen=1).errors == []


def test_speeches_at_the_same_time_do_not_mix_and_a_fifth_is_told_at_once(server):
    wait_until_idle(server)
    speeches = {}

    def speak(index):
        speeches[index] = ask(server.url, "a" * (10 + index), voice=["anna", "bert"][index % 2])

    threads = [threading.Thread(target=speak, args=(index,)) for index in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = [speech for speech in speeches.values() if speech.errors]
    assert {error for speech in refused for error in speech.errors} == {
        "4 speeches are under way; no more are taken"
    }
    assert len(refused) == 2
    for index, speech in speeches.items():
        assert speech.ended
        if not speech.errors:
            assert len(speech.samples) == (10 + index) * SAMPLES_PER_CHARACTER


def wait_until_idle(server) -> None:
    """Speeches that were cancelled by an earlier test have left."""
    deadline = time.monotonic() + 20
    while ask(server.url, "a").errors and time.monotonic() < deadline:
        time.sleep(0.05)


@pytest.fixture(scope="module")
def voiceless(tmp_path_factory):
    """A server whose `cosyvoice2` has its flow cut off."""
    folder = tmp_path_factory.mktemp("voiceless")
    repository = served_repository(folder, models=("silero_vad", "cosyvoice2"))
    (folder / WEIGHTS / "flow.pt").write_bytes(b"ton")
    with TritonServer(repository, folder) as running:
        yield running


def test_a_voice_with_cut_off_weights_says_how_to_get_them_and_the_others_serve(voiceless):
    index = voiceless.client.get_model_repository_index()
    states = {model.name: model for model in index.models}
    assert states["silero_vad"].state == "READY"
    assert states["cosyvoice2"].state == "UNAVAILABLE"
    assert str(voiceless.folder / WEIGHTS / "flow.pt") in states["cosyvoice2"].reason
    assert "python -m fetch tts-cosyvoice2" in states["cosyvoice2"].reason
