"""Running texts."""

from hypothesis import given, settings
from hypothesis import strategies as st
from random_joint import RandomJoint, random_frames

from parakeet.greedy import decode_greedy
from parakeet.stable_prefix import StablePrefix
from parakeet.tokens import Decoding, Token
from parakeet.vocabulary import WORD_MARK, Vocabulary

# Every third piece goes on with the word before.
PIECES = [("" if index % 3 == 0 else WORD_MARK) + f"p{index}" for index in range(1_024)] + ["<blk>"]
VOCABULARY = Vocabulary(PIECES)


def decoding(*pieces: int) -> Decoding:
    tokens = [Token(piece, frame, 1, -0.1) for frame, piece in enumerate(pieces)]
    return Decoding(tokens, after=[f"after {piece}" for piece in pieces])  # type: ignore[arg-type]


def ids(tokens) -> list[int]:
    return [token.id for token in tokens]


def test_words_on_which_two_decodes_agree_are_kept_but_for_the_last():
    prefix = StablePrefix(VOCABULARY)
    prefix.extend(decoding(1, 2, 4))
    assert prefix.kept == ()
    assert prefix.position is None
    prefix.extend(decoding(1, 2, 5, 7))
    assert ids(prefix.kept) == [1, 2]
    assert prefix.position == "after 2"


def test_a_word_that_grew_is_not_agreed_on():
    prefix = StablePrefix(VOCABULARY)
    prefix.extend(decoding(1, 2, 4))
    # 3 goes on with the word that 2 began.
    prefix.extend(decoding(1, 2, 3, 4))
    assert ids(prefix.kept) == [1]


def test_what_follows_is_given_with_what_was_kept():
    prefix = StablePrefix(VOCABULARY)
    prefix.extend(decoding(1, 2, 4))
    prefix.extend(decoding(1, 2, 4))
    assert ids(prefix.kept) == [1, 2]
    assert ids(prefix.extend(decoding(4, 5))) == [1, 2, 4, 5]
    assert ids(prefix.extend(decoding(4, 5, 7))) == [1, 2, 4, 5, 7]
    assert ids(prefix.kept) == [1, 2, 4]


def test_an_empty_decode_takes_nothing_back():
    prefix = StablePrefix(VOCABULARY)
    prefix.extend(decoding(1, 2, 4))
    prefix.extend(decoding(1, 2, 4))
    assert ids(prefix.extend(decoding())) == [1, 2]


@given(
    st.integers(0, 2**31),
    st.lists(st.integers(1, 12), min_size=2, max_size=12),
    st.integers(0, 6),
)
@settings(max_examples=80)
def test_a_text_that_grows_never_loses_what_was_kept(seed, steps, unsettled):
    """The last frames of each decode are others than those that come to stand there."""
    settled, joint = random_frames(sum(steps), seed), RandomJoint(seed)
    prefix, length = StablePrefix(VOCABULARY), 0
    for step in steps:
        length += step
        encoded = settled[:length].copy()
        noise = random_frames(length, seed + length)
        encoded[max(0, length - unsettled) :] = noise[max(0, length - unsettled) :]
        kept = prefix.kept
        tokens = prefix.extend(decode_greedy(encoded, joint, prefix.position))
        assert tuple(tokens[: len(kept)]) == kept
        assert prefix.kept[: len(kept)] == kept
        frames = [token.frame for token in tokens]
        assert frames == sorted(frames)


@given(st.integers(0, 2**31), st.lists(st.integers(1, 20), min_size=1, max_size=10))
@settings(max_examples=60)
def test_where_audio_only_grows_the_running_text_is_the_final_one(seed, steps):
    encoded, joint = random_frames(sum(steps), seed), RandomJoint(seed)
    prefix, length, tokens = StablePrefix(VOCABULARY), 0, []
    for step in steps:
        length += step
        tokens = prefix.extend(decode_greedy(encoded[:length], joint, prefix.position))
    expected = decode_greedy(encoded, joint).tokens
    # The probabilities of a longer look differ in their last bits.
    assert [(token.id, token.frame) for token in tokens] == [(token.id, token.frame) for token in expected]
