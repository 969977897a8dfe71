"""Speeches in chunks, held against the same speech made at once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tone_networks import ToneNetworks, tone_voice

from cosy_speech.chunk_schedule import is_due, next_boundary
from cosy_speech.constants import BLOCK_TOKENS, SAMPLES_PER_FRAME
from cosy_speech.cross_fade import cross_fade
from cosy_speech.errors import ModelFailed
from cosy_speech.sound_stream import SoundStream

SAMPLES_PER_TOKEN = 2 * SAMPLES_PER_FRAME


def said_at_once(tokens: int, rough: bool = False) -> np.ndarray:
    stream = SoundStream(ToneNetworks(rough), tone_voice(), first_tokens=10**9)
    assert list(stream.add([0] * tokens)) == []
    return stream.finish()


def said_in_chunks(tokens: int, pieces: list[int], networks: ToneNetworks) -> list[np.ndarray]:
    stream, sent, sounds = SoundStream(networks, tone_voice()), 0, []
    for piece in [*pieces, tokens]:
        piece = min(piece, tokens - sent)
        sounds += stream.add([0] * piece)
        sent += piece
    return [*sounds, stream.finish()]


@given(st.integers(1, 420), st.lists(st.integers(0, 60), max_size=20))
@settings(max_examples=60)
def test_however_tokens_come_the_sound_is_that_of_the_whole_speech(tokens, pieces):
    sound = np.concatenate(said_in_chunks(tokens, pieces, ToneNetworks()))
    assert len(sound) == SAMPLES_PER_TOKEN * tokens
    np.testing.assert_allclose(sound, said_at_once(tokens), atol=1e-6)


def test_where_chunks_meet_nothing_clicks_although_each_has_wrong_edges():
    """Between neighbouring samples of a tone of 200 Hz at half of full scale lie 0.026 at most."""
    networks = ToneNetworks(rough=True)
    sounds = said_in_chunks(300, [1] * 300, networks)
    assert len(sounds) == 6
    sound, whole = np.concatenate(sounds), said_at_once(300, rough=True)
    edge = 4 * SAMPLES_PER_FRAME
    assert np.abs(np.diff(sound)).max() < 0.03
    # In the seams the sound is between its two renderings: at least half as loud, and as loud elsewhere.
    assert np.abs(sound - whole)[edge:-edge].max() < 0.25
    far_from_seams = slice(27 * SAMPLES_PER_TOKEN, 44 * SAMPLES_PER_TOKEN)
    np.testing.assert_allclose(sound[far_from_seams], whole[far_from_seams], atol=1e-6)


def test_the_first_sound_comes_after_15_tokens_and_3_to_look_ahead():
    stream = SoundStream(ToneNetworks(), tone_voice())
    assert list(stream.add([0] * 17)) == []
    (first,) = stream.add([0])
    # Without the 8 frames that are faded into the next chunk.
    assert len(first) == 15 * SAMPLES_PER_TOKEN - 8 * SAMPLES_PER_FRAME


def test_chunks_end_with_blocks_of_attention_and_double_up_to_four_seconds():
    boundaries = [0]
    while boundaries[-1] < 500:
        boundaries.append(next_boundary(boundaries[-1]))
    assert boundaries == [0, 15, 25, 50, 100, 200, 300, 400, 500]
    assert all(boundary % BLOCK_TOKENS == 0 for boundary in boundaries[2:])
    assert not is_due(27, 25)
    assert is_due(28, 25)


@given(st.integers(1, 60))
def test_every_schedule_goes_on(first):
    done = 0
    for _ in range(30):
        boundary = next_boundary(done, first)
        assert boundary > done
        done = boundary


def test_the_flow_sees_all_tokens_and_the_vocoder_the_new_ones_and_8_frames_before():
    networks = ToneNetworks()
    said_in_chunks(60, [60], networks)
    assert networks.mel_calls == [18, 28, 53, 60]
    assert networks.sound_calls == [30, 8 + 20, 8 + 50, 8 + 20]


def test_a_speech_without_tokens_is_silent():
    networks = ToneNetworks()
    assert len(SoundStream(networks, tone_voice()).finish()) == 0
    assert networks.mel_calls == []


@pytest.mark.parametrize("tokens", [1, 2, 3, 4, 14, 18, 19, 25, 28])
def test_the_last_chunk_is_whole_however_short_it_is(tokens):
    sound = np.concatenate(said_in_chunks(tokens, [1] * tokens, ToneNetworks()))
    assert len(sound) == SAMPLES_PER_TOKEN * tokens


def test_faded_sounds_that_agree_stay_as_they_are():
    tone = np.sin(np.arange(4_000, dtype=np.float32))
    np.testing.assert_allclose(cross_fade(tone[:3_840], tone), tone, atol=1e-6)
    assert len(cross_fade(tone[:0], tone)) == 4_000


class Broken(ToneNetworks):
    """Networks whose answers cannot be theirs."""

    def __init__(self, change_mel=None, change_sound=None):
        super().__init__()
        self._change_mel, self._change_sound = change_mel, change_sound

    def mel(self, voice, tokens, final):
        mel = super().mel(voice, tokens, final)
        return mel if self._change_mel is None else self._change_mel(mel)

    def sound(self, mel, source):
        samples, excitation = super().sound(mel, source)
        return samples if self._change_sound is None else self._change_sound(samples), excitation


@pytest.mark.parametrize(
    ("networks", "message"),
    [
        (Broken(change_mel=lambda mel: mel[:, :-1]), "frames"),
        (Broken(change_mel=lambda mel: mel * np.nan), "no numbers"),
        (Broken(change_sound=lambda samples: samples[:-1]), "samples for"),
        (Broken(change_sound=lambda samples: np.full_like(samples, np.inf)), "no numbers"),
    ],
    ids=["too few frames", "no frames", "too few samples", "no samples"],
)
def test_what_cannot_be_an_answer_is_not_given_to_a_listener(networks, message):
    stream = SoundStream(networks, tone_voice())
    with pytest.raises(ModelFailed, match=message):
        list(stream.add([0] * 20))


def test_samples_beyond_full_scale_are_cut():
    stream = SoundStream(Broken(change_sound=lambda samples: samples * 4), tone_voice())
    (first,) = stream.add([0] * 18)
    assert np.abs(first).max() == 1.0
