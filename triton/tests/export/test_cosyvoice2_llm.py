"""The merged model says what the published one says: held against it with small random weights."""

import json
import struct

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paths import REPOSITORY

from cosy_speech.constants import SPEECH_TOKENS
from cosy_speech.prompt import END_TOKENS
from cosy_speech.speakable_text import SOUND_TAGS
from export_cosyvoice2_llm.__main__ import main
from export_cosyvoice2_llm.merge import NotTheModel, merge
from export_cosyvoice2_llm.model_files import write_model_files
from export_cosyvoice2_llm.safetensors_file import bfloat16, write_bfloat16
from export_cosyvoice2_llm.vocabulary import (
    FIRST_INPUT_MARK,
    FIRST_SPEECH,
    OUTPUTS,
    VOCABULARY,
    added_tokens,
    end_tokens,
)
from verify.check_vllm import read_engine_settings
from verify.gpu_memory import WEIGHTS_BYTES
from verify.repository import read_repository

SIZE = 8


@pytest.fixture(scope="module")
def published():
    random = np.random.default_rng(1)

    def table(*shape):
        return random.standard_normal(shape).astype(np.float32)

    return {
        "llm.model.model.embed_tokens.weight": table(151_936, SIZE),
        "llm.model.model.layers.0.self_attn.q_proj.bias": table(SIZE),
        "llm.model.model.norm.weight": table(SIZE),
        "llm.model.lm_head.weight": table(4, SIZE),
        "llm_embedding.weight": table(2, SIZE),
        "speech_embedding.weight": table(6_564, SIZE),
        "llm_decoder.weight": table(6_564, SIZE),
        "llm_decoder.bias": table(6_564),
    }


def test_a_prompt_is_embedded_as_by_the_published_model(published):
    names = {name: number for number, name in added_tokens().items()}
    prompt = [names["<|sos|>"], 17, names["[laughter]"], names["<|task_id|>"], names["<|s_0|>"]]
    prompt += [names["<|s_6560|>"]]
    text, speech = published["llm.model.model.embed_tokens.weight"], published["speech_embedding.weight"]
    marks = published["llm_embedding.weight"]
    expected = np.stack([marks[0], text[17], text[151_651], marks[1], speech[0], speech[6_560]])
    np.testing.assert_array_equal(merge(published)["model.embed_tokens.weight"][prompt], expected)


def test_each_token_is_as_likely_as_by_the_published_model(published):
    merged = merge(published)
    hidden = np.random.default_rng(2).standard_normal((5, SIZE)).astype(np.float32)
    logits = hidden @ merged["lm_head.weight"].T + merged["lm_head.bias"]
    expected = hidden @ published["llm_decoder.weight"].T + published["llm_decoder.bias"]
    np.testing.assert_allclose(logits[:, FIRST_SPEECH : FIRST_SPEECH + OUTPUTS], expected, rtol=1e-5)
    others = np.ones(VOCABULARY, dtype=bool)
    others[FIRST_SPEECH : FIRST_SPEECH + OUTPUTS] = False
    assert logits[:, others].max() < -1e8


def test_the_layers_keep_their_numbers_under_the_names_that_vllm_reads(published):
    merged = merge(published)
    assert merged.keys() == {
        "model.embed_tokens.weight",
        "model.layers.0.self_attn.q_proj.bias",
        "model.norm.weight",
        "lm_head.weight",
        "lm_head.bias",
    }
    assert merged["model.norm.weight"] is published["llm.model.model.norm.weight"]


@pytest.mark.parametrize("missing", ["llm_decoder.bias", "speech_embedding.weight"])
def test_weights_of_another_model_are_refused(published, missing):
    others = {name: array for name, array in published.items() if name != missing}
    with pytest.raises(NotTheModel, match=missing):
        merge(others)
    with pytest.raises(NotTheModel, match=missing):
        merge(published | {missing: published[missing][:100]})


