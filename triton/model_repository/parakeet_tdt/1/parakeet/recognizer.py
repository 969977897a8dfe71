"""Answers the requests of all sequences."""

from __future__ import annotations

from collections.abc import Callable

from .networks import Networks
from .request import RecognitionRequest
from .sequence_table import SequenceTable
from .transcript import Transcript
from .utterance import Utterance


class Recognizer:
    """One request at a time. Nothing of a sequence is kept after its END, whether that succeeded or not."""

    def __init__(self, networks: Networks, capacity: int, idle_s: float, now_s: Callable[[], float]) -> None:
        self._sequences: SequenceTable[Utterance] = SequenceTable(
            lambda: Utterance(networks), capacity, idle_s, now_s
        )

    @property
    def sequences(self) -> int:
        """Utterances under way."""
        return len(self._sequences)

    def answer(self, request: RecognitionRequest) -> Transcript:
        """An empty transcript where none was asked for. Raises RecognitionError."""
        flags = request.flags
        try:
            utterance = self._sequences.enter(flags.id, flags.start)
            utterance.append(request.audio)
            match request.decode:
                case "running":
                    return utterance.running()
                case "final":
                    return utterance.final()
                case None:
                    return Transcript()
        finally:
            if flags.end:
                self._sequences.release(flags.id)
