"""One parameter of a `config.pbtxt`, changed in its text: comments and layout are somebody's work."""

from __future__ import annotations

import re

from google.protobuf import text_format
from tritonclient.grpc.model_config_pb2 import ModelConfig

from .errors import ReportError


def with_parameter(text: str, key: str, value: str, comment: str) -> str:
    """The same configuration with this value, and `comment` where the parameter is new.

    Raises ReportError where it is written in a way that is not known here, and ParseError.
    """
    wanted = text_format.Parse(text, ModelConfig())
    is_new = key not in wanted.parameters
    if not is_new and wanted.parameters[key].string_value == value:
        return text
    wanted.parameters[key].string_value = value
    line = f'parameters {{ key: "{key}" value: {{ string_value: "{value}" }} }}'
    added = f"{text.rstrip()}\n# {comment}\n{line}\n"
    changed = added if is_new else _pattern(key).sub(lambda _: line, text)
    if not _means(changed, wanted):
        raise ReportError(f"its parameter {key} is not written as expected; set it to {value!r} by hand")
    return changed


def _pattern(key: str) -> re.Pattern[str]:
    """On one line or several, as people and protobuf write it; never in a comment."""
    value = r'value\s*:?\s*\{\s*string_value\s*:\s*"[^"\n]*"\s*\}'
    return re.compile(
        rf'^parameters\s*:?\s*\{{\s*key\s*:\s*"{re.escape(key)}"\s*,?\s*{value}\s*,?\s*\}}', re.MULTILINE
    )


def _means(text: str, wanted: ModelConfig) -> bool:
    try:
        return text_format.Parse(text, ModelConfig()) == wanted
    except text_format.ParseError:
        return False
