"""Noise that belongs to a frame, not to a chunk."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from chatterbox_speech.euler import integrate
from chatterbox_speech.noise import UtteranceNoise


@given(some.lists(some.tuples(some.integers(0, 9), some.integers(1, 30)), min_size=1, max_size=8))
def test_a_frame_has_the_same_noise_in_every_window(windows):
    whole = UtteranceNoise(5, 4).window(0, 400)
    noise, start = UtteranceNoise(5, 4), 0
    for forward, length in windows:
        start += forward
        seen = noise.window(start, start + length)
        np.testing.assert_array_equal(seen[:, :4], whole[:, :4])
        np.testing.assert_array_equal(seen[:, 4:], whole[:, 4 + start : 4 + start + length])


def test_the_seed_decides_it_and_the_prompt_does_not():
    one, other = UtteranceNoise(1, 4).window(0, 50), UtteranceNoise(2, 4).window(0, 50)
    assert np.abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 0.1
    longer = UtteranceNoise(1, 9).window(0, 50)
    np.testing.assert_array_equal(longer[:, 9:], one[:, 4:])
    assert abs(one.mean()) < 0.1 and abs(one.std() - 1) < 0.05


def test_equal_steps_follow_a_flow_that_is_known():
    """dx/dt = -x; each Euler step multiplies by 1 - 1/n."""
    start = np.ones((1, 3), dtype=np.float32)
    asked = []

    def velocity(state, begin, end):
        asked.append((begin, end))
        return -state

    moved = integrate(velocity, start, 4, lambda: None)
    np.testing.assert_allclose(moved, (1 - 1 / 4) ** 4, rtol=1e-6)
    assert asked == [(0.0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1.0)]
