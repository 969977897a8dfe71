"""Mistakes of all kinds, planted in a good repository, are found and named.

The numbers are those of the traps in docs/models.md; `test_fifteen_traps.py` has one test for each of them.
"""

import pytest
from planting import Planting

from verify.check_backends import check_backends
from verify.check_reported_voices import check_reported_voices
from verify.repository import read_repository


@pytest.fixture
def planting(tmp_path) -> Planting:
    return Planting(tmp_path)


def tensor(config, side: str, name: str):
    return next(item for item in getattr(config, side) if item.name == name)


def test_nothing_is_found_where_nothing_was_planted(planting):
    assert planting.findings() == []


def test_1_a_model_that_answers_once_made_a_stream_and_the_reverse(planting):
    def decouple(config):
        config.model_transaction_policy.decoupled = True

    planting.config("parakeet_tdt", decouple)
    planting.config("qwen3", lambda config: config.ClearField("model_transaction_policy"))
    found = planting.findings()
    assert any("parakeet_tdt" in item and "set decoupled to false" in item for item in found)
    assert any("qwen3" in item and "set decoupled to true" in item for item in found)


STREAM = "model_transaction_policy { decoupled: true }"

GOOD_STREAM = """
class TritonPythonModel:
    def execute(self, requests):
        for request in requests:
            sender = request.get_response_sender()
            child = pb_utils.InferenceRequest(model_name="t3").exec(decoupled=True)
            try:
                for answer in child:
                    if sender.is_cancelled():
                        child.cancel()
                        break
            except Exception as error:
                sender.send(pb_utils.InferenceResponse(error=pb_utils.TritonError(str(error))))
            finally:
                sender.send(flags=pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL)
"""


def test_2_a_stream_whose_end_is_not_sent_in_a_finally(planting):
    planting.model("speaker", STREAM, GOOD_STREAM)
    assert planting.findings() == []
    planting.replace("speaker/1/model.py", "finally:", "else:")
    assert any("in a `finally`" in item for item in planting.findings())


def test_3_a_stream_that_swallows_its_errors(planting):
    planting.model("speaker", STREAM, GOOD_STREAM.replace("pb_utils.TritonError(str(error))", "None"))
    assert any("never answers with a TritonError" in item for item in planting.findings())


def test_4_a_cancelled_stream_that_speaks_on(planting):
    planting.model("speaker", STREAM, GOOD_STREAM.replace("sender.is_cancelled()", "False"))
    assert any("never asks is_cancelled" in item for item in planting.findings())


def test_4_a_cancelled_stream_whose_child_goes_on(planting):
    planting.model("speaker", STREAM, GOOD_STREAM.replace("child.cancel()", "pass"))
    assert any("does not cancel the models it calls" in item for item in planting.findings())


def test_5_silero_without_its_context(planting):
    def shorten(config):
        tensor(config, "input", "input").dims[:] = [-1, 512]

    planting.config("silero_vad", shorten)
    assert any("[-1, 512], expected input FP32 [-1, 576]" in item for item in planting.findings())


def test_5_silero_with_the_tensors_of_version_4(planting):
    planting.replace("silero_vad/config.pbtxt", '"stateN"', '"hn"')
    found = planting.findings()
    assert any("output stateN FP32 [2, -1, 128] is missing" in item for item in found)
    assert any("output hn FP32" in item and "not expected" in item for item in found)


def test_5_a_scalar_by_empty_reshape_where_there_is_no_batch(planting):
    def reshape(config):
        tensor(config, "input", "sr").reshape.SetInParent()

    planting.config("silero_vad", reshape)
    assert any("Triton refuses an empty reshape" in item for item in planting.findings())


@pytest.mark.parametrize("model", ["silero_vad", "parakeet_decoder"])
def test_6_batches_of_states_whose_batch_is_dimension_1(planting, model):
    def batch(config):
        config.max_batch_size = 8

    planting.config(model, batch)
    assert any(model in item and "given each other's" in item for item in planting.findings())


def test_6_one_utterance_per_process(planting):
    planting.config("parakeet_tdt", lambda config: config.sequence_batching.direct.SetInParent())
    assert any("`oldest`" in item for item in planting.findings())


def test_6_utterances_that_end_at_each_pause(planting):
    def forget(config):
        config.sequence_batching.max_sequence_idle_microseconds = 0

    planting.config("parakeet_tdt", forget)
    assert any("ends after 1 s without audio" in item for item in planting.findings())


