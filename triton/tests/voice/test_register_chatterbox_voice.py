"""A voice of a recording."""

import json
import wave

import numpy as np
import pytest
from paths import PROJECT
from safetensors.numpy import load_file

from register_chatterbox_voice.__main__ import main
from register_chatterbox_voice.check_recording import problems_of
from register_chatterbox_voice.recording import Recording, read_recording

RATE = 24_000


def speech(seconds: float = 8.0, rate: int = RATE, loudness: float = 0.3) -> np.ndarray:
    """A tone that comes and goes as syllables do."""
    time = np.arange(round(seconds * rate)) / rate
    return loudness * np.sin(2 * np.pi * 180 * time) * (0.55 + 0.45 * np.sin(2 * np.pi * 4 * time))


def write_wav(path, samples, rate=RATE, width=2, channels=1) -> None:
    whole = np.round(np.clip(samples, -1, 1) * (2 ** (8 * width - 1) - 1)).astype("<i4")
    content = whole.view(np.uint8).reshape(-1, 4)[:, :width].tobytes()
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, width, rate, 0, "NONE", ""))
        file.writeframes(content)


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
        assert [problem for problem in problems_of(joined) if "speech" not in problem] == []


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
    assert message in "; ".join(problems_of(recording))


def test_a_good_recording_has_no_problems():
    assert list(problems_of(Recording(speech().astype(np.float32), RATE))) == []


TENSORS = {
    "t3_speaker": np.ones(256, dtype=np.float32),
    "t3_tokens": np.arange(200),
    "s3gen_tokens": np.arange(150),
    "s3gen_mel": np.ones((300, 80), dtype=np.float32).T,
    "s3gen_embedding": np.ones(192, dtype=np.float32),
}


def register(tmp_path, *arguments, embed=lambda recording, weights: TENSORS) -> int:
    write_wav(tmp_path / "a.wav", speech())
    return main([*arguments, f"--voices={tmp_path / 'voices'}", f"--weights={tmp_path}"], embed)


def test_the_voice_lies_where_the_models_look_for_it(tmp_path, capsys):
    assert register(tmp_path, "anna", str(tmp_path / "a.wav")) == 0
    assert "python -m export" in capsys.readouterr().out
    folder = tmp_path / "voices/anna"
    assert load_file(folder / "voice.safetensors").keys() == TENSORS.keys()
    assert json.loads((folder / "origin.json").read_text())["seconds"] == 8.0
    assert sorted(path.name for path in folder.iterdir()) == ["origin.json", "voice.safetensors"]


def test_a_voice_is_not_replaced_by_mistake(tmp_path, capsys):
    assert register(tmp_path, "anna", str(tmp_path / "a.wav")) == 0
    assert register(tmp_path, "anna", str(tmp_path / "a.wav")) == 1
    assert "--replace" in capsys.readouterr().err
    assert register(tmp_path, "anna", str(tmp_path / "a.wav"), "--replace") == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["../anna", "a.wav"], "no name of a voice"),
        (["Anna", "a.wav"], "no name of a voice"),
        (["anna"], "either a recording or --built-in"),
        (["anna", "nowhere.wav"], "nowhere.wav is missing"),
        (["anna", __file__], "cannot be read"),
    ],
)
def test_what_cannot_become_a_voice_is_named(tmp_path, capsys, arguments, message):
    assert register(tmp_path, *arguments) == 1
    assert message in capsys.readouterr().err
    assert not (tmp_path / "voices").exists()


def test_without_the_package_it_says_what_to_install(tmp_path, capsys):
    from register_chatterbox_voice.embed_voice import embed_recording

    assert register(tmp_path, "anna", str(tmp_path / "a.wav"), embed=embed_recording) == 1
    assert "pip install chatterbox-tts==0.1.7" in capsys.readouterr().err
