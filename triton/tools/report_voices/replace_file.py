"""A file that others read is never seen half written."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path


def replace_file(path: Path, text: str) -> None:
    """In one step, with the owner and the mode that it had."""
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    shutil.copymode(path, part)
    # In a container of the image this is root, and the file that of whoever has the repository.
    with contextlib.suppress(PermissionError):
        os.chown(part, path.stat().st_uid, path.stat().st_gid)
    os.replace(part, path)
