"""One vocabulary in the place of three gives the same speech."""

import json

import numpy as np
import pytest
from paths import copy_repository
from safetensors.numpy import load_file, save_file
from tiny_t3 import WIDTH, merged_logits, random_t3, t3_logits, write_tokenizer, write_voice
from tokenizers import Tokenizer
from tokenizers.decoders import DecodeStream

from chatterbox_speech.constants import STOP_TOKEN
from chatterbox_speech.generation import generation_of
from chatterbox_speech.speech_tokens import SpeechTokenReader
from chatterbox_speech.t3_layout import read_t3_layout
from chatterbox_speech.voice_table import read_voices as read_spoken_voices
from export_t3.__main__ import main
from export_t3.checkpoint_files import ARCHITECTURE
from export_t3.errors import ExportError
from export_t3.export_t3 import export_t3
from export_t3.merged_weights import merge
from export_t3.t3_voice import read_voices
from verify.repository import read_config

TEXT = "Hello [laugh] world."


class Exported:
    """A tiny T3 with two voices, before and after."""

    def __init__(self, folder) -> None:
        self.source, self.voices, self.target = (folder / name for name in ("turbo", "voices", "t3"))
        self.source.mkdir()
        self.text_tokens = write_tokenizer(self.source)
        self.t3 = random_t3(self.text_tokens)
        save_file(self.t3, self.source / "t3_turbo_v1.safetensors")
        self.anna = write_voice(self.voices, "anna", 4)
        self.ben = write_voice(self.voices, "ben", 6, seed=4)

    def export(self) -> None:
        export_t3(self.source, self.voices, self.target, write=lambda line: None, head_width=8)

    @property
    def tokenizer(self) -> Tokenizer:
        return Tokenizer.from_file(str(self.target / "tokenizer.json"))

    def prompt(self, name: str) -> str:
        layout = read_t3_layout(self.target)
        voice = read_spoken_voices(self.voices, layout, pytest.fail).find(name)
        return generation_of(TEXT, voice, layout.stop_token_id, None).prompt


@pytest.fixture
def exported(tmp_path) -> Exported:
    return Exported(tmp_path)


@pytest.mark.parametrize("name", ["anna", "ben"])
def test_the_logits_are_those_of_t3(exported, name):
    exported.export()
    ids = exported.tokenizer.encode(exported.prompt(name)).ids
    voice = getattr(exported, name)
    text = ids[1 + len(voice["t3_tokens"]) : -1]
    assert max(text) < exported.text_tokens
    spoken = [17, 4299, 6560]
    in_full = merge(exported.t3, read_voices(exported.voices))
    expected = t3_logits(exported.t3, voice, text, spoken)
    more = [exported.text_tokens + token for token in spoken]
    found = merged_logits(in_full, ids + more)[-1 - len(spoken) :]
    np.testing.assert_allclose(found, expected, atol=1e-5)
    # And as the file has it, in 16 bits.
    half = merged_logits(load_file(exported.target / "model.safetensors"), ids + more)[-1 - len(spoken) :]
    np.testing.assert_allclose(half, expected, atol=0.05)
    assert (half.argmax(1) == expected.argmax(1)).all()


def test_text_becomes_the_tokens_that_turbo_has_for_it(exported):
    exported.export()
    words = json.loads((exported.source / "vocab.json").read_text())
    tags = json.loads((exported.source / "added_tokens.json").read_text())
    ids = exported.tokenizer.encode(TEXT).ids
    assert ids[:2] == [words["Hello"], words["Ġ"]]
    assert ids[2] == tags["[laugh]"]
    assert ids[3:5] == [words["Ġw"], words["o"]]


def test_a_voices_tokens_are_its_own(exported):
    exported.export()
    rows = load_file(exported.target / "model.safetensors")["transformer.wte.weight"]
    first = exported.text_tokens + 6563
    assert exported.tokenizer.encode("<|v_anna_0|><|v_anna_4|>").ids == [first, first + 4]
    assert exported.tokenizer.encode("<|v_ben_0|>").ids == [first + 5]
    np.testing.assert_array_equal(
        rows[first + 1 : first + 5],
        exported.t3["speech_emb.weight"][exported.anna["t3_tokens"]].astype(np.float16),
    )
    assert len(rows) == first + 5 + 7


