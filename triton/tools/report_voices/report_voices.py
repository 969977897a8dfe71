"""The voices on the disk into the configuration."""

from __future__ import annotations

from pathlib import Path

from google.protobuf.text_format import ParseError

from verify.repository import CONFIG, parameters_of, read_config

from .errors import ReportError
from .parameter_text import with_parameter
from .registered_voices import registered_voices
from .replace_file import replace_file

_COMMENT = "Voices that a session may ask for, as tools/report_voices found them; rails read it."


def report_voices(repository: Path, model: str, **places: Path) -> str | None:
    """Gives the parameter `voices` as it is now; None where there is no such model or no voice.

    `places`: folders that are elsewhere on this machine than the configuration says. Raises ReportError.
    """
    path = repository / model / CONFIG
    if not path.is_file():
        return None
    try:
        text = path.read_text(encoding="utf-8")
        parameters = parameters_of(read_config(path)) | {key: str(place) for key, place in places.items()}
        voices = ",".join(registered_voices(model, parameters))
        if not voices:
            return None
        changed = with_parameter(text, "voices", voices, _COMMENT)
        if changed != text:
            replace_file(path, changed)
    except (ReportError, ParseError, OSError, KeyError) as error:
        raise ReportError(f"{path}: the voices are not named: {error}") from error
    return voices
