"""What is read of a recording, and what is wrong with it."""

import numpy as np
import pytest
from paths import PROJECT
from wav_files import RATE, speech, write_wav

from recording.check_recording import problems_of
from recording.errors import RecordingError
from recording.wav_recording import Recording, read_recording


@pytest.mark.parametrize("width", [2, 3, 4])
def test_recordings_of_all_widths_are_read(tmp_path, width):
    write_wav(tmp_path / "a.wav", speech(), width=width)
    recording = read_recording(tmp_path / "a.wav")
    assert recording.seconds == 8.0
    np.testing.assert_allclose(recording.samples, speech(), atol=1e-4)


def test_two_channels_become_one(tmp_path):
    both = np.stack([speech(), np.zeros(8 * RATE)], axis=1).reshape(-1)
    write_wav(tmp_path / "a.wav", both, channels=2)
    np.testing.assert_allclose(read_recording(tmp_path / "a.wav").samples, speech() / 2, atol=1e-4)


def test_recorded_speech_of_the_project_is_good_but_for_its_length():
    """Of real speech only the length is refused: the recordings are sentences."""
    paths = sorted((PROJECT / "assets").rglob("*.wav"))[:5]
    for path in paths:
        recording = read_recording(path)
        joined = Recording(
            np.tile(recording.samples, 1 + int(6 / recording.seconds)), recording.sample_rate_hz
        )
        assert [problem for problem in problems_of(joined, 5, 60) if "speech" not in problem] == []


def with_pauses():
    samples = speech()
    samples[2 * RATE :] = 0
    return samples


@pytest.mark.parametrize(
    ("samples", "rate", "message"),
    [
        (speech(5.0), RATE, "is 5.0 s long; more than 5"),
        (speech(61), RATE, "is 61.0 s long"),
        (np.zeros(0), RATE, "is 0.0 s long"),
        (speech(rate=8_000), 8_000, "rate is 8000 Hz; 16000 or more"),
        (speech(loudness=0.005), RATE, "level is -53 dB"),
        (np.zeros(8 * RATE), RATE, "level is -180 dB"),
        (speech(loudness=3.0), RATE, "is clipped"),
        (with_pauses(), RATE, "only 25% of it is speech"),
    ],
)
def test_what_makes_a_bad_voice_is_named(samples, rate, message):
    recording = Recording(np.clip(samples, -1, 1).astype(np.float32), rate)
    assert message in "; ".join(problems_of(recording, 5, 60))


def test_a_good_recording_has_no_problems():
    assert list(problems_of(Recording(speech().astype(np.float32), RATE), 5, 60)) == []


@pytest.mark.parametrize("content", [b"", b"RIFF", b"ID3 an mp3 file"])
def test_a_file_that_is_no_recording_is_named_with_the_way_to_convert_it(tmp_path, content):
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(RecordingError, match=r"a\.wav cannot be read .*ffmpeg"):
        read_recording(tmp_path / "a.wav")
