"""Decoding, held against onnx-asr's loop on random networks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx_asr_decoding import decode_with_onnx_asr
from random_joint import RandomJoint, random_frames

from parakeet.constants import BLANK, JOINT_SCORES, MAX_TOKENS_PER_FRAME, TOKEN_SCORES
from parakeet.errors import ModelFailed
from parakeet.greedy import decode_greedy

CASES = st.tuples(
    st.integers(0, 2**31),  # seed
    st.integers(0, 90),  # frames
    st.floats(-1.0, 4.0),  # towards the blank
    st.floats(-2.0, 3.0),  # towards a jump of 0 frames
)


@given(CASES)
@settings(max_examples=150)
def test_tokens_frames_and_probabilities_are_those_of_onnx_asr(case):
    seed, frames, blank, stay = case
    encoded, joint = random_frames(frames, seed), RandomJoint(seed, blank, stay)
    ids, found_at, log_probabilities = decode_with_onnx_asr(encoded, joint)
    tokens = decode_greedy(encoded, joint).tokens
    assert [token.id for token in tokens] == ids
    assert [token.frame for token in tokens] == found_at
    np.testing.assert_allclose([token.log_probability for token in tokens], log_probabilities, atol=1e-4)


@given(CASES, st.integers(0, 1_000))
@settings(max_examples=80)
def test_decoding_goes_on_from_any_token_as_if_it_had_not_stopped(case, choice):
    seed, frames, blank, stay = case
    encoded, joint = random_frames(frames, seed), RandomJoint(seed, blank, stay)
    whole = decode_greedy(encoded, joint)
    if not whole.tokens:
        return
    stop = choice % len(whole.tokens)
    rest = decode_greedy(encoded, joint, whole.after[stop])
    assert whole.tokens[: stop + 1] + rest.tokens == whole.tokens


def test_random_networks_say_something_and_are_silent_too():
    encoded, joint = random_frames(300, 1), RandomJoint(1)
    count = len(decode_greedy(encoded, joint).tokens)
    assert 20 < count < 200


def test_the_networks_are_asked_once_per_token_and_seldom_in_silence():
    encoded, joint = random_frames(375, 2), RandomJoint(2)
    tokens = len(decode_greedy(encoded, joint).tokens)
    assert joint.calls <= 1.5 * tokens + 1
    silent = RandomJoint(2, blank=50.0)
    decode_greedy(encoded, silent)
    assert silent.calls <= 10


def test_a_frame_gives_no_more_tokens_than_its_limit():
    def talkative(encoded, last, state):
        scores = np.zeros((len(encoded), JOINT_SCORES), dtype=np.float32)
        scores[:, 5] = 1.0  # a token, always; a jump of 0 frames, always
        return scores, state

    tokens = decode_greedy(random_frames(3, 3), talkative).tokens
    assert [token.frame for token in tokens] == [0] * 10 + [1] * 10 + [2] * 10
    assert MAX_TOKENS_PER_FRAME == 10


def test_a_blank_changes_neither_state_nor_last_token():
    asked = []

    def first_blank_then_token(encoded, last, state):
        asked.append((last, float(state.hidden[0, 0, 0])))
        scores = np.zeros((len(encoded), JOINT_SCORES), dtype=np.float32)
        scores[:, BLANK] = 1.0
        scores[-1, 7] = 2.0
        scores[:, TOKEN_SCORES + 1] = 1.0
        return scores, type(state)(state.hidden + 1, state.cell)

    decode_greedy(random_frames(16, 4), first_blank_then_token)
    # Frames 0–7 end with a token: the state after it and the token itself are asked with from then on.
    assert asked[0] == (BLANK, 0.0)
    assert asked[1] == (7, 1.0)


@pytest.mark.parametrize("broken", ["scores", "frames"])
def test_numbers_that_are_none_are_an_error_and_not_a_text(broken):
    encoded = random_frames(10, 5)
    if broken == "frames":
        encoded[3, 3] = np.nan

    def joint(ahead, last, state):
        return np.full((len(ahead), JOINT_SCORES), np.nan, dtype=np.float32), state

    with pytest.raises(ModelFailed, match="no numbers"):
        decode_greedy(encoded, joint)


def test_scores_of_another_model_are_named():
    with pytest.raises(ModelFailed, match="another model"):
        decode_greedy(random_frames(10, 6), lambda ahead, last, state: (np.zeros((len(ahead), 1025)), state))
    with pytest.raises(ModelFailed, match=r"\(10, 512\)"):
        decode_greedy(np.zeros((10, 512), dtype=np.float32), RandomJoint(1))
