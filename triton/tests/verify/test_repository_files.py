"""The repository itself: what its comments and numbers promise."""

import struct

import pytest
from paths import PROJECT, REPOSITORY

from chatterbox_speech.tags import TAGS
from cosy_speech.speakable_text import SOUND_TAGS
from parakeet.buckets import BUCKET_FRAMES
from parakeet.windows import WINDOW_SAMPLES
from roles import ROLES, models_of
from verify.check_memory import check_memory
from verify.check_vllm import VLLM_VERSION, engine_arguments, read_engine_settings
from verify.expected_models import EXPECTED_MODELS
from verify.gpu_memory import GIB, memory_lines
from verify.repository import read_repository, serving

MODELS = read_repository(REPOSITORY).models


def test_the_repository_holds_what_the_table_expects_and_nothing_else():
    assert MODELS.keys() == EXPECTED_MODELS.keys()
    assert MODELS.keys() <= models_of(ROLES)


def test_the_voices_report_every_tag_that_they_know_in_brackets():
    def reported(model):
        return sorted(MODELS[model].parameter("tags").split(","))

    assert reported("chatterbox") == sorted(TAGS)
    assert reported("cosyvoice2") == sorted(tag[1:-1] for tag in SOUND_TAGS if tag.startswith("["))


def test_the_longest_bucket_holds_a_whole_window():
    assert BUCKET_FRAMES[-1] == WINDOW_SAMPLES // 160


def test_the_encoder_is_warmed_up_at_each_length():
    warmups = MODELS["parakeet_encoder"].config.model_warmup
    lengths = [list(warmup.inputs["audio_signal"].dims) for warmup in warmups]
    assert lengths == [[128, frames] for frames in BUCKET_FRAMES]
    for warmup, frames in zip(warmups, BUCKET_FRAMES, strict=True):
        file = MODELS["parakeet_encoder"].folder / "warmup" / warmup.inputs["length"].input_data_file
        assert struct.unpack("<q", file.read_bytes()) == (frames,)


def test_each_process_of_the_recognizer_finds_a_place_in_the_encoders_batch_and_queue():
    tdt, encoder = MODELS["parakeet_tdt"].config, MODELS["parakeet_encoder"].config
    processes = tdt.instance_group[0].count
    assert processes <= encoder.max_batch_size
    assert processes <= encoder.dynamic_batching.default_queue_policy.max_queue_size


def test_vllms_cache_holds_several_conversations_of_full_length():
    settings = read_engine_settings(MODELS["qwen3"])
    # Qwen3-4B: keys and values of 36 layers, 8 heads of 128 numbers, in 16 bits.
    token_bytes = 2 * 36 * 8 * 128 * 2
    tokens = settings["kv_cache_memory_bytes"] // token_bytes
    assert tokens == 21_845
    assert tokens > 2 * settings["max_model_len"]


def test_the_table_of_the_documentation_is_the_one_that_is_computed():
    rows = (PROJECT / "docs/models.md").read_text().splitlines()
    table = {tuple(cell.strip() for cell in row.split("|")[1:3]) for row in rows}
    for line in memory_lines(read_repository(REPOSITORY)):
        assert (f"`{line.subject}`", f"{line.bytes / 2**30:.2f} GiB") in table


@pytest.mark.parametrize("key", ["kv_cache_memory_bytes", "max_model_len", "enable_log_requests"])
def test_the_list_of_vllms_arguments_is_that_of_the_pinned_version(key):
    assert VLLM_VERSION == "0.24.0"
    assert key in engine_arguments()
    assert "disable_log_requests" not in engine_arguments()
    assert len(engine_arguments()) > 150


@pytest.mark.parametrize(
    ("gpu_gib", "roles", "fits"),
    [
        (15.0, ["asr", "llm"], True),
        (15.0, ["asr", "llm", "tts-cosyvoice2"], False),
        (22.5, ["asr", "llm", "tts-cosyvoice2"], True),
        (15.0, ["asr", "llm", "tts-chatterbox"], False),
        (22.5, ["asr", "llm", "tts-chatterbox"], True),
        (22.5, ["asr", "llm", "tts-chatterbox", "tts-cosyvoice2"], False),
        (45.0, ["asr", "llm", "tts-chatterbox", "tts-cosyvoice2"], True),
    ],
    ids=[
        "T4",
        "T4 with CosyVoice 2",
        "A10G, L4 with CosyVoice 2",
        "T4 with Chatterbox",
        "A10G, L4 with Chatterbox",
        "A10G, L4 with both",
        "L40S with both",
    ],
)
def test_what_fits_on_a_gpu_is_what_the_documentation_says(gpu_gib, roles, fits):
    served = serving(read_repository(REPOSITORY), models_of(roles))
    assert (list(check_memory(served, round(gpu_gib * GIB))) == []) is fits
