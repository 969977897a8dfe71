"""Utterances whose words are chords."""

import numpy as np
import pytest
from chord_networks import WORDS, ChordNetworks, spoken
from hypothesis import given, settings
from hypothesis import strategies as st

from parakeet.errors import InvalidRequest, ModelFailed
from parakeet.limits import MAX_UTTERANCE_SAMPLES
from parakeet.utterance import Utterance


def words_for(count: int, seed: int) -> list[str]:
    """Words of which no two in a row are the same."""
    steps = np.random.default_rng(seed).integers(1, len(WORDS), size=count)
    return [WORDS[index % len(WORDS)] for index in np.cumsum(steps)]


def final_text(audio: np.ndarray, chords: ChordNetworks | None = None) -> str:
    utterance = Utterance((chords or ChordNetworks()).networks())
    utterance.append(audio)
    return utterance.final().text


def test_words_come_with_the_times_at_which_they_sound():
    utterance = Utterance(ChordNetworks().networks())
    utterance.append(spoken(["three", "one", "nine"]))
    transcript = utterance.final()
    assert transcript.text == "three one nine"
    for word, start in zip(transcript.words, [0.4, 1.2, 2.0], strict=True):
        assert word.start == pytest.approx(start, abs=0.09)
        assert word.confidence > 0.9


@pytest.mark.parametrize("count", [0, 1, 159, 160, 1_279, 1_281])
def test_next_to_no_audio_has_no_words(count):
    assert final_text(np.ones(count, dtype=np.int16)) == ""


@pytest.mark.parametrize("words", [37, 38, 74, 110, 180])
def test_a_long_utterance_loses_and_doubles_no_word_where_windows_meet(words):
    said = words_for(words, seed=words)
    utterance = Utterance(ChordNetworks().networks())
    utterance.append(spoken(said))
    transcript = utterance.final()
    assert transcript.text.split() == said
    for index, word in enumerate(transcript.words):
        assert word.start == pytest.approx(0.4 + 0.8 * index, abs=0.09)


@pytest.mark.parametrize("pause", [0.08, 0.0])
def test_fast_speech_without_long_pauses_is_joined_as_well(pause):
    said = words_for(150, seed=3)
    heard = final_text(spoken(said, seconds_each=0.32, pause=pause)).split()
    assert heard == said


def test_no_window_is_longer_than_the_encoder_takes():
    chords = ChordNetworks()
    final_text(spoken(words_for(120, seed=1)), chords)
    assert max(chords.encoded_frames) == 3_000
    assert len(chords.encoded_frames) == 4


@given(
    st.integers(1, 60),
    st.integers(0, 2**16),
    st.lists(st.tuples(st.integers(1, 60_000), st.sampled_from(["no", "running", "final"]))),
)
@settings(max_examples=15)
def test_the_final_text_depends_on_the_audio_alone(count, seed, steps):
    audio = spoken(words_for(count, seed))
    utterance, sent = Utterance(ChordNetworks().networks()), 0
    for samples, decode in steps:
        utterance.append(audio[sent : sent + samples])
        sent = min(len(audio), sent + samples)
        if decode == "running":
            utterance.running()
        elif decode == "final":
            assert utterance.final().text == final_text(audio[:sent])
    utterance.append(audio[sent:])
    assert utterance.final().text == final_text(audio)


def test_running_texts_grow_word_by_word_and_take_none_back():
    audio = spoken(words_for(50, seed=5))
    utterance, before = Utterance(ChordNetworks().networks()), []
    for start in range(0, len(audio), 4_800):
        utterance.append(audio[start : start + 4_800])
        words = utterance.running().text.split()
        assert words[: max(0, len(before) - 1)] == before[:-1]
        before = words
    assert before == words_for(50, seed=5)


def test_the_final_of_audio_already_known_costs_nothing():
    chords = ChordNetworks()
    utterance = Utterance(chords.networks())
    utterance.append(spoken(["one", "two"]))
    first = utterance.final()
    utterance.append(np.zeros(0, dtype=np.int16))
    assert utterance.final() is first
    assert len(chords.encoded_frames) == 1


def test_a_failed_decode_takes_nothing_from_the_utterance():
    chords = ChordNetworks()
    audio = spoken(words_for(60, seed=6))
    utterance = Utterance(chords.networks())
    utterance.append(audio)
    chords.failing = ModelFailed("parakeet_encoder: out of memory")
    with pytest.raises(ModelFailed, match="out of memory"):
        utterance.final()
    chords.failing = None
    assert utterance.final().text.split() == words_for(60, seed=6)


def test_audio_that_was_transcribed_is_not_kept():
    utterance = Utterance(ChordNetworks().networks())
    second = spoken(["one"])[:16_000]
    for _ in range(200):
        utterance.append(second)
        utterance.running()
    assert len(utterance._kept) <= 7 * 16_000
    assert utterance.samples == 200 * 16_000


def test_more_than_five_minutes_are_refused_and_leave_the_rest_usable():
    utterance = Utterance(ChordNetworks().networks())
    utterance.append(spoken(["seven"]))
    before = utterance.samples
    with pytest.raises(InvalidRequest, match="longer than 300 s"):
        utterance.append(np.zeros(MAX_UTTERANCE_SAMPLES, dtype=np.int16))
    assert utterance.samples == before
    assert utterance.final().text == "seven"
