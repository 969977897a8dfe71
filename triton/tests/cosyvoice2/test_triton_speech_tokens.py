"""The call of the language model, with a Triton of newer days: the tested one cannot cancel such a call."""

import sys
import threading
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from tone_networks import tone_voice

from cosy_speech.errors import Cancelled, ModelFailed
from cosy_speech.request import SpeechRequest


class Answers:
    """What `exec(decoupled=True)` gives."""

    def __init__(self, answers) -> None:
        self._answers, self.cancelled = iter(answers), False

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._answers)

    def cancel(self) -> None:
        self.cancelled = True


def answer(text: str | None = None, reason: str = "None", error: str | None = None):
    """Of the vLLM backend."""
    return SimpleNamespace(
        has_error=lambda: error is not None,
        error=lambda: SimpleNamespace(message=lambda: error),
        outputs={} if text is None else {"text_output": text, "finish_reason": reason},
    )


def _output(response, name):
    if name not in response.outputs:
        return None
    return SimpleNamespace(as_numpy=lambda: np.array([response.outputs[name].encode()], dtype=np.object_))


@pytest.fixture
def tokens_of(monkeypatch):
    """Calls with these answers; the module is loaded for this test alone, with `pb_utils` in its place."""

    def make(answers, is_cancelled=lambda: False):
        triton = ModuleType("triton_python_backend_utils")
        triton.TRITONSERVER_MEMORY_CPU = 0
        triton.PreferredMemory = lambda *place: place
        triton.Tensor = lambda name, array: (name, array)
        triton.InferenceRequest = lambda **call: SimpleNamespace(exec=lambda decoupled: answers)
        triton.get_output_tensor_by_name = _output
        monkeypatch.setitem(sys.modules, "triton_python_backend_utils", triton)
        monkeypatch.delitem(sys.modules, "triton_speech_tokens", raising=False)
        from triton_speech_tokens import TritonSpeechTokens

        request = SpeechRequest("Hello.", tone_voice())
        return TritonSpeechTokens("r", None, is_cancelled)(request)

    return make


def test_the_texts_come_as_they_are_and_an_end_is_not_cancelled(tokens_of):
    answers = Answers([answer("<|s_1|>"), answer("<|s_2|>", "stop"), answer(None)])
    assert list(tokens_of(answers)) == ["<|s_1|>", "<|s_2|>"]
    assert not answers.cancelled


def test_a_cancelled_request_cancels_the_call(tokens_of):
    answers = Answers([answer("<|s_1|>")] * 9)
    heard = []
    with pytest.raises(Cancelled):
        for text in tokens_of(answers, is_cancelled=lambda: len(heard) == 2):
            heard.append(text)
    assert answers.cancelled
    assert len(heard) == 2


def test_a_cancelled_request_is_noticed_while_the_model_is_silent(tokens_of):
    wanted = threading.Event()

    def silent():
        yield answer("<|s_1|>")
        wanted.wait(10)

    answers = Answers(silent())
    heard = []
    with pytest.raises(Cancelled):
        for text in tokens_of(answers, is_cancelled=lambda: len(heard) == 1):
            heard.append(text)
    assert answers.cancelled
    wanted.set()


def test_texts_that_nobody_wants_any_more_cancel_the_call(tokens_of):
    answers = Answers([answer("<|s_1|>")] * 9)
    texts = tokens_of(answers)
    next(texts)
    texts.close()
    assert answers.cancelled


def test_an_error_of_the_model_is_told_in_its_words(tokens_of):
    answers = Answers([answer(error="Error generating stream: no memory")])
    with pytest.raises(ModelFailed, match="cosyvoice2_llm: Error generating stream: no memory"):
        list(tokens_of(answers))


def test_answers_that_end_before_the_text_are_an_error(tokens_of):
    answers = Answers([answer("<|s_1|>"), answer(None)])
    with pytest.raises(ModelFailed, match="ended before the text did"):
        list(tokens_of(answers))
