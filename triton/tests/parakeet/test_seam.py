"""Where two windows meet."""

import pytest

from parakeet.seam import cut_between, join_at
from parakeet.words import Word


def word(text: str, start: float, end: float) -> Word:
    return Word(text, start, end, 1.0)


def test_the_cut_lies_in_the_longest_pause_of_the_overlap():
    words = [word("a", 24.5, 25.6), word("b", 25.8, 26.4), word("c", 27.2, 28.0)]
    assert cut_between(words, 24.0, 30.0) == pytest.approx(28.5)
    assert cut_between([*words, word("d", 28.1, 29.9)], 24.0, 30.0) == pytest.approx(26.8)


def test_without_words_the_cut_lies_in_the_middle():
    assert cut_between([], 24.0, 30.0) == pytest.approx(27.0)
    assert cut_between([word("before", 3.0, 4.0)], 24.0, 30.0) == pytest.approx(27.0)


def test_without_pauses_the_cut_lies_between_two_words():
    words = [word(str(index), 24.0 + 0.5 * index, 24.5 + 0.5 * index) for index in range(12)]
    cut = cut_between(words, 24.0, 30.0)
    assert cut in [item.start for item in words]
    assert 25.0 <= cut <= 29.0


def test_a_word_that_both_windows_heard_a_little_apart_is_said_once():
    before = [word("good", 26.0, 26.4), word("morning", 26.4, 26.92)]
    after = [word("Morning", 26.56, 26.9), word("all", 27.0, 27.3)]
    joined = join_at(26.5, before, after)
    assert [item.word for item in joined] == ["good", "morning", "all"]


def test_the_same_word_said_twice_stays_twice():
    joined = join_at(26.5, [word("no", 26.0, 26.3)], [word("no", 26.6, 26.9)])
    assert [item.word for item in joined] == ["no", "no"]
