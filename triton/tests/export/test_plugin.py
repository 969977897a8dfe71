"""Each plugin and its exporter name one class. vLLM itself is not here: the classes are not run."""

import ast
import tomllib

import pytest
from paths import TRITON

from export_cosyvoice2_llm import model_files
from export_t3 import checkpoint_files

PLUGINS = {
    "cosyvoice2_llm": (model_files.ARCHITECTURE, "causal_lm.py"),
    "t3": (checkpoint_files.ARCHITECTURE, "merged_t3.py"),
}


@pytest.mark.parametrize("name", PLUGINS)
def test_vllm_finds_the_plugin_and_the_plugin_the_exported_class(name):
    architecture, file = PLUGINS[name]
    plugin = TRITON / "plugins" / name
    package = plugin / f"voxrail_{name}"
    project = tomllib.loads((plugin / "pyproject.toml").read_text())
    points = project["project"]["entry-points"]["vllm.general_plugins"]
    assert points == {package.name: f"{package.name}:register"}
    assert project["tool"]["setuptools"]["packages"] == [package.name]
    constants = [
        node.value.value
        for node in ast.walk(ast.parse((package / "__init__.py").read_text()))
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    ]
    assert constants == [architecture]
    module = ast.parse((package / file).read_text())
    assert architecture in {node.name for node in module.body if isinstance(node, ast.ClassDef)}


def test_there_is_no_other_plugin():
    assert {folder.name for folder in (TRITON / "plugins").iterdir()} == PLUGINS.keys()
