"""A recording becomes a voice that `chatterbox` and the exporter read."""

import json

import numpy as np
import pytest
from safetensors.numpy import load_file
from wav_files import speech, write_wav

from register_chatterbox_voice.__main__ import main

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
    assert "python -m export_t3" in capsys.readouterr().out
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
