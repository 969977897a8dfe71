"""Features against three references: onnx-asr's NumPy code, its ONNX graph, and the definition itself."""

from importlib.resources import files

import numpy as np
import onnx_asr.preprocessors
import onnxruntime
import pytest
from onnx_asr.preprocessors import numpy_preprocessor
from signals import int16, noise, speech_like

from parakeet.constants import FFT_SAMPLES, MEL_BANDS
from parakeet.log_mel import log_mel_frames, pre_emphasize
from parakeet.log_mel_stream import LogMelStream
from parakeet.mel_filterbank import mel_filterbank
from parakeet.normalize import normalize_per_feature


def features(samples: np.ndarray) -> np.ndarray:
    stream = LogMelStream()
    stream.append(samples)
    return normalize_per_feature(stream.features())


def batched(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    waveforms = (samples.astype(np.float32) / 32_768.0)[None]
    return waveforms, np.array([len(samples)], dtype=np.int64)


def by_onnx_asr_numpy(samples: np.ndarray) -> np.ndarray:
    reference, lengths = numpy_preprocessor.NemoPreprocessorNumpy("nemo128")(*batched(samples))
    return reference[0, :, : lengths[0]].T


def by_onnx_graph(samples: np.ndarray) -> np.ndarray:
    graph = files(onnx_asr.preprocessors).joinpath("data/nemo128.onnx").read_bytes()
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    waveforms, lengths = batched(samples)
    reference, counts = session.run(
        ["features", "features_lens"], {"waveforms": waveforms, "waveforms_lens": lengths}
    )
    return reference[0, :, : counts[0]].T


RECORDINGS = {
    "speech-like sound": int16(speech_like(seconds=3.7, seed=1)),
    "noise": int16(noise(seconds=2.0, seed=2)),
    "a quiet recording": int16(speech_like(seconds=1.3, seed=3) * 0.002),
    "a length that is no multiple of 10 ms": int16(noise(seconds=1.0, seed=4))[:15_999],
    "full scale": np.where(np.arange(16_000) % 100 < 50, 32_767, -32_768).astype(np.int16),
}


@pytest.mark.parametrize("samples", RECORDINGS.values(), ids=RECORDINGS.keys())
@pytest.mark.parametrize("reference", [by_onnx_asr_numpy, by_onnx_graph])
def test_features_equal_those_of_the_reference(samples, reference):
    expected = reference(samples)
    assert features(samples).shape == expected.shape
    # 1 is a standard deviation. The reference sums in 32 bits, which shows where a band hardly moves.
    np.testing.assert_allclose(features(samples), expected, atol=5e-3)


def test_one_frame_equals_the_definition_written_out():
    samples = speech_like(seconds=0.2, seed=5)
    emphasized = samples.astype(np.float64).copy()
    emphasized[1:] -= 0.97 * samples.astype(np.float64)[:-1]
    frame, bin_hz, n = 7, 16_000 / 512, np.arange(512)
    window = np.zeros(512)
    window[56:456] = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 399)
    piece = np.pad(emphasized, 256)[frame * 160 : frame * 160 + 512] * window
    power = [abs(np.sum(piece * np.exp(-2j * np.pi * k * n / 512))) ** 2 for k in range(257)]
    highest = 15 + 27 * np.log(8_000 / 1_000) / np.log(6.4)
    mels = [highest * i / 129 for i in range(130)]
    corners = [m * 200 / 3 if m < 15 else 1_000 * np.exp((m - 15) * np.log(6.4) / 27) for m in mels]
    expected = []
    for low, centre, high in zip(corners[:-2], corners[1:-1], corners[2:], strict=True):
        energy = 0.0
        for k, value in enumerate(power):
            slope = min((k * bin_hz - low) / (centre - low), (high - k * bin_hz) / (high - centre))
            energy += max(0.0, slope) * 2 / (high - low) * value
        expected.append(np.log(energy + 2**-24))
    padded = np.pad(pre_emphasize(samples), FFT_SAMPLES // 2)
    np.testing.assert_allclose(log_mel_frames(padded, frame + 1)[frame], expected, atol=1e-3)


def test_the_filters_are_those_that_onnx_asr_ships():
    with files(onnx_asr.preprocessors).joinpath("data/fbanks.npz").open("rb") as file:
        np.testing.assert_allclose(mel_filterbank(), np.load(file)["nemo128"], atol=1e-7)


@pytest.mark.parametrize("seed", range(8))
def test_features_do_not_depend_on_how_the_audio_was_cut(seed):
    samples = int16(speech_like(seconds=2.0, seed=seed))
    whole, pieces = LogMelStream(), LogMelStream()
    whole.append(samples)
    random = np.random.default_rng(seed)
    cuts = np.sort(random.integers(0, len(samples), size=random.integers(1, 60)))
    for piece in np.split(samples, cuts):
        pieces.append(piece)
        pieces.features()
    np.testing.assert_allclose(pieces.features(), whole.features(), atol=1e-4)


@pytest.mark.parametrize("count", [0, 1, 159])
def test_less_than_a_frame_has_no_features(count):
    assert features(np.ones(count, dtype=np.int16)).shape == (0, MEL_BANDS)


def test_silence_and_a_single_frame_are_zero_and_not_nan():
    assert not features(np.zeros(16_000, dtype=np.int16)).any()
    assert not features(int16(noise(seconds=0.01, seed=6))).any()


def test_pre_emphasis_keeps_the_first_sample():
    np.testing.assert_allclose(
        pre_emphasize(np.array([1.0, 1.0, 0.5], dtype=np.float32)), [1.0, 0.03, -0.47], atol=1e-6
    )
