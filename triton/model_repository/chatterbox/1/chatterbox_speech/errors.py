"""Errors of the voice, each with the Triton status that a client is to see."""

from __future__ import annotations


class SpeechError(Exception):
    """A request that cannot be answered. `status` names a code of Triton's `TritonError`."""

    status = "INTERNAL"


class InvalidRequest(SpeechError):
    """The request itself is at fault; asked again it fails again."""

    status = "INVALID_ARG"


class NoCapacity(SpeechError):
    """No place for another request now."""

    status = "UNAVAILABLE"


class Cancelled(SpeechError):
    """The client no longer waits for the answer."""

    status = "CANCELLED"


class ModelFailed(SpeechError):
    """A network failed, was silent for too long, or answered with what cannot be its answer."""


class NotInstalled(SpeechError):
    """A file that the model needs is missing or is not what it should be. Says which, and how to get it."""
