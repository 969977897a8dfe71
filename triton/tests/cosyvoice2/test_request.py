"""Texts, voices and languages of all kinds."""

import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tone_networks import tone_voice, write_voice

from cosy_speech.errors import InvalidRequest, ModelFailed, NotInstalled
from cosy_speech.installed_files import check_files
from cosy_speech.prompt import END_TOKENS, MAX_SPEECH_TOKENS, sampling_parameters, speech_prompt
from cosy_speech.request import read_request
from cosy_speech.settings import read_settings
from cosy_speech.speakable_text import SOUND_TAGS, speakable_text
from cosy_speech.speech_token_reader import SpeechTokenReader
from cosy_speech.voice_table import VoiceTable, read_voices

VOICES = VoiceTable({"anna": tone_voice("anna"), "bert": tone_voice("bert")})


def read(text="Hello.", voice="default", language="en"):
    return read_request(text.encode(), voice.encode(), language.encode(), VOICES)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("", ""),
        ("   \n\t", ""),
        ("...!?", ""),
        ("\u0000\u0001", ""),
        ("😀", ""),
        ("a", "a"),
        ("7", "7"),
        ("Hello\nthere", "Hello there"),
        ("你好，世界。", "你好，世界。"),
        ("Привет", "Привет"),
        ("שלום", "שלום"),
        ("Well [laughter] yes", "Well [laughter] yes"),
        ("[LAUGHTER]", "[laughter]"),
        ("<strong>now</strong>", "<strong>now</strong>"),
        ("<b>now</b>", "now"),
        ("[see below]", "see below"),
        ("a < b", "a < b"),
        ("<|s_17|>", ""),
        ("Say <|task_id|> it", "Say it"),
        ("<|<|s_1|>s_2|>x", "x"),
        ("<|im_end|><|sos|>", ""),
    ],
)
def test_what_is_spoken_of_a_text(text, spoken):
    assert speakable_text(text) == spoken


@given(st.text(alphabet="<|>s_1[]abc tokenlaughter/", max_size=60))
@settings(max_examples=400)
def test_no_text_becomes_a_control_token(text):
    spoken = speakable_text(text)
    assert "<|" not in spoken
    assert "|>" not in spoken
    assert speakable_text(spoken) == spoken
    for tag in re.findall(r"<[^<>]*>", spoken):
        assert tag in SOUND_TAGS


def test_5000_letters_are_refused_and_2000_are_taken():
    with pytest.raises(InvalidRequest, match="5000 characters; at most 2000"):
        read("a" * 5_000)
    assert len(read("a" * 2_000).text) == 2_000


@pytest.mark.parametrize("voice", ["carl", "../anna", "anna.npz", "Anna"])
def test_an_unknown_voice_is_refused_with_those_that_are_known(voice):
    with pytest.raises(InvalidRequest, match="known: anna, bert"):
        read(voice=voice)


def test_a_session_without_a_voice_has_the_one_called_default_or_the_first():
    assert read(voice="default").voice.name == "anna"
    assert read(voice="").voice.name == "anna"
    table = VoiceTable({"anna": tone_voice("anna"), "default": tone_voice("default")})
    assert table.find("default").name == "default"


@pytest.mark.parametrize("language", ["en", "en-GB", "ZH", "zh_CN", "yue", "ja-JP", "ko"])
def test_languages_are_known_with_and_without_a_region(language):
    read(language=language)


@pytest.mark.parametrize("language", ["", "de", "xx", "english"])
def test_an_unknown_language_is_refused_with_those_that_are_known(language):
    with pytest.raises(InvalidRequest, match="known: en, ja, ko, yue, zh"):
        read(language=language)


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(InvalidRequest, match="UTF-8"):
        read_request(b"\xff\xfe", b"default", b"en", VOICES)


def test_the_prompt_has_the_recording_around_the_text():
    prompt = speech_prompt(tone_voice(tokens=25), "Hello.")
    assert prompt.startswith("<|sos|>I am the voice.Hello.<|task_id|><|s_0|><|s_1|>")
    assert prompt.endswith("<|s_24|>")


@pytest.mark.parametrize(("text", "most"), [("a", 20), ("a" * 10, 200), ("a" * 2_000, MAX_SPEECH_TOKENS)])
def test_the_language_model_is_bounded_by_the_text(text, most):
    settings_of = json.loads(sampling_parameters(text))
    assert settings_of["max_tokens"] == most
    assert settings_of["min_tokens"] <= most
    assert settings_of["stop_token_ids"] == list(END_TOKENS)


