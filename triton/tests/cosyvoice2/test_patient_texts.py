"""Waiting for the language model no longer than anyone wants the answer."""

import threading

import pytest

from cosy_speech.errors import Cancelled, ModelFailed
from cosy_speech.patient_texts import PatientTexts


def patient(texts, checkpoint=lambda: None, first=5.0, following=5.0) -> PatientTexts:
    return PatientTexts(texts, checkpoint, first, following)


def test_texts_come_in_order_and_end():
    texts = patient(["a", "b"])
    assert list(texts) == ["a", "b"]
    assert texts.ended


def test_what_the_other_model_raises_is_raised_here_and_is_its_end():
    def failing():
        yield "a"
        raise ModelFailed("cosyvoice2_llm: out of memory")

    texts = patient(failing())
    with pytest.raises(ModelFailed, match="out of memory"):
        list(texts)
    assert texts.ended


@pytest.mark.parametrize("given", [0, 1])
def test_a_model_that_is_silent_is_given_up(given):
    over = threading.Event()

    def silent():
        yield from ["a"] * given
        over.wait(10)

    texts = patient(silent(), first=0.05 if given == 0 else 5.0, following=0.05)
    with pytest.raises(ModelFailed, match=r"silent for 0\.05 s"):
        list(texts)
    assert not texts.ended
    over.set()


def test_who_no_longer_waits_is_noticed_while_the_model_is_silent():
    over, looks = threading.Event(), []

    def checkpoint():
        looks.append(1)
        if len(looks) == 3:
            raise Cancelled("gone")

    def silent():
        over.wait(10)
        yield "a"

    with pytest.raises(Cancelled):
        list(patient(silent(), checkpoint))
    over.set()
