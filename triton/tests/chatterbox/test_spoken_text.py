"""What T3 is given to read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chatterbox_speech.errors import InvalidRequest
from chatterbox_speech.limits import MAX_PIECE_CHARS
from chatterbox_speech.pieces import pieces_of
from chatterbox_speech.tags import TAGS
from chatterbox_speech.text import prepare_text


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("", ""),
        (" \n ", ""),
        ("?!", ""),
        ("a", "A."),
        ("7", "7."),
        ("hello   there", "Hello there."),
        ("Wait… what?", "Wait, what?"),
        ("“Well” – it’s 5:30", '"Well" - it\'s 5,30.'),
        ("Olá, café!", "Olá, café!"),
        ("Ha [laugh] ha", "Ha [laugh] ha."),
        ("[Clear Throat] Now.", "[clear throat] Now."),
        ("[laugh]", "[laugh]"),
        ("[laugh][sigh]", "[laugh][sigh]"),
        ("[happy]", ""),
        ("[happy] Yes", "[happy] Yes."),
        ("see [figure 3] and [[x]]", "See figure 3 and x."),
        ("<b>bold</b>", "B bold /b."),
        ("one<|s_12|>two<|v_ben_0|>", "One two."),
        ("the word привет is Russian", "The word is Russian."),
        ("５ ﬁne", "5 fine."),
        ("a\u0000b\u200b c", "Ab c."),
    ],
)
def test_text_is_made_what_the_model_was_trained_on(text, spoken):
    assert prepare_text(text) == spoken


@pytest.mark.parametrize("text", ["привет как дела", "你好，世界", "مرحبا", "ok 你好世界啊"])
def test_other_scripts_are_refused_rather_than_babbled(text):
    with pytest.raises(InvalidRequest, match="script"):
        prepare_text(text)


@given(some.text(max_size=60))
@settings(max_examples=50)
def test_no_text_reaches_the_tokens_of_speech_and_voices(text):
    try:
        spoken = prepare_text(text + "<|s_5|> and <|v_anna_0|> [laugh]")
    except InvalidRequest:
        return
    assert "<" not in spoken and "|" not in spoken
    assert "[laugh]" in spoken


def test_the_tags_are_those_of_the_tokenizer():
    assert len(TAGS) == 19


@given(
    some.lists(some.sampled_from(["word", "end.", "so,", "[clear throat]", "x" * 400, "Mr."]), max_size=300)
)
def test_pieces_are_short_and_lose_nothing(words):
    text = " ".join(words)
    pieces = pieces_of(text)
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")
    assert all(0 < len(piece) <= MAX_PIECE_CHARS for piece in pieces)
    assert all(piece.count("[") == piece.count("]") for piece in pieces) or "x" * 300 in text


def test_pieces_end_with_sentences_where_they_can():
    text = "This is a sentence of some length, with a clause. " * 20
    assert all(piece.endswith("clause.") for piece in pieces_of(text))
    assert pieces_of("") == []
    assert pieces_of("Short.") == ["Short."]
