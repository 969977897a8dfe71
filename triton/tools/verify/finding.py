"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that keeps a model from loading or from answering right."""

    # Which model, or the name of what else it is about.
    subject: str
    # What is wrong and what to do.
    message: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.message}"
