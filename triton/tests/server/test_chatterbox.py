"""`chatterbox` on a real Triton, with a T3 and an S3Gen of few numbers."""

import re
import threading
import time
from contextlib import ExitStack

import numpy as np
import pytest
import tritonclient.grpc as triton
from served_chatterbox import VOICES
from speech_client import Speech, SpeechStream
from speech_client import ask as ask_model
from tritonclient.utils import InferenceServerException

TEXT = "One sentence that is neither long nor short. [laugh]"


def ask(server, text=TEXT, voice="anna", **request) -> Speech:
    return ask_model(server.url, "chatterbox", text, voice=voice, **request)


def test_it_reports_its_voices_and_tags_as_the_rails_read_them(server):
    parameters = server.client.get_model_config("chatterbox").config.parameters
    assert parameters["voices"].string_value == "default,anna,ben"
    assert "laugh" in parameters["tags"].string_value.split(",")


def test_text_becomes_sound_chunk_by_chunk(server):
    speech = ask(server, seed=3)
    assert (speech.errors, speech.ended, speech.rates) == ([], True, {24_000})
    assert len(speech.chunks) > 2
    assert len(speech.samples) == (len(TEXT) + 3) * 960
    assert speech.samples.dtype == np.float32 and np.abs(speech.samples).max() <= 1
    # The first after 8 tokens and the look-ahead: 6 of them, 2 are held back.
    assert len(speech.chunks[0]) == 6 * 960


def test_the_same_seed_speaks_the_same_way_and_another_voice_otherwise(server):
    once, again, otherwise = (ask(server, seed=seed).samples for seed in (3, 3, 4))
    np.testing.assert_array_equal(once, again)
    assert np.abs(once - otherwise).max() > 0.01


def test_segments_at_the_same_time_do_not_mix(server):
    texts = [f"Number {number} says this sentence." for number in range(8)]
    alone, together = ask(server, texts[0], seed=1).samples, {}

    def say(text):
        together[text] = ask(server, text, seed=1).samples

    threads = [threading.Thread(target=say, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together.keys() == set(texts)
    np.testing.assert_array_equal(together[texts[0]], alone)


@pytest.mark.parametrize("text", ["", "?!", "[happy]"])
def test_nothing_to_say_is_an_end_without_sound(server, text):
    assert ask(server, text) == Speech(ended=True)


def test_one_letter_is_spoken(server):
    # With the full stop that it is given; silence follows.
    assert len(ask(server, "a").samples) == (2 + 3) * 960


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"text": "x" * 5_000}, "TEXT has 5000 characters; at most 2000"),
        ({"text": "привет"}, "script"),
        ({"voice": "carl"}, 'VOICE is "carl"; there are: anna, ben'),
        ({"language": "de"}, "Chatterbox Turbo speaks en"),
        ({"exaggeration": "0.7"}, "no exaggeration"),
        # Newer Tritons than 2.51 say what it was.
        ({"text": "This is BROKEN after some words."}, "t3: out of memory|t3 ended before the text did"),
    ],
)
def test_what_cannot_be_spoken_is_an_error_and_then_an_end(server, asked, message):
    speech = ask(server, **asked)
    assert [re.search(message, error) is not None for error in speech.errors] == [True]
    assert speech.ended
    # And it speaks on.
    assert len(ask(server).chunks) > 2


def s3gen_calls(server) -> int:
    return (server.folder / VOICES / "calls").stat().st_size


def test_who_leaves_costs_no_more_than_the_chunk_under_way(server):
    text = "SLOW: this goes on and on, far longer than anyone would listen to it. " * 4
    assert len(ask(server, text, chunks=3).chunks) == 3
    left_at = s3gen_calls(server)
    time.sleep(1.5)
    # A chunk costs five calls, and comes a quarter of a second after the one before: there would be five.
    assert s3gen_calls(server) - left_at <= 2 * 5


def test_more_segments_than_there_are_places_are_refused_at_once(server):
    """The places of those that went are free again."""
    with ExitStack() as streams:
        speaking = [streams.enter_context(SpeechStream(server.url)) for _ in range(16)]
        for stream in speaking:
            stream.ask("chatterbox", "SILENT after its first sound.", voice="anna")
        # What has a sound has its place.
        assert [len(stream.hear(chunks=1).chunks) for stream in speaking] == [1] * 16
        assert ask(server).errors == ["16 segments are being spoken; no more are taken"]
    deadline = time.monotonic() + 20
    while (speech := ask(server)).errors:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert len(speech.chunks) > 2


def test_a_single_answer_is_refused(server):
    inputs = []
    for name in ("TEXT", "VOICE", "LANGUAGE"):
        inputs.append(triton.InferInput(name, [1], "BYTES"))
        inputs[-1].set_data_from_numpy(np.array([b"en"], dtype=np.object_))
    with pytest.raises(InferenceServerException, match="decoupled"):
        server.client.infer("chatterbox", inputs)
