"""`python -m export_cosyvoice2_llm`: what `cosyvoice2_llm/1/model.json` names. Needs torch and 12 GB."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .merge import NotTheModel, merge
from .model_files import write_model_files
from .safetensors_file import write_bfloat16


def _read(path: Path) -> dict[str, NDArray[np.float32]]:
    """The published file is one of torch's. Without code in it: `weights_only`."""
    import torch

    state = torch.load(path, map_location="cpu", weights_only=True)
    return {name: tensor.float().numpy() for name, tensor in state.items() if hasattr(tensor, "numpy")}


def main(arguments: list[str]) -> int:
    """Exit code: 0 when the model stands."""
    parser = argparse.ArgumentParser(prog="python -m export_cosyvoice2_llm", description=__doc__)
    parser.add_argument("--weights", type=Path, default=Path("/models/weights"))
    options = parser.parse_args(arguments)
    source, target = options.weights / "CosyVoice2-0.5B", options.weights / "cosyvoice2_llm"
    if not (source / "llm.pt").is_file():
        print(f"export: {source / 'llm.pt'} is missing; get it with `python -m fetch tts-cosyvoice2`")
        return 1
    try:
        merged = merge(_read(source / "llm.pt"))
    except NotTheModel as error:
        print(f"export: {source / 'llm.pt'}: {error}")
        return 1
    target.mkdir(parents=True, exist_ok=True)
    write_model_files(source / "CosyVoice-BlankEN", target)
    write_bfloat16(target / "model.safetensors", merged)
    print(f"{target}: {sum(array.size for array in merged.values()):,} numbers")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
