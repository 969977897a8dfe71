"""Where things are."""

import shutil
from pathlib import Path

TRITON = Path(__file__).resolve().parents[1]
PROJECT = TRITON.parent
REPOSITORY = TRITON / "model_repository"

# What fetch puts there on a machine that serves the models.
_WEIGHTS = ("*.onnx", "*.onnx.data", "vocab.txt", "*.part", "__pycache__")


def copy_repository(target: Path) -> Path:
    """The repository without weights."""
    shutil.copytree(REPOSITORY, target, ignore=shutil.ignore_patterns(*_WEIGHTS))
    return target
