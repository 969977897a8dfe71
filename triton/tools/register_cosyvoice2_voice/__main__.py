"""`python -m register_cosyvoice2_voice`: a voice of a recording, read when `cosyvoice2` loads."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from recording.errors import RecordingError

from .errors import RegistrationError
from .register import register
from .voice_networks import OnnxVoiceNetworks


def main(arguments: list[str]) -> int:
    """Exit code: 0 when the voice is there."""
    parser = argparse.ArgumentParser(prog="python -m register_cosyvoice2_voice", description=__doc__)
    parser.add_argument("name", help="as sessions name it; `default` is that of sessions without one")
    parser.add_argument("--recording", type=Path, required=True, help="WAV, 3 to 30 s, one person, no noise")
    parser.add_argument("--text", required=True, help="the words that are said in it")
    parser.add_argument("--weights", type=Path, default=Path("/models/weights/CosyVoice2-0.5B"))
    parser.add_argument("--voices", type=Path, default=Path("/models/voices/cosyvoice2"))
    options = parser.parse_args(arguments)
    try:
        networks = OnnxVoiceNetworks(options.weights)
        path = register(options.name, options.recording, options.text, networks, options.voices)
    except (RecordingError, RegistrationError) as error:
        print(f"register: {error}", file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