def test_6_utterances_without_a_sequence(planting):
    planting.config("parakeet_tdt", lambda config: config.ClearField("sequence_batching"))
    assert any("needs sequence_batching" in item for item in planting.findings())


def test_7_an_image_without_the_onnx_runtime_backend(planting, tmp_path):
    backends = tmp_path / "backends"
    for file in ("python/libtriton_python.so", "vllm/model.py"):
        (backends / file).parent.mkdir(parents=True)
        (backends / file).touch()
    found = [str(item) for item in check_backends(read_repository(planting.root), backends)]
    assert len(found) == 1
    assert "NVIDIA's vLLM image has no ONNX Runtime" in found[0]


def test_8_an_output_that_the_rail_reads_is_not_declared(planting):
    planting.replace("qwen3/config.pbtxt", '"finish_reason"', '"reason"')
    assert any("output finish_reason STRING [-1] is missing" in item for item in planting.findings())


def test_8_a_batch_size_on_the_vllm_backend(planting):
    def batch(config):
        config.max_batch_size = 8
        config.dynamic_batching.max_queue_delay_microseconds = 100_000

    planting.config("qwen3", batch)
    found = planting.findings()
    assert any("qwen3: max_batch_size must be 0" in item for item in found)
    assert any("remove dynamic_batching" in item for item in found)


def test_9_a_conversation_computed_anew_each_turn(planting):
    planting.engine("qwen3", enable_prefix_caching=False)
    assert any("enable_prefix_caching" in item for item in planting.findings())


@pytest.mark.parametrize("name", ["qwen3", "cosyvoice2_llm", "t3"])
def test_10_a_model_that_answers_with_empty_texts(planting, name):
    planting.engine(name, skip_tokenizer_init=True)
    assert any("every text_output is empty" in item for item in planting.findings())


@pytest.mark.parametrize(
    ("old", "new"), [(").exec()", ").async_exec()"), ("def execute(", "async def execute(")]
)
def test_11_models_called_asynchronously(planting, old, new):
    file = "triton_networks.py" if "exec()" in old else "model.py"
    planting.replace(f"parakeet_tdt/1/{file}", old, new)
    assert any("async_exec" in item for item in planting.findings())


def test_12_another_recognizers_vocabulary(planting):
    vocabulary = planting.root / "parakeet_tdt/1/vocab.txt"
    vocabulary.write_text("<blk> 0\n" + "".join(f"p{i} {i}\n" for i in range(1, 1025)))
    assert any("ends with 'p1024 1024'" in item for item in planting.findings())


@pytest.mark.parametrize(
    ("model", "old", "new"),
    [
        ("parakeet_encoder", "[ 128, -1 ]", "[ 80, -1 ]"),
        ("parakeet_encoder", "[ 1024, -1 ]", "[ 512, -1 ]"),
        ("parakeet_decoder", "[ 1, -1, 1, 1030 ]", "[ 1, -1, 1, 1025 ]"),
    ],
    ids=["80 mel bands", "frames of 512", "no durations"],
)
def test_12_networks_of_another_recognizer(planting, model, old, new):
    planting.replace(f"{model}/config.pbtxt", old, new)
    assert any(model in item and "expected" in item for item in planting.findings())


def test_14_more_memory_than_the_gpu_has(planting):
    assert any("19.7 GiB are configured" in item for item in planting.findings(gpu_gib=16.0))


def test_14_both_voices_on_a_gpu_that_holds_one(planting):
    both = ("asr", "llm", "tts-chatterbox", "tts-cosyvoice2")
    assert planting.findings(roles=("asr", "llm", "tts-chatterbox")) == []
    assert any("25.6 GiB are configured" in item for item in planting.findings(roles=both))
    assert planting.findings(gpu_gib=45.0, roles=both) == []


def test_14_a_voice_that_is_allowed_more_than_is_there(planting):
    def allow(config):
        config.parameters["gpu_mem_limit"].string_value = str(8 * 2**30)

    planting.config("chatterbox", allow)
    roles = ("asr", "llm", "tts-chatterbox")
    assert any("25.4 GiB are configured" in item for item in planting.findings(roles=roles))


@pytest.mark.parametrize("key", ["gpu_mem_limit", "arena_extend_strategy"])
def test_14_an_arena_without_bounds(planting, key):
    planting.config("parakeet_encoder", lambda config: config.parameters.pop(key))
    assert any(f"set the parameter {key}" in item for item in planting.findings())


