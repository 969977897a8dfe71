"""An utterance whose caller is gone. Last of the folder's tests: it needs ten seconds of silence."""

import time

import pytest
from tritonclient.utils import InferenceServerException
from utterance_client import NOTHING, Utterance

IDLE_S = 10.0


def test_an_utterance_without_audio_for_ten_seconds_is_over(server, silent_since):
    time.sleep(max(0.0, silent_since + IDLE_S + 1.0 - time.monotonic()))
    with pytest.raises(InferenceServerException, match="must specify the START flag"):
        Utterance(server.client, "silent").ask("end", NOTHING, "final")


def test_one_with_a_pause_that_is_shorter_goes_on(server):
    utterance = Utterance(server.client, "pausing")
    utterance.ask("start", NOTHING)
    time.sleep(1.5)  # Triton's default would have ended it
    utterance.ask("end", NOTHING, "final")
