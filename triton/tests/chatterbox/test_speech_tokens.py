"""Speech tokens in T3's text."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chatterbox_speech.errors import ModelFailed
from chatterbox_speech.speech_tokens import SpeechTokenReader


@given(
    some.lists(some.integers(0, 6560), max_size=40),
    some.lists(some.integers(1, 9), max_size=200),
    some.booleans(),
)
def test_tokens_are_read_however_the_text_is_cut(tokens, cuts, spaced):
    text = (" " if spaced else "").join(f"<|s_{token}|>" for token in tokens)
    reader, read, start = SpeechTokenReader(), [], 0
    for cut in [*cuts, len(text)]:
        read += reader.read(text[start : start + cut])
        start += cut
    assert read == tokens


def test_a_token_is_given_as_soon_as_it_is_whole():
    reader = SpeechTokenReader()
    assert reader.read("<|s_1") == []
    assert reader.read("2|") == []
    assert reader.read("><|s_3|><") == [12, 3]


def test_the_beginning_and_the_end_of_speech_are_no_sound():
    assert SpeechTokenReader().read("<|s_6561|><|s_6560|><|s_6562|>") == [6560]


@pytest.mark.parametrize(
    "text", ["hello", "<|s_1|>hello", "<|v_anna_0|>", "<|s_12345", "<|s_|>", "<|s_7000|>"]
)
def test_anything_else_is_another_models_answer(text):
    with pytest.raises(ModelFailed):
        SpeechTokenReader().read(text)
