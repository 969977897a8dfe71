"""The real networks' chunks are as good as one go."""

import numpy as np
import pytest
from paired_networks import settings_for
from s3gen_networks import load_networks

from chatterbox_speech.constants import SAMPLES_PER_TOKEN
from chatterbox_speech.networks import FlowSettings
from chatterbox_speech.schedule import ChunkSchedule
from chatterbox_speech.utterance import Utterance

TOKENS = [int(token) for token in np.random.default_rng(9).integers(0, 6561, 60)]


def utterance_of(pair, voice) -> Utterance:
    return Utterance(pair.ours, voice, ChunkSchedule(), FlowSettings(2), 5, lambda: None)


@pytest.fixture(scope="module")
def spoken(pair, voice) -> tuple[list[np.ndarray], np.ndarray]:
    """In chunks, and at once."""
    utterance, chunks = utterance_of(pair, voice), []
    for token in TOKENS:
        utterance.add([token])
        while utterance.ready:
            chunks.append(utterance.next_chunk())
    chunks.append(utterance.last_chunk())
    whole = utterance_of(pair, voice)
    pair.ours._vocoder_buckets += (2 * (len(TOKENS) + 3),)
    whole.add(TOKENS)
    return chunks, whole.last_chunk()


def spectrum(sound: np.ndarray) -> np.ndarray:
    """Log of the spectrum in windows of 40 ms: what is heard; a phase is not."""
    frames = sound[: len(sound) // 960 * 960].reshape(-1, 960) * np.hanning(960)
    return np.log(
        np.abs(np.fft.rfft(frames, axis=1))[:, :240].reshape(len(frames), 24, 10).mean(axis=2) + 1e-4
    )


def test_they_are_of_one_length(spoken):
    chunks, whole = spoken
    assert len(chunks) == 4
    assert sum(map(len, chunks)) == len(whole) == 63 * SAMPLES_PER_TOKEN


def test_they_sound_alike(spoken):
    """Tolerance: 0.5 in the log of a band's loudness on average (4 dB).

    Attention reaches over all frames, so that earlier ones change a little with each later token: exactly
    equal they cannot be. With random weights it reaches further than with trained ones.
    """
    chunks, whole = spoken
    assert np.abs(spectrum(np.concatenate(chunks)) - spectrum(whole)).mean() < 0.5


def test_no_seam_clicks(spoken):
    chunks, _ = spoken
    sound = np.concatenate(chunks)
    bends = np.abs(np.diff(sound, 2))
    seams = np.zeros(len(bends), dtype=bool)
    for end in np.cumsum([len(chunk) for chunk in chunks[:-1]]):
        for place in (end, end + 2 * SAMPLES_PER_TOKEN):
            seams[place - 48 : place + 48] = True
    assert bends[seams].max() <= np.quantile(bends[~seams], 0.9995)


def test_what_is_compiled_is_the_same(pair):
    """The pitch, by PyTorch's compiler for the CPU: the flow takes it over ten minutes on two cores.

    `reduce-overhead`, which records CUDA graphs, was not tried.
    """
    compiled = load_networks(settings_for(pair.checkpoint, "default"))
    mel = np.random.default_rng(1).standard_normal((80, 50)).astype(np.float32)
    np.testing.assert_allclose(compiled.pitch(mel), pair.ours.pitch(mel), rtol=1e-3, atol=1e-3)