@given(st.lists(st.integers(0, 6_560), max_size=40), st.lists(st.integers(1, 15), max_size=60))
@settings(max_examples=100)
def test_speech_tokens_are_read_wherever_the_deltas_cut_them(tokens, lengths):
    text, reader, read_tokens = "".join(f"<|s_{token}|>" for token in tokens), SpeechTokenReader(), []
    for length in [*lengths, len(text)]:
        read_tokens += reader.read(text[:length])
        text = text[length:]
    assert read_tokens == tokens


@pytest.mark.parametrize("text", ["Hello", "<|s_6561|>", "<|im_end|> and so on", "<|s_1|>x<|s_2|>"])
def test_anything_but_speech_is_an_error(text):
    with pytest.raises(ModelFailed, match="cosyvoice2_llm gave"):
        SpeechTokenReader().read(text)


def test_an_end_that_is_written_out_ends_nothing():
    assert SpeechTokenReader().read("<|s_1|><|eos1|>") == [1]


def test_voices_are_read_from_their_folder_in_whole_blocks(tmp_path):
    write_voice(tmp_path, tone_voice("anna", tokens=61))
    voice = read_voices(tmp_path).find("anna")
    assert len(voice.tokens) == 50
    assert voice.mel.shape == (100, 80)
    assert voice.text == "I am the voice."


def test_a_folder_without_voices_says_how_to_register_one(tmp_path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(NotInstalled, match="python -m register_cosyvoice2_voice"):
            read_voices(folder)


@pytest.mark.parametrize("content", [b"", b"no archive", None])
def test_a_voice_that_is_damaged_is_named(tmp_path, content):
    write_voice(tmp_path, tone_voice("anna"))
    path = tmp_path / "anna.npz"
    path.write_bytes(path.read_bytes()[:900] if content is None else content)
    with pytest.raises(NotInstalled, match=r"anna\.npz.*register the voice anna again"):
        read_voices(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"tokens": np.arange(24, dtype=np.int32)}, "less than a second"),
        ({"tokens": np.full(50, 6_561, dtype=np.int32)}, "another model"),
        ({"mel": np.zeros((99, 80), dtype=np.float32)}, "mel of shape"),
        ({"mel": np.zeros((100, 128), dtype=np.float32)}, "mel of shape"),
        ({"speaker": np.zeros(256, dtype=np.float32)}, "speaker of shape"),
        ({"speaker": np.full(192, np.nan, dtype=np.float32)}, "none"),
    ],
    ids=["short", "other tokens", "short mel", "other mel", "other speaker", "nan"],
)
def test_a_voice_of_another_model_is_named(tmp_path, change, message):
    voice = tone_voice("anna")
    arrays = {
        "text": np.array(voice.text),
        "tokens": voice.tokens,
        "mel": voice.mel,
        "speaker": voice.speaker,
    }
    np.savez(tmp_path / "anna.npz", **(arrays | change))
    with pytest.raises(NotInstalled, match=message):
        read_voices(tmp_path)


def test_missing_weights_are_named_with_the_command_that_gets_them(tmp_path):
    (tmp_path / "flow.pt").touch()
    with pytest.raises(NotInstalled, match=r"hift\.pt is missing.*python -m fetch tts-cosyvoice2"):
        check_files(tmp_path)


GOOD = {"max_speeches": "4", "first_chunk_tokens": "15", "weights_folder": "/w", "voices_folder": "/v"}


def settings_of(**changes):
    values = GOOD | changes
    return read_settings(
        {name: {"string_value": value} for name, value in values.items() if value is not None}
    )


def test_settings_are_those_of_the_configuration():
    assert settings_of().max_speeches == 4
    assert settings_of().first_chunk_tokens == 15


@pytest.mark.parametrize("name", ["max_speeches", "first_chunk_tokens"])
@pytest.mark.parametrize("value", ["0", "-1", "101", "many", "1.5", "", None])
def test_settings_that_would_hang_or_break_keep_the_model_from_loading(name, value):
    with pytest.raises(NotInstalled, match=name):
        settings_of(**{name: value})


@pytest.mark.parametrize("name", ["weights_folder", "voices_folder"])
def test_a_folder_that_is_not_named_keeps_the_model_from_loading(name):
    with pytest.raises(NotInstalled, match=name):
        settings_of(**{name: None})
