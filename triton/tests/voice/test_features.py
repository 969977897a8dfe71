"""Features against other implementations, and against their definition."""

from importlib.resources import files

import kaldi_native_fbank
import numpy as np
import onnx_asr.preprocessors
import onnxruntime
import pytest
from signals import noise, speech_like

from register_cosyvoice2_voice.features import sound_features, speaker_features, token_features
from register_cosyvoice2_voice.mel_filters import slaney_filters
from register_cosyvoice2_voice.resample import resample

RECORDINGS = {
    "speech-like sound": speech_like(seconds=3.7, seed=1),
    "noise": noise(seconds=3.0, seed=2),
    "a length that is no multiple of 10 ms": noise(seconds=3.0, seed=4)[:-77],
}


@pytest.mark.parametrize("samples", RECORDINGS.values(), ids=RECORDINGS.keys())
def test_token_features_are_those_of_whisper(samples):
    """onnx-asr's graph fills up to 30 s; the loudest moment, which sets the floor, is in the recording."""
    graph = files(onnx_asr.preprocessors).joinpath("data/whisper128.onnx").read_bytes()
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    feeds = {"waveforms": samples[None], "waveforms_lens": np.array([len(samples)], dtype=np.int64)}
    (reference,) = session.run(["features"], feeds)
    features = token_features(samples)
    assert features.shape == (1, 128, len(samples) // 160)
    # The last two frames see the mirrored end here and silence there. The reference sums in 32 bits, which
    # shows where a band has next to nothing.
    inside = features.shape[2] - 2
    np.testing.assert_allclose(features[:, :, :inside], reference[:, :, :inside], atol=5e-3)


@pytest.mark.parametrize("samples", RECORDINGS.values(), ids=RECORDINGS.keys())
def test_speaker_features_are_those_of_kaldi(samples):
    options = kaldi_native_fbank.FbankOptions()
    options.frame_opts.dither = 0.0
    options.frame_opts.samp_freq = 16_000
    options.mel_opts.num_bins = 80
    reference = kaldi_native_fbank.OnlineFbank(options)
    reference.accept_waveform(16_000, samples.tolist())
    reference.input_finished()
    expected = np.stack([reference.get_frame(index) for index in range(reference.num_frames_ready)])
    expected -= expected.mean(axis=0)
    np.testing.assert_allclose(speaker_features(samples)[0], expected, atol=2e-2)


def test_sound_features_are_what_their_definition_says():
    """One frame by sums instead of a Fourier transform."""
    samples = resample(speech_like(seconds=3.0, seed=5), 16_000, 24_000)
    features = sound_features(samples)
    assert features.shape == (150, 80)
    frame = 60
    begin = 480 * frame - 720
    time = np.arange(1_920)
    piece = samples[begin : begin + 1_920] * (0.5 - 0.5 * np.cos(2 * np.pi * time / 1_920))
    turns = np.exp(-2j * np.pi * np.outer(np.arange(961), time) / 1_920)
    magnitude = np.sqrt(np.abs(turns @ piece) ** 2 + 1e-9)
    expected = np.log(np.maximum(magnitude @ slaney_filters(24_000, 1_920, 80, 8_000.0), 1e-5))
    np.testing.assert_allclose(features[frame], expected, atol=1e-4)


def test_slaneys_filters_have_an_area_of_one_and_their_peaks_where_librosa_has_them():
    filters = slaney_filters(24_000, 1_920, 80, 8_000.0)
    assert filters[641:].max() == 0.0  # above 8 kHz
    peaks = filters.argmax(axis=0) * 12.5
    # 80 bands to 8 kHz: 45.25 mels in 81 steps, linear to 15 mels.
    assert peaks[9] == pytest.approx(10 * 45.245640 / 81 * 200 / 3, abs=12.5)
    wide = filters[:, 60:].sum(axis=0) * 12.5
    np.testing.assert_allclose(wide, 1.0, atol=0.05)


@pytest.mark.parametrize(
    ("from_hz", "to_hz"), [(44_100, 24_000), (48_000, 16_000), (16_000, 24_000), (8_000, 16_000)]
)
def test_a_tone_is_the_same_tone_at_another_rate(from_hz, to_hz):
    def tone(rate):
        return (0.5 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)).astype(np.float32)

    resampled = resample(tone(from_hz), from_hz, to_hz)
    assert len(resampled) == to_hz
    inside = slice(to_hz // 10, -to_hz // 10)
    np.testing.assert_allclose(resampled[inside], tone(to_hz)[inside], atol=1e-3)


def test_what_the_lower_rate_cannot_have_is_gone():
    high = np.sin(2 * np.pi * 11_000 * np.arange(48_000) / 48_000).astype(np.float32)
    assert np.abs(resample(high, 48_000, 16_000)[2_000:-2_000]).max() < 2e-3
