"""A Triton for the tests in TypeScript: says where it listens, and ends when its standard input does."""

import json
import sys
import tempfile
from pathlib import Path

from served_repository import conversation_repository
from triton_server import ALL_MODELS, TritonServer


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="voxrail-triton-") as name:
        folder = Path(name)
        flags = (*ALL_MODELS, *sys.argv[1:])
        with TritonServer(conversation_repository(folder), folder, flags) as server:
            print(json.dumps({"address": server.url}), flush=True)
            sys.stdin.read()


if __name__ == "__main__":
    main()
