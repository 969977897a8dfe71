"""`python -m report_voices`: after a voice was taken away; a new one is named when it is made.

Restart the model, and the rails offer what is there.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .errors import ReportError
from .registered_voices import VOICE_MODELS
from .report_voices import report_voices


def main(arguments: list[str]) -> int:
    """Exit code."""
    parser = argparse.ArgumentParser(prog="python -m report_voices", description=__doc__)
    parser.add_argument("--repository", type=Path, default=Path("/models/repository"))
    options = parser.parse_args(arguments)
    failed = False
    for model in VOICE_MODELS:
        try:
            voices = report_voices(options.repository, model)
            print(f"{model}: {voices or 'no voice, or no such model here'}")
        except ReportError as error:
            failed = True
            print(error, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