def test_the_vocabulary_is_the_one_that_the_voice_writes_and_reads():
    tokens = added_tokens()
    assert tokens[151_646] == "<|endofprompt|>"
    assert tokens[FIRST_SPEECH] == "<|s_0|>"
    assert [tokens[number] for number in end_tokens()] == ["<|eos1|>", "<|eos2|>", "<|eos3|>"]
    assert tuple(end_tokens()) == END_TOKENS
    assert tokens[FIRST_INPUT_MARK] == "<|sos|>"
    assert set(tokens.values()) >= SOUND_TAGS
    assert sum(name.startswith("<|s_") for name in tokens.values()) == SPEECH_TOKENS
    assert len(tokens) == len(set(tokens.values()))
    assert max(tokens) < VOCABULARY == 158_336


def test_the_memory_that_is_reckoned_with_is_that_of_the_written_model():
    layers = 357_898_112  # Qwen2 0.5B without its embeddings
    assert WEIGHTS_BYTES["cosyvoice2_llm"] == 2 * (layers + 2 * VOCABULARY * 896 + VOCABULARY)


def test_the_exported_model_is_the_one_that_vllm_is_told_to_load():
    model = read_repository(REPOSITORY).models["cosyvoice2_llm"]
    assert read_engine_settings(model)["model"] == "/models/weights/cosyvoice2_llm"


@given(st.lists(st.floats(width=32, allow_nan=False), min_size=1, max_size=30))
@settings(max_examples=200)
def test_numbers_are_rounded_to_16_bits_as_others_round_them(numbers):
    array = np.array(numbers, dtype=np.float32)
    with np.errstate(over="ignore"):
        expected = array.astype(ml_dtypes.bfloat16).view(np.uint16)
    np.testing.assert_array_equal(bfloat16(array), expected)


def test_the_file_has_its_header_and_its_numbers(tmp_path):
    tensors = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.ones(2, dtype=np.float32)}
    write_bfloat16(tmp_path / "model.safetensors", tensors)
    content = (tmp_path / "model.safetensors").read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header, data = json.loads(content[8 : 8 + length]), content[8 + length :]
    assert (8 + length) % 8 == 0
    for name, array in tensors.items():
        begin, end = header[name]["data_offsets"]
        assert header[name]["dtype"] == "BF16"
        read = np.frombuffer(data[begin:end], dtype=ml_dtypes.bfloat16).reshape(header[name]["shape"])
        np.testing.assert_array_equal(read.astype(np.float32), array)
    assert [path.name for path in tmp_path.iterdir()] == ["model.safetensors"]


def test_configuration_and_tokenizer_say_what_is_merged(tmp_path):
    qwen, target = tmp_path / "qwen", tmp_path / "target"
    qwen.mkdir()
    target.mkdir()
    (qwen / "config.json").write_text(
        '{"vocab_size": 151936, "hidden_size": 896, "tie_word_embeddings": true}'
    )
    (qwen / "tokenizer_config.json").write_text('{"chat_template": "x", "tokenizer_class": "Qwen2Tokenizer"}')
    for name in ("vocab.json", "merges.txt"):
        (qwen / name).write_text(name)
    write_model_files(qwen, target)
    config = json.loads((target / "config.json").read_text())
    assert config["vocab_size"] == VOCABULARY
    assert config["tie_word_embeddings"] is False
    assert config["hidden_size"] == 896
    assert config["architectures"] == ["CosyVoice2LlmForCausalLM"]
    tokenizer = json.loads((target / "tokenizer_config.json").read_text())
    assert tokenizer["added_tokens_decoder"]["158227"]["content"] == "<|sos|>"
    assert json.loads((target / "generation_config.json").read_text())["eos_token_id"] == list(END_TOKENS)
    assert (target / "merges.txt").read_text() == "merges.txt"


def test_without_the_published_weights_the_command_says_how_to_get_them(tmp_path, capsys):
    assert main(["--weights", str(tmp_path)]) == 1
    assert "python -m fetch tts-cosyvoice2" in capsys.readouterr().out
