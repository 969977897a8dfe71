"""Errors of the recognizer, each with the Triton status that a client is to see."""

from __future__ import annotations


class RecognitionError(Exception):
    """A request that cannot be answered. `status` names a code of Triton's `TritonError`."""

    status = "INTERNAL"


class InvalidRequest(RecognitionError):
    """The request itself is at fault; asked again it fails again."""

    status = "INVALID_ARG"


class NoCapacity(RecognitionError):
    """No place for another utterance now."""

    status = "UNAVAILABLE"


class Cancelled(RecognitionError):
    """The client no longer waits for the answer."""

    status = "CANCELLED"


class ModelFailed(RecognitionError):
    """The encoder or the decoder failed, or answered with what cannot be its answer."""
