"""Sequences that live as long as their callers need them, and queues that end."""

from __future__ import annotations

from collections.abc import Iterator

from .finding import Finding
from .repository import Model, Repository

_SECOND = 1_000_000

# A pause in push to talk; Triton's default of one second is a pause between two words.
_MIN_IDLE_US = 5 * _SECOND

# The rails wait for 3 s (`recognizer-sequence.ts`).
_MAX_QUEUE_US = 3 * _SECOND


def check_batching(repository: Repository) -> Iterator[Finding]:
    """Of all models that batch."""
    tdt = repository.models.get("parakeet_tdt")
    if tdt is not None:
        yield from _check_sequences(tdt)
    for model in repository.models.values():
        if model.config.HasField("dynamic_batching"):
            yield from _check_queue(model)


def _check_sequences(model: Model) -> Iterator[Finding]:
    if not model.config.HasField("sequence_batching"):
        yield Finding(model.name, "needs sequence_batching: an utterance's audio lies in one process")
        return
    batching = model.config.sequence_batching
    if not batching.HasField("oldest"):
        yield Finding(
            model.name,
            "needs the sequence strategy `oldest`: `direct` has one utterance per instance where "
            "max_batch_size is 0",
        )
    elif batching.oldest.max_candidate_sequences < 1:
        yield Finding(model.name, "max_candidate_sequences must say how many utterances are taken")
    idle = batching.max_sequence_idle_microseconds
    if idle < _MIN_IDLE_US:
        yield Finding(
            model.name,
            f"an utterance ends after {(idle or _SECOND) / _SECOND:g} s without audio: set "
            f"max_sequence_idle_microseconds to {_MIN_IDLE_US} or more",
        )


def _check_queue(model: Model) -> Iterator[Finding]:
    if model.config.max_batch_size < 1:
        yield Finding(model.name, "dynamic_batching has no meaning with a max_batch_size of 0")
    policy = model.config.dynamic_batching.default_queue_policy
    if policy.max_queue_size < 1:
        yield Finding(model.name, "its queue has no limit: set default_queue_policy.max_queue_size")
    if not 0 < policy.default_timeout_microseconds <= _MAX_QUEUE_US:
        yield Finding(
            model.name,
            f"requests wait in its queue longer than anyone for the answer: set "
            f"default_timeout_microseconds to at most {_MAX_QUEUE_US}",
        )
