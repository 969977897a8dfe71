"""`python -m register_chatterbox_voice NAME RECORDING.wav`: a voice that sounds like the recording.

Then `python -m export_t3`, and restart `t3` and `chatterbox`. Only with the consent of whose voice it is.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from recording.check_recording import read_good_recording
from recording.errors import RecordingError
from recording.wav_recording import Recording

from .embed_voice import built_in_voice, embed_recording
from .errors import RegisterError
from .voice_file import check_name, write_voice

# Turbo refuses 5 s and less; it listens to the first 15 s for manner and 10 s for sound.
_SHORTEST_S, _LONGEST_S = 5.0, 60.0

Embed = Callable[[Recording, Path], dict[str, NDArray[Any]]]


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m register_chatterbox_voice", description=__doc__)
    parser.add_argument(
        "name", help="small letters, digits and hyphens; callers without a wish get `default`"
    )
    parser.add_argument("recording", nargs="?", type=Path, help="WAV of 5 to 60 s, one speaker, no music")
    parser.add_argument("--built-in", action="store_true", help="the voice that comes with the model instead")
    parser.add_argument("--replace", action="store_true", help="also where the name is taken")
    parser.add_argument("--weights", type=Path, default=Path("/models/weights/chatterbox-turbo"))
    parser.add_argument("--voices", type=Path, default=Path("/models/voices/chatterbox"))
    return parser.parse_args(arguments)


def main(arguments: list[str], embed: Embed = embed_recording) -> int:
    """Exit code."""
    options = _options(arguments)
    try:
        path = _register(options, embed)
    except (RecordingError, RegisterError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{path} is written. Now run `python -m export_t3` and restart t3 and chatterbox")
    return 0


def _register(options: argparse.Namespace, embed: Embed) -> Path:
    check_name(options.name)
    if options.built_in == (options.recording is not None):
        raise RegisterError("either a recording or --built-in")
    if options.built_in:
        tensors, origin = built_in_voice(options.weights), {"built_in": "Chatterbox Turbo"}
    else:
        recording = read_good_recording(options.recording, _SHORTEST_S, _LONGEST_S)
        tensors = embed(recording, options.weights)
        sha256 = hashlib.sha256(options.recording.read_bytes()).hexdigest()
        origin = {"recording_sha256": sha256, "seconds": round(recording.seconds, 2)}
    return write_voice(options.voices, options.name, tensors, origin, options.replace)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
