"""The fifteen traps of docs/models.md, in order: each one planted in this repository, found and named."""

import re
from pathlib import Path

import pytest
from paths import PROJECT
from planting import Planting

from verify.check_backends import check_backends
from verify.check_chat_template import check_chat_template
from verify.repository import read_repository


@pytest.fixture
def planting(tmp_path) -> Planting:
    planting = Planting(tmp_path)
    assert planting.findings() == []
    return planting


def found(planting: Planting, words: str, **asked) -> bool:
    """Whether one finding, and no other, says so."""
    return [words in item for item in planting.findings(**asked)] == [True]


@pytest.mark.parametrize("voice", ["chatterbox", "cosyvoice2"])
def test_trap_01_a_stream_model_that_would_be_called_for_one_answer(planting, voice):
    planting.replace(f"{voice}/config.pbtxt", "decoupled: true", "decoupled: false")
    words = f"{voice}: its caller expects ModelStreamInfer with many answers"
    assert found(planting, words, roles=[f"tts-{voice}"])


def test_trap_02_a_stream_whose_end_an_error_eats(planting):
    path = planting.root / "cosyvoice2/1/model.py"
    # The end of a refusal and that of a speech, behind their code instead of in its `finally`.
    path.write_text(
        path.read_text()
        .replace("finally:", "else:")
        .replace(
            "        try:\n            sender.send(_failure(error))\n        else:\n",
            "        if True:\n            sender.send(_failure(error))\n        if True:\n",
        )
    )
    assert found(planting, "in a `finally`")


def test_trap_03_an_error_that_is_told_to_nobody(planting):
    planting.replace(
        "cosyvoice2/1/model.py",
        "pb_utils.InferenceResponse(error=pb_utils.TritonError(str(error), code))",
        "pb_utils.InferenceResponse([])",
    )
    planting.replace("cosyvoice2/1/model.py", "code = getattr(pb_utils.TritonError, status)", "code = status")
    assert found(planting, "never answers with a TritonError")


def test_trap_04_a_cancel_that_does_not_reach_the_model_that_is_called(planting):
    planting.replace("cosyvoice2/1/triton_speech_tokens.py", "answers.cancel()", "answers.close()")
    assert found(planting, "does not cancel the models it calls")


def test_trap_05_silero_without_its_context(planting):
    planting.replace("silero_vad/config.pbtxt", "dims: [ -1, 576 ]", "dims: [ -1, 512 ]")
    assert found(planting, "input is input FP32 [-1, 512], expected input FP32 [-1, 576]")


def test_trap_06_batches_that_mix_the_states_of_callers(planting):
    planting.replace("silero_vad/config.pbtxt", "max_batch_size: 0", "max_batch_size: 8")
    assert found(planting, "given each other's")


def test_trap_07_a_server_without_the_onnx_runtime_backend(planting, tmp_path):
    for file in ("python/libtriton_python.so", "vllm/model.py"):
        (tmp_path / "backends" / file).parent.mkdir(parents=True)
        (tmp_path / "backends" / file).touch()
    findings = check_backends(read_repository(planting.root), tmp_path / "backends")
    assert ["vLLM image has no ONNX Runtime" in str(item) for item in findings] == [True]


@pytest.mark.parametrize(
    "file", ["cosyvoice2/1/cosy_speech/prompt.py", "chatterbox/1/chatterbox_speech/generation.py"]
)
def test_trap_08_a_sampling_parameter_that_vllm_does_not_have(planting, file):
    planting.replace(file, '"top_k": ', '"best_of": 2, "top_k": ')
    assert found(planting, "sampling parameter 'best_of' is none of vLLM's")


def test_trap_09_a_chat_template_that_is_not_the_rails(planting, tmp_path):
    planting.replace("qwen3/1/model.json", "/models/weights/Qwen3-4B-AWQ", str(tmp_path))
    (tmp_path / "tokenizer_config.json").write_text('{"chat_template": "{{ messages }}"}')
    template = PROJECT / "apps/llm-service/src/prompt/qwen3-chat-template.jinja"
    findings = check_chat_template(read_repository(planting.root), template)
    assert ["is not the rail's" in str(item) for item in findings] == [True]


@pytest.mark.parametrize("model", ["cosyvoice2_llm", "t3"])
def test_trap_10_speech_tokens_that_vllm_does_not_write_out(planting, model):
    planting.engine(model, skip_tokenizer_init=True)
    assert found(planting, f"{model}: model.json: with skip_tokenizer_init every text_output is empty")


@pytest.mark.parametrize("file", ["cosyvoice2/1/triton_speech_tokens.py", "chatterbox/1/triton_t3.py"])
def test_trap_11_a_model_that_is_called_asynchronously(planting, file):
    planting.replace(file, "call.exec(", "call.async_exec(")
    assert found(planting, "async_exec")


def test_trap_12_another_recognizers_blank(planting):
    pieces = ["<blk> 0", *(f"p{index} {index}" for index in range(1, 1_025))]
    (planting.root / "parakeet_tdt/1/vocab.txt").write_text("\n".join(pieces) + "\n")
    assert found(planting, "ends with 'p1024 1024'")


def test_trap_13_a_client_that_triton_sends_away(planting):
    text = planting.client.read_text()
    planting.client.write_text(re.sub(r"KEEPALIVE_MS = [\d_]+", "KEEPALIVE_MS = 30_000", text))
    assert found(planting, "KEEPALIVE_MS is 30000")
    planting.client.write_text(re.sub(r"MAX_ANSWER_BYTES = .*;", "MAX_ANSWER_BYTES = 4 * 1024 * 1024;", text))
    assert found(planting, "MAX_ANSWER_BYTES is 4194304")


def test_trap_14_models_that_do_not_fit_on_the_gpu(planting):
    assert found(planting, "19.7 GiB are configured", gpu_gib=16.0)
    planting.engine("qwen3", gpu_memory_utilization=0.85)
    assert found(planting, "vLLM models ask for 0.97 of the GPU")


def test_trap_15_noise_of_its_own_for_each_chunk(planting):
    planting.replace(
        "cosyvoice2/1/torch_networks.py", "return mel[0].float()", "return torch.randn_like(mel[0]).float()"
    )
    assert found(planting, "with noise of its own no chunk fits the one before")


def test_trap_15_a_setting_that_the_pinned_vllm_does_not_have_any_more(planting):
    planting.engine("qwen3", disable_log_requests=True)
    assert found(planting, "no argument 'disable_log_requests'")


def _rows() -> dict[int, str]:
    text = (PROJECT / "docs/models.md").read_text()
    return {int(row[1]): row[0] for row in re.finditer(r"^\| (\d+) +\|.*$", text, re.MULTILINE)}


def test_the_documentation_has_a_row_for_each_trap_with_the_test_that_plants_it():
    here = Path(__file__).read_text()
    tests = re.findall(r"^def (test_trap_(\d\d)_\w+)", here, re.MULTILINE)
    assert sorted({int(number) for _, number in tests}) == list(range(1, 16))
    assert list(_rows()) == list(range(1, 16))
    for name, number in tests:
        assert f"trap_{number}" in _rows()[int(number)], name


def test_the_tests_to_which_the_documentation_points_are_there():
    """Traps that lie in a client as well: `file`: _name of the test_."""
    pointers = re.findall(r"`([\w./-]+\.(?:ts|py))`: _(.+?)_ +\|", "\n".join(_rows().values()))
    assert len(pointers) == 15
    for file, name in pointers:
        assert name in (PROJECT / file).read_text(), f"{file}: {name}"
