"""The files that the networks are loaded from."""

from __future__ import annotations

from pathlib import Path

from .errors import NotInstalled

FLOW = "flow.pt"
VOCODER = "hift.pt"
_COMMAND = "python -m fetch tts-cosyvoice2"


def check_files(weights: Path) -> None:
    """Raises NotInstalled."""
    for name in (FLOW, VOCODER):
        if not (weights / name).is_file():
            raise NotInstalled(f"{weights / name} is missing; get it with `{_COMMAND}`")


def unusable(path: Path, error: Exception) -> NotInstalled:
    """A file that is cut off, or of another version."""
    return NotInstalled(f"{path} is not CosyVoice 2's or is cut off ({error}); get it with `{_COMMAND}`")
