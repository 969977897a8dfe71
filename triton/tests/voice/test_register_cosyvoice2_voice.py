"""A recording becomes a voice that `cosyvoice2` reads."""

import wave

import numpy as np
import pytest
from paths import copy_repository
from signals import int16, speech_like

from cosy_speech.voice_table import read_voices
from recording.errors import RecordingError
from register_cosyvoice2_voice.__main__ import main
from register_cosyvoice2_voice.errors import RegistrationError
from register_cosyvoice2_voice.register import register
from verify.repository import read_config


class Networks:
    """Tokens and speakers of the right shapes."""

    def tokens(self, features):
        assert features.shape[:2] == (1, 128)
        # 25 tokens a second of 100 frames.
        return np.arange(features.shape[2] // 4, dtype=np.int32)

    def speaker(self, features):
        assert features.shape[0] == 1
        assert features.shape[2] == 80
        return np.ones(192, dtype=np.float32)


def write_wav(path, samples: np.ndarray, rate_hz: int = 16_000, channels: int = 1):
    pcm = np.repeat(int16(samples), channels)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(pcm.astype("<i2").tobytes())
    return path


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 44_100, 48_000])
def test_a_recording_becomes_a_voice_that_is_read_back(tmp_path, rate_hz):
    sound = np.resize(speech_like(seconds=5.0, seed=1), 5 * rate_hz)
    recording = write_wav(tmp_path / "anna.wav", sound, rate_hz, channels=2)
    path = register("anna", recording, " What is said. ", Networks(), tmp_path / "voices")
    assert [file.name for file in path.parent.iterdir()] == ["anna.npz"]
    voice = read_voices(path.parent).find("anna")
    assert voice.text == "What is said."
    assert len(voice.tokens) == 125
    assert voice.mel.shape == (250, 80)


@pytest.mark.parametrize(
    ("sound", "message"),
    [
        (speech_like(seconds=2.9, seed=1), "is 2.9 s long; more than 3 and up to 30"),
        (speech_like(seconds=31.0, seed=1), "is 31.0 s long"),
        (np.zeros(0, dtype=np.float32), "is 0.0 s long"),
        (np.zeros(80_000, dtype=np.float32), "level is -180 dB"),
    ],
    ids=["short", "long", "empty", "silent"],
)
def test_recordings_that_make_no_voice_are_refused(tmp_path, sound, message):
    with pytest.raises(RecordingError, match=message):
        register("anna", write_wav(tmp_path / "a.wav", sound), "words", Networks(), tmp_path)


@pytest.mark.parametrize("name", ["", "../anna", "anna.b", "a b", "x" * 65])
def test_names_that_are_no_file_names_are_refused(tmp_path, name):
    recording = write_wav(tmp_path / "a.wav", speech_like(seconds=4.0, seed=1))
    with pytest.raises(RegistrationError, match="is no name"):
        register(name, recording, "words", Networks(), tmp_path)


def test_the_words_of_the_recording_are_needed(tmp_path):
    recording = write_wav(tmp_path / "a.wav", speech_like(seconds=4.0, seed=1))
    with pytest.raises(RegistrationError, match="words"):
        register("anna", recording, "  ", Networks(), tmp_path)


def test_the_models_configuration_names_the_new_voice(tmp_path, capsys):
    repository = copy_repository(tmp_path / "repository")
    recording = write_wav(tmp_path / "a.wav", speech_like(seconds=4.0, seed=1))
    arguments = ["--recording", str(recording), "--text", "words", "--voices", str(tmp_path / "voices")]
    arguments += ["--repository", str(repository)]
    for name, voices in (("bert", "default,bert"), ("anna", "default,anna,bert")):
        assert main([name, *arguments], lambda weights: Networks()) == 0
        assert f"names the voices {voices}" in capsys.readouterr().out
    config = read_config(repository / "cosyvoice2/config.pbtxt")
    assert config.parameters["voices"].string_value == "default,anna,bert"
    arguments[-1] = str(tmp_path / "nowhere")
    assert main(["carl", *arguments], lambda weights: Networks()) == 0
    assert "nowhere has no cosyvoice2" in capsys.readouterr().out


def test_without_the_networks_the_command_says_how_to_get_them(tmp_path, capsys):
    arguments = ["anna", "--recording", "a.wav", "--text", "words", "--weights", str(tmp_path)]
    assert main(arguments) == 1
    assert "python -m fetch tts-cosyvoice2" in capsys.readouterr().err
    (tmp_path / "speech_tokenizer_v2.onnx").write_bytes(b"cut off")
    assert main(arguments) == 1
    error = capsys.readouterr().err
    assert "speech_tokenizer_v2.onnx cannot be used" in error
