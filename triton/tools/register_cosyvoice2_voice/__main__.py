"""`python -m register_cosyvoice2_voice`: a voice of a recording, read when `cosyvoice2` loads."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from recording.errors import RecordingError
from report_voices.errors import ReportError
from report_voices.report_voices import report_voices

from .errors import RegistrationError
from .register import register
from .voice_networks import OnnxVoiceNetworks, VoiceNetworks

OpenNetworks = Callable[[Path], VoiceNetworks]


def main(arguments: list[str], open_networks: OpenNetworks = OnnxVoiceNetworks) -> int:
    """Exit code: 0 when the voice is there."""
    parser = argparse.ArgumentParser(prog="python -m register_cosyvoice2_voice", description=__doc__)
    parser.add_argument("name", help="as sessions name it; `default` is that of sessions without one")
    parser.add_argument("--recording", type=Path, required=True, help="WAV, 3 to 30 s, one person, no noise")
    parser.add_argument("--text", required=True, help="the words that are said in it")
    parser.add_argument("--weights", type=Path, default=Path("/models/weights/CosyVoice2-0.5B"))
    parser.add_argument("--voices", type=Path, default=Path("/models/voices/cosyvoice2"))
    parser.add_argument(
        "--repository", type=Path, default=Path("/models/repository"), help="whose cosyvoice2 names the voice"
    )
    options = parser.parse_args(arguments)
    try:
        networks = open_networks(options.weights)
        path = register(options.name, options.recording, options.text, networks, options.voices)
        voices = report_voices(options.repository, "cosyvoice2", voices_folder=options.voices)
    except (RecordingError, RegistrationError, ReportError) as error:
        print(f"register: {error}", file=sys.stderr)
        return 1
    print(f"{path} is written, restart cosyvoice2. {_named(voices, options.repository)}")
    return 0


def _named(voices: str | None, repository: Path) -> str:
    if voices is None:
        return f"{repository} has no cosyvoice2 whose configuration could name the voice"
    return f"Its configuration names the voices {voices}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
