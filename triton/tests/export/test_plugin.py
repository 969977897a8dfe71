"""The plugin and the exporter name one class. vLLM itself is not here: its class is not run."""

import ast
import tomllib

from paths import TRITON

from export_cosyvoice2_llm.model_files import ARCHITECTURE

PLUGIN = TRITON / "plugins/cosyvoice2_llm"
PACKAGE = PLUGIN / "voxrail_cosyvoice2_llm"


def test_vllm_finds_the_plugin_and_the_plugin_the_exported_class():
    project = tomllib.loads((PLUGIN / "pyproject.toml").read_text())
    points = project["project"]["entry-points"]["vllm.general_plugins"]
    assert points == {PACKAGE.name: f"{PACKAGE.name}:register"}
    assert project["tool"]["setuptools"]["packages"] == [PACKAGE.name]
    constants = [
        node.value.value
        for node in ast.walk(ast.parse((PACKAGE / "__init__.py").read_text()))
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    ]
    assert constants == [ARCHITECTURE]
    module = ast.parse((PACKAGE / "causal_lm.py").read_text())
    assert ARCHITECTURE in {node.name for node in module.body if isinstance(node, ast.ClassDef)}
