"""Errors of a speech, each with the Triton status that a client is to see."""

from __future__ import annotations


class SpeechError(Exception):
    """A request that cannot be answered. `status` names a code of Triton's `TritonError`."""

    status = "INTERNAL"


class InvalidRequest(SpeechError):
    """The request itself is at fault; asked again it fails again."""

    status = "INVALID_ARG"


class NoCapacity(SpeechError):
    """As many speeches as are taken are under way."""

    status = "UNAVAILABLE"


class Cancelled(SpeechError):
    """The client no longer listens."""

    status = "CANCELLED"


class ModelFailed(SpeechError):
    """A network failed, or answered with what cannot be its answer."""


class NotInstalled(Exception):
    """Weights or voices are missing or are others: the model does not load. Says how to get them."""