def test_what_vllm_writes_for_speech_tokens_is_read_back(exported):
    """By the very decoder that vLLM streams with."""
    exported.export()
    tokenizer, reader = exported.tokenizer, SpeechTokenReader()
    prompt = tokenizer.encode(exported.prompt("anna")).ids
    stream, read = DecodeStream(ids=prompt, skip_special_tokens=False), []
    spoken = [0, 12, 12, 6560, 999]
    for token in spoken:
        read += reader.read(stream.step(tokenizer, exported.text_tokens + token) or "")
    assert read == spoken


def test_the_configuration_is_that_of_the_plugin_and_of_the_weights(exported):
    exported.export()
    config = json.loads((exported.target / "config.json").read_text())
    weights = load_file(exported.target / "model.safetensors")
    assert config["architectures"] == [ARCHITECTURE]
    assert [config["vocab_size"], config["n_embd"]] == list(weights["transformer.wte.weight"].shape)
    assert [config["speech_ids"], WIDTH] == list(weights["speech_head.weight"].shape)
    assert (config["n_layer"], config["n_head"], config["n_positions"]) == (2, 3, 64)
    assert config["first_speech_id"] == exported.text_tokens
    assert config["eos_token_id"] == exported.text_tokens + STOP_TOKEN
    assert config["eos_token_id"] == exported.tokenizer.token_to_id("<|s_6562|>")
    assert read_t3_layout(exported.target).stop_token_id == config["eos_token_id"]


def test_an_export_replaces_the_one_before_it_and_leaves_nothing_behind(exported):
    exported.export()
    write_voice(exported.voices, "carl", 2)
    exported.export()
    assert set(read_t3_layout(exported.target).voices) == {"anna", "ben", "carl"}
    assert sorted(path.name for path in exported.target.parent.iterdir()) == ["t3", "turbo", "voices"]


def test_a_failed_export_leaves_the_one_before_it(exported, capsys):
    exported.export()
    before = (exported.target / "model.safetensors").read_bytes()
    (exported.source / "t3_turbo_v1.safetensors").write_bytes(b"cut off")
    options = [f"--{name}={getattr(exported, name)}" for name in ("source", "voices", "target")]
    assert main(options) == 1
    assert "python -m fetch chatterbox" in capsys.readouterr().err
    assert (exported.target / "model.safetensors").read_bytes() == before


def remove(name):
    return lambda exported: exported.t3.pop(name)


def of_the_original(exported):
    exported.t3["text_pos_emb.emb.weight"] = np.zeros((1, 1), dtype=np.float32)


def too_large(exported):
    exported.t3["speech_head.bias"][3] = 1e6


def without_voices(exported):
    for path in exported.voices.glob("*/*"):
        path.unlink()


def bad_voice(exported):
    (exported.voices / "anna/voice.safetensors").write_bytes(b"cut")


def other_tokenizer(exported):
    (exported.source / "added_tokens.json").write_text(json.dumps({"[happy]": exported.text_tokens - 2}))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (remove("speech_head.bias"), "no tensor speech_head.bias"),
        (remove("tfmr.wpe.weight"), "no tensor"),
        (of_the_original, "the original Chatterbox, not Turbo"),
        (too_large, "does not fit in 16 bits"),
        (without_voices, "python -m register_chatterbox_voice"),
        (bad_voice, "anna/voice.safetensors cannot be read"),
        (other_tokenizer, "of different versions"),
    ],
)
def test_what_cannot_be_exported_is_named(exported, spoil, message):
    spoil(exported)
    save_file(exported.t3, exported.source / "t3_turbo_v1.safetensors")
    with pytest.raises(ExportError, match=message):
        exported.export()
    assert not exported.target.exists()


def test_the_configuration_of_chatterbox_names_the_voices_that_were_exported(exported, tmp_path, capsys):
    repository = copy_repository(tmp_path / "repository")
    options = [f"--source={exported.source}", f"--voices={exported.voices}", f"--target={exported.target}"]
    assert main([*options, f"--repository={repository}"], head_width=8) == 0
    assert "names the voices default,anna,ben" in capsys.readouterr().out
    config = read_config(repository / "chatterbox/config.pbtxt")
    assert config.parameters["voices"].string_value == "default,anna,ben"
