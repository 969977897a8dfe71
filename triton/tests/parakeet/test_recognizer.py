"""Sequences of requests: what a rail does, and what it should not."""

import json

import numpy as np
import pytest
from chord_networks import ChordNetworks, spoken

from parakeet.errors import InvalidRequest, ModelFailed, NoCapacity
from parakeet.recognizer import Recognizer
from parakeet.request import SequenceFlags, read_request

NOTHING = np.zeros(0, dtype=np.int16)


class Rail:
    """Asks a recognizer as a rail would. `now_s` is its clock."""

    def __init__(self, capacity: int = 4) -> None:
        self.now_s = 0.0
        self.chords = ChordNetworks()
        self.recognizer = Recognizer(self.chords.networks(), capacity, 10.0, lambda: self.now_s)

    def ask(self, sequence: str, flags: str = "", audio=NOTHING, decode: str = "no") -> str:
        return self.recognizer.answer(
            read_request(
                SequenceFlags(sequence, "start" in flags, "end" in flags),
                audio,
                decode != "no",
                "{}" if decode == "no" else json.dumps({"hypothesis": decode}),
            )
        ).text


def test_an_utterance_is_started_added_to_and_ended():
    rail, audio = Rail(), spoken(["four", "five", "six"])
    assert rail.ask("a", "start", audio[:20_000]) == ""
    assert rail.ask("a", "", audio[20_000:28_000], "running").startswith("four")
    assert rail.ask("a", "", audio[28_000:], "final") == "four five six"
    # A decode does not end the utterance.
    assert rail.recognizer.sequences == 1
    assert rail.ask("a", "end", decode="final") == "four five six"
    assert rail.recognizer.sequences == 0


def test_one_request_may_be_a_whole_utterance():
    rail = Rail()
    assert rail.ask("a", "start end", spoken(["two"]), "final") == "two"
    assert rail.recognizer.sequences == 0


def test_the_end_gives_the_final_text_whatever_was_asked_for():
    rail = Rail()
    assert rail.ask("a", "start end", spoken(["two", "six"]), "running") == "two six"


def test_utterances_do_not_hear_each_other():
    rail = Rail()
    rail.ask("a", "start", spoken(["one"]))
    rail.ask("b", "start", spoken(["two"]))
    assert rail.ask("a", "end", spoken(["three"]), "final") == "one three"
    assert rail.ask("b", "end", decode="final") == "two"


def test_a_second_start_begins_anew():
    rail = Rail()
    rail.ask("a", "start", spoken(["one"]))
    rail.ask("a", "start", spoken(["two"]))
    assert rail.recognizer.sequences == 1
    assert rail.ask("a", "end", decode="final") == "two"


@pytest.mark.parametrize("flags", ["", "end"])
def test_without_a_start_the_client_is_told_to_begin_again(flags):
    rail = Rail()
    # The rails know a lost sequence by these words, which are Triton's own.
    with pytest.raises(InvalidRequest, match="must specify the START flag"):
        rail.ask("a", flags, spoken(["one"]))


def test_a_second_end_is_a_lost_sequence():
    rail = Rail()
    rail.ask("a", "start end")
    with pytest.raises(InvalidRequest, match="must specify the START flag"):
        rail.ask("a", "end")


def test_a_failed_end_frees_the_utterance_all_the_same():
    rail = Rail()
    rail.ask("a", "start", spoken(["one"]))
    rail.chords.failing = ModelFailed("parakeet_encoder: gone")
    with pytest.raises(ModelFailed):
        rail.ask("a", "end", decode="final")
    assert rail.recognizer.sequences == 0


def test_a_failed_decode_can_be_asked_again():
    rail = Rail()
    rail.ask("a", "start", spoken(["one"]))
    rail.chords.failing = ModelFailed("parakeet_encoder: busy")
    with pytest.raises(ModelFailed):
        rail.ask("a", decode="final")
    rail.chords.failing = None
    assert rail.ask("a", decode="final") == "one"


def test_more_utterances_than_there_is_room_for_are_refused():
    rail = Rail(capacity=2)
    rail.ask("a", "start")
    rail.ask("b", "start")
    with pytest.raises(NoCapacity):
        rail.ask("c", "start")
    rail.ask("a", "end")
    rail.ask("c", "start")


def test_an_abandoned_utterance_makes_room_after_ten_seconds():
    rail = Rail(capacity=2)
    rail.ask("a", "start")
    rail.now_s = 8.0
    rail.ask("b", "start")
    rail.now_s = 10.0
    rail.ask("c", "start")
    with pytest.raises(InvalidRequest, match="must specify the START flag"):
        rail.ask("a")
    rail.ask("b")


def test_a_thousand_utterances_leave_nothing_behind():
    rail, audio = Rail(capacity=3), spoken(["one"])[:3_200]
    for index in range(1_000):
        rail.ask(f"u{index}", "start", audio)
        rail.ask(f"u{index}", "end")
    assert rail.recognizer.sequences == 0


def test_half_an_hour_of_audio_is_refused_before_it_is_taken():
    rail = Rail()
    rail.ask("a", "start", spoken(["one"]))
    with pytest.raises(InvalidRequest, match="at most 1920000 are taken"):
        rail.ask("a", "", np.zeros(30 * 60 * 16_000, dtype=np.int16), "final")
    assert rail.ask("a", "end", decode="final") == "one"


@pytest.mark.parametrize(
    "audio", [np.full(100, np.nan, dtype=np.float32), np.zeros((2, 100), dtype=np.int16)]
)
def test_what_is_no_row_of_16_bit_samples_is_refused(audio):
    with pytest.raises(InvalidRequest, match="expected INT16"):
        Rail().ask("a", "start", audio)


def test_an_unknown_hypothesis_is_refused():
    with pytest.raises(InvalidRequest, match="hypothesis"):
        Rail().ask("a", "start", decode="best")
