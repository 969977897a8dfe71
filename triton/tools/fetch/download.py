"""One file from the network to its place."""

from __future__ import annotations

import os
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path

from .digest import Digest
from .errors import FetchError
from .progress import Progress

_BLOCK_BYTES = 2**20
_TIMEOUT_S = 60.0
# Without any progress between them.
_ATTEMPTS = 5


def part_of(target: Path) -> Path:
    """Where a file grows until it is whole and checked."""
    return target.with_name(target.name + ".part")


def download(
    url: str,
    target: Path,
    total_bytes: int,
    digest: Digest,
    progress: Progress,
    wait_s: Callable[[float], None],
) -> None:
    """Goes on where an earlier run stopped; puts the file in its place in one step, checked."""
    part = part_of(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    attempt = 0
    while _size(part) < total_bytes:
        before = _size(part)
        try:
            _receive(url, part, total_bytes, progress)
            if _size(part) >= total_bytes:
                break
            cause = "the connection ended early"
        except urllib.error.HTTPError as error:
            if error.code not in (408, 416, 429) and error.code < 500:
                raise FetchError(f"{url}: {error}") from error
            if error.code == 416:
                part.unlink(missing_ok=True)
            cause = str(error)
        except (OSError, HTTPException) as error:
            cause = str(error)
        attempt = 0 if _size(part) > before else attempt + 1
        if attempt >= _ATTEMPTS:
            raise FetchError(f"{url}: {cause}. Run it again: it goes on after {_size(part)} bytes")
        wait_s(2.0**attempt)
    if _size(part) != total_bytes or not digest.matches(part):
        part.unlink()
        raise FetchError(f"{url}: its content is not what {digest.kind} {digest.value} names; removed")
    os.replace(part, target)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _receive(url: str, part: Path, total_bytes: int, progress: Progress) -> None:
    done = _size(part)
    request = urllib.request.Request(url, headers={"Range": f"bytes={done}-"} if done > 0 else {})
    with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as response:
        if done > 0 and response.status != 206:
            done = 0  # a server that cannot resume sends all of it again
        with part.open("ab" if done > 0 else "wb") as file:
            while block := response.read(_BLOCK_BYTES):
                done += len(block)
                if done > total_bytes:
                    part.unlink()
                    raise FetchError(f"{url}: sends more than the {total_bytes} bytes it should have")
                file.write(block)
                progress.at(done)
            file.flush()
            os.fsync(file.fileno())
