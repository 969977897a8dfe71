"""The repository on a real Triton."""

import queue
import threading
import time

import numpy as np
import pytest
import tritonclient.grpc as triton
from chord_networks import spoken
from triton_server import ADMIN_KEY
from tritonclient.utils import InferenceServerException
from utterance_client import NOTHING, Utterance, answer_of

from verify.expected_models import EXPECTED_MODELS

# Names of types in configurations and on the wire.
_ON_THE_WIRE = {"STRING": "BYTES"}


@pytest.mark.parametrize("name", EXPECTED_MODELS)
def test_a_model_loads_and_its_metadata_is_what_the_rails_expect(server, name):
    assert server.client.is_model_ready(name)
    metadata = server.client.get_model_metadata(name)
    expected = EXPECTED_MODELS[name]
    batch = [-1] if expected.batched else []
    for found, tensors in ((metadata.inputs, expected.inputs), (metadata.outputs, expected.outputs)):
        assert [(item.name, item.datatype, list(item.shape)) for item in found] == [
            (
                tensor.name,
                _ON_THE_WIRE.get(tensor.data_type, tensor.data_type),
                batch + list(tensor.dims),
            )
            for tensor in tensors
        ]


def test_an_utterance_goes_from_its_first_sample_to_its_words(server):
    audio = spoken(["four", "five", "six"])
    utterance = Utterance(server.client, "whole")
    assert utterance.ask("start", audio[:16_000]).text == ""
    running = utterance.ask("", audio[16_000:28_000], "running")
    assert running.text.startswith("four")
    final = utterance.ask("", audio[28_000:], "final")
    assert final.text == "four five six"
    assert [word["start"] for word in final.words] == pytest.approx([0.4, 1.2, 2.0], abs=0.09)
    assert 0.9 < final.confidence <= 1.0
    # A decode does not end the utterance; its end has no audio.
    assert utterance.ask("end", NOTHING, "final") == final


def test_the_requests_of_an_utterance_share_a_stream_as_the_rails_send_them(server):
    audio, answers = spoken(["nine", "ten"]), queue.Queue()
    with triton.InferenceServerClient(server.url) as client:
        client.start_stream(lambda result, error: answers.put((result, error)))
        utterance = Utterance(client, "streamed")
        utterance.send("start", audio[:10_000])
        utterance.send("", audio[10_000:16_000], "running")
        utterance.send("end", audio[16_000:], "final")
        received = [answers.get(timeout=20) for _ in range(3)]
    assert [error for _, error in received] == [None, None, None]
    assert [answer_of(result).text for result, _ in received] == ["", "nine", "nine ten"]


def test_a_long_utterance_is_put_together_from_its_windows(server):
    said = (["one", "two", "three", "four", "five", "six", "seven"] * 20)[:100]
    answer = Utterance(server.client, "long").ask("start end", spoken(said), "final")
    assert answer.text.split() == said


