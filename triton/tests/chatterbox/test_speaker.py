"""Requests, from their text to the end of their sound."""

import json

import numpy as np
import pytest
from scripted_t3 import ScriptedT3
from small_s3gen import SmallS3Gen, small_voice

from chatterbox_speech.errors import Cancelled, InvalidRequest, ModelFailed
from chatterbox_speech.generation import generation_of
from chatterbox_speech.networks import FlowSettings
from chatterbox_speech.request import SpeechRequest, read_request
from chatterbox_speech.schedule import ChunkSchedule
from chatterbox_speech.speaker import Speaker
from chatterbox_speech.voice_table import VoiceTable

STEPS = 2
# What one chunk costs: condition, steps, pitch, vocoder.
CALLS_PER_CHUNK = 3 + STEPS


class Speaking:
    """A speaker with its networks and its T3."""

    def __init__(self, **t3) -> None:
        self.networks, self.t3 = SmallS3Gen(), ScriptedT3(**t3)
        voices = VoiceTable({name: small_voice(name) for name in ("anna", "ben")})
        self.speaker = Speaker(
            voices, lambda chunks: self.networks, ChunkSchedule(), FlowSettings(STEPS), stop_token_id=999
        )
        self.cancelled = False

    def speak(self, text="Hello there.", voice="anna", seed=5):
        request = SpeechRequest(text, voice, "en", seed)
        return self.speaker.speak(request, self.t3.generate, lambda: self.cancelled)


def test_text_becomes_sound_in_chunks():
    speaking = Speaking(tokens=60)
    chunks = list(speaking.speak())
    assert sum(map(len, chunks)) == 63 * 960
    assert len(chunks) == 4
    assert all(chunk.dtype == np.float32 for chunk in chunks)
    assert max(abs(chunk).max() for chunk in chunks) <= 1


def test_t3_is_asked_in_the_words_of_its_vocabulary_and_with_keys_that_vllm_knows():
    speaking = Speaking()
    list(speaking.speak("hello [laugh]", voice="ben"))
    (asked,) = speaking.t3.asked
    assert asked.prompt == "<|v_ben_0|><|v_ben_1|>Hello [laugh]<|s_6561|>"
    sampling = json.loads(asked.sampling_json)
    assert sampling["stop_token_ids"] == [999]
    assert sampling["skip_special_tokens"] is False
    assert sampling["seed"] == 5
    known = {"temperature", "top_k", "top_p", "repetition_penalty", "max_tokens", "seed"}
    assert sampling.keys() == known | {"stop_token_ids", "skip_special_tokens"}


def test_without_a_seed_vllm_is_given_none():
    asked = generation_of("Hello.", small_voice(), 999, None)
    assert "seed" not in json.loads(asked.sampling_json)


@pytest.mark.parametrize(("text", "most"), [("A.", 141), ("x" * 300, 1000)])
def test_a_model_that_runs_away_is_stopped(text, most):
    assert json.loads(generation_of(text, small_voice(), 9, 1).sampling_json)["max_tokens"] == most


def test_the_same_seed_speaks_the_same_way():
    one, again, other = (np.concatenate(list(Speaking().speak(seed=seed))) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert np.abs(one - other).max() > 0.01


def test_long_text_is_spoken_piece_by_piece():
    speaking = Speaking(tokens=20)
    sound = np.concatenate(list(speaking.speak("A sentence of medium length. " * 60)))
    pieces = len(speaking.t3.asked)
    assert pieces == 6
    assert len(sound) == pieces * 23 * 960


def test_text_that_cannot_be_spoken_is_silent_and_asks_nobody():
    speaking = Speaking()
    assert list(speaking.speak("…")) == []
    assert list(speaking.speak("")) == []
    assert speaking.t3.asked == [] and speaking.networks.calls == []


def test_a_t3_that_has_nothing_to_say_gives_no_sound():
    assert list(Speaking(tokens=0).speak("A.")) == []


def test_an_unknown_voice_is_named_with_those_that_there_are():
    with pytest.raises(InvalidRequest, match='VOICE is "carl"; there are: anna, ben'):
        list(Speaking().speak(voice="carl"))


def test_default_is_the_first_voice_where_none_bears_that_name():
    speaking = Speaking()
    list(speaking.speak(voice="default"))
    assert speaking.t3.asked[0].prompt.startswith("<|v_anna_0|>")


def test_a_failure_of_t3_ends_the_sound_and_says_why():
    speaking = Speaking(tokens=15, failing=ModelFailed("t3: out of memory"))
    sound = speaking.speak()
    assert len(next(sound)) > 0
    with pytest.raises(ModelFailed, match="out of memory"):
        next(sound)


@pytest.mark.parametrize("call", range(1, 3 * CALLS_PER_CHUNK + 1))
def test_a_cancel_at_any_call_stops_work_within_the_chunk(call):
    """Counted: no chunk begins after it, and the one under way ends after a call or two."""
    speaking = Speaking(tokens=600)

    def cancel_at(name):
        if len(speaking.networks.calls) == call:
            speaking.cancelled = True

    speaking.networks.after_call = cancel_at
    with pytest.raises(Cancelled):
        list(speaking.speak())
    made = speaking.networks.calls
    # Between the pitch and the vocoder nobody asks.
    assert len(made) - call <= 1
    assert made.count("condition") == -(-call // CALLS_PER_CHUNK)
    assert speaking.t3.answers[0].cancelled.is_set()


def test_a_cancel_while_t3_is_silent_reaches_it():
    speaking = Speaking(tokens=60, pause_after=12)
    sound = speaking.speak()
    next(sound)
    speaking.cancelled = True
    with pytest.raises(Cancelled):
        next(sound)
    assert speaking.t3.answers[0].cancelled.is_set()
    assert len(speaking.networks.calls) == CALLS_PER_CHUNK


def test_a_caller_who_leaves_takes_t3_with_them():
    speaking = Speaking(tokens=60, pause_after=40)
    sound = speaking.speak()
    next(sound)
    sound.close()
    assert speaking.t3.answers[0].cancelled.wait(1)


def test_what_was_cancelled_before_it_began_asks_nobody():
    speaking = Speaking()
    speaking.cancelled = True
    with pytest.raises(Cancelled):
        list(speaking.speak())
    assert speaking.t3.asked == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": b"x" * 5_000}, "TEXT has 5000 characters; at most 2000"),
        ({"text": b"\xff"}, "TEXT is not UTF-8"),
        ({"language": b"de"}, 'LANGUAGE is "de"; Chatterbox Turbo speaks en'),
        ({"language": b""}, "LANGUAGE"),
        ({"parameters_json": '{"exaggeration": 0.7}'}, r"no exaggeration.*\[laugh\]"),
        ({"parameters_json": '{"seed": -1}'}, "seed"),
        ({"parameters_json": '{"seed": true}'}, "seed"),
    ],
)
def test_a_request_that_cannot_be_answered_is_refused(changes, message):
    good = {"text": b"Hello.", "voice": b"anna", "language": b"en-US", "parameters_json": ""}
    assert read_request(**good) == SpeechRequest("Hello.", "anna", "en-US", None)
    with pytest.raises(InvalidRequest, match=message):
        read_request(**(good | changes))
