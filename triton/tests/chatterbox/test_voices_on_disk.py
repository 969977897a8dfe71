"""Voices and T3's layout, as the tools wrote them."""

import hashlib
import json

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from tiny_t3 import write_voice

from chatterbox_speech.errors import NotInstalled
from chatterbox_speech.t3_layout import read_t3_layout
from chatterbox_speech.voice_table import read_voices


class Disk:
    """One voice that is as it should be."""

    def __init__(self, folder) -> None:
        self.voices, self.t3 = folder / "voices", folder / "t3"
        self.t3.mkdir()
        write_voice(self.voices, "anna", 4)
        self.export()

    @property
    def file(self):
        return self.voices / "anna/voice.safetensors"

    def export(self) -> None:
        sha256 = hashlib.sha256(self.file.read_bytes()).hexdigest()
        layout = {"stop_token_id": 7, "voices": {"anna": {"rows": 5, "sha256": sha256}}}
        (self.t3 / "voxrail-t3.json").write_text(json.dumps(layout))

    def change(self, **tensors) -> None:
        kept = {name: value for name, value in (load_file(self.file) | tensors).items() if value is not None}
        save_file(kept, self.file)
        self.export()

    def read(self):
        self.warnings = []
        return read_voices(self.voices, read_t3_layout(self.t3), self.warnings.append)


@pytest.fixture
def disk(tmp_path) -> Disk:
    return Disk(tmp_path)


def test_a_voice_is_found_with_its_prompt(disk):
    voice = disk.read().find("anna")
    assert voice.prompt_frames == 10
    assert voice.t3_prefix == "".join(f"<|v_anna_{row}|>" for row in range(5))
    assert disk.warnings == []


def test_a_voice_that_was_registered_but_not_exported_is_left_out_and_the_others_speak(disk):
    write_voice(disk.voices, "ben", 3)
    assert [voice.name for voice in disk.read().voices] == ["anna"]
    assert "ben/voice.safetensors is not in T3's weights: run `python -m export_t3`" in disk.warnings[0]


def test_a_voice_that_was_registered_anew_must_be_exported_anew(disk):
    export = (disk.t3 / "voxrail-t3.json").read_text()
    disk.change(s3gen_tokens=np.arange(5))
    (disk.t3 / "voxrail-t3.json").write_text(export)
    with pytest.raises(NotInstalled, match="python -m register_chatterbox_voice"):
        disk.read()
    assert "run `python -m export_t3`" in disk.warnings[0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"s3gen_tokens": np.arange(4)}, "for 4 tokens"),
        ({"s3gen_tokens": np.array([0, 1, 2, 3, 6561])}, "outside of 0 to 6560"),
        ({"s3gen_tokens": np.arange(251), "s3gen_mel": np.zeros((80, 502))}, "expected 1 to 250"),
        ({"s3gen_embedding": np.zeros(3, dtype=np.float32)}, "has an embedding [3]"),
        ({"s3gen_mel": np.full((80, 10), np.nan, dtype=np.float32)}, "numbers that are none"),
        ({"s3gen_mel": None}, "has no 's3gen_mel'"),
    ],
)
def test_a_voice_that_is_not_one_is_named(disk, changes, message):
    disk.change(**changes)
    with pytest.raises(NotInstalled, match="has no voice that T3 has as well"):
        disk.read()
    assert message in disk.warnings[0]
    assert "python -m register_chatterbox_voice" in disk.warnings[0]


def test_a_file_that_was_cut_off_is_named(disk):
    disk.file.write_bytes(disk.file.read_bytes()[:500])
    with pytest.raises(NotInstalled):
        disk.read()
    assert "anna/voice.safetensors is cut off" in disk.warnings[0]


@pytest.mark.parametrize(
    "content", [None, "{", "[]", '{"voices": {}}', '{"stop_token_id": 1, "voices": {"a": 1}}']
)
def test_a_layout_that_is_missing_or_broken_says_how_to_make_it(disk, content):
    path = disk.t3 / "voxrail-t3.json"
    path.unlink() if content is None else path.write_text(content)
    with pytest.raises(NotInstalled, match=r"voxrail-t3\.json .*`python -m export_t3`"):
        disk.read()