def test_utterances_at_the_same_time_do_not_hear_each_other(server):
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"] * 4
    heard: dict[int, str] = {}

    def speak(index: int) -> None:
        audio = spoken([words[index], words[index + 1]])
        with triton.InferenceServerClient(server.url) as client:
            utterance = Utterance(client, f"together-{index}")
            utterance.ask("start", audio[:12_000])
            utterance.ask("", audio[12_000:20_000], "running")
            heard[index] = utterance.ask("end", audio[20_000:], "final").text

    threads = [threading.Thread(target=speak, args=(index,)) for index in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {index: f"{words[index]} {words[index + 1]}" for index in range(24)}


def test_a_second_start_begins_anew(server):
    utterance = Utterance(server.client, "twice")
    utterance.ask("start", spoken(["one"]))
    utterance.ask("start", spoken(["two"]))
    assert utterance.ask("end", NOTHING, "final").text == "two"


@pytest.mark.parametrize("flags", ["", "end"])
def test_without_a_start_the_client_is_told_in_the_words_that_the_rails_know(server, flags):
    with pytest.raises(InferenceServerException, match="must specify the START flag") as failure:
        Utterance(server.client, f"unknown{flags}").ask(flags, spoken(["one"]), "final")
    assert failure.value.status() == "StatusCode.INVALID_ARGUMENT"


def test_a_second_end_is_a_lost_sequence(server):
    utterance = Utterance(server.client, "ended")
    utterance.ask("start end", NOTHING)
    with pytest.raises(InferenceServerException, match="must specify the START flag"):
        utterance.ask("end", NOTHING)


def test_bad_input_is_refused_and_the_utterance_goes_on(server):
    utterance = Utterance(server.client, "bad")
    utterance.ask("start", spoken(["seven"]))
    with pytest.raises(InferenceServerException, match="at most 1920000 are taken") as failure:
        utterance.ask("", np.zeros(30 * 60 * 16_000, dtype=np.int16), "final")
    assert failure.value.status() == "StatusCode.INVALID_ARGUMENT"
    with pytest.raises(InferenceServerException, match="hypothesis"):
        utterance.ask("", NOTHING, "best")
    assert utterance.ask("end", NOTHING, "final").text == "seven"


def test_no_audio_at_all_has_no_words(server):
    utterance = Utterance(server.client, "nothing")
    answer = utterance.ask("start end", NOTHING, "final")
    assert (answer.text, answer.words, answer.confidence) == ("", [], 0.0)


def test_samples_that_are_no_numbers_are_refused_by_their_type(server):
    samples = triton.InferInput("AUDIO", [100], "FP32")
    samples.set_data_from_numpy(np.full(100, np.nan, dtype=np.float32))
    wanted = triton.InferInput("DECODE", [1], "BOOL")
    wanted.set_data_from_numpy(np.array([True]))
    with pytest.raises(InferenceServerException, match="AUDIO") as failure:
        server.client.infer("parakeet_tdt", [samples, wanted], sequence_id="nan", sequence_start=True)
    assert failure.value.status() == "StatusCode.INVALID_ARGUMENT"


def encoder_calls(server) -> int:
    statistics = server.client.get_inference_statistics("parakeet_encoder").model_stats[0]
    return statistics.execution_count


def test_who_no_longer_waits_costs_no_more_calls_of_the_encoder(server):
    """80 s of audio are four windows; the caller gives up in the first."""
    said = (["one", "two", "three", "four", "five", "six", "seven"] * 20)[:100]
    audio, before = spoken(said), encoder_calls(server)
    utterance = Utterance(server.client, "given up")
    utterance.ask("start", audio)
    with pytest.raises(InferenceServerException, match="Deadline Exceeded"):
        utterance.ask("", NOTHING, "final", within_s=0.02)
    time.sleep(1.0)
    assert encoder_calls(server) - before < 4
    # And the utterance is as it was.
    assert utterance.ask("end", NOTHING, "final").text.split() == said


def test_silero_hears_through_triton_what_it_hears_alone(server):
    window = np.sin(np.arange(2 * 576, dtype=np.float32)).reshape(2, 576)
    arrays = {
        "input": window,
        "state": np.zeros((2, 2, 128), dtype=np.float32),
        "sr": np.array([16_000], dtype=np.int64),
    }
    types = {"input": "FP32", "state": "FP32", "sr": "INT64"}
    inputs = [triton.InferInput(name, array.shape, types[name]) for name, array in arrays.items()]
    for tensor, array in zip(inputs, arrays.values(), strict=True):
        tensor.set_data_from_numpy(array)
    result = server.client.infer("silero_vad", inputs)
    assert result.as_numpy("output").shape == (2, 1)
    assert result.as_numpy("stateN").shape == (2, 2, 128)


def test_who_has_not_the_key_can_load_and_unload_nothing(server):
    with pytest.raises(InferenceServerException, match="admin-key"):
        server.client.unload_model("silero_vad")
    with pytest.raises(InferenceServerException, match="admin-key"):
        server.client.get_model_repository_index()
    key = {"triton-grpc-protocol-admin-key": ADMIN_KEY}
    assert len(server.client.get_model_repository_index(headers=key).models) == len(EXPECTED_MODELS)
    assert server.client.is_model_ready("silero_vad")


def test_a_stream_model_refuses_a_single_answer(server):
    text = triton.InferInput("text_input", [1], "BYTES")
    text.set_data_from_numpy(np.array([b"hello"], dtype=np.object_))
    with pytest.raises(InferenceServerException, match="decoupled") as failure:
        server.client.infer("qwen3", [text])
    assert failure.value.status() == "StatusCode.UNIMPLEMENTED"
