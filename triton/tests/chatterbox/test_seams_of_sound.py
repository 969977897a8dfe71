"""Chunks, put one after the other, are the whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from small_s3gen import REACH_FRAMES, SmallS3Gen, small_voice

from chatterbox_speech.constants import SAMPLES_PER_FRAME, SAMPLES_PER_TOKEN, SOUND_TOKENS
from chatterbox_speech.fades import cross_fade, fade_in
from chatterbox_speech.networks import FlowSettings
from chatterbox_speech.schedule import ChunkSchedule
from chatterbox_speech.utterance import Utterance

# In overlaps the older version has not seen what comes after it. Of 1.
TOLERANCE = 0.02

SCHEDULE = ChunkSchedule()


def tokens_of(count: int, seed: int = 11) -> list[int]:
    return [int(token) for token in np.random.default_rng(seed).integers(0, SOUND_TOKENS, count)]


def new_utterance(schedule: ChunkSchedule, networks=None) -> Utterance:
    parts = (networks or SmallS3Gen(), small_voice(), schedule, FlowSettings(2), 99)
    return Utterance(*parts, checkpoint=lambda: None)


def in_chunks(tokens, schedule=SCHEDULE, at_a_time=1) -> list[np.ndarray]:
    utterance, chunks = new_utterance(schedule), []
    for start in range(0, len(tokens), at_a_time):
        utterance.add(tokens[start : start + at_a_time])
        while utterance.ready:
            chunks.append(utterance.next_chunk())
    return [*chunks, utterance.last_chunk()]


def at_once(tokens) -> np.ndarray:
    utterance = new_utterance(ChunkSchedule())
    utterance.add(tokens)
    return utterance.last_chunk()


def overlaps(chunks, overlap_tokens=2) -> np.ndarray:
    """Which samples were made twice."""
    made_twice = np.zeros(sum(map(len, chunks)), dtype=bool)
    for end in np.cumsum([len(chunk) for chunk in chunks[:-1]]):
        made_twice[end : end + overlap_tokens * SAMPLES_PER_TOKEN] = True
    return made_twice


@pytest.mark.parametrize("count", [1, 7, 11, 40, 130])
def test_outside_of_overlaps_chunks_are_the_whole_and_inside_they_are_close(count):
    chunks, whole = in_chunks(tokens_of(count)), at_once(tokens_of(count))
    sound = np.concatenate(chunks)
    assert len(sound) == len(whole) == (count + 3) * SAMPLES_PER_TOKEN
    twice = overlaps(chunks)
    np.testing.assert_allclose(sound[~twice], whole[~twice], atol=2e-6)
    np.testing.assert_allclose(sound[twice], whole[twice], atol=TOLERANCE)
    assert len(chunks) > 2 or count < 20


@given(
    count=some.integers(1, 90),
    sizes=some.lists(some.integers(5, 20), min_size=1, max_size=4),
    at_a_time=some.integers(1, 40),
)
@settings(max_examples=12)
def test_whatever_the_schedule_nothing_is_lost_or_said_twice(count, sizes, at_a_time):
    schedule = ChunkSchedule(tuple(sizes), left_context=10, overlap=2)
    sound = np.concatenate(in_chunks(tokens_of(count), schedule, at_a_time))
    whole = at_once(tokens_of(count))
    assert len(sound) == len(whole)
    np.testing.assert_allclose(sound, whole, atol=TOLERANCE)


def test_how_tokens_arrive_does_not_change_the_sound():
    one = np.concatenate(in_chunks(tokens_of(77), at_a_time=1))
    many = np.concatenate(in_chunks(tokens_of(77), at_a_time=13))
    np.testing.assert_array_equal(one, many)


def curvature(sound: np.ndarray) -> np.ndarray:
    return np.abs(np.diff(sound, 2))


def test_no_seam_clicks():
    """A click is a sample that its neighbours do not lead to: it shows in the second difference."""
    chunks = in_chunks(tokens_of(130))
    sound = np.concatenate(chunks)
    ends = np.cumsum([len(chunk) for chunk in chunks[:-1]])
    seams = np.zeros(len(sound) - 2, dtype=bool)
    for end in ends:
        for place in (end, end + 2 * SAMPLES_PER_TOKEN):
            seams[max(0, place - 24) : place + 24] = True
    assert curvature(sound)[seams].max() < 1.1 * np.quantile(curvature(sound)[~seams], 0.999)


def test_without_what_prevents_them_there_would_be_clicks():
    """That the test above can fail: chunks that are made alone and laid side by side."""
    pieces = [
        at_once(tokens_of(130)[start : start + 16])[: 16 * SAMPLES_PER_TOKEN] for start in range(0, 128, 16)
    ]
    sound = np.concatenate(pieces)
    ends = np.cumsum([len(piece) for piece in pieces[:-1]])
    # The fade at each beginning is taken for granted; what it leaves is the other side.
    worst = max(abs(sound[end - 1] - sound[end]) for end in ends)
    assert worst > 2 * np.quantile(np.abs(np.diff(sound)), 0.99)


def test_the_first_sound_comes_after_the_first_chunk_and_its_look_ahead():
    utterance = new_utterance(ChunkSchedule())
    utterance.add(tokens_of(10))
    assert not utterance.ready
    utterance.add(tokens_of(1))
    assert utterance.ready
    # All of the chunk but its overlap.
    assert len(utterance.next_chunk()) == 6 * SAMPLES_PER_TOKEN
    assert not utterance.ready


def test_only_the_first_chunk_is_faded_in():
    first, second, *_ = in_chunks(tokens_of(60))
    assert not first[:480].any()
    assert first[480:960].any()
    assert np.abs(second[:480]).max() > 0.01


def test_an_utterance_without_tokens_is_silent():
    assert len(new_utterance(ChunkSchedule()).last_chunk()) == 0


def test_the_flow_sees_a_window_and_not_an_ever_longer_past():
    networks = SmallS3Gen()
    utterance = new_utterance(ChunkSchedule(), networks)
    utterance.add(tokens_of(300))
    while utterance.ready:
        utterance.next_chunk()
    longest = max(shape[1] for shape in networks.shapes if shape[0] == "condition")
    assert longest == 25 + 2 + 32 + 3


def test_a_cross_fade_goes_from_the_one_to_the_other():
    before, after = np.full(100, 1.0, dtype=np.float32), np.full(100, -1.0, dtype=np.float32)
    faded = cross_fade(before, after)
    assert faded[0] == 1 and faded[-1] == -1
    assert (np.diff(faded) <= 0).all()
    np.testing.assert_allclose(cross_fade(before, before), before)
    assert len(cross_fade(before[:0], after[:0])) == 0


def test_a_sound_shorter_than_the_fade_is_faded_as_far_as_it_goes():
    assert not fade_in(np.ones(100, dtype=np.float32)).any()
    assert len(fade_in(np.ones(0, dtype=np.float32))) == 0


def test_the_overlap_covers_what_the_small_network_hears():
    assert SAMPLES_PER_FRAME * REACH_FRAMES < 2 * SAMPLES_PER_TOKEN
