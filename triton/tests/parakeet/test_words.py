"""Tokens become words."""

import math

import numpy as np
import pytest
from onnx_asr.models.nemo import NemoConformerTdt

from parakeet.constants import BLANK, TOKEN_SCORES
from parakeet.errors import ModelFailed
from parakeet.tokens import Token
from parakeet.transcript import transcript_of
from parakeet.vocabulary import Vocabulary, read_vocabulary
from parakeet.words import Word, words_of

PIECES = ["<unk>", "▁", "▁he", "llo", "▁wor", "ld", ".", "▁a", "'s", "▁I"]
PIECES += [f"<extra{index}>" for index in range(BLANK - len(PIECES))] + ["<blk>"]
VOCABULARY = Vocabulary(PIECES)


def token(piece: str, frame: int, duration: int = 1, probability: float = 0.5) -> Token:
    return Token(PIECES.index(piece), frame, duration, math.log(probability))


def test_pieces_become_words_with_times_from_the_frames():
    tokens = [token("▁he", 5, 2), token("llo", 7, 3), token("▁wor", 20, 0), token("ld", 20, 4)]
    words = words_of(tokens, VOCABULARY, offset_s=10.0, limit_s=99.0)
    assert [word.word for word in words] == ["hello", "world"]
    assert [(word.start, word.end) for word in words] == [
        pytest.approx((10.4, 10.8)),
        pytest.approx((11.6, 11.92)),
    ]


def test_a_word_ends_before_the_next_begins_and_within_the_audio():
    tokens = [token("▁a", 3, 0), token("▁I", 3, 0), token("▁he", 4, 4)]
    words = words_of(tokens, VOCABULARY, offset_s=0.0, limit_s=0.4)
    assert [(word.start, word.end) for word in words] == [
        pytest.approx((0.24, 0.24)),
        pytest.approx((0.24, 0.32)),
        pytest.approx((0.32, 0.40)),
    ]


def test_confidence_of_a_word_is_the_geometric_mean_of_its_tokens():
    tokens = [token("▁he", 1, 1, 0.9), token("llo", 2, 1, 0.4), token("▁a", 3, 1, 1.0)]
    words = words_of(tokens, VOCABULARY, 0.0, 9.0)
    assert words[0].confidence == pytest.approx(0.6)
    assert transcript_of(words).confidence == pytest.approx(0.8)


def test_text_that_begins_without_a_mark_is_a_word_and_a_control_piece_is_none():
    tokens = [token("llo", 1), token("<unk>", 2), token("▁a", 3), token("'s", 4)]
    assert transcript_of(words_of(tokens, VOCABULARY, 0.0, 9.0)).text == "llo a's"
    assert words_of([token("▁", 1)], VOCABULARY, 0.0, 9.0) == []


@pytest.mark.parametrize("seed", range(50))
def test_the_text_is_onnx_asrs(seed):
    random = np.random.default_rng(seed)
    usable = [index for index, piece in enumerate(PIECES[:10]) if piece not in ("<unk>", "▁")]
    ids = [int(token_id) for token_id in random.choice(usable, size=random.integers(0, 30))]
    reference = NemoConformerTdt.__new__(NemoConformerTdt)
    reference.config = {}
    reference._vocab = {index: piece.replace("▁", " ") for index, piece in enumerate(PIECES)}
    expected = reference._decode_tokens(ids, range(len(ids)), None).text
    tokens = [Token(token_id, frame, 1, -0.1) for frame, token_id in enumerate(ids)]
    assert transcript_of(words_of(tokens, VOCABULARY, 0.0, 99.0)).text == expected


def test_a_transcript_is_written_as_the_rails_read_it():
    words = [Word("ça", 0.08000001, 0.4, 0.98765), Word("va", 0.4, 0.56, 1.0)]
    transcript = transcript_of(words)
    assert transcript.words_json == (
        '[{"word": "ça", "start": 0.08, "end": 0.4, "confidence": 0.9877},'
        ' {"word": "va", "start": 0.4, "end": 0.56, "confidence": 1.0}]'
    )
    empty = transcript_of([])
    assert (empty.text, empty.words_json, empty.confidence) == ("", "[]", 0.0)


def test_a_vocabulary_is_read_from_the_file_that_onnx_asr_reads(tmp_path):
    path = tmp_path / "vocab.txt"
    path.write_text("".join(f"{piece} {index}\n" for index, piece in enumerate(PIECES)))
    assert read_vocabulary(path).piece(2) == "▁he"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (None, "missing"),
        (b"\xff\xfe\x00", "not a text"),
        (b"", "0 pieces"),
        (b"one 0\ntwo 2\n", "line 2 is not piece 1"),
        ("".join(f"a {i}\n" for i in range(TOKEN_SCORES)).encode(), "<blk> is 1024"),
        ("".join(f"{p} {i}\n" for i, p in enumerate(PIECES[:600])).encode(), "600 pieces"),
    ],
    ids=["missing", "not a text", "empty", "a gap", "no blank", "cut off"],
)
def test_a_vocabulary_that_cannot_be_used_is_named_with_the_way_to_get_it(tmp_path, lines, message):
    path = tmp_path / "vocab.txt"
    if lines is not None:
        path.write_bytes(lines)
    with pytest.raises(ModelFailed, match=message) as failure:
        read_vocabulary(path)
    assert str(path) in str(failure.value)
    assert "fetch parakeet_tdt" in str(failure.value)
