"""A request, the language model's texts and the networks, to the last sample or to the cancel."""

import pytest
from tone_networks import ToneNetworks, tone_voice

from cosy_speech.admission import Admission
from cosy_speech.errors import Cancelled, ModelFailed, NoCapacity
from cosy_speech.prompt import MAX_SPEECH_TOKENS
from cosy_speech.request import SpeechRequest
from cosy_speech.speak import speak

SAMPLES_PER_TOKEN = 960


class LanguageModel:
    """Gives `count` tokens, `each` at a time, and knows whether its caller ended it."""

    def __init__(self, count: int, each: int = 1, failing_after: int | None = None) -> None:
        self.count, self.each, self.failing_after = count, each, failing_after
        self.given, self.ended = 0, False

    def __call__(self, request):
        try:
            while self.given < self.count:
                if self.failing_after is not None and self.given >= self.failing_after:
                    raise ModelFailed("cosyvoice2_llm: out of memory")
                self.given += self.each
                yield "<|s_7|>" * self.each
        finally:
            self.ended = True


def request(text: str = "Hello there.") -> SpeechRequest:
    return SpeechRequest(text, tone_voice())


def never() -> bool:
    return False


@pytest.mark.parametrize("each", [1, 7, 200])
def test_a_speech_has_the_sound_of_all_its_tokens(each):
    model = LanguageModel(200, each)
    sounds = list(speak(request(), model, ToneNetworks(), never))
    assert sum(map(len, sounds)) == SAMPLES_PER_TOKEN * model.given
    assert model.ended


def test_the_first_sound_is_there_before_the_19th_token_is():
    model = LanguageModel(200)
    next(iter(speak(request(), model, ToneNetworks(), never)))
    assert model.given == 18


@pytest.mark.parametrize("heard", [1, 2, 3])
def test_a_cancel_costs_no_network_call_more_and_ends_the_language_model(heard):
    model, networks, sounds = LanguageModel(1_000), ToneNetworks(), []
    with pytest.raises(Cancelled):
        for samples in speak(request(), model, networks, lambda: len(sounds) >= heard):
            sounds.append(samples)
    assert len(sounds) == heard
    assert len(networks.mel_calls) == heard
    assert model.ended
    assert model.given < 1_000


def test_a_cancel_before_the_first_token_calls_no_network():
    model, networks = LanguageModel(100), ToneNetworks()
    with pytest.raises(Cancelled):
        list(speak(request(), model, networks, lambda: True))
    assert networks.mel_calls == []
    assert model.ended


def test_a_cancel_while_the_last_tokens_come_does_not_make_their_sound():
    model, networks = LanguageModel(10), ToneNetworks()
    with pytest.raises(Cancelled):
        list(speak(request(), model, networks, lambda: model.given >= 10))
    assert networks.mel_calls == []


def test_a_listener_that_goes_without_a_word_ends_the_language_model_too():
    model = LanguageModel(1_000)
    sounds = speak(request(), model, ToneNetworks(), never)
    next(sounds)
    sounds.close()
    assert model.ended


def test_a_text_with_nothing_to_say_asks_nobody():
    model = LanguageModel(10)
    assert list(speak(request(""), model, ToneNetworks(), never)) == []
    assert model.given == 0


def test_a_failing_language_model_is_named_after_the_sound_that_was_made():
    sounds = []
    with pytest.raises(ModelFailed, match="out of memory"):
        for samples in speak(request(), LanguageModel(100, failing_after=40), ToneNetworks(), never):
            sounds.append(samples)
    assert len(sounds) == 2


def test_a_language_model_without_a_word_is_an_error_and_no_silence():
    with pytest.raises(ModelFailed, match="no speech"):
        list(speak(request(), LanguageModel(0), ToneNetworks(), never))


def test_a_language_model_that_runs_away_is_stopped():
    model = LanguageModel(10**6, each=100)
    with pytest.raises(ModelFailed, match="more than"):
        list(speak(request(), model, ToneNetworks(), never))
    assert model.given <= MAX_SPEECH_TOKENS + 100


def test_a_failing_flow_ends_the_language_model():
    model, networks = LanguageModel(1_000), ToneNetworks(failing=ModelFailed("CUDA out of memory"))
    with pytest.raises(ModelFailed, match="CUDA"):
        list(speak(request(), model, networks, never))
    assert model.ended
    assert model.given == 18


def test_one_speech_more_than_is_taken_is_told_at_once():
    admission = Admission(2)
    admission.enter()
    admission.enter()
    with pytest.raises(NoCapacity, match="2 speeches"):
        admission.enter()
    admission.leave()
    admission.enter()
    assert admission.taken == 2
