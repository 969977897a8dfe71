"""`python -m export_t3`: makes what `t3/1/model.json` points to. Again after each new voice."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .errors import ExportError
from .export_t3 import export_t3

_WEIGHTS = Path("/models/weights")


def main(arguments: list[str]) -> int:
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
    options = parser.parse_args(arguments)
    try:
        export_t3(options.source, options.voices, options.target)
    except ExportError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
