"""Waiting for T3 no longer than anyone wants the answer."""

import pytest
from scripted_t3 import ScriptedAnswers

from chatterbox_speech.errors import Cancelled, ModelFailed
from chatterbox_speech.patient_stream import PatientStream


def patient(answers, checkpoint=lambda: None, first=5.0, following=5.0) -> PatientStream:
    return PatientStream(answers, checkpoint, first, following)


def test_answers_come_in_order_and_end():
    answers = ScriptedAnswers(["a", "b"])
    stream = patient(answers)
    assert list(stream) == ["a", "b"]
    stream.close()
    assert not answers.cancelled.is_set()


def test_what_the_other_model_raises_is_raised_here():
    stream = patient(ScriptedAnswers(["a", ModelFailed("t3: out of memory")]))
    with pytest.raises(ModelFailed, match="out of memory"):
        list(stream)


def test_a_model_that_says_nothing_is_given_up_and_cancelled():
    answers = ScriptedAnswers(["a"], pause_after=0)
    stream = patient(answers, first=0.05)
    with pytest.raises(ModelFailed, match=r"silent for 0\.05 s"):
        list(stream)
    stream.close()
    assert answers.cancelled.is_set()


def test_a_model_that_falls_silent_is_given_up():
    with pytest.raises(ModelFailed, match=r"silent for 0\.05 s"):
        list(patient(ScriptedAnswers(["a", "b"], pause_after=1), following=0.05))


def test_who_no_longer_waits_is_noticed_while_the_model_is_silent():
    answers, looks = ScriptedAnswers(["a"], pause_after=0), []

    def checkpoint():
        looks.append(1)
        if len(looks) == 3:
            raise Cancelled("gone")

    stream = patient(answers, checkpoint)
    with pytest.raises(Cancelled):
        list(stream)
    stream.close()
    stream.close()
    assert answers.cancelled.is_set()
