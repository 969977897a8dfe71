"""The rails' gRPC client is one that Triton keeps a connection to, and that takes its answers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

from .finding import Finding

# Triton's default: who pings more often, without data between, is sent away ("too_many_pings").
_MIN_PING_MS = 300_000
# A whole utterance back and forth, or a minute of sound at 24 kHz, with room.
_MIN_ANSWER_BYTES = 16 * 2**20


def _constant(text: str, name: str) -> int | None:
    """Of a product of numbers, as TypeScript has it."""
    found = re.search(rf"const {name} = ([\d_ *]+);", text)
    return None if found is None else math.prod(int(factor) for factor in found[1].split("*"))


def check_client(channel_options: Path) -> Iterator[Finding]:
    """`channel_options`: libs/inference/src/channel-options.ts."""
    text = channel_options.read_text(encoding="utf-8")
    ping_ms = _constant(text, "KEEPALIVE_MS")
    if ping_ms is None or ping_ms < _MIN_PING_MS:
        yield Finding(
            "rails",
            f"{channel_options.name}: KEEPALIVE_MS is {ping_ms}: Triton closes connections that ping more "
            f"often than every {_MIN_PING_MS} ms",
        )
    answer_bytes = _constant(text, "MAX_ANSWER_BYTES")
    if answer_bytes is None or answer_bytes < _MIN_ANSWER_BYTES:
        yield Finding(
            "rails",
            f"{channel_options.name}: MAX_ANSWER_BYTES is {answer_bytes}: gRPC refuses longer answers, and "
            f"those of the models may have {_MIN_ANSWER_BYTES}",
        )
    if re.search(r"keepalive_permit_without_calls': true", text):
        yield Finding("rails", f"{channel_options.name}: grpc-js takes 1, not true, for permit_without_calls")
