"""`python -m fetch`: gets the weights that the models need, of what is to be served."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from roles import ROLES

from .errors import FetchError
from .fetch_models import Places, fetch_models
from .manifest import ModelWeights, read_manifest

_TRITON = Path(__file__).resolve().parents[2]


def wanted_models(manifest: dict[str, ModelWeights], names: list[str]) -> list[ModelWeights]:
    """Of roles and single models, each once. Raises KeyError for what is neither."""
    unknown = [name for name in names if name not in ROLES and name not in manifest]
    if unknown:
        raise KeyError(f"unknown: {', '.join(unknown)}; known: {', '.join([*ROLES, *manifest])}")
    return [model for model in manifest.values() if not {model.role, model.name}.isdisjoint(names)]


def main(arguments: list[str]) -> int:
    """Exit code: 0 when everything is there."""
    manifest = read_manifest()
    known = f"roles ({', '.join(ROLES)}) or models ({', '.join(manifest)})"
    parser = argparse.ArgumentParser(prog="python -m fetch", description=__doc__)
    parser.add_argument("what", nargs="+", help=known)
    parser.add_argument("--repository", type=Path, default=_TRITON / "model_repository")
    parser.add_argument("--weights", type=Path, default=Path("/models/weights"))
    parser.add_argument("--hub", default="https://huggingface.co", help="the hub, or a mirror of it")
    options = parser.parse_args(arguments)
    try:
        wanted = wanted_models(manifest, options.what)
    except KeyError as error:
        parser.error(error.args[0])
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