def test_14_caches_that_depend_on_what_was_loaded_before(planting):
    planting.engine("qwen3", kv_cache_memory_bytes=None, gpu_memory_utilization=0.95)
    found = planting.findings()
    assert any("kv_cache_memory_bytes" in item for item in found)
    assert any("ask for 1.07 of the GPU" in item for item in found)


@pytest.mark.parametrize("key", ["disable_log_requests", "swap_space", "quantisation"])
def test_15_an_argument_that_the_pinned_vllm_does_not_have(planting, key):
    planting.engine("qwen3", **{key: True})
    assert any(f"no argument {key!r}" in item for item in planting.findings())


def test_15_a_network_that_is_compiled_anew_for_each_length(planting):
    code = GOOD_STREAM + "\nfast = torch.compile(network)\n"
    planting.model("speaker", STREAM, code)
    assert any("torch.compile without `dynamic`" in item for item in planting.findings())
    planting.replace("speaker/1/model.py", "compile(network)", "compile(network, dynamic=False)")
    assert planting.findings() == []


@pytest.mark.parametrize(
    ("voice", "key", "value"),
    [
        ("cosyvoice2", "first_chunk_tokens", "0"),
        ("cosyvoice2", "max_speeches", "0"),
        ("chatterbox", "chunk_tokens", "8,0"),
        ("chatterbox", "max_speeches", "many"),
    ],
)
def test_15_a_schedule_that_never_begins(planting, voice, key, value):
    def change(config):
        config.parameters[key].string_value = value

    planting.config(voice, change)
    assert any(f"parameter {key} is {value!r}" in item for item in planting.findings())


@pytest.mark.parametrize(
    ("voice", "tags", "message"),
    [
        ("chatterbox", "laugh,giggle", "'giggle', which the model does not know"),
        ("cosyvoice2", "laughter, laugh", "'laugh', which the model does not know"),
        ("chatterbox", "laugh,[sigh]", "'[sigh]', which the rails do not take for a tag"),
        ("chatterbox", "laugh,,sigh", "'', which the rails do not take for a tag"),
        ("chatterbox", "laugh,Sigh", "'Sigh', which the rails"),
        ("chatterbox", "1", "'1', which the rails"),
    ],
)
def test_a_tag_that_would_be_read_aloud(planting, voice, tags, message):
    def change(config):
        config.parameters["tags"].string_value = tags

    planting.config(voice, change)
    found = planting.findings()
    assert len(found) == 1
    assert f"{voice}: parameter tags has {message}" in found[0]


def test_voices_that_are_not_those_on_the_disk(planting, tmp_path):
    for name in ("anna", "bert"):
        (tmp_path / f"{name}.npz").touch()

    def name_others(config):
        config.parameters["voices"].string_value = "default, anna, carl"
        config.parameters["voices_folder"].string_value = str(tmp_path)

    planting.config("cosyvoice2", name_others)
    found = [str(item) for item in check_reported_voices(read_repository(planting.root))]
    assert len(found) == 2
    assert "has 'carl', which is not there" in found[0]
    assert "lacks 'bert'" in found[1]
    planting.config("cosyvoice2", lambda config: config.parameters.pop("voices"))
    assert list(check_reported_voices(read_repository(planting.root))) == []


def test_a_queue_without_an_end(planting):
    def unlimited(config):
        config.dynamic_batching.default_queue_policy.Clear()

    planting.config("parakeet_encoder", unlimited)
    found = planting.findings()
    assert any("its queue has no limit" in item for item in found)
    assert any("wait in its queue longer" in item for item in found)


def test_a_configuration_that_triton_does_not_know(planting):
    planting.replace("silero_vad/config.pbtxt", "max_batch_size", "maximum_batch_size")
    assert any("not Triton's" in item and "maximum_batch_size" in item for item in planting.findings())


def test_models_in_folders_of_folders(planting):
    (planting.root / "asr").mkdir()
    (planting.root / "silero_vad").rename(planting.root / "asr/silero_vad")
    found = planting.findings()
    assert any("move ['silero_vad'] up" in item for item in found)
    assert any("silero_vad: is missing" in item for item in found)


def test_a_repository_that_is_not_there(tmp_path):
    assert "no such folder" in str(read_repository(tmp_path / "nowhere").findings[0])
