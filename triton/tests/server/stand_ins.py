"""Models whose backends the test server lacks, as Python models with the same configuration.

Everything but the backend stays as it is configured: tensors, batching, queues, warm-up. So what Triton
itself refuses is found, and `parakeet_tdt` meets the tensors that the networks will give it.
"""

from pathlib import Path

from google.protobuf import text_format
from paths import REPOSITORY, TRITON

from verify.repository import read_config

_HERE = Path(__file__).parent

# Triton's Python processes do not look at PYTHONPATH: what they may import is written into the model.
_PYTHON_PATH = [str(TRITON / "tests"), str(REPOSITORY / "parakeet_tdt/1")]


def stand_in(model: Path, code: str, network: str = "", instances: int = 1) -> None:
    """Puts a Python model of `code` (a file beside this one) into a copied model folder, on the CPU.

    `network` is what its parameter of that name says: module:function.
    """
    path = model / "config.pbtxt"
    config = read_config(path)
    config.backend = "python"
    config.default_model_filename = ""
    config.parameters["network"].string_value = network
    for group in config.instance_group:
        group.kind = group.KIND_CPU
        group.count = instances
    path.write_text(text_format.MessageToString(config))
    version = model / "1"
    version.mkdir(exist_ok=True)
    source = (_HERE / code).read_text()
    (version / "model.py").write_text(f"import sys\nsys.path[:0] = {_PYTHON_PATH!r}\n{source}")


def one_process(model: Path) -> None:
    """For tests that load a model many times."""
    path = model / "config.pbtxt"
    config = read_config(path)
    for group in config.instance_group:
        group.count = 1
    path.write_text(text_format.MessageToString(config))
