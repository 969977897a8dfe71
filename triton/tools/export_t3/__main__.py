"""`python -m export_t3`: makes what `t3/1/model.json` points to. Again after each new voice."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from report_voices.errors import ReportError
from report_voices.report_voices import report_voices

from .errors import ExportError
from .export_t3 import HEAD_WIDTH, export_t3

_WEIGHTS = Path("/models/weights")


def main(arguments: list[str], head_width: int = HEAD_WIDTH) -> int:
    """Exit code."""
    parser = argparse.ArgumentParser(prog="python -m export_t3", description=__doc__)
    parser.add_argument(
        "--source", type=Path, default=_WEIGHTS / "chatterbox-turbo", help="from `python -m fetch`"
    )
    parser.add_argument(
        "--voices",
        type=Path,
        default=Path("/models/voices/chatterbox"),
        help="from `python -m register_chatterbox_voice`",
    )
    parser.add_argument("--target", type=Path, default=_WEIGHTS / "chatterbox-t3")
    parser.add_argument(
        "--repository",
        type=Path,
        default=Path("/models/repository"),
        help="whose chatterbox names them",
    )
    options = parser.parse_args(arguments)
    try:
        export_t3(options.source, options.voices, options.target, head_width=head_width)
        places = {"voices_folder": options.voices, "t3_weights": options.target}
        voices = report_voices(options.repository, "chatterbox", **places)
    except (ExportError, ReportError) as error:
        print(error, file=sys.stderr)
        return 1
    if voices is None:
        print(f"{options.repository} has no chatterbox whose configuration could name the voices")
    else:
        print(f"the configuration of chatterbox names the voices {voices}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
