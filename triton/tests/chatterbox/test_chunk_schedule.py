"""How many tokens go into which chunk."""

import pytest
from paths import REPOSITORY

from chatterbox_speech.constants import LOOK_AHEAD_TOKENS
from chatterbox_speech.schedule import ChunkSchedule, parse_schedule
from verify.repository import read_config


def test_the_last_size_stays():
    schedule = parse_schedule("4,8,16,32", "25", "2")
    assert [schedule.size(chunk) for chunk in range(6)] == [4, 8, 16, 32, 32, 32]


def test_the_flow_sees_all_of_a_short_utterance_and_a_window_of_a_long_one():
    schedule = ChunkSchedule((8, 16), left_context=25, overlap=2)
    assert [schedule.window_start(made) for made in (0, 8, 27, 28, 100)] == [0, 0, 0, 1, 73]


def test_the_configured_first_chunk_comes_after_8_to_10_tokens_and_the_look_ahead():
    parameters = read_config(REPOSITORY / "chatterbox/config.pbtxt").parameters
    schedule = parse_schedule(
        *(parameters[key].string_value for key in ("chunk_tokens", "left_context_tokens", "overlap_tokens"))
    )
    assert 8 <= schedule.size(0) <= 10
    assert LOOK_AHEAD_TOKENS == 3
    # Its sound lasts until the second, at 10 ms a token: generously for T3 on a GPU.
    assert 40 * (schedule.size(0) - schedule.overlap) > 10 * schedule.size(1)


@pytest.mark.parametrize(
    ("sizes", "left", "overlap"), [("", "25", "2"), ("8,2", "25", "2"), ("8", "-1", "2"), ("a", "1", "1")]
)
def test_a_schedule_that_cannot_work_is_refused(sizes, left, overlap):
    with pytest.raises(ValueError):
        parse_schedule(sizes, left, overlap)
