"""`python -m fetch`: gets the weights that the models need."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .errors import FetchError
from .fetch_models import Places, fetch_models
from .manifest import read_manifest

_TRITON = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """Exit code: 0 when everything is there."""
    manifest = read_manifest()
    parser = argparse.ArgumentParser(prog="python -m fetch", description=__doc__)
    parser.add_argument("models", nargs="*", help=f"which (default: all): {', '.join(manifest)}")
    parser.add_argument("--repository", type=Path, default=_TRITON / "model_repository")
    parser.add_argument("--weights", type=Path, default=Path("/models/weights"))
    parser.add_argument("--hub", default="https://huggingface.co", help="the hub, or a mirror of it")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.models if name not in manifest]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; known: {', '.join(manifest)}")
    wanted = [manifest[name] for name in options.models or manifest]
    try:
        fetch_models(wanted, Places(options.hub, options.repository, options.weights))
    except FetchError as error:
        print(f"fetch: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("fetch: stopped; run it again to go on", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
